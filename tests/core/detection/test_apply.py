"""From a detection to the next record in the ledger."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Notes
from advisory_watch.core.detection.apply import next_record, version_of
from advisory_watch.core.detection.engine import detect
from advisory_watch.core.detection.notices.rules import NoticeRule
from advisory_watch.core.detection.types import Detection, Outcome
from advisory_watch.core.fingerprint import CACHED_TEXTS, normal_text, text_hash
from advisory_watch.core.record import DestinationRecord
from core.detection.cases import (
    L1,
    L2,
    L3,
    L4,
    LATER,
    MARK,
    NEWER,
    OLDER,
    Watch,
    a_placeholder,
    a_reading,
    an_issue,
    judged,
    known_as,
)
from support.builders import an_evidence

KNOWN = known_as(an_issue(L2, MARK))
EVIDENCE = an_evidence(read_at=LATER)
DOUBTFUL = an_issue(L3, MARK, states_level=False)
"""A raise under the known date, in a text that does not state its level."""


def following(record: DestinationRecord | None, *copies: object) -> DestinationRecord | None:
    """Judge copies and return the next record, or None if nothing was learnt."""
    detection = judged(record, *copies)  # type: ignore[arg-type]
    return next_record("us_state", record, detection, EVIDENCE)


def test_an_unchanged_copy_is_not_written_again() -> None:
    """Two hundred writes a check would cost more than everything else together."""
    assert following(KNOWN, an_issue(L2, MARK)) is None


def test_a_rejected_copy_is_not_written() -> None:
    """A rejected copy adds nothing to the record."""
    assert following(KNOWN, a_placeholder(L1)) is None
    assert following(None, a_placeholder(L1)) is not None


def test_a_change_is_the_next_version_with_its_evidence() -> None:
    """Every alert must be provable: by the page, the time and the rule."""
    copy = an_issue(L3, NEWER)
    known = following(KNOWN, copy)
    assert known is not None
    assert (known.number, known.revision, known.rule) == (2, 2, "newer_issue")
    assert (known.advisory, known.issue_mark) == (copy, NEWER)
    assert (known.recorded_at, known.evidence) == (LATER, EVIDENCE)
    version = version_of(known, judged(KNOWN, copy))
    assert version is not None
    assert (version.number, version.advisory, version.decided_at) == (2, copy, LATER)


def test_a_held_candidate_is_no_version() -> None:
    """A version number without a believed change would be a gap in the history."""
    known = following(KNOWN, DOUBTFUL)
    assert known is not None
    assert (known.number, known.revision) == (1, 2)
    assert version_of(known, judged(KNOWN, DOUBTFUL)) is None


def test_a_held_candidate_keeps_its_reason_and_first_time() -> None:
    """It waits from then on; a clock restarted by each read would never let it go out."""
    known = following(KNOWN, DOUBTFUL)
    assert known is not None
    assert known.pending is not None
    assert (known.pending.since, known.pending.rule) == (LATER, "level_not_in_words")
    assert known.pending.reason == "the text does not state the level of its title"
    later = judged(known, DOUBTFUL, at=LATER + timedelta(minutes=1))
    evidence = an_evidence(read_at=LATER + timedelta(minutes=1))
    assert next_record("us_state", known, later, evidence) is None


def test_another_candidate_takes_the_place_of_the_held_one() -> None:
    """The newest doubt is the one to settle."""
    known = following(following(KNOWN, DOUBTFUL), an_issue(L4, MARK, states_level=False))
    assert known is not None
    assert known.pending is not None
    assert known.pending.advisory.severity is L4


def test_the_mark_is_the_date_of_the_recorded_copy() -> None:
    """Under a mark that only grows, one date of tomorrow would hide what is issued today."""
    slipped = an_issue(L3, MARK - timedelta(days=1), notes=Notes(raised_to=L3))
    known = following(KNOWN, slipped)
    assert known is not None
    assert (known.rule, known.issue_mark) == ("note_of_raise", MARK - timedelta(days=1))


def test_another_copy_of_the_recorded_issue_does_not_move_the_mark_back() -> None:
    """The other back end dates the issue a day earlier; only a version has an earlier date."""
    other = an_issue(L2, MARK - timedelta(days=1), text="The words of the other back end.")
    known = following(KNOWN, other)
    assert known is not None
    assert known.issue_mark == MARK


def test_the_words_of_another_copy_are_remembered() -> None:
    """If this text returns under a newer date, it must be recognised as old."""
    copy = an_issue(L2, OLDER, text="The wording of the other back end.")
    known = following(KNOWN, copy)
    assert known is not None
    newest = known.known_copies[-1]
    assert (newest.text, newest.issued_on, newest.version) == (text_hash(copy.text), OLDER, 1)


def test_a_version_drops_the_candidate_that_waited() -> None:
    """The new version settles it."""
    known = following(following(KNOWN, DOUBTFUL), an_issue(L4, NEWER))
    assert known is not None
    assert known.pending is None


def test_words_under_a_doubtful_date_are_not_learnt_yet() -> None:
    """A reissue on a day of bulk re-dating must still be news under its own date."""
    watch = Watch()
    watch.read(an_issue(L4, OLDER))
    watch.read(an_issue(L4, date(2030, 9, 15), text="Said anew."))
    watch.read(an_issue(L4, watch.now.date(), text="Said anew."))
    assert watch.kinds == ["text_revised"]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_the_names_of_notices_are_learnt_with_every_outcome(outcome: Outcome) -> None:
    """A name learnt only with news would be news again at the next read."""
    detection = a_verdict(outcome, "name 1", "name 2")
    for known in (None, KNOWN):
        learnt = next_record("us_embassies", known, detection, EVIDENCE)
        assert learnt is not None
        assert learnt.seen_notices == ("name 1", "name 2")


def test_names_that_are_known_already_are_not_written_again() -> None:
    """The same ten notices are read 288 times a day."""
    known = replace(KNOWN, seen_notices=("name 1", "name 2"))
    detection = a_verdict(Outcome.UNCHANGED, "name 2", "name 1")
    assert next_record("us_embassies", known, detection, EVIDENCE) is None


def test_a_destination_that_only_taught_a_name_has_no_version() -> None:
    """It is remembered, but no advice about it has been published yet."""
    detection = a_verdict(Outcome.UNCHANGED, "name 1")
    learnt = next_record("us_embassies", None, detection, EVIDENCE)
    assert learnt is not None
    assert (learnt.number, learnt.revision, learnt.advisory) == (0, 1, None)
    assert version_of(learnt, detection) is None


def test_the_newest_names_are_remembered_each_once() -> None:
    """An item of the ledger must not grow for years."""
    names = [f"name {number}" for number in range(thresholds.SEEN_NOTICES_MAX)]
    known = replace(KNOWN, seen_notices=tuple(names))
    detection = a_verdict(Outcome.UNCHANGED, "name 7", "new", "new")
    learnt = next_record("us_embassies", known, detection, EVIDENCE)
    assert learnt is not None
    assert learnt.seen_notices == (*names[1:], "new")


def test_each_text_is_normalised_once_in_a_check() -> None:
    """The text cache is bounded; a check with more texts would normalise each of them twice."""
    count = 2 * CACHED_TEXTS
    copies = [an_issue(L2, MARK, destination=f"D{at}", text=f"Advice {at}.") for at in range(count)]
    known = {copy.destination: known_as(copy) for copy in copies}
    normal_text.cache_clear()
    for detection in detect(a_reading(*copies), known):
        assert next_record("us_state", known[detection.destination], detection, EVIDENCE) is None
    the_level = 1
    assert normal_text.cache_info().misses == count + the_level


def test_the_words_of_a_notice_are_not_remembered() -> None:
    """The one-off texts of a feed would push out the few that must be recognised."""
    notice = an_issue(None, NEWER, notice_id="https://ru.usembassy.gov/?p=1")
    for outcome in (Outcome.CHANGED, Outcome.UNCHANGED):
        detection = replace(a_verdict(outcome, "name 1"), advisory=notice, believed_on=NEWER)
        learnt = next_record("us_embassies", KNOWN, detection, EVIDENCE)
        assert learnt is not None
        assert learnt.known_copies == KNOWN.known_copies


def a_verdict(outcome: Outcome, *learnt: str) -> Detection:
    """Build a detection that teaches names."""
    return Detection(
        destination="KW",
        outcome=outcome,
        rule=NoticeRule.NEW_NOTICE,
        reason="the test says so",
        advisory=None,
        notice_names=learnt,
    )
