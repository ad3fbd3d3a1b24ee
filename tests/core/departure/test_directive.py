"""The table from the values of a directive to departure advice, as a duty officer reads it."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Departure
from advisory_watch.core.departure.directive import (
    ADVICE,
    Action,
    Addressee,
    Directive,
    Place,
    Polarity,
    Reality,
    Speaker,
    Time,
)

ORDER = Directive()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("speaker", Speaker.OTHER),
        ("polarity", Polarity.NEGATED),
        ("polarity", Polarity.LIFTED),
        ("reality", Reality.CONDITION),
        ("reality", Reality.REPORT),
        ("reality", Reality.PAST),
        ("place", Place.PART),
        ("place", Place.ELSEWHERE),
        ("addressee", Addressee.GROUP),
        ("action", Action.CONSIDER),
        ("action", Action.PREPARE),
    ],
)
def test_one_value_is_enough_to_make_an_order_none(field: str, value: object) -> None:
    """An officer must be able to say which word kept an alert silent."""
    assert ORDER.departure is Departure.DEPART_IMMEDIATELY
    assert replace(ORDER, **{field: value}).departure is Departure.NONE  # type: ignore[arg-type]


def test_to_consider_leaving_counts_with_a_word_of_hurry() -> None:
    """`Consider leaving now, before it is too late` is said on the last days."""
    soft = replace(ORDER, action=Action.CONSIDER)
    assert soft.departure is Departure.NONE
    assert replace(soft, time=Time.NOW).departure is Departure.DEPART_IMMEDIATELY


@given(
    st.sampled_from(list(product(Action, Addressee, Time))),
    st.sampled_from(list(product(Speaker, Polarity, Reality, Place))),
)
def test_no_directive_out_of_force_gives_advice(
    what: tuple[Action, Addressee, Time], how: tuple[Speaker, Polarity, Reality, Place]
) -> None:
    """Whatever is said: a denial, a rumour or another country is no alarm here."""
    action, addressee, time = what
    speaker, polarity, reality, place = how
    directive = Directive(
        speaker=speaker,
        addressee=addressee,
        action=action,
        polarity=polarity,
        reality=reality,
        place=place,
        time=time,
    )
    in_force = (Speaker.PUBLISHER, Polarity.AFFIRMED, Reality.INSTRUCTION, Place.WHOLE)
    expected = ADVICE.get(what, Departure.NONE) if how == in_force else Departure.NONE
    assert directive.departure is expected
