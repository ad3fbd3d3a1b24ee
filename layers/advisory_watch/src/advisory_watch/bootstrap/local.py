"""Ledger, archive and use cases in a home folder, without AWS."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from gc import freeze
from pathlib import Path

from advisory_watch.adapters.filesystem import FolderArchive
from advisory_watch.adapters.memory import MemoryArchive, MemoryLedger, MemoryOutbox
from advisory_watch.adapters.sqlite import (
    BUSY_TIMEOUT_S,
    SqliteDeliveries,
    SqliteLedger,
    SqliteOutbox,
    connect,
)
from advisory_watch.adapters.threads import side_by_side
from advisory_watch.adapters.warc import pack_page, unpack_page
from advisory_watch.app.check import Check
from advisory_watch.app.polite_fetcher import PoliteFetcher
from advisory_watch.app.ports import Archive, Clock, Ledger, Outbox
from advisory_watch.app.probe import ProbeEndpoints
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.settings import Settings
from advisory_watch.bootstrap.web import http_client
from advisory_watch.core.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A ledger, its outbox and an archive that belong together."""

    ledger: Ledger
    outbox: Outbox
    archive: Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredHome(Home):
    """A home in a folder, with the channels that it sends to."""

    ledger: SqliteLedger
    deliveries: SqliteDeliveries


@contextmanager
def open_home(
    folder: Path,
    *,
    busy_timeout_s: float = BUSY_TIMEOUT_S,
    is_history: bool = False,
    allows_empty: bool = True,
) -> Iterator[StoredHome]:
    """Open the ledger and the archive in a folder, and create them if they are missing.

    `busy_timeout_s` is how long a write waits for the writes of other programs. With `is_history`,
    new alerts count as sent: they are about the past. `allows_empty` is as for `connect`.
    """
    path = folder / "ledger.sqlite"
    opened = connect(path, busy_timeout_s=busy_timeout_s, allows_empty=allows_empty)
    with closing(opened) as connection:
        yield StoredHome(
            ledger=SqliteLedger(connection, is_history=is_history),
            outbox=SqliteOutbox(connection),
            deliveries=SqliteDeliveries(connection),
            archive=FolderArchive(folder / "pages", pack_page, unpack_page),
        )


@contextmanager
def open_memory() -> Iterator[Home]:
    """Open a home in memory, which is lost when the program ends."""
    outbox = MemoryOutbox()
    yield Home(ledger=MemoryLedger(outbox), outbox=outbox, archive=MemoryArchive())


@contextmanager
def open_check(home: Home, *, clock: Clock = now) -> Iterator[Check]:
    """Open a check of the real web that records into a home; leaving early ends its requests.

    Times are those of `clock`, bounded by the dates of the servers.

    `freeze` excludes everything loaded so far from garbage collection. Otherwise the collector
    would scan it repeatedly, and once more at exit, which takes as long as requesting 200 pages.
    """
    freeze()
    with closing(http_client(clock=clock)) as web:
        yield replace(
            check_through(web, home), side_by_side=partial(side_by_side, on_leaving=web.close)
        )


def check_through(web: PoliteFetcher, home: Home) -> Check:
    """Build a check that records into a home; its times are bounded by the dates of the servers."""
    return Check(
        rule_set_version=rule_set_version,
        web=web,
        ledger=home.ledger,
        archive=home.archive,
        clock=web.server_clock,
        clocks=web.server_clock.read,
    )


def survey(documents_per_host: int, settings: Settings) -> ProbeEndpoints:
    """Build the survey. Raises `UsageError` in CI, which would send requests on every push."""
    if settings.ci:
        raise UsageError(
            "sources --live: expected to run by hand, found the environment variable CI; "
            "a build must not depend on publishers, nor burden them"
        )
    return ProbeEndpoints(web=http_client(settings), documents_per_host=documents_per_host)
