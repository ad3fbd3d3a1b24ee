"""Every held document of the publishers is read completely, and every destination is mapped."""

import json
from csv import DictReader
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest

from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.destinations import (
    destination_of,
    destination_of_mofa,
    destinations_of_mofa,
)
from advisory_watch.core.page import Page
from advisory_watch.sources import SOURCES
from support.shared_data import shared

LATE_IN_2026 = datetime(2026, 11, 1, tzinfo=UTC)
HAITI = "https://ht.usembassy.gov/category/alert/feed/"

DOCUMENTS = {
    "au_dfat/destinations_export_2026-04-10.json": ("au_dfat/export", 179),
    "au_dfat/index_rss_shape_composed.xml": ("au_dfat/rss", 1),
    "ca_gac/cta-cap-ke_2026-10-07_excerpt.json": ("ca_gac/index", 1),
    "ca_gac/index_2026-07-02.json": ("ca_gac/index", 230),
    "de_aa/detail_nepal_2026-07.json": ("de_aa/index", 1),
    "de_aa/index_2026-07.json": ("de_aa/index", 200),
    "ie_dfa/destination_nepal_2026-07.html": ("ie_dfa/index", 1),
    "jp_mofa/newarrivalL_outbreak_2026-02-28T1437.xml": ("jp_mofa/feed", 8),
    "jp_mofa/newarrivalL_quiet_2026-01-01T0001.xml": ("jp_mofa_mail/feed", 1),
    "nl_bz/afg_traveladvice_2026-10-07_excerpt.xml": ("nl_bz/document", 1),
    "nz_mfat/destination_nepal_2026-07.html": ("nz_mfat/index", 1),
    "uk_fcdo/content_nepal_2026-07.json": ("uk_fcdo/index", 1),
    "us_state/api_2026-07-17_excerpt.json": ("us_state/api", 3),
    "us_state/api_2026-09-26_excerpt.json": ("us_state/api", 7),
    "us_state/rss_2026-09_excerpt.xml": ("us_state/rss", 6),
    "us_state/rss_2026-10-07_excerpt.xml": ("us_state/rss", 5),
}
"""The endpoint that reads a sample, and the least number of destinations in it."""

DAMAGED = {"us_state/rss_2026-09_excerpt.xml": "unbound prefix"}
"""Samples that were copied without their first lines: all items are read, the damage is named."""

READ_ELSEWHERE = {
    "uk_fcdo/content_four_countries_2026-09_excerpt.json": "four documents in one file",
    "uk_fcdo/index_schema_example.json": "an index of documents without advice",
    "nl_bz/introductions_real_2026-10.jsonl": "introductions without their documents",
}
"""Samples that `test_samples` and `test_nl_bz` take apart."""

NOT_READ = {
    "README.md": "about the samples",
    "ca_gac/destination_nepal_2026-07.html": "a page; the documents of the index have its text",
    "jp_mofa/pchazardspecificinfo_nepal_2026-07.html": "a page; only the feed is read",
    "jp_mofa/pcinfectionspothazardinfo_nepal_2026-07.html": "a page; only the feed is read",
    "nl_bz/kleurcodes_definitions.md": "definitions of the colours",
    "uk_fcdo/change_notes_russia.md": "notes that were copied by hand",
    "us_state/destination_nepal_2026-07.html": "a page; the feed has its text",
}

NAMES = {
    "au_dfat/derived_levels_2026-07-12.json": "levels that others took from the pages",
    "jp_mofa/country_codes_205.csv": "a table of codes",
}
"""Samples with readable destinations, and nothing else that a reader takes."""


def test_every_sample_is_accounted_for() -> None:
    """A sample that no test reads proves nothing."""
    root = shared("samples")
    found = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    notices = {name for name in found if name.startswith("us_embassies/")}
    assert found - notices == {*DOCUMENTS, *READ_ELSEWHERE, *NOT_READ, *NAMES}
    assert notices


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_sample_is_read_completely(name: str) -> None:
    """Whatever is not read never gets a warning."""
    reader, least = DOCUMENTS[name]
    snapshot = _read(reader, shared("samples", *name.split("/")))
    reasons = [problem.reason for problem in snapshot.problems if problem.subject == "feed"]
    assert len(snapshot.problems) == len(reasons) == (1 if name in DAMAGED else 0)
    assert all(DAMAGED[name] in reason for reason in reasons)
    assert len({advisory.destination for advisory in snapshot.advisories}) >= least


def _read(reader: str, path: Path) -> Snapshot:
    source_id, _, endpoint_id = reader.partition("/")
    (endpoint,) = (door for door in SOURCES[source_id].endpoints if door.id == endpoint_id)
    target = replace(endpoint.target, url="https://mirror.example/advice/nepal")
    return endpoint.read(Page(target=target, body=path.read_bytes(), fetched_at=LATE_IN_2026))


@pytest.mark.slow
def test_every_notice_of_an_embassy_is_read() -> None:
    """The event that this program was made for is one of them."""
    (endpoint,) = SOURCES["us_embassies"].endpoints
    target = replace(endpoint.target, url=HAITI)
    paths = sorted(shared("samples", "us_embassies").glob("*.txt"))
    items = "".join(_item(path) for path in paths)
    body = f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()
    snapshot = endpoint.read(Page(target=target, body=body, fetched_at=LATE_IN_2026))
    assert snapshot.problems == ()
    assert len(snapshot.advisories) == len(paths)


def _item(path: Path) -> str:
    _, _, notice = path.read_text().partition("---\n")
    title = escape(notice.strip().partition("\n")[0])
    text = escape(escape(notice))
    return (
        f"<item><title>{title}</title><guid>https://example.org/{path.stem}</guid>"
        f"<pubDate>Sun, 01 Mar 2026 12:00:00 GMT</pubDate><description>{text}</description></item>"
    )


@pytest.mark.slow
def test_every_name_and_code_of_a_table_is_known() -> None:
    """An unknown destination is one without warnings."""
    path = shared("samples", "au_dfat", "derived_levels_2026-07-12.json")
    names = {country["name"] for country in json.loads(path.read_text())["countries"]}
    assert len({destination_of(name) for name in names}) == 179
    path = shared("samples", "jp_mofa", "country_codes_205.csv")
    with path.open(newline="", encoding="utf-8") as lines:
        codes = [row["mofa_code"] for row in DictReader(lines)]
    assert {destination_of_mofa(code) for code in codes} <= destinations_of_mofa()
    assert len(codes) == 204
