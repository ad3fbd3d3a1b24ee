"""`advisory-watch subscribe`: subscribe an endpoint to the alerts of a deployed stack."""

from argparse import ArgumentParser, Namespace
from collections.abc import Collection, Sequence
from pathlib import Path

from rich.console import Console

from advisory_watch.app.subscribe import SubscribeRequest, SubscribeResult, TrialResult
from advisory_watch.bootstrap.settings import Settings
from advisory_watch.bootstrap.web import sources
from advisory_watch.cli.options import DEFAULT_STACK, add_stack, code_of, stack_of
from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.output_table import console, print_text
from advisory_watch.cli.people_file import Person, read_people
from advisory_watch.core.errors import UsageError
from advisory_watch.core.subscription import (
    SEVERITIES,
    Protocol,
    SubscriptionFilter,
    endpoint_of,
    filter_policy,
    masked,
)

FORMS = """\
Subscribe one endpoint, or with --file all the people of a CSV file with the heading
`name,endpoint,destinations`: an empty cell of destinations means all, and semicolons separate
several. The other options then apply to all lines. With --test, send a test message to a
confirmed endpoint, in two steps that are 15 minutes apart.
"""

FILTERS = ("destination", "source", "min_severity", "urgent_only", "digest")

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

AFTER_TEST = {
    TrialResult.PREPARED: "A filter takes up to 15 minutes to be in force: then run the same "
    "command again, and it sends the test message to this endpoint alone.",
    TrialResult.SENT: "It arrives within minutes; if not, `advisory-watch doctor --stack …` has "
    "the reason, or the folder for spam has the message.",
}

SOME_SUBSCRIBED, NONE_SUBSCRIBED = 1, 2


def add_arguments(parser: ArgumentParser) -> None:
    """Add the endpoint, its filter and the options."""
    parser.description = FORMS
    protocols = [choice.value for choice in Protocol]
    parser.add_argument("protocol", nargs="?", choices=protocols)
    parser.add_argument(
        "endpoint", nargs="?", metavar="ENDPOINT", help="address, +number, queue ARN or URL"
    )
    parser.add_argument("--file", type=Path, metavar="CSV", help="subscribe all people of a file")
    parser.add_argument("--test", action="store_true", help="send a test message to the endpoint")
    only = "only these; repeatable"
    for option, metavar in (("--destination", "DEST"), ("--source", "ID")):
        parser.add_argument(option, action="append", default=[], metavar=metavar, help=only)
    graver = "that or graver, before or after, in the whole or a part; and all that is urgent"
    parser.add_argument("--min-severity", type=int, metavar="1-4", help=graver)
    parser.add_argument("--urgent-only", action="store_true", help="only what asks to act now")
    parser.add_argument("--digest", action="store_true", help="the daily message, too (email)")
    add_stack(parser, DEFAULT_STACK)


def run(given: Namespace) -> int:
    """Subscribe, or replace a filter; all input is validated before AWS is called."""
    if given.file is not None:
        if given.protocol or given.test or given.destination:
            raise UsageError(
                "subscribe --file: expected no endpoint, --test or --destination with it; "
                "the file names them, and --test takes one endpoint"
            )
        return _subscribe_people(given, read_people(given.file))
    if given.endpoint is None:
        raise UsageError(
            "subscribe: expected a kind and an endpoint, or --file people.csv; "
            "found neither (`advisory-watch subscribe email you@example.org`)"
        )
    protocol = Protocol(given.protocol)
    endpoint = endpoint_of(protocol, given.endpoint)
    if given.test:
        return _test(given, protocol, endpoint)
    wanted = _filter(protocol, given, tuple(dict.fromkeys(map(code_of, given.destination))))
    policy = filter_policy(wanted)
    done = stack_of(given).subscribe().subscribe(protocol, endpoint, wanted)
    if given.json:
        print_json(done=done, protocol=protocol.value, policy=policy)
        return 0
    screen = console()
    print_text(screen, f"{endpoint}: {done.value}.")
    _print_next_steps(screen, {(protocol, done)})
    return 0


def _print_next_steps(screen: Console, done: Collection[tuple[Protocol, SubscribeResult]]) -> None:
    for key, next_step in NEXT_STEP.items():
        if key in done:
            print_text(screen, next_step)
    if any(result is SubscribeResult.CHANGED for _, result in done):
        print_text(screen, "A new filter takes up to 15 minutes to be in force everywhere.")


def _subscribe_people(given: Namespace, people: Sequence[Person]) -> int:
    """Subscribe all people of a file, with a line for each; no line has a whole address."""
    requests = [_request(given, person) for person in people]
    results = stack_of(given).subscribe().subscribe_all(requests)
    screen, done = console(), set[tuple[Protocol, SubscribeResult]]()
    failed = 0
    for person, result in zip(people, results, strict=True):
        address = masked(person.protocol.value, person.endpoint)
        if isinstance(result, SubscribeResult):
            said, error = result.value, None
            done.add((person.protocol, result))
        else:
            failed += 1
            error = str(result).replace(person.endpoint, address)
            said = f"not subscribed: {error}"
        if given.json:
            print_json(
                line=person.line,
                name=person.name,
                protocol=person.protocol.value,
                done=None if error else said,
                error=error,
            )
        else:
            line = f"line {person.line}: {person.name}, {address}: {said}"
            print_text(screen, line, hanging="  ")
    if not given.json:
        print_text(screen, f"{len(people) - failed} of {len(people)} people are subscribed.")
        _print_next_steps(screen, done)
    return 0 if not failed else NONE_SUBSCRIBED if failed == len(people) else SOME_SUBSCRIBED


def _request(given: Namespace, person: Person) -> SubscribeRequest:
    wanted = _filter(person.protocol, given, person.destinations)
    try:
        filter_policy(wanted)
    except UsageError as error:
        raise UsageError(f"{given.file}: line {person.line}: {error}") from None
    return SubscribeRequest(carrier=person.protocol, endpoint=person.endpoint, wanted=wanted)


def _test(given: Namespace, protocol: Protocol, endpoint: str) -> int:
    """Prepare a test, or send the message of a prepared one."""
    if any(getattr(given, name) for name in FILTERS):
        raise UsageError("subscribe --test: expected no filter; it tests the one in force")
    stack = stack_of(given)
    result = stack.subscribe().test(protocol, endpoint, stack.trial_sender())
    if given.json:
        print_json(done=result, protocol=protocol.value)
    else:
        print_text(console(), f"{endpoint}: {result.value}. {AFTER_TEST[result]}")
    return 0


def _filter(
    protocol: Protocol, given: Namespace, destinations: tuple[str, ...]
) -> SubscriptionFilter:
    """Build the filter of one endpoint; of a file, only emails get the digest."""
    is_email = protocol is Protocol.EMAIL
    if given.digest and not is_email and given.file is None:
        raise UsageError(f"--digest: expected an email subscription, found {protocol.value}")
    if given.min_severity is not None and given.min_severity not in SEVERITIES:
        raise UsageError(f"--min-severity: expected 1 to 4, found {given.min_severity}")
    named = tuple(dict.fromkeys(given.source))
    if named:
        sources(named, Settings())
    return SubscriptionFilter(
        channel=protocol.channel,
        destinations=destinations,
        sources=named,
        min_severity=given.min_severity,
        is_urgent_only=given.urgent_only,
        has_digest=given.digest and is_email,
    )
