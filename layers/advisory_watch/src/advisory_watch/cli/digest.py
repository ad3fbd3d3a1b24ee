"""`advisory-watch digest`: what changed in a day, and how well every source was read."""

from argparse import ArgumentParser, Namespace

from advisory_watch.app.digest import DailyDigest, DigestNotifier
from advisory_watch.bootstrap.local import open_home
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.settings import process_settings
from advisory_watch.cli.options import add_home, add_json, home_of
from advisory_watch.cli.output_table import print_no_home
from advisory_watch.core.messages.digest import DigestMessage
from advisory_watch.sources import SOURCES

HELP = "what changed in a day, and how well every source is seen"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    add_home(parser)
    add_json(parser)


class PrintedDigest:
    """Implements the port `DigestNotifier`: prints the digest as the email shows it."""

    def send(self, message: DigestMessage) -> None:
        """Print subject and body."""
        print(f"Subject: {message.subject}\n\n{message.email}", end="")


class PrintedDigestJson:
    """Implements the port `DigestNotifier` for `--json`: prints the JSON document."""

    def send(self, message: DigestMessage) -> None:
        """Print the document on one line."""
        print(message.document)


def run(given: Namespace) -> int:
    """Print the digest of the embedded ledger; a missing home is not created."""
    folder, followed = home_of(given), process_settings().digest_destinations
    if not folder.exists():
        return print_no_home(folder, to_errors=given.json)
    digest_notifier: DigestNotifier = PrintedDigestJson() if given.json else PrintedDigest()
    with open_home(folder) as home:
        DailyDigest(
            ledger=home.ledger,
            outbox=home.outbox,
            sources=tuple(SOURCES.values()),
            digest_notifier=digest_notifier,
            clock=now,
            followed=followed,
        ).run()
    return 0
