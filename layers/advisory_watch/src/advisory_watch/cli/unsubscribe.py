"""`advisory-watch unsubscribe`: end a subscription of a deployed stack."""

from argparse import ArgumentParser, Namespace

from advisory_watch.cli.options import DEFAULT_STACK, add_stack, stack_of
from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.output_table import console, print_text


def add_arguments(parser: ArgumentParser) -> None:
    """Add the endpoint and the options."""
    parser.add_argument("endpoint", metavar="ENDPOINT|ARN", help="as `subscriptions` lists it")
    add_stack(parser, DEFAULT_STACK)


def run(given: Namespace) -> int:
    """End a subscription, named by endpoint or ARN."""
    ended = stack_of(given).subscribe().unsubscribe(given.endpoint)
    if given.json:
        print_json(done="unsubscribed", protocol=ended.protocol, arn=ended.arn)
    else:
        print_text(console(), f"{given.endpoint}: nothing more is sent there.")
    return 0
