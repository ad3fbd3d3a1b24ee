"""`advisory-watch subscribe` and `unsubscribe`: manage subscriptions of a deployed stack."""

from argparse import Namespace
from typing import TYPE_CHECKING

from advisory_watch.app.subscribe import SubscribeResult
from advisory_watch.bootstrap.settings import sources
from advisory_watch.cli.output_json import json_line
from advisory_watch.cli.output_table import console, say
from advisory_watch.cli.show import code_of
from advisory_watch.core.errors import UsageError
from advisory_watch.core.subscription import (
    SEVERITIES,
    Protocol,
    SubscriptionFilter,
    endpoint_of,
    filter_policy,
)

if TYPE_CHECKING:
    from advisory_watch.bootstrap.stack import OpenedStack

NO_SDK = (
    "this command talks to AWS and needs boto3, found none; install it beside the program: "
    "`.venv/bin/python -m pip install boto3` (the extra `aws` of the package)"
)

NEXT = {
    (
        Protocol.EMAIL,
        SubscribeResult.ASKED,
    ): "Amazon SNS has sent an email with a link: nothing else is sent before it is opened.",
    (
        Protocol.HTTPS,
        SubscribeResult.ASKED,
    ): "Amazon SNS has posted a SubscriptionConfirmation to it: get its SubscribeURL to confirm.",
    (
        Protocol.SMS,
        SubscribeResult.SUBSCRIBED,
    ): "Confirmed at once; in the SMS sandbox only verified numbers "
    "get anything (`advisory-watch doctor` tells).",
    (
        Protocol.SQS,
        SubscribeResult.SUBSCRIBED,
    ): "The queue's own policy must let sns.amazonaws.com send to "
    "it (docs/subscribing.md has one).",
}


def run(given: Namespace) -> int:
    """Subscribe an endpoint, or replace its filter; all input is validated before AWS is called."""
    protocol = Protocol(given.protocol)
    endpoint, wanted = endpoint_of(protocol, given.endpoint), _wish(protocol, given)
    policy = filter_policy(wanted)
    done = stack_of(given).subscribing().subscribe(protocol, endpoint, wanted)
    if given.json:
        print(json_line({"done": done.name.lower(), "protocol": protocol.value, "policy": policy}))
        return 0
    screen = console()
    say(screen, f"{endpoint}: {done.value}.")
    if (protocol, done) in NEXT:
        say(screen, NEXT[protocol, done])
    if done is SubscribeResult.CHANGED:
        say(screen, "A new filter takes up to 15 minutes to be in force everywhere.")
    return 0


def unsubscribe(given: Namespace) -> int:
    """End a subscription, named by endpoint or ARN."""
    ended = stack_of(given).subscribing().unsubscribe(given.endpoint)
    if given.json:
        print(json_line({"done": "unsubscribed", "protocol": ended.protocol, "arn": ended.arn}))
    else:
        say(console(), f"{given.endpoint}: nothing more is sent there.")
    return 0


def stack_of(given: Namespace) -> "OpenedStack":
    """Find the named stack. Raises `UsageError`, also if boto3 is not installed."""
    try:
        from advisory_watch.bootstrap.stack import open_stack  # noqa: PLC0415 - a laptop may lack boto3
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"boto3", "botocore"}:
            raise
        raise UsageError(NO_SDK) from error
    return open_stack(given.stack, profile=given.profile, region=given.region)


def _wish(protocol: Protocol, given: Namespace) -> SubscriptionFilter:
    """Read the subscription filter from the options. Raises `UsageError`."""
    if given.digest and protocol is not Protocol.EMAIL:
        raise UsageError(f"--digest: expected an email subscription, found {protocol.value}")
    if given.min_severity is not None and given.min_severity not in SEVERITIES:
        raise UsageError(f"--min-severity: expected 1 to 4, found {given.min_severity}")
    named = tuple(dict.fromkeys(given.source))
    if named:
        sources(named, environment={})
    return SubscriptionFilter(
        channel=protocol.channel,
        destinations=tuple(dict.fromkeys(code_of(text) for text in given.destination)),
        sources=named,
        min_severity=given.min_severity,
        is_urgent_only=given.urgent_only,
        has_digest=given.digest,
    )
