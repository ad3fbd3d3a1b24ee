"""A check packs the pages that wait for their judgement, and loses nothing of them."""

from dataclasses import replace

import pytest

from advisory_watch.app import document_fetcher
from advisory_watch.app.document_fetcher import DocumentFetcher
from advisory_watch.core.fetch_plan import FetchHistory
from advisory_watch.core.page import PackedPage, Page, Target, Validators
from advisory_watch.core.source import Document, Endpoint
from support.builders import NOON, a_page
from support.scenarios.indexed_source import IndexedWatch
from support.scenarios.watched_source import WORLD

MENU = b"<li>A section of the site</li>" * 20_000


def test_a_packed_page_is_the_page() -> None:
    """The archive must hold the bytes as received: they are the evidence."""
    page = a_page(MENU, headers={"etag": '"1"'}, final_url="https://example.org/")
    packed = page.packed()
    assert packed.unpacked == page
    assert (packed.sha256, packed.body_hash) == (page.sha256, page.body_hash)
    assert (packed.fetched_at, packed.validators) == (page.fetched_at, page.validators)
    assert len(packed.body) < len(MENU) / 10


@pytest.mark.parametrize(("held_bytes", "unpacked"), [(0, 1), (300_000, len(WORLD))])
def test_pages_beyond_a_size_wait_packed(
    monkeypatch: pytest.MonkeyPatch, held_bytes: int, unpacked: int
) -> None:
    """Two hundred pages of half a megabyte need more memory than a function has."""
    monkeypatch.setattr(document_fetcher, "UNPACKED_MAX_BYTES", held_bytes)
    watch = IndexedWatch()
    (endpoint,) = watch.source.endpoints
    documents = [Document(id=code.lower(), target=_below(endpoint, code)) for code in WORLD]
    fetcher = DocumentFetcher(web=watch.web, clock=watch.time, until=None)
    results = list(fetcher.ask(endpoint, documents, FetchHistory(at=NOON)))
    assert [result.document.id for result in results] == [code.lower() for code in WORLD]
    kinds = [type(result.page) for result in results]
    assert kinds == [Page] * unpacked + [PackedPage] * (len(WORLD) - unpacked)


def test_the_archive_has_every_page_as_received(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is packed on the way must not arrive packed."""
    monkeypatch.setattr(document_fetcher, "UNPACKED_MAX_BYTES", 0)
    watch = IndexedWatch()
    assert watch.check().first_seen == len(WORLD)
    for code in WORLD:
        page = watch.web.fetch(_below(watch.source.endpoints[0], code), Validators())
        assert isinstance(page, Page)
        assert watch.archive.load(page.sha256).body == page.body


def _below(endpoint: Endpoint, code: str) -> Target:
    return replace(endpoint.target, url=f"{endpoint.target.url}/{code.lower()}")
