"""The flags of an index, joined with the texts of its documents."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Advisory, Change, Severity, Snapshot
from advisory_watch.core.detection.policy import policy_of
from advisory_watch.core.detection.snapshot.index_flags import is_graver, join, join_index_flags
from advisory_watch.core.detection.types import Outcome
from advisory_watch.core.record import DestinationRecord
from advisory_watch.sources import SOURCES
from support.builders import NOON, a_pending_candidate, a_record, an_advisory

DE = SOURCES["de_aa"]
UNFLAGGED = DE.policy.levels_without_flag
ISSUED = NOON - timedelta(days=90)
SEVERITIES = st.none() | st.sampled_from(Severity)


def an_entry(severity: Severity | None = Severity.NORMAL, **fields: object) -> Advisory:
    """Build what the index states; without a flag it only holds the place of the document."""
    is_stub = severity is Severity.NORMAL and "partial_severity" not in fields
    return _of_germany(severity, text=None, is_stub=is_stub, **fields)


def a_text(severity: Severity | None = Severity.NORMAL, **fields: object) -> Advisory:
    """Build what the document states."""
    return _of_germany(severity, text=f"# \n## Sicherheit\n{severity!r} {fields}", **fields)


def _of_germany(severity: Severity | None, **fields: object) -> Advisory:
    at: Any = fields.pop("issued_at", ISSUED)
    levels = (severity, fields.get("partial_severity"))
    usual = {"source": "de_aa", "native_level": f"{levels}", "is_only_copy": True}
    return an_advisory(severity, **{**usual, "issued_at": at, "issued_on": at.date(), **fields})


def a_snapshot(*advisories: Advisory) -> Snapshot:
    """Build a snapshot of Germany."""
    return Snapshot(source="de_aa", endpoint="index", read_at=NOON, advisories=advisories)


def known(advisory: Advisory) -> dict[str, DestinationRecord]:
    """Build the record of an advisory, or of a placeholder that was never accepted."""
    watched_since = NOON - timedelta(days=60)
    if not advisory.is_stub:
        record = a_record(advisory, issue_mark=advisory.issued_on, watched_since=watched_since)
        return {advisory.destination: record}
    candidate = a_pending_candidate(advisory, rule="placeholder")
    record = a_record(advisory, number=0, watched_since=watched_since, pending=candidate)
    return {advisory.destination: replace(record, advisory=None, issue_mark=None)}


def judge(*advisories: Advisory, before: Advisory) -> tuple[Outcome, tuple[Change, ...]] | None:
    """Judge a snapshot by the rules of Germany; None if nothing is left to judge."""
    detections = policy_of(DE).detect(a_snapshot(*advisories), known(before))
    return (detections[0].outcome, detections[0].changes) if detections else None


def test_an_entry_without_a_flag_takes_nothing_back() -> None:
    """Only the text says whether people are advised against a country with no flag."""
    assert judge(an_entry(), before=a_text(Severity.RECONSIDER)) is None
    assert judge(an_entry(), before=a_text(Severity.DO_NOT_TRAVEL)) is None


def test_an_entry_next_to_its_document_is_not_judged() -> None:
    """The document says the same, and more."""
    document = a_text(Severity.RECONSIDER, issued_at=NOON)
    judged = judge(an_entry(issued_at=NOON), document, before=a_text())
    assert judged == judge(document, before=a_text())
    assert judged is not None
    assert judged[1][0] is Change.LEVEL_RAISED


@pytest.mark.parametrize("before", [a_text(), a_text(Severity.RECONSIDER)])
def test_a_warning_in_the_index_is_sent_while_its_document_cannot_be_read(
    before: Advisory,
) -> None:
    """A wall in front of one document must not hide the flag that a war has raised."""
    judged = judge(an_entry(Severity.DO_NOT_TRAVEL, issued_at=NOON), before=before)
    assert judged is not None
    assert (judged[0], judged[1][0]) == (Outcome.CHANGED, Change.LEVEL_RAISED)


def test_a_warning_of_a_part_in_the_index_is_sent_without_its_document() -> None:
    """The level of the whole stays the one of the known text."""
    entry = an_entry(None, partial_severity=Severity.DO_NOT_TRAVEL, issued_at=NOON)
    judged = judge(entry, before=a_text(Severity.RECONSIDER))
    assert judged is not None
    assert judged[0] is Outcome.CHANGED
    assert Change.PART_RAISED in judged[1]
    assert Change.LEVEL_LOWERED not in judged[1]


def test_a_warning_is_sent_if_no_text_was_ever_read() -> None:
    """An archive may hold the index alone."""
    judged = judge(an_entry(Severity.DO_NOT_TRAVEL, issued_at=NOON), before=an_entry())
    assert judged is not None
    assert (judged[0], judged[1][0]) == (Outcome.CHANGED, Change.LEVEL_RAISED)


def test_the_first_text_of_a_known_entry_is_no_news() -> None:
    """The step between no flag and a warning may have been in force for years."""
    silent = (Outcome.FIRST_SEEN, (Change.FIRST_SEEN,))
    for_years = a_text(Severity.RECONSIDER, issued_at=NOON)
    assert judge(for_years, before=an_entry()) == silent
    assert judge(a_text(Severity.DO_NOT_TRAVEL), before=an_entry(Severity.DO_NOT_TRAVEL)) == silent
    part = a_text(Severity.RECONSIDER, partial_severity=Severity.DO_NOT_TRAVEL, issued_at=NOON)
    flagged = an_entry(None, partial_severity=Severity.DO_NOT_TRAVEL)
    assert judge(part, before=flagged) == silent


def test_a_first_text_with_a_warning_that_no_flag_announced_is_news() -> None:
    """A flag would have stated it before: it is new."""
    judged = judge(a_text(Severity.DO_NOT_TRAVEL, issued_at=NOON), before=an_entry())
    assert judged is not None
    assert (judged[0], judged[1][0]) == (Outcome.CHANGED, Change.LEVEL_RAISED)


@given(SEVERITIES, SEVERITIES, SEVERITIES, SEVERITIES)
def test_flags_never_lower_a_text(
    whole: Severity | None,
    part: Severity | None,
    flagged: Severity | None,
    flagged_part: Severity | None,
) -> None:
    """Whatever an index says, people are not sent an all-clear that no text gives."""
    text = a_text(whole, partial_severity=part)
    entry = an_entry(flagged, partial_severity=flagged_part, issued_at=NOON)
    snapshot, _ = join_index_flags(a_snapshot(entry), known(text), UNFLAGGED)
    assert len(snapshot.advisories) == is_graver(entry, text)
    joined = join(entry, text)
    assert (joined.severity or 0) >= (text.severity or 0)
    assert (joined.partial_severity or 0) >= (text.partial_severity or 0)
    assert (joined.text, joined.departure) == (text.text, text.departure)
