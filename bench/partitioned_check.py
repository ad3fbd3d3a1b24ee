"""Checks 20,000 documents on forty hosts, two slow and one dead, in partitions on a local AWS.

`make bench-wide`. In the first round everything is read and nothing is news. In the second,
every host issues one notice. The emulator would run a Lambda function in its own process, one
at a time. The real handlers therefore run in separate processes, which receive messages as
Lambda's poller does.
"""

import io
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from multiprocessing import get_context
from os import environ
from queue import Empty
from statistics import median
from typing import Any
from urllib.request import urlopen

import boto3
from partitioned_aws import create_resources, local_aws
from partitioned_publisher import publish
from partitioned_workers import check, work
from portal_source import DEAD, FEEDS, HOSTS, ID, INDEX, SLOW, SOURCE, code_of, list_feeds

from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox
from advisory_watch.bootstrap.runtime import now
from advisory_watch.core.alert import Alert
from advisory_watch.core.page import Page
from advisory_watch.core.partition import Partition, split_into_partitions

WORKERS = 8
"""Hosts processed at once; the slow hosts and the dead one may occupy three workers."""

WIDE_FROM = 1000
ROUND_MAX_S = 200
QUIET_S = 2
"""If no worker has reported for this long, the benchmark checks whether the round is over."""

NORMAL_HOSTS = tuple(host for host in HOSTS if host not in (*SLOW, DEAD))

PartitionReport = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class MeasuredRound:
    """What one check dispatched, and when the partitions of each host were processed."""

    began: float
    dispatch_s: float = 0.0
    reports: list[PartitionReport] = field(default_factory=list)

    def done(self) -> set[str]:
        """Return the names of the partitions that were processed."""
        return {report["part"] for report in self.reports if not report["failed"]}

    def last_s(self, hosts: Sequence[str]) -> list[float]:
        """Return when each host's last partition was done; hosts without reports are left out."""
        by_host = {report["host"]: report["ended"] - self.began for report in self.reports}
        return [by_host[host] for host in hosts if host in by_host]


@contextmanager
def processes(url: str, reports: Any) -> Iterator[None]:
    """Start the workers, and terminate them at the end."""
    spawn = get_context("spawn")
    running = [spawn.Process(target=work, args=(url, reports), daemon=True) for _ in range(WORKERS)]
    for process in running:
        process.start()
    try:
        yield
    finally:
        for process in running:
            process.terminate()


def main() -> None:
    """Set up everything, run both rounds, and print the results."""
    spawn = get_context("spawn")
    parent_end, child_end = spawn.Pipe()
    site = spawn.Process(target=publish, args=(child_end,), daemon=True)
    site.start()
    port = parent_end.recv()
    environ["ADVISORY_WATCH_DOOR_ZZ_WIDE_INDEX"] = f"http://127.0.0.1:{port}{INDEX}"
    with local_aws():
        url = create_resources(WIDE_FROM)
        reports = spawn.Queue()
        with processes(url, reports):
            partitions = partitions_of(port)
            alive = {partition.name for partition in partitions if partition.host != DEAD}
            first = run_round(reports, lambda so_far: alive <= so_far.done())
            quiet = not pending_alerts()
            news_at = datetime.fromisoformat(request_json(port, "/news"))
            second = run_round(reports, lambda _: len(pending_alerts()) >= len(HOSTS) - 1)
            print_rounds(partitions, (first, second), request_json(port, "/stats"))
            print_alerts(pending_alerts(), news_at, is_first_round_quiet=quiet)
    site.terminate()


def request_json(port: int, path: str) -> Any:
    """Request a JSON document of the publisher: an index, or its own counters."""
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return json.loads(answer.read())


def partitions_of(port: int) -> tuple[Partition, ...]:
    """Return the partitions that the check will dispatch."""
    url = f"http://127.0.0.1:{port}{INDEX}"
    target = replace(SOURCE.endpoints[0].target, url=url)
    index = Page(
        target=target, body=json.dumps(request_json(port, INDEX)).encode(), fetched_at=now()
    )
    return split_into_partitions(
        ID, target.endpoint, list_feeds(target, index).documents, frozenset()
    )


def pending_alerts() -> list[Alert]:
    """Return the pending alerts."""
    return list(DynamoOutbox(boto3.client("dynamodb"), "ledger").pending())


def run_round(reports: Any, is_over: Callable[[MeasuredRound], bool]) -> MeasuredRound:
    """Check once, and let the workers work until the round is over or takes too long."""
    found = MeasuredRound(began=time.time())
    with redirect_stdout(io.StringIO()):
        answer = check()
    if answer != {"sources": 1, "failures": 0}:
        raise LookupError(f"expected a check that dispatches, found {answer}")
    found.dispatch_s = time.time() - found.began
    while time.time() - found.began < ROUND_MAX_S:
        try:
            found.reports.append(reports.get(timeout=QUIET_S))
        except Empty:
            if is_over(found):
                break
    return found


def print_rounds(
    partitions: Sequence[Partition],
    rounds: Sequence[MeasuredRound],
    stats: dict[str, dict[str, int]],
) -> None:
    """Print the timings, and how many requests each host got at a time."""
    documents = sum(len(partition.documents) for partition in partitions)
    print(
        f"{documents:,} documents, {len(HOSTS)} hosts with {FEEDS} each, {len(partitions)} messages"
    )
    print(f"{WORKERS} workers; slow: {', '.join(SLOW)}; dead: {DEAD}\n")
    print(
        "| round | dispatch | messages processed | usual hosts done, median / last | slow | dead |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    of_the_dead = sum(partition.host == DEAD for partition in partitions)
    for number, measured in enumerate(rounds, start=1):
        normal, slow = measured.last_s(NORMAL_HOSTS), measured.last_s(SLOW)
        dead = {report["part"] for report in measured.reports if report["host"] == DEAD}
        print(
            f"| {number} | {measured.dispatch_s:.1f} s | {len(measured.reports)}"
            f" | {median(normal):.0f} / {max(normal):.0f} s | {max(slow, default=0):.0f} s"
            f" | {len(dead)} of its {of_the_dead} partitions tried when the others were done |"
        )
    reports = [report for measured in rounds for report in measured.reports]
    live = {host: count for host, count in stats["at once"].items() if host != DEAD}
    print(f"\nrequests: {sum(stats['asked'].values()):,}")
    print(f"most requests at a time at one host that answers: {max(live.values())}")
    print(f"partitions of one host processed at a time: {max_concurrent(reports)}")
    print(
        f"hosts whose partitions were processed in the order of dispatch: {hosts_in_order(reports)}"
    )
    print(f"messages that failed: {sum(report['failed'] for report in reports)}")


def print_alerts(alerts: Sequence[Alert], news_at: datetime, *, is_first_round_quiet: bool) -> None:
    """Print the alerts, and their delay after publication."""
    waits = sorted((alert.created_at - news_at).total_seconds() for alert in alerts)
    about = {str(alert.destination) for alert in alerts}
    print(f"alerts of the first round: {'none' if is_first_round_quiet else 'some'}")
    print(f"alerts of the second, a notice at each host: {len(alerts)}")
    hosts_without_alert = [host for host in HOSTS if code_of(host, 0) not in about]
    duplicates = len(alerts) - len(about)
    print(f"sent twice: {duplicates}; hosts without an alert: {hosts_without_alert}")
    print(f"created after {median(waits):.0f} s in the median, {waits[-1]:.0f} s at most")


def max_concurrent(reports: Sequence[PartitionReport]) -> int:
    """Return the maximum number of partitions of one host that were processed at a time."""
    most = 1
    for host in HOSTS:
        moments = sorted(
            moment
            for report in reports
            if report["host"] == host
            for moment in ((report["began"], 1), (report["ended"], -1))
        )
        now_open = 0
        for _, step in moments:
            now_open += step
            most = max(most, now_open)
    return most


def hosts_in_order(reports: Sequence[PartitionReport]) -> int:
    """Count the hosts whose messages were started in the order of dispatch."""
    count = 0
    for host in HOSTS:
        dispatched = sorted(
            (report["began"], report["number"]) for report in reports if report["host"] == host
        )
        count += all(earlier[1] < later[1] for earlier, later in pairwise(dispatched))
    return count


if __name__ == "__main__":
    main()
