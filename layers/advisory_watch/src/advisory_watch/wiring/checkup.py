"""The doctor for a laptop's home folder: it makes no request to any publisher."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from advisory_watch.adapters.memory import MemoryLedger, MemoryOutbox
from advisory_watch.app.checkup import Checkup, only
from advisory_watch.core.errors import LedgerError
from advisory_watch.core.facts import Broken, Fact, Kept
from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring.embedded import open_home
from advisory_watch.wiring.moments import now


@contextmanager
def home_checkup(folder: Path) -> Iterator[Checkup]:
    """Open the home as a check does; a ledger that does not open is reported as a fact."""
    archive = _archive(folder / "pages")
    with ExitStack() as stack:
        try:
            home = stack.enter_context(open_home(folder))
        except LedgerError as error:
            yield _nothing_known(Broken(about="ledger", reason=str(error)), archive)
        else:
            facts = only((Kept(about="ledger"), archive))
            yield Checkup(
                eyes=(facts,),
                ledger=home.ledger,
                outbox=home.outbox,
                sources=tuple(SOURCES),
                clock=now,
            )


def _nothing_known(*facts: Fact) -> Checkup:
    """Build a check-up of the given facts alone, for a home without a readable ledger."""
    outbox = MemoryOutbox()
    ledger = MemoryLedger(outbox)
    return Checkup(eyes=(only(facts),), ledger=ledger, outbox=None, sources=(), clock=now)


def _archive(folder: Path) -> Fact:
    """Test the archive: write a temporary file in the folder of the pages, or in its parent."""
    place = folder if folder.exists() else folder.parent
    try:
        with TemporaryFile(dir=place) as file:
            file.write(b"?")
    except OSError as error:
        return Broken(about="archive", reason=f"cannot be written: {error}")
    return Kept(about="archive")
