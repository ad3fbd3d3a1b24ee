"""SMS text: the most important first, whole words, the official link last."""

from dataclasses import replace

import pytest

from advisory_watch.core.advisory import Departure
from advisory_watch.core.alert_batch import SMS_MAX_CHARS
from advisory_watch.core.messages import render
from advisory_watch.core.text import cut_at_word
from core.messages.scenarios import KUWAIT, KUWAIT_AT_3, RUSSIA, an_alert_of

LONG_LINK = "https://travel.state.gov/en/international-travel/" + "kuwait-" * 20 + ".html"


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
    assert "Level 3 from 1 - leave immediately." in render(an_alert_of(KUWAIT, leave), "US").sms


def test_the_sms_of_a_lowering_repeats_the_advice_to_leave() -> None:
    """A lower level can still mean danger."""
    lowered = replace(KUWAIT_AT_3, departure=Departure.DEPART_IMMEDIATELY)
    sms = render(an_alert_of(replace(RUSSIA, destination="KW"), lowered), "US").sms
    assert sms.startswith("US: Kuwait lowered to Level 3 from 4. Leave immediately.")


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
