"""Objects of the laptop: SQLite ledger and outbox, a folder of pages, alerts on the screen."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from gc import freeze
from pathlib import Path
from tempfile import mkdtemp

from advisory_watch.adapters.folder import FolderArchive
from advisory_watch.adapters.memory import MemoryArchive, MemoryLedger, MemoryOutbox
from advisory_watch.adapters.sqlite import BUSY_TIMEOUT_S, SqliteLedger, SqliteOutbox, connect
from advisory_watch.adapters.threads import side_by_side
from advisory_watch.adapters.warc import pack_page, unpack_page
from advisory_watch.app.check import Check
from advisory_watch.app.ports import Archive, Ledger, Outbox
from advisory_watch.wiring.moments import now
from advisory_watch.wiring.settings import polite_web


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A ledger, its outbox and an archive that belong together."""

    ledger: Ledger
    outbox: Outbox
    archive: Archive


@contextmanager
def open_home(folder: Path, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> Iterator[Home]:
    """Open the ledger and the archive in a folder, and create them if they are missing.

    `busy_timeout_s` is how long a write waits for the writes of other programs.
    """
    connection = connect(folder / "ledger.sqlite", busy_timeout_s=busy_timeout_s)
    try:
        yield Home(
            ledger=SqliteLedger(connection),
            outbox=SqliteOutbox(connection),
            archive=FolderArchive(folder / "pages", pack_page, unpack_page),
        )
    finally:
        connection.close()


@contextmanager
def open_memory() -> Iterator[Home]:
    """Open a home in memory, which is lost when the program ends."""
    outbox = MemoryOutbox()
    yield Home(ledger=MemoryLedger(outbox), outbox=outbox, archive=MemoryArchive())


def temporary_folder() -> Path:
    """Create a folder for temporary output; the system deletes it some day."""
    return Path(mkdtemp(prefix="advisory-watch-demo-"))


@contextmanager
def open_check(home: Home) -> Iterator[Check]:
    """Open a check of the real web that records into a home; leaving early ends its requests.

    `freeze` excludes everything loaded so far from garbage collection. Otherwise the collector
    would scan it repeatedly, and once more at exit, which takes as long as requesting 200 pages.
    """
    freeze()
    with closing(polite_web()) as web:
        yield Check(
            web=web,
            ledger=home.ledger,
            archive=home.archive,
            clock=now,
            side_by_side=partial(side_by_side, on_leaving=web.close),
        )
