"""Who is woken: the rules of urgency on cases in the form of real ones."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Advisory, Departure, Indicator, Notes, Severity
from advisory_watch.core.detection.engine import detect
from advisory_watch.core.detection.rules.urgency import UrgencyRule
from advisory_watch.core.detection.types import Outcome
from advisory_watch.core.source import PLAIN_POLICY, PublisherPolicy
from core.detection.cases import L1, L2, L3, L4, MARK, NEWER, OLDER, a_reading, an_issue, known_as

LEAVE = Departure.DEPART_IMMEDIATELY
FORMAL = PublisherPolicy(is_reissue_formal=True)

STANDING = "British nationals should leave Syria by any practical means."
NEW = "Fighting has reached the capital: leave the country now while flights still operate."


def told_to_leave(issued_on: date, *sentences: str, **fields: object) -> Advisory:
    """Build Level 4 advice that tells people to leave in these sentences."""
    text = f"Issue of {issued_on}. {' '.join(sentences)}"
    return an_issue(
        L4, issued_on, departure=LEAVE, departure_words=sentences, **{"text": text} | fields
    )


def urgency(
    before: Advisory, after: Advisory, publisher: PublisherPolicy = PLAIN_POLICY
) -> UrgencyRule:
    """Return the rule of urgency that decides a change from one advisory to the next."""
    record = known_as(before)
    (detection,) = detect(a_reading(after), {record.destination: record}, publisher=publisher)
    assert detection.outcome is Outcome.CHANGED
    return UrgencyRule(detection.urgency)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (an_issue(L1, MARK), an_issue(L3), UrgencyRule.URGENT_LEVEL),
        (an_issue(L3, MARK), an_issue(L4), UrgencyRule.URGENT_LEVEL),
        (an_issue(L1, MARK), an_issue(L2), UrgencyRule.NOT_URGENT),
        (an_issue(L4, MARK), an_issue(L3), UrgencyRule.NOT_URGENT),
        (an_issue(L4, MARK), an_issue(L4), UrgencyRule.NOT_URGENT),
        (
            an_issue(None, MARK, native_level="See Summaries"),
            an_issue(L3),
            UrgencyRule.URGENT_LEVEL,
        ),
        (
            an_issue(None, MARK, native_level="See Summaries"),
            an_issue(L2),
            UrgencyRule.NOT_URGENT,
        ),
    ],
)
def test_a_level_wakes_people_when_it_rises_to_three_or_four(
    before: Advisory, after: Advisory, expected: UrgencyRule
) -> None:
    """A person who is woken for nothing unsubscribes before the night that matters."""
    assert urgency(before, after) is expected


@pytest.mark.parametrize("departure", list(Departure))
def test_departure_advice_wakes_people_from_authorized_departure_on(departure: Departure) -> None:
    """Limited services concern people who need help, not everybody who sleeps."""
    after = an_issue(L4, departure=departure)
    is_grave = departure >= Departure.AUTHORIZED_DEPARTURE
    expected = UrgencyRule.URGENT_DEPARTURE if is_grave else UrgencyRule.NOT_URGENT
    assert urgency(an_issue(L4, MARK), after) is expected


def test_a_new_risk_does_not_wake_people() -> None:
    """A publisher that names a further risk at the same level asks no one to act tonight."""
    before = an_issue(L2, MARK, indicators=frozenset({Indicator.CRIME}))
    after = an_issue(L2, indicators=frozenset({Indicator.CRIME, Indicator.KIDNAPPING}))
    assert urgency(before, after) is UrgencyRule.NOT_URGENT


def test_a_new_sentence_that_tells_to_leave_wakes_people() -> None:
    """Real case: a new alert said again to leave, when fighting broke out in the capital."""
    before, after = told_to_leave(OLDER, STANDING), told_to_leave(NEWER, NEW, STANDING)
    assert urgency(before, after) is UrgencyRule.URGENT_NEW_SENTENCE


@pytest.mark.parametrize(
    "after",
    [
        told_to_leave(NEWER, STANDING, text=f"A new telephone number. {STANDING}"),
        told_to_leave(NEWER, STANDING.upper(), text="Another layout."),
        told_to_leave(NEWER, "All British nationals should leave Syria by any practical means."),
        told_to_leave(NEWER, STANDING, STANDING),
    ],
    ids=["telephone number", "letter case", "reworded", "said twice"],
)
def test_advice_that_merely_stays_does_not_wake_people(after: Advisory) -> None:
    """Most publishers change the date with every edit."""
    assert urgency(told_to_leave(OLDER, STANDING), after) is UrgencyRule.NOT_URGENT


def test_a_word_of_hurry_in_the_same_sentence_wakes_people() -> None:
    """From "by any practical means" to "immediately" is the step that people wait for."""
    hurried = "British nationals should leave Syria immediately by any practical means."
    before = told_to_leave(OLDER, STANDING)
    assert urgency(before, told_to_leave(NEWER, hurried)) is UrgencyRule.URGENT_NEW_SENTENCE
    after = told_to_leave(NEWER, STANDING)
    assert urgency(told_to_leave(OLDER, hurried), after) is UrgencyRule.NOT_URGENT


def test_a_removed_sentence_does_not_wake_people() -> None:
    """Real case: the alert about the capital was taken away, the standing advice stayed."""
    before, after = told_to_leave(OLDER, NEW, STANDING), told_to_leave(NEWER, STANDING)
    assert urgency(before, after) is UrgencyRule.NOT_URGENT


def test_advice_recorded_without_its_words_does_not_wake_people() -> None:
    """An older program recorded no sentences: which of them are new is unknown."""
    before = replace(told_to_leave(OLDER, STANDING), departure_words=())
    assert urgency(before, told_to_leave(NEWER, STANDING)) is UrgencyRule.NOT_URGENT


def test_a_formal_reissue_that_says_leave_again_wakes_people() -> None:
    """The founding story: Level 4 before and after, "depart immediately" issued once more."""
    said = "U.S. citizens residing or travelling in Russia should depart immediately."
    before, after = told_to_leave(OLDER, said), told_to_leave(NEWER, said)
    assert urgency(before, after, FORMAL) is UrgencyRule.URGENT_REISSUE
    assert urgency(before, after) is UrgencyRule.NOT_URGENT


def test_advice_that_is_listed_again_does_not_wake_people() -> None:
    """An item that dropped out of the feed for days and returned is no new issue."""
    before = told_to_leave(OLDER, STANDING)
    record = replace(known_as(before), is_withdrawn=True)
    (detection,) = detect(a_reading(before), {record.destination: record}, publisher=FORMAL)
    assert (detection.outcome, detection.urgency) == (Outcome.CHANGED, UrgencyRule.NOT_URGENT)


def test_a_routine_review_does_not_wake_people() -> None:
    """Real case: "Reissued after periodic review with minor edits", advice unchanged for years."""
    before = told_to_leave(OLDER, STANDING)
    after = told_to_leave(NEWER, STANDING, notes=Notes(is_review=True))
    assert urgency(before, after, FORMAL) is UrgencyRule.NOT_URGENT


def test_a_review_with_a_new_sentence_wakes_people() -> None:
    """What a publisher calls a review does not matter if it newly tells people to leave."""
    before = told_to_leave(OLDER, STANDING)
    after = told_to_leave(NEWER, NEW, STANDING, notes=Notes(is_review=True))
    assert urgency(before, after, FORMAL) is UrgencyRule.URGENT_NEW_SENTENCE


SENTENCES = st.lists(
    st.sampled_from([STANDING, NEW, "Leave Norway today.", "Everybody must get out at once."]),
    min_size=1,
    unique=True,
)


@given(before=SENTENCES, after=SENTENCES)
def test_only_a_sentence_that_was_not_there_can_wake_people(
    before: list[str], after: list[str]
) -> None:
    """Order and removal say nothing new."""
    found = urgency(told_to_leave(OLDER, *before), told_to_leave(NEWER, *after))
    if set(after) <= set(before):
        assert found is UrgencyRule.NOT_URGENT
    if len(set(after) - set(before)) > len(set(before) - set(after)):
        assert found is UrgencyRule.URGENT_NEW_SENTENCE


@given(before=st.sampled_from(Severity), after=st.sampled_from(Severity))
def test_every_rise_to_three_or_four_wakes_people_and_no_fall_does(
    before: Severity, after: Severity
) -> None:
    """Holds for all pairs of levels."""
    found = urgency(an_issue(before, MARK), an_issue(after))
    is_grave = after > before and after >= Severity.RECONSIDER
    assert found is (UrgencyRule.URGENT_LEVEL if is_grave else UrgencyRule.NOT_URGENT)
