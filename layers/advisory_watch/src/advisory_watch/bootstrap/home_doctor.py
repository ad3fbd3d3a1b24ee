"""The doctor of a home folder. A check does not load it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from advisory_watch.adapters.memory import MemoryLedger, MemoryOutbox
from advisory_watch.app.doctor import Doctor
from advisory_watch.bootstrap.local import open_home
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.web import proxies_of
from advisory_watch.core.doctor_facts import (
    NotAnswering,
    Observation,
    ProxiesInUse,
    WorkingPart,
)
from advisory_watch.core.doctor_remedies import OF_HOME
from advisory_watch.core.errors import LedgerError
from advisory_watch.sources import SOURCES


@contextmanager
def home_doctor(folder: Path) -> Iterator[Doctor]:
    """Open the home as a check does; a ledger that does not open is reported as a fact."""
    archive = _archive(folder / "pages")
    proxies = proxies_of(SOURCES.values())
    proxied = (ProxiesInUse(hosts=proxies),) if proxies else ()
    home = None
    opened: tuple[Observation, ...] = (WorkingPart(about="ledger"),)
    with ExitStack() as stack:
        try:
            home = stack.enter_context(open_home(folder, allows_empty=False))
            faults = tuple(home.ledger.damage())
            opened = tuple(NotAnswering(about="ledger", reason=fault) for fault in faults) or opened
        except LedgerError as error:
            opened = (NotAnswering(about="ledger", reason=str(error)),)
        yield Doctor(
            probe=lambda _at: (*opened, archive, *proxied),
            ledger=home.ledger if home else MemoryLedger(MemoryOutbox()),
            outbox=home.outbox if home else None,
            sources=tuple(SOURCES) if home else (),
            clock=now,
            remedies=OF_HOME,
        )


def _archive(folder: Path) -> Observation:
    """Test the archive: write a temporary file in the folder of the pages, or in its parent."""
    place = folder if folder.exists() else folder.parent
    try:
        with TemporaryFile(dir=place) as file:
            file.write(b"?")
    except OSError as error:
        return NotAnswering(about="archive", reason=f"cannot be written: {error}")
    return WorkingPart(about="archive")
