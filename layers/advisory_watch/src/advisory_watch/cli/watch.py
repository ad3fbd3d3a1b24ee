"""`advisory-watch watch`: check the sources on this machine's own schedule, and send messages."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from advisory_watch.bootstrap.channels import home_channels
from advisory_watch.bootstrap.notify_file import NOTIFY_FILE, NotifyFile
from advisory_watch.bootstrap.settings import process_settings
from advisory_watch.bootstrap.watch import WatchPlan, only_watch, open_watch, signalled_runtime
from advisory_watch.bootstrap.web import limits, sources
from advisory_watch.cli.install_hint import install_hint
from advisory_watch.cli.options import add_home, home_of
from advisory_watch.cli.output_table import console, print_text
from advisory_watch.cli.watch_log import WatchLog
from advisory_watch.core.errors import AlreadyRunning, UsageError
from advisory_watch.core.source import Source

STOPPED = "stopped"

STOPPED_BUSY = "stopped; requests that have begun end by their time limits, or at once with Ctrl-C"

INTERVAL_MIN, INTERVAL_MAX = 1, 24 * 60
"""Limits of an interval, in minutes."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the sources and the options."""
    parser.epilog = "one line for each event; Ctrl-C or SIGTERM ends it (docs/watch.md)"
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help="which ones; all if none")
    add_loop_options(parser, between="checks", once="check what is due, send, and end")
    add_home(parser)


def run(given: Namespace) -> int:
    """Watch until a signal; everything given is checked before the first request."""
    folder, wanted = home_of(given), sources(given.sources)
    intervals = parse_intervals(given.interval, wanted)
    limits(process_settings())
    if given.install_hint:
        print(install_hint(["watch", *given.sources, *interval_options(given)], folder))
        return 0
    channels = home_channels(folder)
    plan = WatchPlan(
        folder=folder,
        sources=wanted,
        intervals=intervals,
        channels=channels.channels if channels else (),
    )
    return run_alone(folder, lambda: _watch(plan, channels, is_once=given.once), is_once=given.once)


def _watch(plan: WatchPlan, channels: NotifyFile | None, *, is_once: bool) -> int:
    _print_warnings(plan.folder, channels)
    log = WatchLog(console())
    with signalled_runtime() as runtime, open_watch(plan, runtime) as watch:
        log.start(watch, plan.channels)
        for event in watch.run_once() if is_once else watch.run():
            log.print(event)
        if not is_once:
            log.say(STOPPED_BUSY if watch.tasks.is_running() else STOPPED)
    return 0


def add_loop_options(parser: ArgumentParser, *, between: str, once: str) -> None:
    """Add the options of every command that goes on until a signal."""
    parser.add_argument(
        "--interval",
        action="append",
        default=[],
        metavar="SOURCE=MINUTES",
        help=f"between two {between} of a source; repeatable",
    )
    parser.add_argument("--once", action="store_true", help=once)
    parser.add_argument(
        "--install-hint", action="store_true", help="print a systemd unit and a cron line, and end"
    )


def interval_options(given: Namespace) -> list[str]:
    """Return the intervals as they were given, for the command of an install hint."""
    return [item for text in given.interval for item in ("--interval", text)]


def run_alone(folder: Path, work: Callable[[], int], *, is_once: bool) -> int:
    """Run while no other watch uses this home, and return the exit status.

    If one runs already, a single round has nothing to do. Otherwise raises `AlreadyRunning`.
    """
    try:
        with only_watch(folder):
            return work()
    except AlreadyRunning as error:
        if not is_once:
            raise
        print(f"advisory-watch: nothing to do: {error}", file=sys.stderr)
        return 0


def parse_intervals(given: Sequence[str], wanted: Sequence[Source]) -> Mapping[str, timedelta]:
    """Parse `us_state=5` for sources that are watched. Raises `UsageError`."""
    intervals: dict[str, timedelta] = {}
    known = [source.id for source in wanted]
    for text in given:
        name, _, minutes = text.partition("=")
        if name not in known:
            expected = f"SOURCE=MINUTES with a source out of {', '.join(known)}"
            raise UsageError(f"--interval: expected {expected}; found {text!r}")
        if not minutes.isdecimal() or not INTERVAL_MIN <= int(minutes) <= INTERVAL_MAX:
            expected = f"{INTERVAL_MIN} to {INTERVAL_MAX} whole minutes"
            raise UsageError(f"--interval: expected {expected}, found {text!r}")
        intervals[name] = timedelta(minutes=int(minutes))
    return intervals


def _print_warnings(folder: Path, channels: NotifyFile | None) -> None:
    for warning in channels.warnings if channels else ():
        print(f"advisory-watch: {warning}", file=sys.stderr)
    if channels is None or not channels.channels:
        found = f"There is no {folder / NOTIFY_FILE}" if channels is None else "It has no channel"
        print_text(
            console(),
            f"{found}: changes are printed here, and no message is sent "
            "(docs/watch.md shows how to add email or a chat).",
        )
