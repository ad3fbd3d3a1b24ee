"""The laptop: SQLite ledger and outbox, a folder of pages, alerts printed instead of sent."""

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
    """Open the ledger and the archive in a folder, made where there is none.

    `busy_timeout_s` is how long a write waits for those of other programs.
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
    """Open a home that is forgotten when the program ends."""
    outbox = MemoryOutbox()
    yield Home(ledger=MemoryLedger(outbox), outbox=outbox, archive=MemoryArchive())


def temporary_folder() -> Path:
    """Make a folder for what is only to be looked at; the system takes it away one day."""
    return Path(mkdtemp(prefix="advisory-watch-demo-"))


@contextmanager
def open_check(home: Home) -> Iterator[Check]:
    """Open a check of the real web into a home; left early, it asks nobody any more.

    What was loaded until now stays until the end: the garbage collector need not look at it
    again and again, nor when the program ends, which would take as long as asking for 200 pages.
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
