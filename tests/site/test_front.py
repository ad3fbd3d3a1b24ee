"""The front page: what changed, how well we see, and what everybody says, without a colour."""

import gzip
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advisory_watch.core.chronicle import Chronicle, Entry
from advisory_watch.core.destinations.iso3166 import CODES
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.overview import Overview
from advisory_watch.core.scales import Severity
from advisory_watch.core.state import SourceState
from advisory_watch.core.versions import Known
from advisory_watch.site.edition import Edition
from advisory_watch.site.front import front_files
from advisory_watch.wiring.settings import sources
from builders import NOON, a_health, a_held, a_known, an_advisory, an_entry

EDITION = Edition(sources=sources(environment={}))
HOSTILE = "<script>alert(1)</script>\"'\u202eevil\u202c 🧨"
FRONT_MAX_BYTES = 150_000


def the_page(*known: Known, entries: tuple[Entry, ...] = (), **health: object) -> str:
    """Print the front page of a world in which only the US speaks."""
    state = SourceState(known={each.destination: each for each in known}, health=a_health(**health))
    overview = Overview(at=NOON, states=(state,), chronicle=Chronicle(entries=entries))
    files = {each.path: each.body for each in front_files(overview, EDITION)}
    return files["index.html"].decode()


def test_a_raise_is_told_without_colour() -> None:
    """One reader in twelve does not see red; one listens."""
    page = the_page(a_known(), entries=(an_entry(id="0123456789abcdef"),))
    assert "▲" in page
    assert "Raised: " in page
    assert 'href="c/0123456789abcdef.html"' in page
    assert 'href="d/kw.html"' in page


def test_what_was_taken_back_is_said_to_be() -> None:
    """An alert that was wrong must not frighten anybody twice."""
    page = the_page(a_known(), entries=(an_entry(is_retracted=True, retraction="an <old> copy"),))
    assert '<span class="tag">retracted</span>' in page
    assert "an &lt;old&gt; copy" in page
    assert '<span class="tag urgent">' not in page


def test_an_unread_source_says_since_when() -> None:
    """Silence that looks like peace is the worst thing that this page can show."""
    since = NOON - timedelta(hours=3)
    page = the_page(a_known(), failing_since=since, failure="HTTP 503 <b>", operators_told_at=None)
    assert "cannot be read since" in page
    assert "2026-09-01 09:00 UTC" in page
    assert "HTTP 503 &lt;b&gt;" in page


def test_the_first_lines_say_who_is_out_of_sight() -> None:
    """Somebody with a minute reads no further than the first screen."""
    since = NOON - timedelta(hours=3)
    first = the_page(a_known(), failing_since=since, failure="503").partition("What changed")[0]
    assert "Cannot be read now: US." in first
    assert "Not read yet: US embassies, UK" in first


def test_a_source_that_nobody_reads_any_more_is_called_stale() -> None:
    """A schedule that stopped fails nowhere, and its last words would pass for today's."""
    page = the_page(a_known(), last_good_at=NOON - timedelta(days=1, minutes=1))
    assert "Not read for a day or longer: US." in page
    assert "not read since" in page
    fresh = the_page(a_known(), last_good_at=NOON - timedelta(hours=23))
    assert "Not read for a day" not in fresh


def test_advice_on_a_part_is_told_beside_the_whole() -> None:
    """Advice against all travel to a border must not read as a green country."""
    said = an_advisory(Severity.NORMAL, partial_severity=Severity.DO_NOT_TRAVEL)
    page = the_page(a_known(said))
    assert page.count('<span class="part s4">parts 4</span>') == 2  # the gravest, and the US


def test_a_source_that_the_ledger_lost_is_not_called_fresh() -> None:
    """What we do not know must not look like what we know."""
    lost = (("us_state", "the table is gone"),)
    overview = Overview(at=NOON, states=(), chronicle=Chronicle(), lost=lost)
    pages = {each.path: each.body.decode() for each in front_files(overview, EDITION)}
    assert "the table is gone" in pages["index.html"]


def test_a_source_that_was_never_read_says_so() -> None:
    """Nobody may take a column that is empty for a government that is calm."""
    assert "never read yet" in the_page(a_known())


def test_a_source_that_is_read_in_part_says_how_much_is_missing() -> None:
    """The page that failed may be the one that somebody came for."""
    documents = {
        "ru": DocumentHealth(tried_at=NOON, failing_since=NOON, failure="HTTP 503"),
        "kw": DocumentHealth(tried_at=NOON, read_at=NOON),
    }
    assert "1 of its documents unread" in the_page(a_known(), documents=documents)


def test_what_holds_for_parts_is_not_hidden_by_the_whole() -> None:
    """A country may be calm but for the province that somebody flies to."""
    partly = an_advisory(Severity.NORMAL, partial_severity=Severity.DO_NOT_TRAVEL)
    assert "parts 4" in the_page(a_known(partly))


def test_what_was_withdrawn_is_not_a_level() -> None:
    """No word is not a good word."""
    page = the_page(a_known(is_withdrawn=True))
    assert '<td data-v="0" class="s0">no longer listed' in page


def test_a_candidate_is_shown_as_unconfirmed() -> None:
    """Who looks must see what we doubt, and that it is doubted."""
    held = a_held(an_advisory(Severity.DO_NOT_TRAVEL))
    page = the_page(a_known(held=held))
    assert "Unconfirmed" in page
    assert "a lower level without text" in page


def test_a_quiet_world_says_so() -> None:
    """An empty list looks like a broken page."""
    assert "Nothing has changed since the watch began" in the_page(a_known())


@pytest.mark.parametrize("field", ["headline", "name", "to_native", "retraction"])
def test_hostile_words_harm_nobody(field: str) -> None:
    """Publishers are broken into, too."""
    hostile: dict[str, Any] = {field: HOSTILE}
    page = the_page(
        a_known(
            an_advisory(native_level=HOSTILE, name=HOSTILE),
            held=a_held(an_advisory(native_level=HOSTILE), reason=HOSTILE),
        ),
        entries=(replace(an_entry(is_retracted=True), **hostile),),
        failing_since=NOON,
        failure=HOSTILE,
    )
    assert "<script>alert" not in page
    assert not re.search(r"<[^>]+\sstyle=", page)
    assert page.count("<script") == 1


def test_the_front_page_comes_through_a_bad_line() -> None:
    """An old phone at a border has a kilobyte a second."""
    states = []
    for source in EDITION.sources:
        known = {}
        for at, code in enumerate(sorted(CODES)[:241]):
            level = source.levels[at % len(source.levels)] if source.levels else None
            advisory = an_advisory(
                level.severity if level else None,
                source=source.id,
                destination=code,
                native_level=level.words if level else f"Alert {at}",
                notice_id=None if level else str(at),
            )
            known[code] = a_known(advisory)
        states.append(SourceState(known=known, health=a_health(source=source.id)))
    entries = tuple(an_entry(id=f"{at:016x}") for at in range(100))
    overview = Overview(at=NOON, states=tuple(states), chronicle=Chronicle(entries=entries))
    front = next(each for each in front_files(overview, EDITION) if each.path == "index.html")
    assert len(gzip.compress(front.body, 9)) < FRONT_MAX_BYTES


def test_nothing_is_loaded_from_elsewhere() -> None:
    """In some countries it matters who sees what you read."""
    page = the_page(a_known(), entries=(an_entry(),))
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="([^"]+)"', page)
    assert loaded
    assert not [each for each in loaded if "//" in each]
