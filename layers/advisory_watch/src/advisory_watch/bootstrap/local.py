"""Ledger, archive and use cases in a home folder, without AWS."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from gc import freeze
from pathlib import Path
from typing import TYPE_CHECKING

from advisory_watch.adapters.event_loop import EventLoop
from advisory_watch.adapters.filesystem import FolderArchive
from advisory_watch.adapters.http import MANY
from advisory_watch.adapters.sqlite import (
    BUSY_TIMEOUT_S,
    SqliteDeliveries,
    SqliteLedger,
    SqliteOutbox,
    connect,
)
from advisory_watch.app.check import Check
from advisory_watch.app.polite_fetcher import PoliteFetcher
from advisory_watch.app.ports import Archive, Clock, Ledger, Outbox
from advisory_watch.bootstrap.pages import pack, unpack
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.settings import Settings
from advisory_watch.bootstrap.web import http_client
from advisory_watch.core.errors import UsageError
from advisory_watch.core.source import Source

if TYPE_CHECKING:
    from advisory_watch.app.probe import ProbeEndpoints


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
            archive=FolderArchive(folder / "pages", pack, unpack),
        )


@contextmanager
def open_memory() -> Iterator[Home]:
    """Open a home in memory, which is lost when the program ends."""
    from advisory_watch.adapters.memory import (  # noqa: PLC0415 - no check of the web needs it
        MemoryArchive,
        MemoryLedger,
        MemoryOutbox,
    )

    outbox = MemoryOutbox()
    yield Home(ledger=MemoryLedger(outbox), outbox=outbox, archive=MemoryArchive())


@contextmanager
def open_check(home: Home, wanted: Iterable[Source] = (), *, clock: Clock = now) -> Iterator[Check]:
    """Open a check of the real web that records into a home; leaving early ends its requests.

    It checks all sources in one thread; what it yields is computed while the caller waits for it.
    Times are those of `clock`, bounded by the dates of the servers. If one of the `wanted` sources
    has many documents, libcurl requests all pages: loading requests for the others, too, takes as
    long as requesting a thousand pages.

    `freeze` excludes everything loaded so far from garbage collection. Otherwise the collector
    would scan it repeatedly, and once more at exit, which takes as long as requesting 200 pages.
    """
    freeze()
    has_many = any(endpoint.has_many for source in wanted for endpoint in source.endpoints)
    client = http_client(clock=clock, many=1 if has_many else MANY)
    loop = EventLoop(client.wires, sleep=client.wait)
    with closing(replace(client, wires=loop, wait=loop.wait)) as web:
        yield replace(
            check_through(web, home),
            side_by_side=partial(loop.side_by_side, on_leaving=web.close),
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


def survey(documents_per_host: int, settings: Settings) -> "ProbeEndpoints":
    """Build the survey. Raises `UsageError` in CI, which would send requests on every push."""
    if settings.ci:
        raise UsageError(
            "sources --live: expected to run by hand, found the environment variable CI; "
            "a build must not depend on publishers, nor burden them"
        )
    from advisory_watch.app.probe import ProbeEndpoints  # noqa: PLC0415 - no check needs it

    return ProbeEndpoints(web=http_client(settings), documents_per_host=documents_per_host)
