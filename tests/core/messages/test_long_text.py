"""No text of a publisher is too long for its alert to be sent."""

import json
from dataclasses import replace

from advisory_watch.core.advisory import Region, Severity
from advisory_watch.core.messages import render
from advisory_watch.core.messages.email import BODY_MAX_CHARS
from core.messages.scenarios import BLIND, KUWAIT, KUWAIT_AT_3, an_alert_of

ENDLESS = "Leave Kuwait now. " * 17_000
"""Longer than the limit of SNS for a whole message."""


def test_only_the_start_of_an_endless_paragraph_is_shown() -> None:
    """An alert that SNS refuses stays pending, and no subscriber hears of the raise."""
    email = render(an_alert_of(KUWAIT, replace(KUWAIT_AT_3, text=ENDLESS)), "US").email
    assert len(email) < 2_000
    assert "+ Leave Kuwait now. Leave Kuwait now." in email
    assert "Page as received: SHA-256" in email


def test_an_endless_level_or_name_leaves_room_for_the_rest() -> None:
    """A page that lost its markup is one line; the evidence must still follow it."""
    endless = replace(KUWAIT_AT_3, destination="XX", name=ENDLESS, native_level=ENDLESS)
    alert = replace(an_alert_of(KUWAIT, endless), destination="XX")
    message = render(alert, "US")
    assert len(message.email) < BODY_MAX_CHARS
    assert "Page as received: SHA-256" in message.email
    assert len(message.document) < 5_000


def test_regions_without_end_are_cut_in_the_document() -> None:
    """A message that is too large stops a queue for all its consumers."""
    regions = tuple(Region(name=ENDLESS, severity=Severity.RECONSIDER) for _ in range(200))
    alert = an_alert_of(KUWAIT, replace(KUWAIT_AT_3, regions=regions))
    regions_sent = json.loads(render(alert, "US").document)["after"]["regions"]
    assert len(regions_sent) == 50
    assert all(len(region["name"]) <= 100 for region in regions_sent)


def test_half_of_a_link_is_not_sent() -> None:
    """It leads to a wrong page or to none, and a program follows it all the same."""
    alert = an_alert_of(KUWAIT, replace(KUWAIT_AT_3, url="https://example.org/" + "a" * 3000))
    message = render(alert, "US")
    assert json.loads(message.document)["after"]["url"] is None
    assert "Official page" not in message.email


def test_a_reason_without_end_is_shortened() -> None:
    """A block page may answer with a very long text."""
    message = render(replace(BLIND, note=ENDLESS), "US")
    assert len(message.email) < 1_000
    assert len(message.document) < 2_000
