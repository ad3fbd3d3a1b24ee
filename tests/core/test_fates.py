"""The fate of an alert, derived from the items of an outbox."""

from dataclasses import replace

from advisory_watch.core.corrections import (
    Fate,
    correction_id,
    correction_of,
    fate_of,
    with_corrections,
)
from builders import NOON, an_alert

ID = an_alert().id
CORRECTION = correction_of(an_alert(), "A test page.", NOON)


def test_an_alert_is_valid_until_it_is_retracted() -> None:
    """An alert recorded before there was an outbox is no less true."""
    for found in ({}, {ID: an_alert()}):
        assert fate_of(ID, found) == Fate()
        assert fate_of(ID, found).stands


def test_a_corrected_alert_has_a_reason_and_a_time() -> None:
    """A page that shows the alert must show the correction that its readers received."""
    fate = fate_of(ID, {ID: an_alert(), CORRECTION.id: CORRECTION})
    assert fate == Fate(corrected_at=NOON, reason="A test page.")
    assert not fate.stands


def test_a_cancelled_alert_is_not_valid() -> None:
    """It was never sent, so no list may show it either."""
    fate = fate_of(ID, {ID: replace(an_alert(), is_cancelled=True)})
    assert fate == Fate(is_cancelled=True)
    assert not fate.stands


def test_the_correction_of_another_alert_does_not_apply() -> None:
    """Two alerts of one day must not share their fate."""
    assert fate_of("other", {ID: an_alert(), CORRECTION.id: CORRECTION}).stands


def test_an_alert_is_read_together_with_its_correction() -> None:
    """Either item may be the only evidence."""
    names = with_corrections(["a", "b"])
    assert names == ("a", correction_id("a"), "b", correction_id("b"))
