"""Levels and advice in words that a reader without the publisher's scale understands."""

from dataclasses import replace

import pytest

from advisory_watch.core.advisory import Advisory, Change, Departure, Region, Severity
from advisory_watch.core.digest import FollowedAdvice
from advisory_watch.core.messages import render
from advisory_watch.core.messages.plain_words import (
    DEPARTURE,
    explain_departure,
    level_in_full,
    level_in_short,
    level_move,
    suggest_action,
)
from advisory_watch.core.views import CurrentAdvice
from core.messages.scenarios import (
    KUWAIT,
    KUWAIT_AT_3,
    NOTIFIED,
    RAISED,
    SAID_AGAIN,
    TOLD_TO_LEAVE,
    WITHDRAWN,
    an_alert_of,
)
from core.messages.test_digest_texts import a_day, body

NORMAL, RECONSIDER, FORBIDDEN = Severity.NORMAL, Severity.RECONSIDER, Severity.DO_NOT_TRAVEL
DESERT = Region(name="the northern desert", severity=FORBIDDEN)


def at(level: str, severity: Severity | None, part: Severity | None = None) -> Advisory:
    """Build advice about Kuwait at a level, with a grave part if it has a severity."""
    regions = (replace(DESERT, severity=part),) if part else ()
    return replace(
        KUWAIT, native_level=level, severity=severity, partial_severity=part, regions=regions
    )


@pytest.mark.parametrize(
    ("advisory", "short", "full"),
    [
        (KUWAIT, "Level 1", "Level 1: Exercise Normal Precautions"),
        (
            at("Normal Precautions", NORMAL, FORBIDDEN),
            "the lowest level",
            "the lowest level for the rest",
        ),
        (
            at("Exercise normal security precautions (with regional advisories)", NORMAL),
            "the lowest level",
            "the lowest level for the rest",
        ),
        (
            at("Von Reisen wird abgeraten", RECONSIDER),
            "reconsider travel",
            "reconsider travel (Von Reisen wird abgeraten)",
        ),
        (
            at("Level 3: 渡航は止めてください", FORBIDDEN),
            "do not travel",
            "do not travel (Level 3: 渡航は止めてください)",
        ),
        (at("", RECONSIDER), "reconsider travel", "reconsider travel"),
        (at("", NORMAL), "no advice against travel", "no advice against travel"),
        (
            at("avoid_all_travel_to_parts", RECONSIDER, FORBIDDEN),
            "reconsider travel",
            "reconsider travel (avoid all travel to parts)",
        ),
        (at("Teile: Reisewarnung", NORMAL, FORBIDDEN), "warnings for parts only", None),
        (at("See Individual Summaries", None), "See Individual Summaries", None),
    ],
)
def test_a_level_is_named_in_english(advisory: Advisory, short: str, full: str | None) -> None:
    """Japan's Level 3 is another level than the American one."""
    assert level_in_short(advisory) == short
    assert full is None or level_in_full(advisory) == full


def test_a_rise_that_the_flags_do_not_show_is_named_by_severity() -> None:
    """`Raised to avoid all travel to parts from avoid all travel to parts` says nothing."""
    flags = "avoid_all_travel_to_parts"
    alert = an_alert_of(at(flags, NORMAL, FORBIDDEN), at(flags, RECONSIDER, FORBIDDEN))
    assert level_move(alert) == "to reconsider travel from avoid all travel to parts"
    unknown = replace(alert, before=at("unknown level", None))
    assert level_move(unknown, '"') == 'to "reconsider travel"'


@pytest.mark.parametrize("departure", Departure)
def test_advice_on_leaving_is_explained(departure: Departure) -> None:
    """`Ordered departure` is a term that only diplomats know."""
    assert DEPARTURE[departure] != departure.words
    explained = explain_departure(KUWAIT, replace(KUWAIT, departure=departure))
    assert bool(explained) is (departure is not Departure.NONE)
    assert explained.endswith("Before: no advice on leaving." if explained else "")


def test_a_suggestion_fits_the_news() -> None:
    """A person who was woken wants to know the next step."""
    assert suggest_action(RAISED, "Kuwait") == (
        "Find out who is in Kuwait, and how they could leave at short notice. "
        "Hold trips to Kuwait until someone has checked them."
    )
    assert suggest_action(TOLD_TO_LEAVE, "Russia").startswith("Call your people in Russia now.")
    forbidden = an_alert_of(KUWAIT, replace(KUWAIT, severity=FORBIDDEN, native_level="Level 4: X"))
    assert suggest_action(forbidden, "Netherlands") == (
        "Find out who is in the Netherlands now. Stop trips to the Netherlands."
    )
    assert "The advice to leave still stands." in suggest_action(SAID_AGAIN, "Russia")
    assert suggest_action(NOTIFIED, "Russia").startswith("Read the notice")
    assert "no all-clear" in suggest_action(WITHDRAWN, "Kuwait")


@pytest.mark.parametrize("before", [KUWAIT, at(KUWAIT.native_level, NORMAL, RECONSIDER)])
def test_no_form_says_normal_while_a_part_is_grave(before: Advisory) -> None:
    """A traveller to the desert must not read it."""
    after = at("Level 1: Exercise Normal Precautions", NORMAL, FORBIDDEN)
    alert = an_alert_of(before, replace(after, text="Exercise normal precautions in Kuwait."))
    assert Change.PART_RAISED.value in alert.kinds
    message = render(alert, "US")
    for form in (message.subject, message.sms, message.email.partition("New in")[0]):
        assert "normal" not in form.casefold()
    assert "Level 1 for the rest\n  in parts:  do not travel: northern desert" in message.email


def test_the_digest_names_the_grave_parts_and_not_normal() -> None:
    """A country with parts at 4 is not normal on a quiet day."""
    grave = at("Exercise normal security precautions", NORMAL, FORBIDDEN)
    word = CurrentAdvice(source="ca_gac", advisory=grave)
    day = a_day(
        standings={"KW": FollowedAdvice(advice=word, since=None)}, levels={FORBIDDEN: 1, NORMAL: 9}
    )
    email = body(day, followed=("KW",))
    assert "Kuwait (US): the lowest level (in parts: do not travel: northern desert)" in email
    assert "US: 1 do not travel, 9 lowest level" in email
    assert "normal" not in email


def test_the_digest_quotes_the_reason_of_an_urgent_change() -> None:
    """A reader who missed the alert must see why it was sent."""
    email = body(a_day(changes=(an_alert_of(KUWAIT, KUWAIT_AT_3), RAISED)))
    assert 'They say: "Reconsider travel to Kuwait due to the threat of armed conflict."' in email
