"""The fingerprint covers exactly the changes that a traveller would notice."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Departure, Indicator, Notes, Region, Severity
from advisory_watch.core.fingerprint import copy_hash, fingerprint, normal_text, text_hash
from support.builders import an_advisory

ONE = an_advisory(text="Reconsider travel.\nCrime is common.")


@pytest.mark.parametrize(
    "fields",
    [
        {"url": "https://travel.state.gov/new-back-end.html"},
        {"name": "State of Kuwait"},
        {"text": "reconsider   travel — Crime is common"},
        {"notes": Notes(is_level_kept=True)},
    ],
)
def test_an_unnoticeable_change_keeps_the_fingerprint(fields: dict[str, Any]) -> None:
    """Two back ends differ in links and markup every day."""
    assert fingerprint(replace(ONE, **fields)) == fingerprint(ONE)


@pytest.mark.parametrize(
    "fields",
    [
        {"native_level": "Level 2: Exercise Caution"},
        {"severity": Severity.RECONSIDER},
        {"partial_severity": Severity.DO_NOT_TRAVEL},
        {"regions": (Region(name="the border", severity=Severity.DO_NOT_TRAVEL),)},
        {"indicators": frozenset({Indicator.KIDNAPPING})},
        {"departure": Departure.ORDERED_DEPARTURE},
        {"issued_on": date(2026, 8, 31)},
        {"issued_on": None},
        {"text": "Reconsider travel. Crime is rare."},
    ],
)
def test_a_noticeable_change_alters_the_fingerprint(fields: dict[str, Any]) -> None:
    """A change that is missing from the fingerprint would never make an alert."""
    assert fingerprint(replace(ONE, **fields)) != fingerprint(ONE)


def test_a_text_is_recognised_under_any_level_and_date() -> None:
    """This recognises a copy that got a new date."""
    again = replace(ONE, severity=Severity.NORMAL, issued_on=date(2026, 9, 9))
    assert text_hash(again.text) == text_hash(ONE.text) == copy_hash(again)


def test_a_copy_without_text_is_recognised_by_all_fields() -> None:
    """Otherwise all copies of an endpoint without text would be equal."""
    bare = replace(ONE, text=None)
    assert copy_hash(bare) != copy_hash(replace(bare, severity=Severity.NORMAL))
    assert copy_hash(bare) == copy_hash(replace(bare, url=None))


@given(st.text(st.characters(max_codepoint=127)))
def test_an_ascii_text_has_the_words_that_it_has_in_another_text(text: str) -> None:
    """One accent more on a page must not look like another wording of all of it."""
    assert normal_text(f"{text} é") == f"{normal_text(text)} é".strip()
