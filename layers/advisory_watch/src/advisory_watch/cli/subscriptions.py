"""`advisory-watch subscriptions`: list the subscriptions; addresses are masked by default."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from rich.text import Text

from advisory_watch.cli.options import DEFAULT_STACK, add_stack, stack_of
from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.output_table import console, new_table, print_text
from advisory_watch.core.subscription import Subscription, filter_of_policy, is_outdated, masked

WAITING = "waiting for confirmation"
OUTDATED = "old filter, drops urgent alerts or SMS: --renew"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--show-addresses", action="store_true", help="do not mask them")
    renew = "rewrite filters of older versions, which drop urgent alerts, or SMS that name a place"
    parser.add_argument("--renew", action="store_true", help=renew)
    add_stack(parser, DEFAULT_STACK)


def run(given: Namespace) -> int:
    """List all subscriptions to alerts."""
    subscribe = stack_of(given).subscribe()
    if given.renew:
        subscribe.renew()
    listed = subscribe.listed()
    if not given.show_addresses:
        listed = tuple(
            replace(subscription, endpoint=masked(subscription.protocol, subscription.endpoint))
            for subscription in listed
        )
    if given.json:
        for subscription in listed:
            print_json(
                subscription,
                "protocol endpoint state arn policy",
                state="confirmed" if subscription.is_confirmed else WAITING,
            )
    elif listed:
        _print(listed)
    else:
        nobody = "Nobody is told of anything: `advisory-watch subscribe email you@example.org`."
        print_text(console(), nobody)
    return 0


def _print(listed: Iterable[Subscription]) -> None:
    table = new_table("Subscriptions", "kind", folded=("endpoint", "state", "hears of"))
    for subscription in listed:
        is_confirmed = subscription.is_confirmed
        table.add_row(
            subscription.protocol,
            subscription.endpoint,
            Text("confirmed", "green") if is_confirmed else Text(WAITING, "yellow"),
            _filter_words(subscription.policy) if is_confirmed else "-",
        )
    console().print(table)


def _filter_words(policy: Mapping[str, Any] | None) -> str:
    """Describe a filter in words; a filter that is not one of ours is shown as JSON."""
    if policy is None:
        return "everything, on every channel (no filter: subscribe again)"
    wanted = filter_of_policy(policy)
    if not wanted:
        return json.dumps(policy)
    parts = (
        ", ".join(wanted.destinations) or "all destinations",
        ", ".join(wanted.sources),
        f"severity {wanted.min_severity} or more, and all urgent" if wanted.min_severity else "",
        "urgent only" if wanted.is_urgent_only else "",
        "and the digest" if wanted.has_digest else "",
        OUTDATED if is_outdated(policy) else "",
    )
    return "; ".join(filter(None, parts))
