"""A history of Canada: an index that states the levels, and the document of one destination."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from advisory_watch.adapters.memory import MemoryArchive, MemoryLedger, MemoryOutbox
from advisory_watch.app.replay import Replay
from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.core.destinations import destination_names, name_of
from advisory_watch.core.page import Page
from advisory_watch.parsing.classify import check_is_document
from advisory_watch.sources import SOURCES
from advisory_watch.sources.ca_gac.levels import LEVELS
from support.builders import a_page, a_target

CA = SOURCES["ca_gac"]
INDEX = CA.endpoints[0].target.url
START = datetime(2026, 3, 2, 15, tzinfo=UTC)
WORDS = list(LEVELS)
CODES = [code for code in sorted(destination_names()) if len(code) == len("LB")][:230]
LEAVE = "<p>You should leave Lebanon now.</p>"


def an_entry(code: str, state: int, days: int, **english: str) -> dict[str, Any]:
    """Build what index and document have in common; `days` is the day of its issue."""
    issued_at = START + timedelta(days=days, seconds=43)
    told = {"name": name_of(code), "url-slug": code.lower(), "advisory-text": WORDS[state]}
    stamp = {"asp": issued_at.isoformat()}
    return {"advisory-state": state, "date-published": stamp, "eng": {**told, **english}}


def an_index(state: int, days: int) -> tuple[str, dict[str, Any]]:
    """Build an index in which only Lebanon changes."""
    entries = {code: an_entry(code, 1, days=-100) for code in CODES}
    return INDEX, {**entries, "LB": an_entry("LB", state, days)}


def a_document(state: int, days: int, advice: str = "") -> tuple[str, dict[str, Any]]:
    """Build the document of Lebanon."""
    html = f'<div class="AdvisoryContainer"><h3>Lebanon - {WORDS[state]}</h3>{advice}</div>'
    said = an_entry("LB", state, days, advisories=html)
    return INDEX.replace("index-alpha-eng", "cta-cap-lb"), {"country-iso": "LB", **said}


def told(*days: Sequence[tuple[str, dict[str, Any]]]) -> list[list[str]]:
    """Replay what was captured on each day; return the kinds of change that were reported."""
    return [[change.kind for change in outcome.changes] for outcome in replayed(*days)]


def replayed(*days: Sequence[tuple[str, dict[str, Any]]]) -> list[SourceOutcome]:
    """Replay what was captured on each day."""
    captures = [
        _capture(url, data, day) for day, captured in enumerate(days) for url, data in captured
    ]
    replay = Replay(
        rule_set_version=rule_set_version,
        check_page=check_is_document,
        ledger=MemoryLedger(MemoryOutbox()),
        archive=MemoryArchive(),
        sources={CA.id: CA},
    )
    outcomes = list(replay.run(captures))
    assert all(outcome.ok for outcome in outcomes)
    return outcomes


def _capture(url: str, data: dict[str, Any], day: int) -> Page:
    target = a_target(source_id="capture", endpoint="capture", url=url, media="")
    body = json.dumps({"metadata": {"generated": day}, "data": data}).encode()
    return a_page(body, target=target, fetched_at=START + timedelta(days=day, hours=1))


def test_a_destination_counts_as_read_if_the_index_states_its_level() -> None:
    """The share of the world that moved at once decides whether the source is in doubt."""
    (outcome,) = replayed([an_index(1, 0)])
    assert outcome.destinations == len(CODES)


def test_advice_to_leave_is_told_from_the_document() -> None:
    """The level of Lebanon was the highest already: the index is silent."""
    history = told(
        [an_index(3, 0), a_document(3, 0)],
        [an_index(3, 1), a_document(3, 1, LEAVE)],
        [an_index(3, 2), a_document(3, 2, LEAVE + "<p>Shops are open.</p>")],
    )
    assert history == [[], ["departure_raised"], ["text_revised"]]


def test_the_first_document_after_an_upgrade_is_no_news() -> None:
    """The index alone was read before; the advice to leave may be years old."""
    assert told([an_index(3, 0)], [an_index(3, 1), a_document(3, 1, LEAVE)]) == [[], []]


def test_a_raise_in_the_index_is_told_before_its_document_is_there() -> None:
    """The document adds who is asked to leave; nothing is reported twice."""
    history = told(
        [an_index(1, 0), a_document(1, 0)],
        [an_index(3, 1)],
        [an_index(3, 1), a_document(3, 1, LEAVE)],
        [an_index(3, 1), a_document(3, 1, LEAVE)],
    )
    assert history == [[], ["level_raised"], ["departure_raised"], []]


def test_an_index_that_is_behind_its_document_takes_nothing_back() -> None:
    """The index is built once a day."""
    history = told(
        [an_index(1, 0), a_document(1, 0)],
        [a_document(3, 1)],
        [an_index(1, 0)],
        [an_index(3, 1)],
        [an_index(1, 4), a_document(1, 4)],
    )
    assert history == [[], ["level_raised"], [], [], ["level_lowered"]]
