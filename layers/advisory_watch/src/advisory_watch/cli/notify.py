"""`advisory-watch notify`: list the channels of a home, and test them."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from advisory_watch.bootstrap.channels import home_channels, send_tests, service_of
from advisory_watch.bootstrap.local import open_home
from advisory_watch.bootstrap.notify_file import NOTIFY_FILE
from advisory_watch.cli.options import add_home, add_json, home_of
from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.output_table import console, new_table
from advisory_watch.core.errors import UsageError
from advisory_watch.core.notify_channel import NotifyChannel

ALL_SENT, SOME_SENT, NONE_SENT = 0, 1, 2

EXAMPLE = """\
[[channel]]
name = "my phone"
url = "ntfy://a-topic-that-is-hard-to-guess"
urgent_only = true"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = "exit status of --test: 0 all accepted, 1 some, 2 none"
    parser.add_argument("--test", action="store_true", help="send a test message to each channel")
    add_home(parser)
    add_json(parser)


def run(given: Namespace) -> int:
    """Check the file, then list its channels or send the tests."""
    folder = home_of(given)
    found = home_channels(folder)
    for warning in found.warnings if found else ():
        print(f"advisory-watch: {warning}", file=sys.stderr)
    if found is None or not found.channels:
        state = "found no file" if found is None else "found none"
        raise UsageError(
            f"{folder / NOTIFY_FILE}: expected channels, {state}; write for example:\n{EXAMPLE}"
        )
    if given.test:
        return _test(found.channels, as_json=given.json)
    _list(folder, found.channels, as_json=given.json)
    return 0


def _test(channels: Sequence[NotifyChannel], *, as_json: bool) -> int:
    accepted = 0
    screen = console()
    for result in send_tests(channels):
        accepted += not result.reason
        if as_json:
            print_json(result, "channel service", ok=not result.reason, reason=result.reason)
        else:
            accepted_by = f"{result.channel}: {result.service} accepted the message"
            screen.print(result.reason or accepted_by, soft_wrap=True)
    if accepted == len(channels):
        return ALL_SENT
    return SOME_SENT if accepted else NONE_SENT


def _list(folder: Path, channels: Sequence[NotifyChannel], *, as_json: bool) -> None:
    waiting = _waiting(folder)
    table = new_table("Channels", "name", "service", folded=["gets"])
    table.add_column("quiet hours", no_wrap=True)
    table.add_column("waiting", no_wrap=True)
    for channel in channels:
        service, count = service_of(channel), waiting.get(channel.name, 0)
        quiet = channel.quiet_hours
        hours = f"{quiet.start:%H:%M}-{quiet.end:%H:%M}" if quiet else ""
        if as_json:
            gets = _filter(channel)
            print_json(channel, "channel=name", service=service, gets=gets, waiting=count)
        else:
            table.add_row(channel.name, service, _filter(channel), hours, str(count or "-"))
    if not as_json:
        console().print(table)
    for name in sorted(waiting.keys() - {channel.name for channel in channels}):
        print(
            f"advisory-watch: {waiting[name]} alerts wait for {name!r}, "
            f"which is not in {NOTIFY_FILE}: they are sent if it returns under this name",
            file=sys.stderr,
        )


def _waiting(folder: Path) -> Mapping[str, int]:
    if not (folder / "ledger.sqlite").exists():  # a query must not create a home
        return {}
    with open_home(folder) as home:
        return home.deliveries.waiting()


def _filter(channel: NotifyChannel) -> str:
    wanted = channel.wanted
    level = f"level {wanted.min_severity} or higher" if wanted.min_severity else ""
    parts = (
        ", ".join(wanted.destinations),
        ", ".join(wanted.sources),
        "urgent only" if wanted.is_urgent_only else level,
        "source problems" if channel.has_source_problems else "",
    )
    return "; ".join(filter(None, parts)) or "all"
