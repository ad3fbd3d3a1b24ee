"""The British index and its documents, as recorded over months."""

import json

from advisory_watch.adapters.warc_reader import find_captures, load_captures
from advisory_watch.core.advisory import Advisory
from advisory_watch.core.page import Page
from advisory_watch.core.regions import raised_regions
from advisory_watch.sources.uk_fcdo import SOURCE
from support.builders import NOON
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


def _read(areas: str, note: str = "") -> Advisory:
    """Read a document about Kenya that advises against all travel to some areas."""
    warnings = f"<p>FCDO advises against all travel to:</p><ul>{areas}</ul>"
    document = {
        "base_path": "/foreign-travel-advice/kenya",
        "document_type": "travel_advice",
        "public_updated_at": "2026-11-02T08:00:00Z" if note else "2026-11-01T08:00:00Z",
        "details": {
            "country": {"name": "Kenya"},
            "alert_status": ["avoid_all_travel_to_parts"],
            "change_description": note,
            "parts": [{"title": "Warnings and insurance", "slug": "warnings", "body": warnings}],
        },
    }
    page = Page(target=DOOR.target, body=json.dumps(document).encode(), fetched_at=NOON)
    (advisory,) = DOOR.read(page).advisories
    return advisory


def test_a_note_that_lifts_one_part_does_not_hide_another_that_is_new() -> None:
    """Only the newest note is on the page; the edit before it may never have been read."""
    before = _read("<li>Mandera County</li><li>Lamu County</li>")
    note = "FCDO no longer advises against all travel to Mandera County ('Warnings' page)."
    after = _read("<li>Lamu County</li><li>Garissa County</li>", note)
    assert [region.name for region in raised_regions(before, after)] == ["Garissa County"]
    some = note.replace("Mandera County", "some areas of Mandera County")
    assert raised_regions(before, _read("<li>Lamu County</li><li>Elwak</li>", some)) == ()
