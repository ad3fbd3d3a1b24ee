"""The front page: changes, source status, and current advice, readable without colour."""

import gzip
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advisory_watch.core.advisory import Severity
from advisory_watch.core.alert import UNCONFIRMED
from advisory_watch.core.change_log import ChangeLog, ChangeLogEntry, SiteSnapshot
from advisory_watch.core.destinations import destination_names
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.record import DestinationRecord, SourceState
from advisory_watch.site.front_page import render_front_page
from advisory_watch.site.rendering.config import SiteConfig
from advisory_watch.sources import SOURCES
from support.builders import NOON, a_health, a_pending_candidate, a_record, an_advisory, an_entry

EDITION = SiteConfig(sources=tuple(SOURCES.values()))
HOSTILE = "<script>alert(1)</script>\"'\u202eevil\u202c 🧨"
FRONT_MAX_BYTES = 150_000


def the_page(
    *known: DestinationRecord, entries: tuple[ChangeLogEntry, ...] = (), **health: object
) -> str:
    """Write the front page of a world with the US as the only source."""
    state = SourceState(
        records={record.destination: record for record in known}, health=a_health(**health)
    )
    site_snapshot = SiteSnapshot(at=NOON, states=(state,), change_log=ChangeLog(entries=entries))
    files = {file.path: file.body for file in render_front_page(site_snapshot, EDITION)}
    return files["index.html"].decode()


def test_a_raise_is_shown_without_colour() -> None:
    """One reader in twelve cannot see red; others listen to the page."""
    page = the_page(a_record(), entries=(an_entry(id="0123456789abcdef"),))
    assert "▲" in page
    assert "Raised: " in page
    assert 'href="c/0123456789abcdef.html"' in page
    assert 'href="d/kw.html"' in page


def test_a_retracted_alert_is_labelled() -> None:
    """A wrong alert must not worry readers again."""
    page = the_page(a_record(), entries=(an_entry(is_retracted=True, retraction="an <old> copy"),))
    assert '<span class="tag">retracted</span>' in page
    assert "an &lt;old&gt; copy" in page
    assert '<span class="tag urgent">' not in page


def test_an_unread_source_says_since_when() -> None:
    """An unread source must not look like a government without warnings."""
    since = NOON - timedelta(hours=3)
    page = the_page(a_record(), failing_since=since, failure="HTTP 503 <b>", operators_told_at=None)
    assert "cannot be read since" in page
    assert "2026-09-01 09:00 UTC" in page
    assert "HTTP 503 &lt;b&gt;" in page


def test_the_first_lines_name_unread_sources() -> None:
    """A reader with a minute reads only the first screen."""
    since = NOON - timedelta(hours=3)
    first = the_page(a_record(), failing_since=since, failure="503").partition("What changed")[0]
    assert "Cannot be read now: US." in first
    assert "Not read yet: US embassies, UK" in first


def test_a_source_that_is_no_longer_read_is_stale() -> None:
    """A stopped schedule reports no error, and its last advice would pass for current."""
    page = the_page(a_record(), last_good_at=NOON - timedelta(days=1, minutes=1))
    assert "Not read for a day or longer: US." in page
    assert "not read since" in page
    fresh = the_page(a_record(), last_good_at=NOON - timedelta(hours=23))
    assert "Not read for a day" not in fresh


def test_advice_on_a_part_is_shown_with_the_whole() -> None:
    """A country with advice against travel to its border must not look safe."""
    said = an_advisory(Severity.NORMAL, partial_severity=Severity.DO_NOT_TRAVEL)
    page = the_page(a_record(said))
    assert page.count('<span class="part s4">parts 4</span>') == 2  # the highest level, and the US
    assert page.count('<td data-v="4" class="s4"') == 2  # sorted, filtered and coloured by the part


def test_a_source_lost_from_the_ledger_is_not_fresh() -> None:
    """Missing data must not look like known data."""
    lost = (("us_state", "the table is gone"),)
    site_snapshot = SiteSnapshot(at=NOON, states=(), change_log=ChangeLog(), lost=lost)
    pages = {file.path: file.body.decode() for file in render_front_page(site_snapshot, EDITION)}
    assert "the table is gone" in pages["index.html"]


def test_a_source_that_was_never_read_says_so() -> None:
    """An empty column must not look like a government without warnings."""
    assert "never read yet" in the_page(a_record())


def test_a_partly_read_source_shows_the_missing_part() -> None:
    """The document that failed may be the one that the reader needs."""
    documents = {
        "ru": DocumentHealth(tried_at=NOON, failing_since=NOON, failure="HTTP 503"),
        "kw": DocumentHealth(tried_at=NOON, read_at=NOON),
    }
    assert "1 of its documents unread (ru)" in the_page(a_record(), documents=documents)


def test_a_source_that_was_read_in_part_is_named_first() -> None:
    """The column of such a source is empty, as if the government gave no warning."""
    index = DocumentHealth(tried_at=NOON, read_at=NOON, deferred_since=NOON)
    page = the_page(a_record(), never_read=7, documents={"index": index})
    assert "Read in part: US." in page.partition("What changed")[0]
    assert "7 of its documents never read, too little time for all documents" in page
    failing = the_page(a_record(), never_read=7, failing_since=NOON)
    assert "not read in full since" in failing


def test_the_level_of_parts_is_not_hidden_by_the_whole() -> None:
    """A country can be safe except for the province that the reader visits."""
    partly = an_advisory(Severity.NORMAL, partial_severity=Severity.DO_NOT_TRAVEL)
    assert "parts 4" in the_page(a_record(partly))


def test_withdrawn_advice_is_not_a_level() -> None:
    """A withdrawn advisory is not a low level."""
    page = the_page(a_record(is_withdrawn=True))
    assert '<td data-v="0" class="s0">no longer listed' in page


def test_a_candidate_is_shown_as_unconfirmed() -> None:
    """Readers must see the candidate, and that it is not confirmed."""
    held = a_pending_candidate(an_advisory(Severity.DO_NOT_TRAVEL))
    page = the_page(a_record(pending=held))
    assert "Unconfirmed" in page
    assert "a lower level without text" in page


def test_advice_recorded_in_doubt_is_marked_in_the_table() -> None:
    """The table is what people look at: a level in doubt must not look certain."""
    assert "<i>unconfirmed</i>" in the_page(a_record(rule=UNCONFIRMED))
    assert "<i>unconfirmed</i>" not in the_page(a_record())


def test_a_quiet_world_says_so() -> None:
    """An empty list looks like a broken page."""
    assert "Nothing has changed since the watch began" in the_page(a_record())


@pytest.mark.parametrize("field", ["headline", "name", "to_native", "retraction"])
def test_hostile_words_are_harmless(field: str) -> None:
    """A publisher can be hacked."""
    hostile: dict[str, Any] = {field: HOSTILE}
    page = the_page(
        a_record(
            an_advisory(native_level=HOSTILE, name=HOSTILE),
            pending=a_pending_candidate(an_advisory(native_level=HOSTILE), reason=HOSTILE),
        ),
        entries=(replace(an_entry(is_retracted=True), **hostile),),
        failing_since=NOON,
        failure=HOSTILE,
    )
    assert "<script>alert" not in page
    assert not re.search(r"<[^>]+\sstyle=", page)
    assert page.count("<script") == 1


def test_the_front_page_is_small() -> None:
    """An old phone at a border gets a kilobyte a second."""
    states = []
    for source in EDITION.sources:
        known = {}
        for at, code in enumerate(sorted(destination_names())[:241]):
            level = source.levels[at % len(source.levels)] if source.levels else None
            advisory = an_advisory(
                level.severity if level else None,
                source=source.id,
                destination=code,
                native_level=level.words if level else f"Alert {at}",
                notice_id=None if level else str(at),
            )
            known[code] = a_record(advisory)
        states.append(SourceState(records=known, health=a_health(source=source.id)))
    entries = tuple(an_entry(id=f"{at:016x}") for at in range(100))
    site_snapshot = SiteSnapshot(
        at=NOON, states=tuple(states), change_log=ChangeLog(entries=entries)
    )
    front = next(
        file for file in render_front_page(site_snapshot, EDITION) if file.path == "index.html"
    )
    assert len(gzip.compress(front.body, 9)) < FRONT_MAX_BYTES


def test_nothing_is_loaded_from_elsewhere() -> None:
    """In some countries, other hosts must not learn what a reader views."""
    page = the_page(a_record(), entries=(an_entry(),))
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="([^"]+)"', page)
    assert loaded
    assert not [url for url in loaded if "//" in url]
