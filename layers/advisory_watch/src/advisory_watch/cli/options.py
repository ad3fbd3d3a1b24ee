"""Options of several commands, and what they name: a home folder, a stack, a destination."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from advisory_watch.bootstrap.settings import process_settings
from advisory_watch.core.destinations.typed_names import read_typed
from advisory_watch.core.errors import UnknownDestination, UsageError

if TYPE_CHECKING:
    from advisory_watch.app.read_for import IngestWriter
    from advisory_watch.bootstrap.stack import OpenedStack

DEFAULT_STACK = "advisory-watch"
"""The default name of the stack in `sam deploy`."""

NO_SDK = (
    "this command talks to AWS and needs boto3, found none; install it beside the program: "
    "`.venv/bin/python -m pip install boto3` (the extra `aws` of the package)"
)


def add_home(parser: ArgumentParser) -> None:
    """Add the option that names a home folder."""
    parser.add_argument("--home", metavar="DIR", help="folder of ledger and archive")


def add_json(parser: ArgumentParser) -> None:
    """Add the option for output that programs read."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def add_stack(parser: ArgumentParser, default: str | None = None) -> None:
    """Add the options that name a stack; without a default, no `--stack` means the home folder."""
    usual = f"; {default} if none" if default else "; this machine's home if none"
    parser.add_argument("--stack", default=default, metavar="NAME", help=f"deployed stack{usual}")
    add_account(parser)


def add_account(parser: ArgumentParser) -> None:
    """Add the options that choose an AWS account and region, and `--json`."""
    parser.add_argument("--profile", metavar="NAME", help="profile of the AWS configuration")
    parser.add_argument("--region", metavar="NAME", help="AWS region")
    add_json(parser)


def home_of(given: Namespace) -> Path:
    """Return the home folder that the options or the settings name."""
    return process_settings().home_folder(given.home)


def names_stack(given: Namespace, subject: str = "") -> bool:
    """Tell whether the options name a stack. Raises `UsageError` if they contradict each other."""
    if given.stack and given.home:
        raise UsageError(f"{subject}expected --stack or --home, found both")
    if not given.stack and (given.profile or given.region):
        raise UsageError(f"{subject}expected --stack beside --profile and --region, found none")
    return bool(given.stack)


def stack_of(given: Namespace) -> "OpenedStack":
    """Find the named stack. Raises `UsageError`, also if boto3 is not installed."""
    with _sdk_required():
        from advisory_watch.bootstrap.stack import open_stack  # noqa: PLC0415 - a laptop may lack boto3
    return open_stack(given.stack, profile=given.profile, region=given.region)


def bucket_of(given: Namespace) -> "IngestWriter":
    """Open the named bucket. Raises `UsageError`, also if boto3 is not installed."""
    with _sdk_required():
        from advisory_watch.bootstrap.stack import open_bucket  # noqa: PLC0415 - a laptop may lack boto3
    return open_bucket(given.bucket, profile=given.profile, region=given.region)


@contextmanager
def _sdk_required() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"boto3", "botocore"}:
            raise
        raise UsageError(NO_SDK) from error


def code_of(text: str) -> str:
    """Parse an ISO code or a name as a person types it.

    Raises `UsageError`, which suggests names for an unknown one.
    """
    try:
        return read_typed(text)
    except UnknownDestination as error:
        raise UsageError(str(error)) from None
