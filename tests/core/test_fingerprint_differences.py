"""Differences between two advisories that are both believed."""

from datetime import date
from typing import Any

import pytest

from advisory_watch.core.advisory import Advisory, Change, Departure, Indicator, Notes, Severity
from advisory_watch.core.fingerprint import differences
from support.builders import an_advisory

T, K, C, D = (Indicator(letter) for letter in "TKCD")
BEFORE = an_advisory(Severity.RECONSIDER, text="Old words.")
PARTS = an_advisory(None, native_level="See Individual Summaries", text="Old words.")


def after(severity: Severity | None = Severity.RECONSIDER, **fields: Any) -> Advisory:
    """Build a newer issue."""
    return an_advisory(severity, **{"issued_on": date(2026, 9, 1), "text": "New words."} | fields)


@pytest.mark.parametrize(
    ("now", "changes"),
    [
        (after(Severity.DO_NOT_TRAVEL), (Change.LEVEL_RAISED,)),
        (after(Severity.NORMAL), (Change.LEVEL_LOWERED,)),
        (after(departure=Departure.DEPART_IMMEDIATELY), (Change.DEPARTURE_RAISED,)),
        (
            after(partial_severity=Severity.DO_NOT_TRAVEL),
            (Change.PART_RAISED, Change.SCOPE_CHANGED),
        ),
        (after(native_level="Level 3: Parts only"), (Change.SCOPE_CHANGED,)),
        (after(None), (Change.SCOPE_CHANGED,)),
        (after(indicators=frozenset({T, K})), (Change.INDICATOR_ADDED,)),
        (after(indicators=frozenset({K})), (Change.INDICATOR_ADDED, Change.INDICATOR_REMOVED)),
        (after(), (Change.TEXT_REVISED,)),
        (after(text="old WORDS"), (Change.REISSUED,)),
        (
            after(notes=Notes(is_level_kept=True, are_indicators_kept=True)),
            (Change.REISSUED,),
        ),
    ],
)
def test_everything_that_changed_is_named(now: Advisory, changes: tuple[Change, ...]) -> None:
    """A subscriber to one kind of change must get that kind and no other."""
    assert differences(BEFORE, now) == changes


def test_the_most_important_change_comes_first() -> None:
    """The first change names the alert, and most readers stop there."""
    now = after(
        Severity.DO_NOT_TRAVEL,
        departure=Departure.ORDERED_DEPARTURE,
        indicators=frozenset({K}),
    )
    assert differences(BEFORE, now) == (
        Change.LEVEL_RAISED,
        Change.DEPARTURE_RAISED,
        Change.INDICATOR_ADDED,
        Change.INDICATOR_REMOVED,
    )


def test_a_first_level_for_the_whole_changes_the_scope() -> None:
    """There was no level from which it could have been raised."""
    assert differences(PARTS, after(Severity.DO_NOT_TRAVEL)) == (Change.SCOPE_CHANGED,)


def test_unmentioned_departure_advice_has_not_ended() -> None:
    """A shorter text of the other back end must not call the families back."""
    ordered = an_advisory(departure=Departure.ORDERED_DEPARTURE, text="Old words.")
    silent, lifting = after(Severity.CAUTION), after(Severity.CAUTION, lifts_departure=True)
    assert differences(ordered, silent) == (Change.TEXT_REVISED,)
    assert differences(ordered, lifting) == (Change.DEPARTURE_LOWERED,)


def test_risks_are_compared_only_if_both_copies_name_any() -> None:
    """A sentence that the parser did not understand does not remove a risk."""
    assert differences(BEFORE, after(indicators=frozenset())) == (Change.TEXT_REVISED,)
    unnamed = an_advisory(Severity.RECONSIDER, indicators=frozenset(), text="Old words.")
    assert differences(unnamed, after()) == (Change.TEXT_REVISED,)


def test_the_publishers_note_about_risks_wins_over_parsing() -> None:
    """`The kidnapping indicator was added` is more reliable than our parsing."""
    added = Notes(indicators_added=frozenset({D}))
    removed = Notes(indicators_removed=frozenset({T}))
    kept = Notes(are_indicators_kept=True)
    both = frozenset({T, C})
    assert differences(BEFORE, after(notes=added)) == (Change.INDICATOR_ADDED,)
    assert differences(BEFORE, after(notes=removed)) == (Change.INDICATOR_REMOVED,)
    assert differences(BEFORE, after(notes=kept, indicators=both)) == (Change.TEXT_REVISED,)


def test_parts_are_not_new_if_the_first_copy_had_no_text() -> None:
    """The first copy had no description, but its parts existed all the time."""
    mute = an_advisory(Severity.RECONSIDER, text="")
    with_parts = after(partial_severity=Severity.DO_NOT_TRAVEL)
    assert differences(mute, with_parts) == (Change.TEXT_REVISED,)


def test_a_new_style_for_all_levels_changes_no_scope() -> None:
    """`Level 3 - Reconsider travel` in all titles of a new template is not news."""
    styled = after(native_level="Level 3 (three)")
    assert differences(BEFORE, styled, is_new_wording=True) == (Change.TEXT_REVISED,)
    assert differences(BEFORE, styled) == (Change.SCOPE_CHANGED,)
