"""Measures what each run of a function uses: seconds, requests, calls of AWS, bytes of log.

usage: python bench/stack_seconds.py [FILE | --first]

The real handlers run on moto, as the template starts them. The publishers are a program of their
own on this machine, with recorded documents of full size. They answer after `LATENCY_S`, and print
each document again (`printed_again`).

The sources of a schedule are measured together, as they run: in real time, with polite pauses, and
with the share of a processor that comes with the memory of the function. Then each source is
measured alone, for other set-ups: pauses are counted, not slept, and the processor is whole.

First come checks until the ledger knows the pages whose bytes always differ. Then six checks are
measured, whose pages are those of recorded months (`SHARES`), and the check that
reads all documents again, once a day. Prints the table, and writes FILE: the measured use for
`cost`. With `--first` it measures the first check of all sources, and writes nothing.

Processor time excludes moto and the publishers, and is of one core of this machine.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, redirect_stdout
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from itertools import count
from json import dumps, loads
from pathlib import Path
from statistics import fmean
from tempfile import NamedTemporaryFile
from threading import Lock, get_ident, local
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from item_sizes import item_bytes
from memory.full_size_pages import full_size_documents
from moto.core.botocore_stubber import BotocoreStubber
from processor_share import ProcessorQuota

from advisory_watch.app import fetch_batch, polite_fetcher
from advisory_watch.bootstrap import check_function, web
from advisory_watch.core import fetch_plan
from advisory_watch.core.fetch_plan import VARIES_AFTER
from advisory_watch.core.revisits import Signs, Visit
from advisory_watch.costs.prices import assumptions
from advisory_watch.sources import SOURCES
from support.aws import moto_stack
from support.aws.template import functions, schedules
from support.publishers.all_sources import PLAYED, a_world
from support.publishers.http_publisher import Answer, after, an_answer, kept, publisher

LATENCY_S = 0.2
"""The time that a publisher takes to answer: two round trips across an ocean."""

SHARES = (0.093, 0.105, 0.113, 0.122, 0.155, 0.259)
"""The shares of its pages that a check asks of a source whose index has no dates.

`make bench-revisits` prints them for Ireland, as the mean pages of each sixth of the checks. The
publishers here have no news, and without news the plan would ask for fewer pages.
"""

MEAN = fmean(SHARES)

DAY = timedelta(hours=24)

STILL = "/posts/"
"""Embassies' feeds name the time of their newest notice, so their bytes stay the same."""

SNIFFED_BYTES = 2048
NOTHING = an_answer(b"", 404)

READ_UNIT_BYTES, WRITE_UNIT_BYTES = 4096, 1024
TIMEOUT_S = 900
WRITTEN = Path("layers/advisory_watch/src/advisory_watch/costs/measured.toml")


@dataclass(slots=True, kw_only=True)
class Use:
    """What one run uses. It takes `seconds`; `wait_s` are those without its own computing."""

    seconds: float = 0.0
    wait_s: float = 0.0
    cpu_s: float = 0.0
    requests: float = 0.0
    calls: float = 0.0
    read_units: float = 0.0
    write_units: float = 0.0
    log_kb: float = 0.0


@dataclass(slots=True, kw_only=True)
class Meter:
    """Counts what is used between two readings, on a clock that jumps between them.

    The clock stops while moto works, because moto takes far longer than DynamoDB.
    `share` is the share of a processor that a run gets, in real time. With 0 it gets all, and the
    clock jumps over pauses too. `pages` is the share of pages that a check asks (`SHARES`).
    """

    quota: ProcessorQuota
    at: datetime = datetime(2026, 11, 24, tzinfo=UTC)
    share: float = 0.0
    pages: float = 1.0
    use: Use = field(default_factory=Use)
    paused_s: float = 0.0
    moto_began_s: float | None = None
    moto_wall_s: float = 0.0
    is_lagging: dict[int, bool] = field(default_factory=dict)
    keys: dict[int, int] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    began_s: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """Return the time of this clock: it moves with the real one, and jumps."""
        return self.at + timedelta(seconds=self.elapsed_s())

    def elapsed_s(self) -> float:
        """Return the seconds since the run began."""
        with self.lock:
            real_s = (self.moto_began_s or time.monotonic()) - self.began_s
            return real_s - self.moto_wall_s + self.paused_s

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop the clock for a call of moto."""
        self.moto_began_s = began_s = time.monotonic()
        try:
            with self.quota.free():
                yield
        finally:
            with self.lock:
                self.moto_wall_s += time.monotonic() - began_s
                self.moto_began_s = None

    def monotonic(self) -> float:
        """Return the time of this clock in seconds."""
        return self.now().timestamp()

    def pause(self, seconds: float) -> None:
        """Sleep in real time; otherwise count the pause."""
        if self.share:
            time.sleep(seconds)  # noqa: TID251 - the measured run itself waits
            return
        with self.lock:
            self.paused_s += seconds

    def oldest(self, visits: Collection[Visit], _signs: Signs, _at: datetime) -> set[str]:
        """Choose the pages that a check asks, instead of `core.revisits`."""
        waiting = sorted(visits, key=lambda visit: (visit.tried_at, visit.page))
        return {visit.page for visit in waiting[: round(len(waiting) * self.pages)]}

    def called(self, model: Any, params: dict[str, Any], **_more: object) -> None:
        """Count a call, and the units of what it writes."""
        with self.quota.free():
            self.use.calls += 1
            self.is_lagging[get_ident()] = not params.get("ConsistentRead")
            if model.name == "PutItem":
                self.use.write_units += _units(item_bytes(params["Item"]), WRITE_UNIT_BYTES)
            for write in params.get("TransactItems", ()):  # twice the price of a single put
                size = item_bytes(write["Put"]["Item"])
                self.use.write_units += 2 * _units(size, WRITE_UNIT_BYTES)
            if model.name == "BatchGetItem":
                ((_, asked),) = params["RequestItems"].items()
                self.is_lagging[get_ident()] = not asked["ConsistentRead"]
                self.keys[get_ident()] = len(asked["Keys"])

    def answered(self, model: Any, parsed: dict[str, Any], **_more: object) -> None:
        """Count the units of a read, half of them if it may lag; an item that is missing is one."""
        with self.quota.free():
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
        self.use, self.paused_s, self.moto_wall_s = Use(), 0.0, 0.0
        self.began_s = time.monotonic()
        cpu_s, free_s, log = time.process_time(), self.quota.free_s, StringIO()
        limits = self.quota.limited(self.share) if self.share else nullcontext()
        with redirect_stdout(log), limits:
            try:
                work()
            except ValueError as error:
                raise ValueError(f"{error}: {log.getvalue()}") from error
        used = self.use
        used.seconds = self.elapsed_s()
        used.cpu_s = time.process_time() - cpu_s - (self.quota.free_s - free_s)
        used.wait_s = max(0.0, used.seconds - used.cpu_s)
        used.log_kb = len(log.getvalue()) / 1000
        return used


def host_of(url: str) -> str:
    """Return a host for each embassy and each source; both sources of Japan share one."""
    folder, name, *_ = *urlsplit(url).path.strip("/").split("/"), ""
    return (name if folder == "posts" else folder).removesuffix("_mail")


def _units(size: int, unit: int) -> int:
    return -(-size // unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """The functions of the template on moto, with a meter."""

    cloud: moto_stack.MotoStack
    meter: Meter

    def check(self, sources: Sequence[str]) -> Use:
        """Check once. Raises `ValueError` if a source was not read: its figures would be wrong."""
        event = {"sources": list(sources)}

        def work() -> None:
            answer = self.cloud.invoke("CheckFunction", dict(event), TIMEOUT_S)
            if answer["failures"]:
                raise ValueError(f"expected {event} to be read, found {answer}")

        return self.meter.run(work)

    def ordinary(self, sources: Sequence[str], shares: Sequence[float]) -> Use:
        """Return the mean use of checks that ask for some shares of the pages."""
        uses = []
        for share in shares:
            self.meter.pages = share
            self.meter.at += interval_of(sources)
            uses.append(self.check(sources))
            show(f"{sources[0]}, {share:.0%}", uses[-1])
        return mean_of(uses)

    def settle(self) -> None:
        """Check until the ledger knows the pages whose bytes always differ."""
        self.meter.pages = 1.0
        for _ in range(VARIES_AFTER + 1):
            self.meter.at += timedelta(minutes=10)
            self.check(PLAYED)

    def rereading(self, sources: Sequence[str]) -> Use:
        """Return the use of a check that reads all documents again that an index lists."""
        self.meter.pages = MEAN
        return self.check(sources)

    def events(self) -> Iterator[tuple[str, Use]]:
        """Run each other event of the template once to load the code, then measure three runs."""
        for name, schedule in schedules().items():
            event = loads(schedule["Input"]) if isinstance(schedule["Input"], str) else {}
            if not event or "sources" in event or "seal" in event or name.startswith("Site"):
                continue
            function, (kind, *_) = name.split(".")[0], event
            invoke = partial(self.cloud.invoke, function, event, 120)
            invoke()
            yield kind, mean_of([self.meter.run(invoke) for _ in range(3)])


def interval_of(sources: Sequence[str]) -> timedelta:
    """Return the interval of sources that one schedule checks."""
    return timedelta(minutes=SOURCES[sources[0]].check_interval_min)


def groups() -> Iterator[tuple[str, ...]]:
    """Yield the sources of each schedule of the template."""
    for schedule in schedules().values():
        event = loads(schedule["Input"]) if isinstance(schedule["Input"], str) else {}
        if "sources" in event:
            yield tuple(event["sources"])


def mean_of(uses: Sequence[Use], weights: Sequence[float] | None = None) -> Use:
    """Return the mean of each figure."""
    names = (item.name for item in fields(Use))
    return Use(**{name: fmean((getattr(use, name) for use in uses), weights) for name in names})


def daily(sources: Sequence[str], ordinary: Use, rereading: Use) -> Use:
    """Return the mean use of the checks of a day."""
    return mean_of([ordinary, rereading], [DAY / interval_of(sources) - 1, 1])


@contextmanager
def opened(meter: Meter) -> Iterator[Stack]:
    """Open the account with warm functions, polite pauses and counted calls."""
    stub, nested = BotocoreStubber.__call__, local()

    def timed(self: BotocoreStubber, *args: Any, **kwargs: Any) -> Any:
        if getattr(nested, "is_inside", False):
            return stub(self, *args, **kwargs)
        nested.is_inside = True
        try:
            with meter.stopped():
                return stub(self, *args, **kwargs)
        finally:
            nested.is_inside = False

    def client(*args: Any, **kwargs: Any) -> Any:
        found = web.http_client(*args, clock=meter.now, wait=meter.pause, **kwargs)
        return replace(found, monotonic=meter.monotonic)

    start = polite_fetcher.PoliteFetcher.start

    def counted(self: polite_fetcher.PoliteFetcher, *args: Any, **kwargs: Any) -> Any:
        meter.use.requests += 1
        return start(self, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BotocoreStubber, "__call__", timed)
        # For each transaction moto copies the whole table, to undo one that fails: none does here.
        patch.setattr("moto.dynamodb.models.copy", SimpleNamespace(deepcopy=lambda table: table))
        patch.setattr(polite_fetcher.PoliteFetcher, "start", counted)
        patch.setattr(fetch_plan, "pages_to_ask", meter.oldest)
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
            yield Stack(cloud=cloud, meter=meter)


def printed_again(body: bytes, number: int) -> bytes:
    """Change a document as publishers do without news: a script, a feed's date, or a space."""
    begins = body.find(b"<item>")
    if begins >= 0:
        return b"%b<lastBuildDate>%d</lastBuildDate>%b" % (body[:begins], number, body[begins:])
    is_page = b"<html" in body[:SNIFFED_BYTES]
    return body + (b"<script>%d</script>" % number if is_page else b"\n" * (number % 500))


def serve() -> None:
    """Serve every source until standard input closes; print the settings first.

    A line of standard input is the time that an answer takes from now on, in seconds.
    """
    with publisher() as site:
        world = a_world(site)
        # Germany's months contradict the index.
        full = {path: body for path, body in full_size_documents(world) if path[:4] != "/de/"}
        world.documents |= full
        numbers = count()
        latency_s = 0.0

        def next_answer(path: str) -> Answer:
            body = world.documents.get(path.partition("?")[0])
            if body and not path.startswith(STILL):
                body = printed_again(body, next(numbers))
            answer = kept(an_answer(body) if body else NOTHING)
            return after(partial(site.closing.wait, latency_s), answer)

        site.next_answer = next_answer  # type: ignore[method-assign]
        print(dumps(world.environment()), flush=True)
        for line in sys.stdin:
            latency_s = float(line)


@contextmanager
def publishers() -> Iterator[Callable[[float], None]]:
    """Start the publishers; yield what sets their latency."""
    with subprocess.Popen(
        [sys.executable, __file__, "--serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None  # noqa: S101 - it is a pipe
        assert program.stdin is not None  # noqa: S101 - it is a pipe
        os.environ |= {**loads(program.stdout.readline()), "NO_PROXY": "127.0.0.1"}
        yield partial(print, file=program.stdin, flush=True)
        program.stdin.close()


def measure(quota: ProcessorQuota, written: str) -> None:
    """Measure all groups, sources and events, or the first check alone."""
    memory_mb = functions()["CheckFunction"]["MemorySize"]
    meter = Meter(quota=quota)
    with publishers() as set_latency, opened(meter) as stack, pytest.MonkeyPatch.context() as patch:
        if written == "--first":
            set_latency(LATENCY_S)
            patch.setattr(web, "LOOPBACK", frozenset())
            meter.share = memory_mb / assumptions()["processor_mb"]
            show(f"first check, {memory_mb} MB", stack.check(PLAYED))
            return
        meter.share = 1.0
        show("first check", stack.check(PLAYED))
        meter.share = 0.0
        stack.settle()
        set_latency(LATENCY_S)
        patch.setattr(web, "LOOPBACK", frozenset())  # crawl delays are honoured here too
        begun_at = meter.at
        meter.share = memory_mb / assumptions()["processor_mb"]
        together = {group: stack.ordinary(group, SHARES) for group in groups()}
        meter.share = 0.0
        alone = {source: stack.ordinary([source], [MEAN]) for source in PLAYED}
        runs = dict(stack.events())
        meter.at, meter.share = begun_at + DAY + DAY / 24, memory_mb / assumptions()["processor_mb"]
        for group, ordinary in together.items():
            together[group] = daily(group, ordinary, stack.rereading(group))
            show(", ".join(group), together[group])
        meter.at, meter.share = begun_at + 2 * DAY + DAY / 2, 0.0
        for source, ordinary in alone.items():
            alone[source] = daily([source], ordinary, stack.rereading([source]))
            show(source, alone[source])
    Path(written or WRITTEN).write_text(text_of(memory_mb, together, alone, runs))


def show(name: str, use: Use) -> None:
    """Print what a run uses."""
    print(name, *(f"{i.name}={getattr(use, i.name):.3g}" for i in fields(Use)), flush=True)


def text_of(
    memory_mb: int,
    together: Mapping[tuple[str, ...], Use],
    alone: Mapping[str, Use],
    runs: Mapping[str, Use],
) -> str:
    """Return the TOML file."""
    lines = [
        "# Written by `make bench-stack-seconds`: the mean use of a run, measured.",
        "#",
        f"# seconds      duration: publishers answer after {LATENCY_S} s, delays are kept, and the",
        "#              processor is the share that comes with the memory",
        "# wait_s       seconds without computing",
        "# cpu_s        seconds of one core of the machine that measured",
        "# requests     requests to publishers",
        "# calls        calls of DynamoDB",
        "# read_units   read units of DynamoDB; write_units likewise",
        "# log_kb       what the function prints, without the lines of Lambda itself",
        "#",
        "# Sources that one schedule checks together:",
    ]
    for group, use in together.items():
        interval = SOURCES[group[0]].check_interval_min
        lines += ["", f'[groups."rate({interval} minutes)"]', f"memory_mb = {memory_mb}"]
        lines += [f"sources = {dumps(group)}", *_figures(use, ["seconds", "cpu_s", "requests"])]
    lines += ["", "# Each source alone, and other events:"]
    _, *figures = (item.name for item in fields(Use))
    for table, found in (("checks", alone), ("runs", runs)):
        for name, use in found.items():
            lines += ["", f"[{table}.{name}]", *_figures(use, figures)]
    return "\n".join(lines) + "\n"


def _figures(use: Use, names: Iterable[str]) -> Iterator[str]:
    return (f"{name} = {getattr(use, name):.3g}" for name in names)


def main() -> int:
    """Start the measuring process, and keep it to its share of the processor."""
    match sys.argv[1:]:
        case ["--serve"]:
            serve()
        case ["--measure", path, written]:
            measure(ProcessorQuota(Path(path)), written)
        case given:
            with NamedTemporaryFile() as shared:
                quota = ProcessorQuota(Path(shared.name))
                command = [sys.executable, __file__, "--measure", shared.name, *(given or [""])]
                with subprocess.Popen(command, text=True) as process:
                    quota.keep(process)
                return process.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
