"""Build the reading for a stack elsewhere: its key, its home, and the bucket that it writes to."""

import random
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from advisory_watch.adapters.filesystem import SentFolder
from advisory_watch.adapters.signatures import LocalSigner
from advisory_watch.adapters.warc.records import as_stored, pack_records
from advisory_watch.app.read_for import IngestWriter, ReadFor
from advisory_watch.app.watch import UpkeepReport, Watch
from advisory_watch.bootstrap.local import check_through, open_home
from advisory_watch.bootstrap.watch import PATIENCE_S, WatchPlan, WatchRuntime
from advisory_watch.core.errors import UsageError
from advisory_watch.core.ingest.registry import require_name
from advisory_watch.core.source import Source

READERS, KEY = "readers", "key.pem"

OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""The permissions of everyone but the owner of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderHome:
    """The folder of one reader in a home: its key, its ledger, and what it sent."""

    name: str
    folder: Path

    @property
    def key(self) -> Path:
        """The file of the private key."""
        return self.folder / KEY

    def create_key(self) -> bytes:
        """Make the key, and return the public one. Raises `UsageError` if there is one already."""
        if self.key.exists():
            raise UsageError(
                f"{self.key}: expected no key of this reader yet, found one; "
                "choose another name, or remove the file"
            )
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return LocalSigner(self.key).raw_public_key()

    def signer(self) -> LocalSigner:
        """Open the key. Raises `UsageError` if it is missing or others can read it."""
        try:
            mode = stat.S_IMODE(self.key.stat().st_mode)
        except OSError as error:
            raise UsageError(
                f"{self.key}: expected the key of the reader {self.name}, found "
                f"{error.strerror}; `advisory-watch read-for STACK --new-key {self.name}` makes it"
            ) from error
        if mode & OTHERS:
            raise UsageError(
                f"{self.key}: expected a key that only its owner can read, found mode {mode:o}; "
                f"run `chmod 600 {self.key}`"
            )
        signer = LocalSigner(self.key)
        signer.raw_public_key()  # a damaged key is reported now, not after the first fetch
        return signer


def reader_home(home: Path, name: str) -> ReaderHome:
    """Return the home of a reader. Raises `UsageError` for an invalid name."""
    require_name(name, "reader")
    return ReaderHome(name=name, folder=home / READERS / name)


def only_reader(home: Path) -> str:
    """Return the name of the only reader of a home. Raises `UsageError` for none or several."""
    names = sorted(path.parent.name for path in (home / READERS).glob(f"*/{KEY}"))
    if len(names) == 1:
        return names[0]
    if not names:
        raise UsageError(
            f"read-for: expected the key of a reader in {home / READERS}, found none; "
            "`advisory-watch read-for STACK --new-key NAME` makes one"
        )
    raise UsageError(f"read-for: expected --reader, one of {', '.join(names)}; found none")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPlan:
    """Which reader reads which sources, at which intervals, and where it writes."""

    home: ReaderHome
    sources: Sequence[Source]
    intervals: Mapping[str, timedelta]
    writer: IngestWriter


@contextmanager
def open_reading(plan: ReadingPlan, runtime: WatchRuntime) -> Iterator[Watch]:
    """Open the home of the reader, as a watch without channels."""
    watched = WatchPlan(folder=plan.home.folder, sources=plan.sources, intervals=plan.intervals)
    with open_home(plan.home.folder, busy_timeout_s=PATIENCE_S, is_history=True) as home:
        reading = ReadFor(
            name=plan.home.name,
            check=check_through(runtime.web, home),
            writer=plan.writer,
            sent=SentFolder(plan.home.folder / "sent"),
            sign=plan.home.signer().sign,
            as_stored=as_stored,
            pack=pack_records,
        )
        yield Watch(
            sources=watched.watched,
            channels=(),
            ledger=home.ledger,
            outbox=home.outbox,
            check=reading.read,
            upkeep=UpkeepReport,
            tasks=runtime.tasks,
            clock=runtime.clock,
            spread=random.random,
            is_stopping=runtime.is_stopping,
        )
