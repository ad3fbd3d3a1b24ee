"""`advisory-watch subscriptions`: list the subscriptions; addresses are masked by default."""

import json
from argparse import Namespace
from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from advisory_watch.cli.output_json import json_line
from advisory_watch.cli.output_table import a_table, console, say
from advisory_watch.cli.subscribe import stack_of
from advisory_watch.core.subscription import (
    Subscription,
    SubscriptionFilter,
    filter_of_policy,
    masked,
)

WAITING = "waiting for confirmation"


def run(given: Namespace) -> int:
    """List all subscriptions to alerts."""
    listed = stack_of(given).subscribing().listed()
    if given.json:
        for each in listed:
            print(json_line(_members(each, is_shown=given.show_addresses)))
        return 0
    screen = console()
    if not listed:
        say(screen, "Nobody is told of anything: `advisory-watch subscribe email you@example.org`.")
        return 0
    screen.print(_table(listed, is_shown=given.show_addresses))
    return 0


def _table(listed: Iterable[Subscription], *, is_shown: bool) -> Table:
    table = a_table("Subscriptions", "kind")
    for heading in ("endpoint", "state", "hears of"):
        table.add_column(heading, overflow="fold")
    for each in listed:
        state = Text("confirmed", "green") if each.is_confirmed else Text(WAITING, "yellow")
        hears = words_of(each.policy) if each.is_confirmed else "-"
        table.add_row(each.protocol, _endpoint(each, is_shown=is_shown), state, hears)
    return table


def _endpoint(each: Subscription, *, is_shown: bool) -> str:
    return each.endpoint if is_shown else masked(each.protocol, each.endpoint)


def _members(each: Subscription, *, is_shown: bool) -> dict[str, Any]:
    return {
        "protocol": each.protocol,
        "endpoint": _endpoint(each, is_shown=is_shown),
        "state": "confirmed" if each.is_confirmed else WAITING,
        "arn": each.arn,
        "policy": each.policy,
    }


def words_of(policy: Mapping[str, Any] | None) -> str:
    """Describe a filter in words; a filter that is not one of ours is shown as JSON."""
    if policy is None:
        return "everything, on every channel (no filter: subscribe again)"
    wanted = filter_of_policy(policy)
    return _words(wanted) if wanted else json.dumps(policy)


def _words(wanted: SubscriptionFilter) -> str:
    parts = [
        ", ".join(wanted.destinations) or "all destinations",
        ", ".join(wanted.sources),
        f"severity {wanted.min_severity} or more" if wanted.min_severity else "",
        "urgent only" if wanted.is_urgent_only else "",
        "and the digest" if wanted.has_digest else "",
    ]
    return "; ".join(part for part in parts if part)
