"""`advisory-watch subscribe`: subscribe an endpoint to the alerts of a deployed stack."""

from argparse import ArgumentParser, Namespace

from advisory_watch.app.subscribe import SubscribeResult
from advisory_watch.bootstrap.settings import Settings
from advisory_watch.bootstrap.web import sources
from advisory_watch.cli.options import DEFAULT_STACK, add_stack, code_of, stack_of
from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.output_table import console, print_text
from advisory_watch.core.errors import UsageError
from advisory_watch.core.subscription import (
    SEVERITIES,
    Protocol,
    SubscriptionFilter,
    endpoint_of,
    filter_policy,
)

HELP = "tell somebody, on a deployed stack"

ASKED, SUBSCRIBED = SubscribeResult.ASKED, SubscribeResult.SUBSCRIBED

NEXT_STEP = {
    (Protocol.EMAIL, ASKED): "Amazon SNS has sent an email with a link: "
    "nothing else is sent before it is opened.",
    (Protocol.HTTPS, ASKED): "Amazon SNS has posted a SubscriptionConfirmation to it: "
    "get its SubscribeURL to confirm.",
    (Protocol.SMS, SUBSCRIBED): "Confirmed at once; in the SMS sandbox only verified numbers "
    "get anything (`advisory-watch doctor` tells).",
    (Protocol.SQS, SUBSCRIBED): "The queue's own policy must let sns.amazonaws.com send to "
    "it (docs/subscribing.md has one).",
}


def add_arguments(parser: ArgumentParser) -> None:
    """Add the endpoint, its filter and the options."""
    parser.add_argument("protocol", choices=[choice.value for choice in Protocol])
    parser.add_argument("endpoint", metavar="ENDPOINT", help="address, +number, queue ARN or URL")
    only = "only these; repeatable"
    for option, metavar in (("--destination", "DEST"), ("--source", "ID")):
        parser.add_argument(option, action="append", default=[], metavar=metavar, help=only)
    graver = "that or graver, before or after, in the whole or a part; and all that is urgent"
    parser.add_argument("--min-severity", type=int, metavar="1-4", help=graver)
    parser.add_argument("--urgent-only", action="store_true", help="only what asks to act now")
    parser.add_argument("--digest", action="store_true", help="the daily message, too (email)")
    add_stack(parser, DEFAULT_STACK)


def run(given: Namespace) -> int:
    """Subscribe an endpoint, or replace its filter; all input is validated before AWS is called."""
    protocol = Protocol(given.protocol)
    endpoint, wanted = endpoint_of(protocol, given.endpoint), _filter(protocol, given)
    policy = filter_policy(wanted)
    done = stack_of(given).subscribe().subscribe(protocol, endpoint, wanted)
    if given.json:
        print_json(done=done, protocol=protocol.value, policy=policy)
        return 0
    screen = console()
    print_text(screen, f"{endpoint}: {done.value}.")
    if next_step := NEXT_STEP.get((protocol, done)):
        print_text(screen, next_step)
    if done is SubscribeResult.CHANGED:
        print_text(screen, "A new filter takes up to 15 minutes to be in force everywhere.")
    return 0


def _filter(protocol: Protocol, given: Namespace) -> SubscriptionFilter:
    if given.digest and protocol is not Protocol.EMAIL:
        raise UsageError(f"--digest: expected an email subscription, found {protocol.value}")
    if given.min_severity is not None and given.min_severity not in SEVERITIES:
        raise UsageError(f"--min-severity: expected 1 to 4, found {given.min_severity}")
    named = tuple(dict.fromkeys(given.source))
    if named:
        sources(named, Settings())
    return SubscriptionFilter(
        channel=protocol.channel,
        destinations=tuple(dict.fromkeys(map(code_of, given.destination))),
        sources=named,
        min_severity=given.min_severity,
        is_urgent_only=given.urgent_only,
        has_digest=given.digest,
    )
