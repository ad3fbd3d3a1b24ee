"""Measures what each run of a function uses: seconds, requests, calls of AWS, bytes of log.

usage: python bench/stack_seconds.py [FILE]

The real handlers run on moto, as the template starts them. The publishers are a program of their
own on this machine. They answer after `LATENCY_S`, with other bytes each time. The pauses that
their crawl delays ask for are counted, not slept. Each source is checked at its default interval,
on a clock of its own: first for `SETTLING`, and then for a day. Prints the table, and writes FILE:
the measured use for `cost`.

Processor time excludes moto and the publishers, and is of one core of this machine.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from itertools import count
from json import dumps, loads
from pathlib import Path
from statistics import fmean
from threading import Lock, get_ident, local
from typing import Any

import boto3
import pytest
from item_sizes import item_bytes
from moto.core.botocore_stubber import BotocoreStubber

from advisory_watch.app import fetch_batch, polite_fetcher
from advisory_watch.bootstrap import check_function, web
from advisory_watch.core import url as core_url
from advisory_watch.sources import SOURCES
from support.aws import moto_stack
from support.aws.template import schedules
from support.publishers.all_sources import PLAYED, a_world
from support.publishers.http_publisher import Answer, after, an_answer, kept, publisher

LATENCY_S = 0.2
"""The time that a publisher takes to answer: two round trips across an ocean."""

SETTLING = timedelta(hours=24)
"""After the first check all documents have the same age; a day spreads them."""

DAY = timedelta(hours=24)
REQUESTS_MAX = 600
"""A source that asks for more documents in a day is measured until it has asked for so many."""

EVERY_PAGE = 50
"""A source with so many requests in its second check asks for its pages at a fixed interval."""

STILL = "/posts/"
"""Embassies' feeds name the time of their newest notice, so their bytes stay the same."""

NOTHING = an_answer(b"", 404)

READ_UNIT_BYTES, WRITE_UNIT_BYTES = 4096, 1024
TIMEOUT_S = 900
WRITTEN = Path("layers/advisory_watch/src/advisory_watch/costs/measured.toml")


@dataclass(slots=True, kw_only=True)
class Use:
    """What one run uses. `polite_s` is the part of `wait_s` that publishers ask for."""

    wait_s: float = 0.0
    polite_s: float = 0.0
    cpu_s: float = 0.0
    requests: float = 0.0
    calls: float = 0.0
    read_units: float = 0.0
    write_units: float = 0.0
    log_kb: float = 0.0


@dataclass(slots=True, kw_only=True)
class Meter:
    """Counts what is used between two readings, on a virtual clock that pauses move."""

    at: datetime = datetime(2026, 11, 24, tzinfo=UTC)
    use: Use = field(default_factory=Use)
    moto_s: float = 0.0
    moto_wall_s: float = 0.0
    is_lagging: dict[int, bool] = field(default_factory=dict)
    keys: dict[int, int] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    began_s: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """Return the virtual time: it moves with the real one, and jumps over pauses."""
        real_s = time.monotonic() - self.began_s
        return self.at + timedelta(seconds=real_s + self.use.polite_s)

    def monotonic(self) -> float:
        """Return the virtual time in seconds."""
        return self.now().timestamp()

    def pause(self, seconds: float) -> None:
        """Count a pause instead of sleeping."""
        with self.lock:
            self.use.polite_s += seconds

    def called(self, model: Any, params: dict[str, Any], **_more: object) -> None:
        """Count a call, and the units of what it writes."""
        self.use.calls += 1
        self.is_lagging[get_ident()] = not params.get("ConsistentRead")
        if model.name == "PutItem":
            self.use.write_units += _units(item_bytes(params["Item"]), WRITE_UNIT_BYTES)
        for write in params.get("TransactItems", ()):  # twice the price of a single put
            self.use.write_units += 2 * _units(item_bytes(write["Put"]["Item"]), WRITE_UNIT_BYTES)
        if model.name == "BatchGetItem":
            ((_, asked),) = params["RequestItems"].items()
            self.is_lagging[get_ident()] = not asked["ConsistentRead"]
            self.keys[get_ident()] = len(asked["Keys"])

    def answered(self, model: Any, parsed: dict[str, Any], **_more: object) -> None:
        """Count the units of a read, half of them if it may lag; an item that is missing is one."""
        units = 0
        if model.name == "Query":
            units = max(1, _units(sum(map(item_bytes, parsed["Items"])), READ_UNIT_BYTES))
        if model.name == "BatchGetItem":
            items = [item for found in parsed["Responses"].values() for item in found]
            units = sum(_units(item_bytes(item), READ_UNIT_BYTES) for item in items)
            units += self.keys[get_ident()] - len(items)
        self.use.read_units += units / 2 if self.is_lagging.get(get_ident()) else units

    def run(self, work: Callable[[], object]) -> Use:
        """Run a handler, and return its use."""
        self.use, self.moto_s, self.moto_wall_s = Use(), 0.0, 0.0
        self.began_s = began_s = time.monotonic()
        cpu_s, log = time.process_time(), StringIO()
        with redirect_stdout(log):
            work()
        used = self.use
        used.cpu_s = time.process_time() - cpu_s - self.moto_s
        real_s = time.monotonic() - began_s - self.moto_wall_s
        used.wait_s = max(0.0, real_s - used.cpu_s) + used.polite_s
        used.log_kb = len(log.getvalue()) / 1000
        return used


def host_of(url: str) -> str:
    """Return the host that a URL stands for: an embassy's, or the endpoint's."""
    _, is_post, rest = url.partition("/posts/")
    return rest.partition("/")[0] if is_post else core_url.host_of(url)


def _units(size: int, unit: int) -> int:
    return -(-size // unit)


def measure_source(cloud: moto_stack.MotoStack, meter: Meter, source: str) -> Use:
    """Check a source for a settling time and a day, and return the mean use of a check."""
    interval = timedelta(minutes=SOURCES[source].check_interval_min)
    meter.at = at = meter.at + DAY
    event = {"sources": [source]}
    uses: list[Use] = []
    has_many = any(endpoint.has_many for endpoint in SOURCES[source].endpoints)
    settled = at + (SETTLING if has_many else interval)
    asked, ended = 0.0, settled + (DAY if has_many else 20 * interval)
    while meter.at < ended and asked < REQUESTS_MAX:
        used = meter.run(partial(check, cloud, event))
        if meter.at >= settled:
            uses.append(used)
            asked += used.requests
        elif meter.at > at and used.requests > EVERY_PAGE:
            settled = meter.at + interval  # every page in each check: nothing to settle
        meter.at += interval
    return mean_of(uses)


def check(cloud: moto_stack.MotoStack, event: Mapping[str, Any]) -> None:
    """Check once. Raises `ValueError` if a source was not read: its figures would be wrong."""
    answer = cloud.invoke("CheckFunction", dict(event), TIMEOUT_S)
    if answer["failures"]:
        raise ValueError(f"expected {event} to be read, found {answer}")


def mean_of(uses: list[Use]) -> Use:
    """Return the mean of each figure."""
    return Use(
        **{name.name: fmean(getattr(use, name.name) for use in uses) for name in fields(Use)}
    )


def measure_events(cloud: moto_stack.MotoStack, meter: Meter) -> Iterator[tuple[str, Use]]:
    """Run each other event of the template once to load the code, then measure three runs."""
    for name, schedule in schedules().items():
        event = loads(schedule["Input"]) if isinstance(schedule["Input"], str) else {}
        if not event or "sources" in event or "seal" in event or name.startswith("Site"):
            continue
        function, (kind, *_) = name.split(".")[0], event
        invoke = partial(cloud.invoke, function, event, 120)
        invoke()
        yield kind, mean_of([meter.run(invoke) for _ in range(3)])


@contextmanager
def measured(meter: Meter) -> Iterator[moto_stack.MotoStack]:
    """Open the account with warm functions, polite pauses and counted calls."""
    stub, nested = BotocoreStubber.__call__, local()

    def timed(self: BotocoreStubber, *args: Any, **kwargs: Any) -> Any:
        if getattr(nested, "is_inside", False):
            return stub(self, *args, **kwargs)
        nested.is_inside = True
        cpu_s, wall_s = time.thread_time(), time.monotonic()
        try:
            return stub(self, *args, **kwargs)
        finally:
            nested.is_inside = False
            meter.moto_s += time.thread_time() - cpu_s
            meter.moto_wall_s += time.monotonic() - wall_s

    def client(*args: Any, **kwargs: Any) -> Any:
        found = web.http_client(*args, clock=meter.now, wait=meter.pause, **kwargs)
        return replace(found, monotonic=meter.monotonic)

    start = polite_fetcher.PoliteFetcher.start

    def counted(self: polite_fetcher.PoliteFetcher, *args: Any, **kwargs: Any) -> Any:
        meter.use.requests += 1
        return start(self, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BotocoreStubber, "__call__", timed)
        patch.setattr(web, "LOOPBACK", frozenset())  # the delays are honoured here too
        patch.setattr(polite_fetcher.PoliteFetcher, "start", counted)
        for module in (fetch_batch, polite_fetcher):
            patch.setattr(module, "host_of", host_of)
        patch.setattr(check_function, "http_client", client)
        rest = timedelta(seconds=TIMEOUT_S - 120)
        patch.setattr(check_function, "until", lambda _ms: meter.now() + rest)
        with moto_stack.account() as cloud:
            patch.setattr(moto_stack, "BUILT", ())
            session = boto3.DEFAULT_SESSION
            assert session is not None  # noqa: S101 - the account has opened it
            session.events.register("before-parameter-build.dynamodb", meter.called)
            session.events.register("after-call.dynamodb", meter.answered)
            yield cloud


def serve() -> None:
    """Serve every source until standard input closes; print the settings first."""
    with publisher() as site:
        world = a_world(site)
        answers = (b"\n" * (number % 500) for number in count())
        slow = partial(site.closing.wait, LATENCY_S)

        def next_answer(path: str) -> Answer:
            body = world.documents.get(path.partition("?")[0])
            other = b"" if path.startswith(STILL) else next(answers)
            return kept(after(slow, an_answer(body + other) if body else NOTHING))

        site.next_answer = next_answer  # type: ignore[method-assign]
        print(dumps(world.environment()), flush=True)
        sys.stdin.read()


def text_of(checks: Mapping[str, Use], runs: Mapping[str, Use]) -> str:
    """Return the TOML file."""
    lines = [
        "# Written by `make bench-stack-seconds`: the mean use of a run, measured.",
        "#",
        f"# wait_s       seconds of waiting for publishers that answer after {LATENCY_S} s",
        "# polite_s     the part of it that crawl delays ask for",
        "# cpu_s        seconds of one core of the machine that measured",
        "# requests     requests to publishers",
        "# calls        calls of DynamoDB",
        "# read_units   read units of DynamoDB; write_units likewise",
        "# log_kb       what the function prints, without the lines of Lambda itself",
    ]
    for table, found in (("checks", checks), ("runs", runs)):
        for name, use in found.items():
            lines += ["", f"[{table}.{name}]"]
            lines += [f"{item.name} = {getattr(use, item.name):.3g}" for item in fields(Use)]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure all sources and events."""
    if sys.argv[1:] == ["--serve"]:
        serve()
        return 0
    program = [sys.executable, __file__, "--serve"]
    meter = Meter()
    with subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as publishers:
        assert publishers.stdout is not None  # noqa: S101 - it is a pipe
        os.environ |= {**loads(publishers.stdout.readline()), "NO_PROXY": "127.0.0.1"}
        checks = {}
        with measured(meter) as cloud:
            for source in PLAYED:
                checks[source] = use = measure_source(cloud, meter, source)
                print(source, *(f"{i.name}={getattr(use, i.name):.3g}" for i in fields(Use)))
            runs = dict(measure_events(cloud, meter))
        publishers.communicate()
    written = Path(sys.argv[1]) if len(sys.argv) > 1 else WRITTEN
    written.write_text(text_of(checks, runs))
    print(f"written: {written}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
