"""Indexes for which an operator has configured a mirror."""

from dataclasses import replace
from pathlib import Path

import pytest

from advisory_watch.core.page import Page
from advisory_watch.sources import SOURCES
from support.builders import NOON

HERE = Path(__file__).parent

INDEXES = {
    "uk_fcdo": "entries.json",
    "ie_dfa": "links.html",
    "nz_mfat": "links.html",
}


@pytest.mark.parametrize("file", ["", "index.json", "index.html"])
@pytest.mark.parametrize("source_id", INDEXES)
def test_documents_of_a_mirrored_index_come_from_the_mirror(source_id: str, file: str) -> None:
    """Documents from two places do not describe any single moment."""
    endpoint = SOURCES[source_id].endpoints[-1]
    body = (HERE / source_id / endpoint.id / "listing" / INDEXES[source_id]).read_bytes()
    target = replace(endpoint.target, url=f"http://127.0.0.1:8000/{source_id}/{file}")
    listing = endpoint.list(target, Page(target=target, body=body, fetched_at=NOON))
    asked = {document.id: document.target.url.rstrip("/") for document in listing.documents}
    assert asked["norway"] == f"http://127.0.0.1:8000/{source_id}/norway"
    assert all(url.startswith(f"http://127.0.0.1:8000/{source_id}/") for url in asked.values())
