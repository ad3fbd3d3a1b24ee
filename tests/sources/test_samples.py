"""Real documents of the publishers, read to the last destination.

The documents are outside the repository: see `shared.py`.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from advisory_watch.core.advisory import Departure, Severity, Snapshot
from advisory_watch.core.page import Page
from advisory_watch.sources import SOURCES
from support.shared_data import shared

LATE_IN_2026 = datetime(2026, 11, 1, tzinfo=UTC)


def test_a_real_export_is_read_completely() -> None:
    """A destination that cannot be read never gets a warning."""
    endpoint = SOURCES["au_dfat"].endpoints[0]
    body = shared("samples", "au_dfat", "destinations_export_2026-04-10.json").read_bytes()
    snapshot = endpoint.read(Page(target=endpoint.target, body=body, fetched_at=LATE_IN_2026))
    assert snapshot.problems == ()
    assert len({advisory.destination for advisory in snapshot.advisories}) == 179
    assert all(advisory.issued_on for advisory in snapshot.advisories)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nepal:
    """One publisher's advice on Nepal in July 2026, with text from both ends of its page."""

    sample: str
    native_level: str
    severity: Severity
    issued_on: str
    parts: tuple[str, ...]


NEPAL = {
    "uk_fcdo": Nepal(
        sample="content_nepal_2026-07.json",
        native_level="",
        severity=Severity.NORMAL,
        issued_on="2026-03-19",
        parts=("Warnings and insurance", "Getting help"),
    ),
    "ie_dfa": Nepal(
        sample="destination_nepal_2026-07.html",
        native_level="High Degree of Caution",
        severity=Severity.CAUTION,
        issued_on="2026-02-10",
        parts=("Travel Alert", "Embassy contact"),
    ),
    "nz_mfat": Nepal(
        sample="destination_nepal_2026-07.html",
        native_level="Exercise increased caution",
        severity=Severity.CAUTION,
        issued_on="2026-03-18",
        parts=("(level 2 of 4)", "Regional health advice - South Asia"),
    ),
}


@pytest.mark.parametrize("source_id", NEPAL)
def test_a_real_page_of_one_destination_is_read_completely(source_id: str) -> None:
    """Pages that we wrote ourselves only prove that we agree with ourselves."""
    expected = NEPAL[source_id]
    snapshot = _read_at_a_mirror(source_id, expected.sample)
    (advisory,) = snapshot.advisories
    assert snapshot.problems == ()
    assert (advisory.destination, advisory.name) == ("NP", "Nepal")
    assert (advisory.native_level, advisory.severity) == (expected.native_level, expected.severity)
    assert (str(advisory.issued_on), advisory.departure) == (expected.issued_on, Departure.NONE)
    assert [part for part in expected.parts if part not in (advisory.text or "")] == []
    assert "still current" not in (advisory.text or "").casefold()


@pytest.mark.parametrize("source_id", NEPAL)
def test_a_real_page_is_linked_at_its_publishers_address(source_id: str) -> None:
    """A reader who is sent to an operator's mirror finds nothing there."""
    (advisory,) = _read_at_a_mirror(source_id, NEPAL[source_id].sample).advisories
    home = SOURCES[source_id].homepage.rstrip("/")
    assert (advisory.url or "").rstrip("/") == f"{home}/nepal"


def _read_at_a_mirror(source_id: str, sample: str) -> Snapshot:
    endpoint = SOURCES[source_id].endpoints[0]
    body = shared("samples", source_id, sample).read_bytes()
    target = replace(endpoint.target, url=f"https://mirror.example/{source_id}/nepal")
    return endpoint.read(Page(target=target, body=body, fetched_at=LATE_IN_2026))


@pytest.mark.parametrize(
    ("source_id", "name", "count"),
    [("ca_gac", "index_2026-07-02.json", 230), ("de_aa", "index_2026-07.json", 200)],
)
def test_every_entry_of_a_real_index_with_levels_is_listed(
    source_id: str, name: str, count: int
) -> None:
    """A destination that cannot be read never gets a warning."""
    (endpoint,) = SOURCES[source_id].endpoints
    body = shared("samples", source_id, name).read_bytes()
    page = Page(target=endpoint.target, body=body, fetched_at=LATE_IN_2026)
    listing = endpoint.list(endpoint.target, page)
    assert listing.problems == ()
    assert len({code for document in listing.documents for code in document.destinations}) == count
    assert all(document.moved_at for document in listing.documents)
    assert len(listing.advisories) == count


def test_a_real_german_document_is_read_completely() -> None:
    """Pages that we wrote ourselves only prove that we agree with ourselves."""
    snapshot = _read_at_a_mirror("de_aa", "detail_nepal_2026-07.json")
    (advisory,) = snapshot.advisories
    assert snapshot.problems == ()
    assert (advisory.destination, advisory.name) == ("NP", "Nepal")
    assert (advisory.severity, advisory.partial_severity) == (Severity.NORMAL, None)
    assert (str(advisory.issued_on), advisory.departure) == ("2026-07-09", Departure.NONE)
    assert "### Terrorismus" in (advisory.text or "")


def test_every_entry_of_the_real_british_index_is_listed() -> None:
    """A destination that the index names but the listing lacks is never fetched."""
    endpoint = SOURCES["uk_fcdo"].endpoints[0]
    body = shared("samples", "uk_fcdo", "index_schema_example.json").read_bytes()
    page = Page(target=endpoint.target, body=body, fetched_at=LATE_IN_2026)
    listing = endpoint.list(endpoint.target, page)
    assert listing.problems == ()
    assert len(listing.documents) == len(json.loads(body)["links"]["children"])
    assert all(document.destinations and document.moved_at for document in listing.documents)


def test_four_real_british_documents_have_the_right_levels() -> None:
    """Only the flags distinguish advice for a whole country from advice for parts."""
    endpoint = SOURCES["uk_fcdo"].endpoints[0]
    path = shared("samples", "uk_fcdo", "content_four_countries_2026-09_excerpt.json")
    levels = {}
    for slug, document in json.loads(path.read_bytes()).items():
        body = json.dumps(document).encode()
        page = Page(target=endpoint.target, body=body, fetched_at=LATE_IN_2026)
        (advisory,) = endpoint.read(page).advisories
        levels[slug] = (advisory.severity, advisory.partial_severity)
    assert levels == {
        "afghanistan": (Severity.DO_NOT_TRAVEL, None),
        "mexico": (Severity.NORMAL, Severity.RECONSIDER),
        "ukraine": (Severity.NORMAL, Severity.DO_NOT_TRAVEL),
        "france": (Severity.NORMAL, None),
    }
