"""The fate of an alert, derived from the items of an outbox."""

from dataclasses import replace

from advisory_watch.core.alert import (
    AlertStatus,
    alert_status,
    build_correction,
    correction_id,
    with_corrections,
)
from support.builders import NOON, an_alert

ID = an_alert().id
CORRECTION = build_correction(an_alert(), "A test page.", NOON)


def test_an_alert_is_valid_until_it_is_retracted() -> None:
    """An alert recorded before there was an outbox is no less true."""
    for found in ({}, {ID: an_alert()}):
        assert alert_status(ID, found) == AlertStatus()
        assert alert_status(ID, found).is_valid


def test_a_corrected_alert_has_a_reason_and_a_time() -> None:
    """A page that shows the alert must show the correction that its readers received."""
    status = alert_status(ID, {ID: an_alert(), CORRECTION.id: CORRECTION})
    assert status == AlertStatus(corrected_at=NOON, reason="A test page.")
    assert not status.is_valid


def test_a_cancelled_alert_is_not_valid() -> None:
    """It was never sent, so no list may show it either."""
    status = alert_status(ID, {ID: replace(an_alert(), is_cancelled=True)})
    assert status == AlertStatus(is_cancelled=True)
    assert not status.is_valid


def test_the_correction_of_another_alert_does_not_apply() -> None:
    """Two alerts of one day must not share their fate."""
    assert alert_status("other", {ID: an_alert(), CORRECTION.id: CORRECTION}).is_valid


def test_an_alert_is_read_together_with_its_correction() -> None:
    """Either item may be the only evidence."""
    names = with_corrections(["a", "b"])
    assert names == ("a", correction_id("a"), "b", correction_id("b"))
