"""What became of an alert, from what an outbox has of it."""

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


def test_an_alert_stands_until_somebody_takes_it_back() -> None:
    """One that was recorded before there was an outbox is no less true."""
    for found in ({}, {ID: an_alert()}):
        assert fate_of(ID, found) == Fate()
        assert fate_of(ID, found).stands


def test_a_corrected_alert_tells_why_and_since_when() -> None:
    """Whoever shows the alert shows what those who were told have read."""
    fate = fate_of(ID, {ID: an_alert(), CORRECTION.id: CORRECTION})
    assert fate == Fate(corrected_at=NOON, reason="A test page.")
    assert not fate.stands


def test_a_cancelled_alert_does_not_stand() -> None:
    """Nobody was told, and nobody is to be told by a list either."""
    fate = fate_of(ID, {ID: replace(an_alert(), is_cancelled=True)})
    assert fate == Fate(is_cancelled=True)
    assert not fate.stands


def test_the_correction_of_another_alert_is_none_of_its_own() -> None:
    """Two alerts of one day must not share their fate."""
    assert fate_of("other", {ID: an_alert(), CORRECTION.id: CORRECTION}).stands


def test_an_alert_is_asked_for_with_its_correction() -> None:
    """Either may be all that tells."""
    names = with_corrections(["a", "b"])
    assert names == ("a", correction_id("a"), "b", correction_id("b"))
