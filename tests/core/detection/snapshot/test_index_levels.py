"""The levels of an index, joined with the texts of its documents."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Advisory, Change, Departure, Region, Severity, Snapshot
from advisory_watch.core.detection.policy import policy_of
from advisory_watch.core.detection.snapshot.index_levels import MOMENT, join, join_index_levels
from advisory_watch.core.detection.types import Detection, Outcome
from advisory_watch.core.record import DestinationRecord
from advisory_watch.sources import SOURCES
from advisory_watch.sources.ca_gac.document import PARTS, read_text
from advisory_watch.sources.ca_gac.levels import MARK
from support.builders import NOON, a_record, an_advisory

CA = SOURCES["ca_gac"]
ISSUED = NOON - timedelta(days=90)
LEAVE = "You should leave Lebanon now."
PART = f"{PARTS}\n{MARK}Border with Syria - Avoid all travel"
SEVERITIES = st.sampled_from(Severity)


def an_entry(severity: Severity = Severity.CAUTION, **fields: object) -> Advisory:
    """Build what the index states."""
    return _of_canada(severity, text=None, **fields)


def a_text(severity: Severity = Severity.CAUTION, text: str = "", **fields: object) -> Advisory:
    """Build what the document states."""
    words = f"Lebanon: level {int(severity)}.\n{text}".strip()
    return read_text(_of_canada(severity, text=words, is_only_copy=True, **fields))


def _of_canada(severity: Severity, **fields: object) -> Advisory:
    at: Any = fields.pop("issued_at", ISSUED)
    usual = {"source": "ca_gac", "destination": "LB", "name": "Lebanon"}
    dates = {"issued_at": at, "issued_on": at.date()} if at else {}
    return an_advisory(severity, **{**usual, "native_level": severity.name, **dates, **fields})


def judge(*advisories: Advisory, before: Advisory) -> Detection:
    """Judge a snapshot of Canada by its rules."""
    (detection,) = policy_of(CA).detect(_snapshot(*advisories), known(before))
    return detection


def _snapshot(*advisories: Advisory) -> Snapshot:
    return Snapshot(source="ca_gac", endpoint="index", read_at=NOON, advisories=advisories)


def known(advisory: Advisory) -> dict[str, DestinationRecord]:
    """Build the record of an advisory that has been watched for two months."""
    watched_since = NOON - timedelta(days=60)
    record = a_record(advisory, issue_mark=advisory.issued_on, watched_since=watched_since)
    return {advisory.destination: record}


@pytest.mark.parametrize("before", [an_entry(), a_text(), a_text(text=LEAVE)])
def test_a_raise_in_the_index_is_sent_while_its_document_cannot_be_read(before: Advisory) -> None:
    """A wall in front of one document must not hide that a war has begun."""
    raised = judge(an_entry(Severity.DO_NOT_TRAVEL, issued_at=NOON), before=before)
    assert (raised.outcome, raised.changes[0]) == (Outcome.CHANGED, Change.LEVEL_RAISED)
    assert raised.advisory is not None
    assert raised.advisory.departure is before.departure


def test_a_raise_is_sent_with_the_text_that_states_it() -> None:
    """People need the sentence, and whom it tells to leave."""
    grave = Severity.DO_NOT_TRAVEL
    text = a_text(grave, LEAVE, issued_at=NOON)
    raised = judge(an_entry(grave, issued_at=NOON), text, before=a_text())
    assert raised.advisory == text
    assert {Change.LEVEL_RAISED, Change.DEPARTURE_RAISED} <= set(raised.changes)


def test_advice_to_leave_in_a_document_is_sent_at_the_known_level() -> None:
    """The index of Canada is silent about it."""
    told = judge(an_entry(issued_at=NOON), a_text(text=LEAVE, issued_at=NOON), before=a_text())
    assert (told.outcome, told.changes) == (Outcome.CHANGED, (Change.DEPARTURE_RAISED,))


def test_a_raise_of_a_part_in_a_document_is_sent() -> None:
    """The index says only that some part has a level of its own."""
    told = judge(an_entry(issued_at=NOON), a_text(text=PART, issued_at=NOON), before=a_text())
    assert told.outcome is Outcome.CHANGED
    assert Change.PART_RAISED in told.changes


def test_a_document_that_is_newer_than_the_index_decides() -> None:
    """The index is built once a day, and a document within minutes."""
    text = a_text(Severity.DO_NOT_TRAVEL, issued_at=NOON)
    raised = judge(an_entry(), text, before=a_text())
    assert (raised.advisory, raised.changes[0]) == (text, Change.LEVEL_RAISED)
    after = judge(an_entry(), before=text)
    assert (after.outcome, after.advisory) == (Outcome.UNCHANGED, text)


def test_the_index_decides_over_a_document_from_a_cache() -> None:
    """A cache that is an hour behind must not hide a raise."""
    entry = an_entry(Severity.DO_NOT_TRAVEL, issued_at=NOON)
    raised = judge(entry, a_text(), before=a_text())
    assert (raised.outcome, raised.changes[0]) == (Outcome.CHANGED, Change.LEVEL_RAISED)


def test_the_document_of_a_known_raise_adds_its_text() -> None:
    """The raise was sent with the old text; the new one must not be lost."""
    entry = an_entry(Severity.RECONSIDER, issued_at=NOON - timedelta(hours=2))
    raised = judge(entry, before=a_text()).advisory
    assert raised is not None
    document = a_text(Severity.RECONSIDER, LEAVE, issued_at=entry.issued_at)
    told = judge(entry, document, before=raised)
    assert (told.outcome, told.advisory) == (Outcome.CHANGED, document)
    assert Change.DEPARTURE_RAISED in told.changes
    assert judge(entry, before=document).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("words", [LEAVE, PART])
def test_the_first_text_at_a_known_level_is_no_news(words: str) -> None:
    """After an upgrade, 230 texts are read for the first time; some are years old."""
    first = judge(an_entry(issued_at=NOON), a_text(text=words, issued_at=NOON), before=an_entry())
    assert (first.outcome, first.changes) == (Outcome.FIRST_SEEN, (Change.FIRST_SEEN,))


def test_a_first_text_at_a_graver_level_is_news() -> None:
    """The index has announced another level before: this one is new."""
    text = a_text(Severity.DO_NOT_TRAVEL, issued_at=NOON)
    raised = judge(an_entry(Severity.DO_NOT_TRAVEL, issued_at=NOON), text, before=an_entry())
    assert (raised.outcome, raised.changes[0]) == (Outcome.CHANGED, Change.LEVEL_RAISED)


def test_a_lower_level_in_the_index_waits_for_its_document() -> None:
    """An all-clear needs words, or a second read."""
    entry = an_entry(Severity.NORMAL, issued_at=NOON)
    assert judge(entry, before=a_text(Severity.RECONSIDER)).outcome is not Outcome.CHANGED
    document = a_text(Severity.NORMAL, issued_at=NOON)
    lowered = judge(entry, document, before=a_text(Severity.RECONSIDER))
    assert (lowered.outcome, lowered.changes[0]) == (Outcome.CHANGED, Change.LEVEL_LOWERED)


def test_a_document_without_a_date_has_the_date_of_its_entry() -> None:
    """A date in a new form must not hide the advice under it."""
    text = replace(a_text(text=LEAVE, issued_at=NOON), issued_on=None, issued_at=None)
    told = judge(an_entry(issued_at=NOON), text, before=a_text())
    assert (told.outcome, told.changes) == (Outcome.CHANGED, (Change.DEPARTURE_RAISED,))


def test_two_entries_of_one_destination_are_both_judged() -> None:
    """Neither may hide the other."""
    entries = (an_entry(), an_entry(Severity.DO_NOT_TRAVEL, issued_at=NOON))
    joined, _ = join_index_levels(_snapshot(*entries), known(a_text()))
    assert {copy.severity for copy in joined.advisories} == {
        Severity.CAUTION,
        Severity.DO_NOT_TRAVEL,
    }


@given(SEVERITIES, SEVERITIES, st.sampled_from((-1, 0, 1)))
def test_a_joined_copy_has_the_newer_level_and_keeps_the_text(
    whole: Severity, listed: Severity, days: int
) -> None:
    """An old index must not give an all-clear, and a new one must not drop who has to leave."""
    text = a_text(whole, f"{LEAVE}\n{PART}")
    entry = an_entry(listed, issued_at=ISSUED + timedelta(days=days))
    joined = join(entry, text)
    assert joined.severity is {-1: whole, 0: max(whole, listed), 1: listed}[days]
    assert (joined.text, joined.departure) == (text.text, Departure.DEPART_IMMEDIATELY)
    assert all(region.severity > joined.severity for region in joined.regions)
    assert joined.states_level is (joined.severity is whole)
    if joined is not text and entry.issued_at is not None:
        assert joined.issued_at == entry.issued_at - MOMENT


def test_parts_below_a_raised_level_are_not_kept() -> None:
    """The whole is as grave now: a part that is no graver says nothing."""
    part = Region(name="Border with Syria", severity=Severity.DO_NOT_TRAVEL)
    text = a_text(text=PART)
    assert text.regions == (part,)
    raised = join(an_entry(Severity.DO_NOT_TRAVEL, issued_at=NOON), text)
    assert (raised.regions, raised.partial_severity) == ((), None)
