"""New Zealand: two lists of the same pages."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import pytest

from advisory_watch.app.document_fetcher import DocumentFetcher
from advisory_watch.app.ports import Answer
from advisory_watch.app.source_fetcher import SourceFetcher
from advisory_watch.core.advisory import Severity
from advisory_watch.core.destinations import destination_names, name_of, normalise
from advisory_watch.core.errors import Blocked
from advisory_watch.core.health import Health
from advisory_watch.core.page import FetchRequest, Page
from advisory_watch.core.source_state import SourceState
from advisory_watch.sources import SOURCES
from advisory_watch.sources.nz_mfat import severity_of
from support.builders import NOON

NZ = SOURCES["nz_mfat"]
ROOT = "https://www.safetravel.govt.nz/destinations"
SLUGS = [normalise(name_of(code)).replace(" ", "-") for code in sorted(destination_names())]
URLS = [f"{ROOT}/{slug}" for slug in SLUGS]
SITEMAP = f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in URLS)}</urlset>".encode()


class DataCentre:
    """Implements `PageFetcher`: the sitemap is open, and the index refuses data centres."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def fetch_each(self, asks: Sequence[FetchRequest], until: datetime | None) -> Iterator[Answer]:
        """Serve the sitemap alone."""
        del until
        for ask in asks:
            self.asked.append(ask.target.url)
            if ask.target.media == "xml":
                yield Page(target=ask.target, body=SITEMAP, fetched_at=NOON)
            else:
                yield Blocked("nz_mfat", "HTTP 503")


@pytest.fixture
def web() -> DataCentre:
    """Build the web as a data centre sees it."""
    return DataCentre()


@pytest.fixture
def fetcher(web: DataCentre) -> SourceFetcher:
    """Build a fetcher in a data centre."""
    documents = DocumentFetcher(web=web, clock=lambda: NOON, until=None)
    return SourceFetcher(documents=documents, rule_set_version=lambda _: 1)


def test_a_data_centre_finds_the_pages_through_the_sitemap(
    web: DataCentre, fetcher: SourceFetcher
) -> None:
    """Behind the wall of the index, a country at war would be unread for as long as it lasts."""
    fetched = fetcher.read(NZ, SourceState(records={}, health=Health(source=NZ.id)))
    assert fetched.endpoint.id == "sitemap"
    assert fetched.failures == ()
    assert web.asked[0].endswith("/sitemap.xml")
    assert sorted(web.asked[1:]) == sorted(set(URLS))


def test_the_index_is_no_second_witness_for_the_pages_of_the_sitemap(
    web: DataCentre, fetcher: SourceFetcher
) -> None:
    """A doubtful page would confirm itself: both lists lead to it."""
    state = SourceState(records={}, health=Health(source=NZ.id))
    for first in ("sitemap", "index"):
        assert fetcher.second(NZ, first, state, frozenset({"NO"})) is None
    assert web.asked == []


@pytest.mark.parametrize("hyphen", "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH} ")
def test_any_hyphen_in_a_level_is_read(hyphen: str) -> None:
    """Editors paste other hyphens; a level that cannot be read is not told."""
    assert severity_of(f"Avoid non{hyphen}essential travel") is Severity.RECONSIDER
