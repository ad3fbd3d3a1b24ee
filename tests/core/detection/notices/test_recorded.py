"""Rules for notices on the texts of real alerts, which repeat much of one another."""

from dataclasses import replace

import pytest

from advisory_watch.core.advisory import Advisory
from core.detection.notices.cases import DAY, HOUR, LEAVE, Feed, a_notice
from support.builders import NOON
from support.shared_data import shared

KYIV = "ua_security-alert_kyiv_2022_shelter"
MOSCOW = "ru_security-alert_2022-03-06"
WAGNER = "ru_security-alert_2023-06_wagner"
APRIL = "ru_security-message_2017-04-07"
JUNE = "ru_emergency-message_2017-06-12"
LISBON = "pt_demonstration-alert_2018-04-19"


def text_of(name: str) -> str:
    """Return the text of a recorded alert, without its title."""
    sample = shared("samples", "us_embassies", f"{name}.txt").read_text()
    return sample.partition("---\n")[2].strip().partition("\n")[2].strip()


def told(name: str) -> tuple[Feed, Advisory]:
    """Watch a feed in which a real alert was reported an hour after the first read."""
    feed, notice = Feed(), a_notice(2, NOON + HOUR, text=text_of(name))
    feed.read(a_notice(1))
    assert feed.read(notice) == ("new_notice",)
    return feed, notice


@pytest.mark.parametrize("name", [KYIV, MOSCOW, WAGNER, APRIL, JUNE, LISBON])
def test_a_real_alert_with_another_number_or_spelling_is_not_news(name: str) -> None:
    """The Moscow alert ends with two telephone numbers; such lines are corrected for years."""
    feed, notice = told(name)
    text = (notice.text or "").translate(str.maketrans("0123456789", "9876543210"))
    text = text.replace("surroundings", "suroundings").replace("citizens", "citizen")
    assert text != notice.text
    for moment in (notice.issued_at, NOON + 2 * DAY):
        assert feed.read(replace(notice, text=text, issued_at=moment)) == ()


@pytest.mark.parametrize("name", [KYIV, MOSCOW, WAGNER])
def test_a_real_alert_under_a_new_id_is_not_news(name: str) -> None:
    """Its words are long; a site that moves re-dates them and gives them another id."""
    feed, notice = told(name)
    moved = replace(notice, notice_id="https://x.gov/?p=9", issued_at=NOON + 6 * HOUR)
    assert feed.read(moved, after=DAY) == ()


def test_the_real_shelter_alert_of_kyiv_over_an_earlier_text() -> None:
    """Its first paragraph was new; the advice below it was there before, as it says itself."""
    event, _, before = text_of(KYIV).partition("See additional safety information")
    assert "shelter in place and depart Ukraine now" in event
    feed, notice = Feed(), a_notice(2, NOON + HOUR, text=f"Location: Ukraine\n{before}")
    feed.read(a_notice(1))
    feed.read(notice)
    later = replace(notice, text=text_of(KYIV))
    assert feed.read(later, after=8 * DAY) == ("newly_named_danger",)
    assert feed.read(replace(later, departure=LEAVE)) == ()


def test_the_real_call_to_leave_russia_over_an_earlier_text() -> None:
    """`U.S. citizens living and traveling in Russia should depart immediately`: one sentence."""
    text = text_of(MOSCOW)
    sentence = "U.S. citizens living and traveling in Russia should depart immediately."
    assert sentence in text
    feed, notice = Feed(), a_notice(2, NOON + HOUR, text=text.replace(sentence, ""))
    feed.read(a_notice(1))
    feed.read(notice)
    later = replace(notice, text=text, departure=LEAVE)
    assert feed.read(later, after=40 * DAY) == ("graver_notice",)


@pytest.mark.parametrize(("first", "then"), [(APRIL, JUNE), (MOSCOW, WAGNER), (WAGNER, MOSCOW)])
def test_a_real_alert_over_the_page_of_another_is_news(first: str, then: str) -> None:
    """Title, id and link stay, and much of the advice; the moment and the event are new."""
    feed, notice = told(first)
    over = replace(notice, text=text_of(then), issued_at=NOON + 3 * DAY)
    assert len(feed.read(over, after=3 * DAY)) == 1
    assert feed.read(over) == ()
