"""The front page: changes, source status, and current advice, readable without colour."""

import gzip
import json
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
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.source_state import SourceState
from advisory_watch.site.front_page import render_front_page
from advisory_watch.site.rendering.config import SiteConfig
from advisory_watch.sources import SOURCES
from support.builders import NOON, a_health, a_pending_candidate, a_record, an_advisory, an_entry

EDITION = SiteConfig(sources=tuple(SOURCES.values()))
HOSTILE = "<script>alert(1)</script>\"'\u202eevil\u202c 🧨"
FRONT_MAX_BYTES = 150_000


def the_files(
    *known: DestinationRecord, entries: tuple[ChangeLogEntry, ...] = (), **health: object
) -> dict[str, str]:
    """Write the front page of a world with the US as the only source, and what belongs to it."""
    state = SourceState(
        records={record.destination: record for record in known}, health=a_health(**health)
    )
    site_snapshot = SiteSnapshot(at=NOON, states=(state,), change_log=ChangeLog(entries=entries))
    return {file.path: file.body.decode() for file in render_front_page(site_snapshot, EDITION)}


def the_page(
    *known: DestinationRecord, entries: tuple[ChangeLogEntry, ...] = (), **health: object
) -> str:
    """Write the front page."""
    return the_files(*known, entries=entries, **health)["index.html"]


def the_table(*known: DestinationRecord) -> str:
    """Write the table of all destinations by government."""
    return the_files(*known)["compare.html"]


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
    assert '<span class="tag">corrected</span>' in page
    assert f"<s><bdi>{an_entry().headline}</bdi></s>" in page
    assert "In force now: <bdi" in page
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
    first = the_page(a_record(), failing_since=since, failure="503").partition(
        "Last 24 hours</h2>"
    )[0]
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
    page = the_table(a_record(said))
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
    assert "Read in part: US." in page.partition("Last 24 hours</h2>")[0]
    assert "7 of its documents never read, too little time for all documents" in page
    failing = the_page(a_record(), never_read=7, failing_since=NOON)
    assert "not read in full since" in failing


def test_the_level_of_parts_is_not_hidden_by_the_whole() -> None:
    """A country can be safe except for the province that the reader visits."""
    partly = an_advisory(Severity.NORMAL, partial_severity=Severity.DO_NOT_TRAVEL)
    assert "parts 4" in the_table(a_record(partly))
    assert "4</b> do not travel</span> parts only: 1" in the_page(a_record(partly))


def test_withdrawn_advice_is_not_a_level() -> None:
    """A withdrawn advisory is not a low level."""
    page = the_table(a_record(is_withdrawn=True))
    assert '<td data-v="0" class="s0">no longer listed' in page


def test_a_candidate_is_shown_as_unconfirmed() -> None:
    """Readers must see the candidate, and that it is not confirmed."""
    held = a_pending_candidate(an_advisory(Severity.DO_NOT_TRAVEL))
    page = the_page(a_record(pending=held))
    assert "Unconfirmed" in page
    assert "a lower level without text" in page


def test_advice_recorded_in_doubt_is_marked_in_the_table() -> None:
    """The table is what people look at: a level in doubt must not look certain."""
    assert "<i>unconfirmed</i>" in the_table(a_record(rule=UNCONFIRMED))
    assert "<i>unconfirmed</i>" not in the_table(a_record())


def names_of(text: str) -> dict[str, list[str]]:
    """Read the names for the search, by code."""
    rows = json.loads(text.partition("=")[2].strip().rstrip(";"))
    return {code: names for code, *names in rows}


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("TR", "turkey"),
        ("MM", "burma"),
        ("GB", "uk"),
        ("US", "usa"),
        ("PS", "gaza"),
        ("UA", "kyiv"),
    ],
)
def test_the_search_knows_the_names_that_people_type(code: str, asked: str) -> None:
    """A traveller types what is on the ticket, not the short name of ISO 3166."""
    known = a_record(an_advisory(destination=code, name="any"), destination=code)
    assert asked in names_of(the_files(known)["destinations.js"])[code]


def test_only_destinations_with_a_page_are_found() -> None:
    """A search that ends at a missing page looks like a country without danger."""
    assert list(names_of(the_files(a_record())["destinations.js"])) == ["KW"]


def test_the_last_day_shows_the_urgent_changes_first() -> None:
    """The newest change may be an edit, and the raise of the same morning far below it."""
    hour = timedelta(hours=1)
    entries = (
        replace(an_entry(1, headline="an edit", is_urgent=False), decided_at=NOON - hour),
        replace(an_entry(2, headline="a raise", is_urgent=True), decided_at=NOON - 20 * hour),
        replace(an_entry(3, headline="before", is_urgent=True), decided_at=NOON - 25 * hour),
    )
    page = the_page(a_record(), entries=entries)
    block = page.partition("Last 24 hours</h2>")[2].partition("</section>")[0]
    shown = re.findall(r"<bdi>(an edit|a raise|before)</bdi>", block)
    assert shown == ["a raise", "an edit"]


def test_a_day_without_changes_shows_the_last_urgent_ones() -> None:
    """An empty block answers nothing, and a block without a date would call old news new."""
    entry = replace(an_entry(is_urgent=True), decided_at=NOON - timedelta(days=3))
    page = the_page(a_record(), entries=(entry,))
    block = page.partition("Last 24 hours</h2>")[2].partition("</section>")[0]
    assert "No change was seen." in block
    assert "Urgent before that" in block
    assert "2026-08-29 12:00 UTC" in block


def test_the_highest_levels_come_with_the_newest_change_first() -> None:
    """The reader of a phone sees ten of thirty countries at level 4."""
    known = [
        a_record(an_advisory(Severity.DO_NOT_TRAVEL, destination=code), destination=code)
        for code in ("AF", "RU", "UA")
    ]
    entries = tuple(
        replace(an_entry(number, destination=code), decided_at=NOON - timedelta(days=number))
        for number, code in enumerate(("UA", "AF"), start=1)
    )
    page = the_page(*known, entries=entries)
    group = page.partition('id="level-4"')[2].partition("</details>")[0]
    assert re.findall(r'href="d/(..)\.html"', group) == ["ua", "af", "ru"]


def test_every_page_can_show_when_a_source_was_checked() -> None:
    """Pages of destinations are written when something changes: the time is in the style sheet."""
    style = the_files(a_record(), last_good_at=NOON - timedelta(minutes=12))["checked.css"]
    assert '.checked[data-source=us_state]::after{content:"2026-09-01 11:48 UTC"}' in style
    assert ".checked[data-source=us_state]{color" not in style
    assert '.checked[data-source=uk_fcdo]::before{content:"not checked yet"}' in style


@pytest.mark.parametrize(
    "health",
    [{"failing_since": NOON, "last_good_at": NOON}, {"last_good_at": NOON - timedelta(days=2)}],
)
def test_an_old_check_is_a_warning_without_script(health: dict[str, Any]) -> None:
    """Advice that nobody checks any more looks like advice that did not change."""
    style = the_files(a_record(), **health)["checked.css"]
    assert '.checked[data-source=us_state]::before{content:"not checked since "}' in style
    assert ".checked[data-source=us_state]{color:var(--up)" in style


def test_a_destination_that_could_not_be_read_is_named() -> None:
    """The source as a whole was read a minute ago; this destination was not."""
    documents = {
        "ru": DocumentHealth(
            tried_at=NOON,
            read_at=NOON - timedelta(days=9),
            failing_since=NOON,
            destinations=frozenset({"RU"}),
        )
    }
    files = the_files(a_record(), documents=documents, last_good_at=NOON)
    assert "Not read: <bdi>Russia</bdi>" in files["index.html"]
    place = ".checked[data-source=us_state][data-about=ru]"
    assert f'{place}::before{{content:"not checked since "}}' in files["checked.css"]
    assert f'{place}::after{{content:"2026-08-23 12:00 UTC"}}' in files["checked.css"]


def test_a_damaged_record_is_named() -> None:
    """Its page shows other governments only, as if this one had no advice."""
    state = SourceState(records={}, health=a_health(), unreadable={"RU": "not JSON"})
    site_snapshot = SiteSnapshot(at=NOON, states=(state,), change_log=ChangeLog())
    files = {file.path: file.body.decode() for file in render_front_page(site_snapshot, EDITION)}
    assert "Not read: <bdi>Russia</bdi>" in files["index.html"]
    assert "[data-source=us_state][data-about=ru]::before" in files["checked.css"]


def test_a_quiet_world_says_so() -> None:
    """An empty list looks like a broken page."""
    assert "Nothing has changed since the watch began" in the_page(a_record())


@pytest.mark.parametrize("field", ["headline", "name", "to_native", "retraction"])
def test_hostile_words_are_harmless(field: str) -> None:
    """A publisher can be hacked."""
    hostile: dict[str, Any] = {field: HOSTILE}
    files = the_files(
        a_record(
            an_advisory(native_level=HOSTILE, name=HOSTILE, destination="XX-9"),
            destination="XX-9",
            pending=a_pending_candidate(an_advisory(native_level=HOSTILE), reason=HOSTILE),
        ),
        entries=(replace(an_entry(is_retracted=True), **hostile),),
        failing_since=NOON,
        failure=HOSTILE,
    )
    for path in ("index.html", "compare.html"):
        assert "<script>alert" not in files[path]
        assert not re.search(r"<[^>]+\sstyle=", files[path])
        assert files[path].count("<script") == 2
    names = json.loads(files["destinations.js"].partition("=")[2].strip().rstrip(";"))
    assert [name for _, name, *_ in names] == [HOSTILE]
    assert files["destinations.js"].isascii()


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
