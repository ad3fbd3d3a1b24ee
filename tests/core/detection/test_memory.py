"""What is remembered of copies: which are known, which were superseded, and which are dropped."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Departure, Severity
from advisory_watch.core.detection.memory import (
    is_known_copy,
    is_known_text,
    is_superseded_copy,
    known_copies,
    remember,
    superseded_days,
)
from advisory_watch.core.detection.types import Outcome
from advisory_watch.core.fingerprint import copy_hash
from advisory_watch.core.record import DestinationRecord
from core.detection.cases import (
    L2,
    L3,
    L4,
    MARK,
    NEWER,
    OLDER,
    Watch,
    a_bare_level,
    a_placeholder,
    an_issue,
    judged,
    known_as,
)
from support.builders import a_record

MOST = thresholds.KNOWN_COPIES_MAX
RECORDED = an_issue(L2, MARK)
OLD = an_issue(L4, OLDER)


def seen(record: DestinationRecord, *texts: str) -> DestinationRecord:
    """Remember copies of the recorded issue with these texts."""
    for text in texts:
        record = remember(record, replace(RECORDED, text=text), MARK)
    return record


def test_a_copy_is_known_by_text_and_level() -> None:
    """The text came first, under the old title: with the new one it is another copy."""
    record = known_as(RECORDED)
    raised = replace(RECORDED, severity=L3)
    assert is_known_copy(record, copy_hash(RECORDED), RECORDED)
    assert not is_known_copy(record, copy_hash(raised), raised)
    assert is_known_text(record, copy_hash(raised))


def test_a_copy_of_an_earlier_version_is_superseded() -> None:
    """Only the version tells an old copy from another copy of the recorded issue."""
    record = known_as(RECORDED, OLD, also=(an_issue(L2, MARK, text="In other words."),))
    assert is_superseded_copy(record, copy_hash(OLD), OLD)
    for copy in (RECORDED, an_issue(L2, MARK, text="In other words."), an_issue(L4, NEWER)):
        assert not is_superseded_copy(record, copy_hash(copy), copy)


def test_further_copies_of_an_issue_are_superseded_with_it() -> None:
    """The other back end's words of the old issue return as often as the recorded ones."""
    other = an_issue(L4, OLDER, text="The words of the other back end.")
    before = remember(known_as(OLD), other, OLDER)
    record = remember(replace(before, number=2, advisory=RECORDED), RECORDED, MARK)
    assert is_superseded_copy(record, copy_hash(other), other)


def test_a_text_that_is_recorded_again_is_not_superseded() -> None:
    """A storm returned, and with it its text: now this is the advice in force."""
    again = known_as(OLD, OLD, RECORDED)
    assert not is_superseded_copy(again, copy_hash(OLD), OLD)
    assert is_superseded_copy(again, copy_hash(RECORDED), RECORDED)
    assert [known.version for known in again.known_copies] == [2, 3]


def test_a_superseded_copy_stays_superseded_when_it_is_seen_again() -> None:
    """Reading an old copy must not make it current."""
    record = known_as(RECORDED, OLD)
    assert remember(record, OLD, OLDER) == record


@pytest.mark.parametrize(
    ("copy", "days"),
    [
        (an_issue(L4, NEWER), [OLDER]),
        (an_issue(L3, NEWER), []),
        (an_issue(L4, NEWER, departure=Departure.DEPART_IMMEDIATELY), []),
    ],
    ids=["as grave", "another level", "graver departure advice"],
)
def test_superseded_issues_are_known_by_level_departure_advice_and_date(
    copy: object, days: list[date]
) -> None:
    """Another back end words each issue in its own way."""
    assert list(superseded_days(known_as(RECORDED, OLD), copy)) == days  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "copy",
    [
        a_placeholder(L2, NEWER),
        an_issue(L2, NEWER, text=""),
        an_issue(L2, NEWER, notice_id="https://ru.usembassy.gov/?p=1"),
    ],
    ids=["a placeholder", "no words", "a notice"],
)
def test_what_identifies_no_issue_is_not_remembered(copy: object) -> None:
    """All destinations share one placeholder and one empty text."""
    record = known_as(RECORDED)
    assert remember(record, copy, NEWER) == record  # type: ignore[arg-type]


def test_a_copy_without_text_is_known_by_all_its_content() -> None:
    """One endpoint has levels and dates only: its copies differ by these."""
    record = known_as(a_bare_level(L2, MARK), a_bare_level(L3, OLDER))
    for copy, is_old in ((a_bare_level(L3, OLDER), True), (a_bare_level(L3, NEWER), False)):
        assert is_superseded_copy(record, copy_hash(copy), copy) is is_old


def test_the_memory_of_an_older_program_still_counts() -> None:
    """After an upgrade, an old copy must not be news once more."""
    record = a_record(RECORDED, seen_texts=(copy_hash(OLD), copy_hash(RECORDED)))
    assert is_superseded_copy(record, copy_hash(OLD), OLD)
    assert not is_superseded_copy(record, copy_hash(RECORDED), RECORDED)
    assert judged(record, replace(OLD, issued_on=MARK)).outcome is Outcome.REJECTED


def test_the_memory_of_an_older_program_is_kept_in_the_new_form() -> None:
    """The next copy that is learnt moves it; nothing is remembered twice."""
    old = a_record(RECORDED, seen_texts=(copy_hash(OLD), copy_hash(RECORDED)))
    record = seen(old, "In other words.")
    assert record.seen_texts == ()
    assert [known.text for known in record.known_copies[:2]] == list(old.seen_texts)
    assert known_copies(record) == record.known_copies
    assert is_superseded_copy(record, copy_hash(OLD), OLD)


def test_a_line_that_differs_at_each_visit_displaces_no_older_version() -> None:
    """A visitor counter in the text made each copy new, and so the old one was news again."""
    record = seen(known_as(RECORDED, OLD), *(f"Visitors: {count}." for count in range(100)))
    assert len(record.known_copies) == MOST
    assert is_superseded_copy(record, copy_hash(OLD), OLD)
    assert is_known_copy(record, copy_hash(RECORDED), RECORDED)
    assert is_known_text(record, copy_hash(replace(RECORDED, text="Visitors: 99.")))


def test_the_old_copy_stays_old_through_a_hundred_visits() -> None:
    """The same, from the feed to the alert."""
    watch = Watch()
    watch.read(OLD)
    watch.read(RECORDED)
    assert watch.kinds == ["level_lowered"]
    for count in range(60):
        watch.read(replace(RECORDED, text=f"{RECORDED.text} Visitors: {count}."))
    watch.read(OLD)
    watch.read(OLD, after=thresholds.GRAVER_TOLD_AFTER)
    assert watch.kinds == ["level_lowered"]


@given(
    visits=st.lists(st.integers(0, 60), min_size=1, max_size=MOST - 1),
    severities=st.lists(st.sampled_from(Severity), min_size=MOST, max_size=MOST),
)
def test_recorded_copies_are_never_forgotten_within_the_bound(
    visits: list[int], severities: list[Severity]
) -> None:
    """Whatever line differs at each visit: each version keeps the copy that was recorded."""
    record = a_record(RECORDED, number=0)
    recorded = []
    for version, count in enumerate(visits, start=1):
        copy = an_issue(severities[version], MARK, text=f"Version {version}.")
        recorded.append(copy)
        record = remember(replace(record, number=version, advisory=copy), copy, MARK)
        for visit in range(count):
            other = replace(copy, text=f"Version {version}, visitor {visit}.")
            record = remember(record, other, MARK)
    assert len(record.known_copies) <= MOST
    for copy in recorded:
        assert is_known_copy(record, copy_hash(copy), copy)
        assert is_superseded_copy(record, copy_hash(copy), copy) is (copy is not recorded[-1])


@given(count=st.integers(MOST + 1, 3 * MOST))
def test_beyond_the_bound_the_oldest_versions_are_forgotten_first(count: int) -> None:
    """An item of the ledger must not grow for years."""
    copies = [an_issue(L2, MARK, text=f"Version {version}.") for version in range(count)]
    record = known_as(copies[-1], *copies[:-1])
    assert [known.text for known in record.known_copies] == [
        copy_hash(copy) for copy in copies[-MOST:]
    ]


def test_a_text_without_a_level_is_not_known_under_every_level() -> None:
    """`See Individual Summaries` came first; the same text under Level 4 is another copy."""
    parts = an_issue(None, MARK, text="Do not travel.", native_level="See Individual Summaries")
    record, raised = known_as(parts), an_issue(L4, MARK, text="Do not travel.")
    assert not is_known_copy(record, copy_hash(raised), raised)
    assert judged(record, raised).outcome is Outcome.CHANGED
