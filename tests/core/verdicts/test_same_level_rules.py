"""When the level stays: a new issue is news, another copy of the old one is not."""

from datetime import date, datetime, timedelta

import pytest

from advisory_watch.core.advisories import Notes
from advisory_watch.core.scales import Change, Departure, Indicator
from advisory_watch.core.verdicts import limits
from advisory_watch.core.verdicts.judge import judge
from advisory_watch.core.verdicts.verdict import Outcome
from core.verdicts.cases import (
    L1,
    L2,
    L3,
    L4,
    LATER,
    MARK,
    NEWER,
    OLDER,
    Watch,
    a_bare_level,
    a_crowd,
    a_placeholder,
    a_reading,
    an_issue,
    judged,
    known_as,
)

LEAVE = Departure.DEPART_IMMEDIATELY
KNOWN = known_as(an_issue(L4, MARK))
LONG_AFTER = LATER + timedelta(days=60)


def test_a_placeholder_at_the_known_level_changes_nothing() -> None:
    """Finland carried `Summary not available` under its right level for weeks."""
    verdict = judged(KNOWN, a_placeholder(L4, NEWER))
    assert (verdict.outcome, verdict.rule) == (Outcome.UNCHANGED, "placeholder_of_same_level")


def test_a_placeholder_does_not_bring_back_what_was_withdrawn() -> None:
    """An empty page is no proof that the publisher advises on the place again."""
    verdict = judged(known_as(an_issue(L4, MARK), is_withdrawn=True), a_placeholder(L4, NEWER))
    assert verdict.outcome is Outcome.UNCHANGED


def test_what_was_withdrawn_is_listed_again() -> None:
    """Who was told that the advice is gone must be told that it is back."""
    verdict = judged(known_as(an_issue(L4, MARK), is_withdrawn=True), an_issue(L4, MARK))
    assert (verdict.outcome, verdict.rule) == (Outcome.CHANGED, "returned")


def test_what_returns_as_an_old_and_milder_copy_is_not_believed() -> None:
    """Gone for a week at Level 4, back as the Level 2 of last year: that is no lowering."""
    known = known_as(an_issue(L4, MARK), is_withdrawn=True)
    verdict = judged(known, an_issue(L2, OLDER))
    assert (verdict.outcome, verdict.rule) == (Outcome.REJECTED, "stale_copy")


def test_what_was_not_withdrawn_does_not_return() -> None:
    """Items drop out of the feed for a day all the time; nobody was told, nobody is."""
    assert judged(KNOWN, an_issue(L4, MARK)).outcome is Outcome.UNCHANGED


def test_a_newer_date_without_any_text_is_no_news() -> None:
    """Canada's dates moved 11,206 times while its advice moved 92 times."""
    verdict = judged(known_as(a_bare_level(L2, MARK)), a_bare_level(L2, NEWER))
    assert (verdict.outcome, verdict.rule) == (Outcome.UNCHANGED, "only_the_date")


def test_a_newer_date_without_any_text_is_news_if_something_else_moved() -> None:
    """`(with regional advisories)` appeared: a part of the country is dangerous now."""
    regional = a_bare_level(L2, NEWER, partial_severity=L4)
    verdict = judged(known_as(a_bare_level(L2, MARK)), regional)
    assert (verdict.outcome, verdict.rule) == (Outcome.CHANGED, "new_issue")
    assert verdict.changes == (Change.SCOPE_CHANGED,)


def test_a_new_issue_at_the_same_level_is_a_change() -> None:
    """Level 4 stays Level 4 when the urgent thing happens."""
    verdict = judged(KNOWN, an_issue(L4, NEWER, departure=LEAVE))
    assert (verdict.outcome, verdict.rule) == (Outcome.CHANGED, "new_issue")
    assert verdict.changes == (Change.DEPARTURE_RAISED,)


@pytest.mark.parametrize("issued_on", [MARK, OLDER, date(2030, 9, 15), None])
def test_other_words_without_a_newer_date_are_another_copy(issued_on: date | None) -> None:
    """Russia's text changed 62 times between five texts of one issue."""
    verdict = judged(KNOWN, an_issue(L4, issued_on))
    assert (verdict.outcome, verdict.rule) == (Outcome.UNCHANGED, "another_copy")


def test_known_words_under_a_newer_date_are_another_copy() -> None:
    """213 items were dated anew in one night; not one word was."""
    again = an_issue(L4, NEWER, text=an_issue(L4, MARK).text)
    verdict = judged(KNOWN, again)
    assert (verdict.outcome, verdict.rule) == (Outcome.UNCHANGED, "another_copy")


def test_a_newer_date_on_an_empty_item_is_another_copy() -> None:
    """Most items of a bulk re-dating come without their descriptions."""
    assert judged(KNOWN, an_issue(L4, NEWER, text="")).rule == "another_copy"


def test_words_that_come_at_last_are_recorded_in_silence() -> None:
    """We began on a day without descriptions; the next day's words are months old."""
    verdict = judged(known_as(an_issue(L4, MARK, text="")), an_issue(L4, MARK, departure=LEAVE))
    assert (verdict.outcome, verdict.rule) == (Outcome.FIRST_SEEN, "words_at_last")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (an_issue(L4, MARK), an_issue(L4, MARK, text="In other words.")),
        (an_issue(L4, MARK, text=""), an_issue(L4, MARK, text="")),
        (a_bare_level(L4, MARK), an_issue(L4, MARK)),
    ],
    ids=["words before", "no words now", "a door without text before"],
)
def test_other_words_do_not_come_at_last(before: object, after: object) -> None:
    """A version a day for two back ends that alternate would bury the true ones."""
    assert judged(known_as(before), after).rule == "another_copy"  # type: ignore[arg-type]


def test_graver_advice_added_to_a_fresh_issue_counts() -> None:
    """Three days after an issue `depart now` was added, and the date stayed."""
    verdict = judged(KNOWN, an_issue(L4, MARK, text="Depart now.", departure=LEAVE))
    assert (verdict.outcome, verdict.rule) == (Outcome.CHANGED, "addition_to_fresh_issue")
    assert verdict.changes == (Change.DEPARTURE_RAISED,)


def test_a_grave_risk_added_to_a_fresh_issue_counts() -> None:
    """Wrongful detention is aimed at the very people who read us."""
    notes = Notes(indicators_added=frozenset({Indicator.WRONGFUL_DETENTION}))
    verdict = judged(KNOWN, an_issue(L4, MARK, text="Detained.", notes=notes))
    assert (verdict.outcome, verdict.rule) == (Outcome.CHANGED, "addition_to_fresh_issue")


@pytest.mark.parametrize(
    ("at", "issued_on", "text", "departure"),
    [
        (LONG_AFTER, MARK, "Depart now.", LEAVE),
        (LATER, OLDER, "Depart now.", LEAVE),
        (LATER, MARK, None, LEAVE),
        (LATER, MARK, "In other words.", Departure.NONE),
    ],
    ids=["long after", "an older issue", "known words", "nothing graver"],
)
def test_graver_words_of_another_copy_do_not_count(
    at: datetime, issued_on: date, text: str | None, departure: Departure
) -> None:
    """The other back end has had `depart immediately` in its copy for years."""
    words = text or an_issue(L4, MARK).text
    verdict = judged(KNOWN, an_issue(L4, issued_on, text=words, departure=departure), at=at)
    assert verdict.rule == "another_copy"


def test_new_words_to_leave_count_under_a_date_that_cannot_be_right() -> None:
    """A typing mistake in the date must not keep anybody in Moscow."""
    verdict = judged(KNOWN, an_issue(L4, date(2032, 2, 13), departure=LEAVE))
    assert (verdict.outcome, verdict.rule) == (Outcome.CHANGED, "graver_under_wrong_date")


def test_new_words_to_leave_wait_for_another_reading_under_a_date_given_in_bulk() -> None:
    """On the day of a bulk re-dating everything is doubtful, and nothing is forgotten."""
    watch = Watch()
    watch.read(an_issue(L4, MARK), *a_crowd()[3:])
    today = watch.now.date() + timedelta(days=1)
    redated = a_crowd(issued_on=today)[3:]
    leave = an_issue(L4, today, departure=LEAVE)
    watch.read(leave, *redated, after=timedelta(days=1))
    assert watch.kinds == []
    watch.read(leave, *redated, after=limits.RAISE_CONFIRMED_AFTER)
    assert [(alert.kind, alert.is_urgent) for alert in watch.alerts] == [("departure_raised", True)]


@pytest.mark.parametrize(
    "fields",
    [{"departure": Departure.NONE}, {"text": ""}, {"text": an_issue(L4, MARK).text}],
    ids=["nothing graver", "no words", "known words"],
)
def test_a_wrong_date_alone_is_no_news(fields: dict[str, object]) -> None:
    """Norway was dated 2920-02-03, and nothing had happened in Norway."""
    copy = an_issue(L4, date(2920, 2, 3), **{"departure": LEAVE} | fields)
    assert judged(KNOWN, copy).rule == "another_copy"


def test_another_scope_under_the_known_date_waits_where_there_is_no_text() -> None:
    """London moved advice from parts to the whole without touching the date."""
    parts = a_bare_level(L3, MARK, native_level="avoid_all_but_essential_travel_to_parts")
    whole = a_bare_level(L3, MARK, native_level="avoid_all_but_essential_travel_to_whole_country")
    watch = Watch()
    watch.read(parts)
    watch.read(whole)
    assert watch.known.held is not None
    assert watch.known.held.rule == "scope_without_new_issue"
    watch.read(whole, after=limits.LOWERING_CONFIRMED_AFTER)
    assert watch.kinds == ["scope_changed"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (an_issue(L3, MARK), an_issue(L3, MARK, native_level="Level 3")),
        (a_bare_level(L3, MARK), a_bare_level(L3, OLDER, native_level="Level 3")),
        (a_bare_level(L3, MARK), a_bare_level(L3, MARK)),
    ],
    ids=["with text", "an older copy", "the same scope"],
)
def test_no_other_scope_is_waited_for(before: object, after: object) -> None:
    """With text, two back ends name one level in two ways."""
    assert judged(known_as(before), after).rule == "another_copy"  # type: ignore[arg-type]


def test_new_words_for_all_levels_at_once_are_a_change_of_style() -> None:
    """`Level 3: Reconsider Travel` became `Level 3 - Reconsider travel` with every new issue."""
    known = {each.destination: known_as(each) for each in a_crowd(L3)}
    styled = [
        an_issue(L3, OLDER + timedelta(days=day), destination=code, native_level="Level 3 (three)")
        for day, code in enumerate(known, start=1)
    ]
    verdicts = judge(a_reading(*styled), known)
    assert {each.changes for each in verdicts} == {(Change.TEXT_REVISED,)}


def test_new_words_for_all_levels_at_once_are_not_held_where_there_is_no_text() -> None:
    """Two hundred candidates that wait for nothing would hide the one that matters."""
    codes = [each.destination for each in a_crowd()]
    known = {code: known_as(a_bare_level(L3, MARK, destination=code)) for code in codes}
    styled = [a_bare_level(L3, MARK, destination=each, native_level="Level 3 -") for each in codes]
    verdicts = judge(a_reading(*styled), known)
    assert {each.outcome for each in verdicts} == {Outcome.UNCHANGED}


def test_new_words_for_one_level_are_another_scope() -> None:
    """`Other` in place of `See Individual Summaries` means something to that country."""
    copy = an_issue(L3, NEWER, native_level="Level 3: Reconsider Travel to parts")
    assert judged(known_as(an_issue(L3, MARK)), copy).changes == (Change.SCOPE_CHANGED,)


def test_months_of_alternating_copies_of_one_issue_are_no_news() -> None:
    """Russia's phrase `depart immediately` stood in the text for years."""
    watch = Watch()
    watch.read(an_issue(L4, MARK, departure=LEAVE))
    for day in range(90):
        text = f"Wording {day % 5} of the back ends."
        watch.read(
            an_issue(L4, MARK, text=text, departure=(LEAVE, Departure.NONE)[day % 2]),
            after=timedelta(days=1),
        )
    assert watch.kinds == []


def test_the_first_sight_after_a_placeholder_is_silent_at_its_level() -> None:
    """We never knew more than an empty page; what stands behind it was in force before."""
    watch = Watch()
    watch.read(a_placeholder(L1, NEWER))
    watch.read(an_issue(L1, date(2025, 1, 1)))
    assert (watch.known.number, watch.alerts) == (1, ())
