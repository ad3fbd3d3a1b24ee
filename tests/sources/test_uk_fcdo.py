"""The British index and its documents, as recorded over months."""

import json

from advisory_watch.adapters.warc_reader import find_captures, load_captures
from advisory_watch.core.page import Page
from advisory_watch.sources.uk_fcdo import SOURCE
from support.shared_data import shared

(DOOR,) = SOURCE.endpoints


def _recorded() -> tuple[list[Page], list[Page]]:
    """Return the recorded indexes and the recorded documents."""
    pages = list(load_captures(find_captures([shared("corpus", "uk_fcdo.warc.gz")])))
    indexes = [page for page in pages if page.target.url == DOOR.target.url]
    return indexes, [page for page in pages if page.target.url != DOOR.target.url]


def test_every_recorded_index_lists_documents_that_were_recorded() -> None:
    """With a wrong document URL, a country is never read."""
    indexes, documents = _recorded()
    addresses = {page.target.url for page in documents}
    for page in indexes:
        listing = DOOR.list(DOOR.target, page)
        assert listing.problems == ()
        assert len(listing.documents) == len(json.loads(page.body)["links"]["children"])
        assert {document.target.url for document in listing.documents} <= addresses
        assert all(document.destinations and document.moved_at for document in listing.documents)


def test_every_recorded_document_matches_its_index() -> None:
    """One unknown name or flag is one country without warnings.

    Two countries were renamed during the recording, and have two URLs.
    """
    indexes, documents = _recorded()
    listings = [DOOR.list(DOOR.target, page) for page in indexes]
    listed = {
        document.target.url: document.destinations
        for listing in listings
        for document in listing.documents
    }
    snapshots = [(page.target.url, DOOR.read(page)) for page in documents]
    assert [snapshot.problems for _, snapshot in snapshots if snapshot.problems] == []
    assert [url for url, snapshot in snapshots if snapshot.destinations != listed[url]] == []
    assert len({code for _, snapshot in snapshots for code in snapshot.destinations}) == 226
