"""`advisory-watch digest`: what changed in a day, and how well every source was read."""

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass

from advisory_watch.app.digest import DailyDigest
from advisory_watch.bootstrap.local import open_home
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.settings import process_settings
from advisory_watch.cli.options import add_home, add_json, home_of
from advisory_watch.cli.output_table import print_no_home
from advisory_watch.cli.streams import printable, printable_json
from advisory_watch.core.messages.digest import DigestMessage
from advisory_watch.sources import SOURCES


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    add_home(parser)
    add_json(parser)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDigest:
    """Implements the port `DigestNotifier`: prints the email, or the JSON document on one line."""

    is_json: bool

    def send(self, message: DigestMessage) -> None:
        """Print the digest."""
        email = f"Subject: {message.subject}\n\n{message.email}"
        print(printable_json(f"{message.document}\n") if self.is_json else printable(email), end="")


def run(given: Namespace) -> int:
    """Print the digest of the embedded ledger; a missing home is not created."""
    folder, followed = home_of(given), process_settings().digest_destinations
    if not folder.exists():
        return print_no_home(folder, to_errors=given.json)
    with open_home(folder) as home:
        DailyDigest(
            ledger=home.ledger,
            outbox=home.outbox,
            sources=tuple(SOURCES.values()),
            digest_notifier=PrintedDigest(is_json=given.json),
            clock=now,
            followed=followed,
        ).run()
    return 0
