"""SMS text: the most important first, whole words, the official link last."""

from dataclasses import replace

import pytest

from advisory_watch.core.advisory import Advisory, Departure
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import SMS_MAX_CHARS
from advisory_watch.core.messages import render
from advisory_watch.core.messages.plain_words import DEPARTURE
from advisory_watch.core.text import cut_at_word
from core.messages.scenarios import (
    BLIND,
    KUWAIT,
    KUWAIT_AT_3,
    LOWERED,
    NOTICE,
    NOTICE_TO_LEAVE,
    RAISED,
    RECOVERED,
    RUSSIA,
    SAID_AGAIN,
    WITHDRAWN,
    a_notice_of,
    an_alert_of,
)

LONG_LINK = "https://travel.state.gov/en/international-travel/" + "kuwait-" * 20 + ".html"

TITLE = "US embassies"
LEAVE_NOW = (
    "US embassies: Russia - citizens told to leave: Security Alert - U.S. Embassy Moscow, Russia"
)
LINK = "https://ru.usembassy.gov/security-alert-u-s-embassy-moscow-russia-12/"


def test_a_link_that_does_not_fit_gives_way_to_its_host() -> None:
    """Half a link leads nowhere; the host at least leads to the publisher."""
    sms = render(an_alert_of(KUWAIT, replace(KUWAIT_AT_3, url=LONG_LINK)), "US").sms
    assert sms.endswith(". Issued 2026-03-01 travel.state.gov")


@pytest.mark.parametrize("link", ["https://example.org/~kuwait", "http://[", "see our site"])
def test_a_link_that_an_sms_would_spoil_is_left_out(link: str) -> None:
    """A replaced character turns it into a link to another page."""
    sms = render(an_alert_of(KUWAIT, replace(KUWAIT_AT_3, url=link)), "US").sms
    assert link not in sms
    assert "-kuwait" not in sms


def test_news_that_does_not_fit_is_cut_between_words() -> None:
    """`Do not travel to the` or a broken word may be read as the opposite."""
    levels = "avoid_all_travel_to_parts " * 9
    sms = render(an_alert_of(KUWAIT, replace(KUWAIT_AT_3, native_level=levels)), "UK").sms
    assert len(sms) <= SMS_MAX_CHARS
    news, _, host = sms.rpartition(" ")
    assert host == "travel.state.gov"
    assert news.endswith("avoid_all_travel_to_parts...")


def test_the_sms_of_a_raise_includes_the_advice_to_leave() -> None:
    """The level is only half of the news."""
    leave = replace(KUWAIT_AT_3, departure=Departure.DEPART_IMMEDIATELY)
    assert (
        "to Level 3 from 1. Citizens told to leave." in render(an_alert_of(KUWAIT, leave), "US").sms
    )


def test_the_sms_of_a_lowering_repeats_the_advice_to_leave() -> None:
    """A lower level can still mean danger."""
    lowered = replace(KUWAIT_AT_3, departure=Departure.DEPART_IMMEDIATELY)
    sms = render(an_alert_of(replace(RUSSIA, destination="KW"), lowered), "US").sms
    assert sms.startswith("The US lowered Kuwait to Level 3 from 4. Citizens told to leave.")


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("fits", 4, "fits"),
        ("one two three", 10, "one two..."),
        ("one two three", 9, "one..."),
        ("one, two three", 9, "one..."),
        ("unbreakable", 5, "unbre"),
        ("unbreakable", 0, ""),
        ("unbreakable", -3, ""),
    ],
)
def test_text_is_cut_between_words(text: str, limit: int, cut: str) -> None:
    """Only a single word longer than the limit is cut inside."""
    assert cut_at_word(text, limit) == cut


@pytest.mark.parametrize(
    ("alert", "sms"),
    [
        (
            RAISED,
            (
                "The US raised Kuwait to Level 3 from 1. Embassy staff ordered to leave. "
                "Issued 2026-03-01 "
                "https://travel.state.gov/kuwait.html"
            ),
        ),
        (
            SAID_AGAIN,
            (
                "US: Russia - text changed, citizens still told to leave (Level 4). "
                "Issued 2026-03-01 https://travel.state.gov/russia.html"
            ),
        ),
        (
            LOWERED,
            (
                "The US lowered Kuwait to Level 1 from 3. Issued 2026-03-02 "
                "https://travel.state.gov/kuwait.html"
            ),
        ),
        (
            WITHDRAWN,
            "US: Kuwait - no longer listed (last Level 1). https://travel.state.gov/kuwait.html",
        ),
        (
            BLIND,
            (
                "US: travel advice cannot be read. We cannot see us_state since "
                "2026-03-02 02:00 UTC; what it says may have changed since."
            ),
        ),
        (
            RECOVERED,
            (
                "US: travel advice can be read again. We can see us_state again; "
                "we could not since 2026-03-02 02:00 UTC."
            ),
        ),
    ],
)
def test_the_sms_fits_in_one_part(alert: Alert, sms: str) -> None:
    """A second part is billed and may arrive an hour later."""
    assert render(alert, "US").sms == sms


@pytest.mark.parametrize(
    ("notice", "sms"),
    [
        (
            NOTICE,
            f"US embassies: Russia - notice: Security Alert - U.S. Embassy Moscow, Russia {LINK}",
        ),
        (
            replace(NOTICE_TO_LEAVE, native_level=f"{NOTICE.native_level} (March 2, 2026)"),
            f"{LEAVE_NOW.removesuffix(', Russia')}... {LINK}",
        ),
        (
            replace(NOTICE, native_level="Weather Alert."),
            f"US embassies: Russia - notice: Weather Alert. Issued 2026-03-02 {LINK}",
        ),
        (
            replace(NOTICE_TO_LEAVE, url=LINK + "and-much-more" * 4),
            f"{LEAVE_NOW}. Issued 2026-03-02 ru.usembassy.gov",
        ),
        (
            replace(NOTICE, native_level="word " * 60, url=None),
            "US embassies: Russia - notice: " + "word " * 24 + "word...",
        ),
    ],
    ids=["title fits", "title is cut", "date fits", "link does not fit", "no link"],
)
def test_the_sms_cuts_the_title_before_the_link(notice: Advisory, sms: str) -> None:
    """Many notices share one title; only the linked page describes the event."""
    worded = render(a_notice_of(notice), TITLE).sms
    assert worded == sms
    assert len(worded) <= SMS_MAX_CHARS


@pytest.mark.parametrize("departure", [Departure.AUTHORIZED_DEPARTURE, Departure.ORDERED_DEPARTURE])
def test_the_longest_name_leaves_room_for_the_action(departure: Departure) -> None:
    """A cut must never split `embassy staff ordered to leave`."""
    notice = replace(NOTICE, destination="GS", departure=departure, native_level="Alert " * 50)
    sms = render(a_notice_of(notice), TITLE).sms
    label = f"South Georgia and the South Sandwich Islands - {DEPARTURE[departure]}: Alert"
    assert sms.startswith(f"US embassies: {label}")
    assert sms.endswith("... ru.usembassy.gov")
    assert len(sms) <= SMS_MAX_CHARS
