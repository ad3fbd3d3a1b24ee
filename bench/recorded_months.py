"""Measures what a source stores in its recorded months, on a laptop and in the cloud.

The cloud is the simulation's: contract tests hold its table and its bucket to the behaviour of
moto, and they answer a hundred times as fast.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from item_sizes import ItemTotals, totals_by_kind

from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox
from advisory_watch.adapters.s3.pages import S3Archive
from advisory_watch.adapters.warc.page import pack_page, unpack_page
from advisory_watch.adapters.warc_reader import CapturePosition, find_captures, load_captures
from advisory_watch.app.replay import Replay
from advisory_watch.bootstrap.local import Home, open_home
from advisory_watch.bootstrap.local_site import home_publisher, site_folder
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.parsing.classify import check_is_document
from advisory_watch.sources import SOURCES
from simulation.dynamodb import DynamoDb
from simulation.s3 import S3

DAYS_A_YEAR = 365.25

FIRST_READING = 220
"""Approximate number of destinations of one source: this many versions are created only once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMonths:
    """The stores after the recorded months: sizes in bytes; `pages` are the archive's files."""

    days: float
    captures: int
    ledger: int
    site: int
    stored: Mapping[str, ItemTotals]
    pages: Sequence[int]

    @property
    def known(self) -> int:
        """Total size of the items in DynamoDB, including versions."""
        return sum(totals.bytes for totals in self.stored.values())

    @property
    def a_year(self) -> float:
        """Bytes added per year to the table and the archive, without the first snapshot."""
        first = min(1.0, FIRST_READING / self.stored["versions"].items)
        return (self.known * (1 - first) + sum(self.pages)) * DAYS_A_YEAR / self.days


class SimulatedAws:
    """A ledger, an outbox and an archive on the simulated AWS."""

    def __init__(self) -> None:
        self.table, self.bucket = DynamoDb(), S3()
        dynamodb: Any = self.table
        s3: Any = self.bucket
        self.home = Home(
            ledger=DynamoLedger(dynamodb, "ledger", tuple(SOURCES)),
            outbox=DynamoOutbox(dynamodb, "ledger"),
            archive=S3Archive(s3, "archive", pack_page, unpack_page),
        )

    def items(self) -> Iterator[Mapping[str, Any]]:
        """Return all items of the table."""
        return chain.from_iterable(partition.values() for partition in self.table.items.values())

    def pages(self) -> list[int]:
        """Return the sizes of all pages in the archive."""
        return [len(body) for body in self.bucket.objects.values()]


def replay_months(months: Path, source: str) -> StoredMonths:
    """Replay the months into a home and into the cloud, and check that both keep the same pages."""
    captures, aws = find_captures([months]), SimulatedAws()
    with TemporaryDirectory() as name:
        folder = Path(name)
        with open_home(folder) as home:
            _replay(home, captures, source)
            site = _site_bytes(folder, home)
        ledger = sum(path.stat().st_size for path in folder.glob("ledger.sqlite*"))
        pages = [path.stat().st_size for path in (folder / "pages").rglob("*.warc.gz")]
    _replay(aws.home, captures, source)
    _require_same(pages, aws.pages())
    return StoredMonths(
        days=(captures[-1].captured_at - captures[0].captured_at).total_seconds() / 86400,
        captures=len(captures),
        ledger=ledger,
        site=site,
        stored=totals_by_kind(aws.items()),
        pages=pages,
    )


def _replay(home: Home, captures: Iterable[CapturePosition], source: str) -> None:
    replay = Replay(
        rule_set_version=rule_set_version,
        check_page=check_is_document,
        ledger=home.ledger,
        archive=home.archive,
        sources={source: SOURCES[source]},
    )
    if not all(outcome.ok for outcome in replay.run(load_captures(captures))):
        raise ValueError(f"{source}: expected every capture to be read")


def _site_bytes(folder: Path, home: Home) -> int:
    out = site_folder(folder)
    for _ in home_publisher(folder, out, home).whole():
        pass
    return sum(path.stat().st_size for path in out.rglob("*") if path.is_file())


def _require_same(at_home: Sequence[int], in_cloud: Sequence[int]) -> None:
    """Check that nothing was stored twice: a home and the cloud hold the same pages."""
    if sorted(at_home) != sorted(in_cloud):
        found = f"{len(at_home)} in the home, {len(in_cloud)} in the cloud"
        raise ValueError(f"expected the same pages in both, found {found}")
