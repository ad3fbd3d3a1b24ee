"""`advisory-watch confirm`: confirm a subscription so that no link in an email can end it."""

from argparse import ArgumentParser, Namespace
from urllib.parse import parse_qs, urlsplit

from advisory_watch.cli.options import DEFAULT_STACK, add_stack, stack_of
from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.output_table import console, print_text
from advisory_watch.core.errors import UsageError

TOKEN_MIN_CHARS = 32
"""Tokens of Amazon SNS have hundreds of hexadecimal digits; a shorter word is no token."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the link and the options."""
    parser.description = (
        "Confirm a subscription with AWS credentials instead of opening the link. A link scanner "
        "of a mailbox can then no longer end it."
    )
    parser.add_argument("link", metavar="LINK|TOKEN", help="the link of AWS's email, or its token")
    words = "a bare token is of the operators' topic, not of alerts"
    parser.add_argument("--operators", action="store_true", help=words)
    add_stack(parser, DEFAULT_STACK)


def run(given: Namespace) -> int:
    """Confirm, and print the ARN of the subscription."""
    token, topic_arn = read_link(given.link)
    output = "OperatorsTopic" if given.operators else "AlertsTopic"
    arn = stack_of(given).confirm(token, topic_arn, output)
    if given.json:
        print_json(done="confirmed", arn=arn)
    else:
        print_text(console(), f"Confirmed: {arn}")
        print_text(console(), "The link in its emails ends nothing; `unsubscribe` does.")
    return 0


def read_link(text: str) -> tuple[str, str | None]:
    """Return the token and the ARN of the topic; a bare token names no topic.

    Raises `UsageError`, which does not repeat the link: it contains an address.
    """
    if "://" not in text:
        return _token(text), None
    members = parse_qs(urlsplit(text).query)
    topic, token = members.get("TopicArn", [None])[0], members.get("Token", [""])[0]
    return _token(token), topic


def _token(text: str) -> str:
    if len(text) >= TOKEN_MIN_CHARS and text.isalnum():
        return text
    raise UsageError(
        "confirm: expected the link `Confirm subscription` of the email of AWS, or the part of it "
        f"between `Token=` and the next `&`; found a text of {len(text)} characters without a token"
    )
