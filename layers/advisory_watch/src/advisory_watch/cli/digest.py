"""`advisory-watch digest`: what changed in a day, and how well every source was read."""

from argparse import Namespace

from advisory_watch.app.digest import DailyDigest, DigestNotifier
from advisory_watch.bootstrap.local import open_home
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.settings import digest_destinations, home_folder
from advisory_watch.cli.output_table import by_id
from advisory_watch.cli.show import say_unmade
from advisory_watch.core.messages.digest import DigestMessage


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
    folder = home_folder(given.home)
    followed = digest_destinations()
    if not folder.exists():
        return say_unmade(folder, None, to_errors=given.json)
    digest_notifier: DigestNotifier = PrintedDigestJson() if given.json else PrintedDigest()
    with open_home(folder) as home:
        DailyDigest(
            ledger=home.ledger,
            outbox=home.outbox,
            sources=tuple(by_id().values()),
            digest_notifier=digest_notifier,
            clock=now,
            followed=followed,
        ).run()
    return 0
