"""A notice reported once is news again if it says more, and only then: siblings of real cases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Departure
from core.detection.notices.cases import DAY, HOUR, LEAVE, Feed, a_notice
from core.detection.notices.test_properties import EXAMPLES
from support.builders import NOON

MINUTE = timedelta(minutes=1)
OLD = a_notice(
    1, NOON - 60 * DAY, text="Avoid the stadium on Sunday.", native_level="Demonstration"
)
CALM = "Flights may be delayed. Ask your airline. Call +1 555 0100 between 9:00 and 17:00."
FIRST = a_notice(41, NOON + HOUR, native_level="Security Alert: U.S. Embassy", text=CALM)
SIRENS = "Sirens sound in the capital. Shelter in place until noon."
LEAVE_TEXT = "U.S. citizens in the country should depart immediately."


def a_feed(*notices: Advisory) -> Feed:
    """Watch a quiet feed, then read it with these notices, which are reported."""
    feed = Feed()
    assert feed.read(OLD) == ()
    assert len(feed.read(OLD, *notices, after=HOUR)) == len(notices)
    return feed


def again(**changes: object) -> tuple[str, ...]:
    """Edit a notice that was reported, days later; return the rules of the alerts."""
    feed = a_feed(FIRST)
    rules = feed.read(OLD, replace(FIRST, **changes), after=8 * DAY)  # type: ignore[arg-type]
    assert feed.read(OLD, replace(FIRST, **changes)) == ()  # type: ignore[arg-type]
    assert feed.read(OLD, FIRST) == ()
    return rules


@pytest.mark.parametrize(
    "danger",
    [
        SIRENS,
        "Shelter in place.",
        "Take cover at once.",
        "Missiles were fired at the airport.",
        "There was an attack on the market.",
        "Armed men kidnapped a traveler.",
        "The airport is closed.",
        "A curfew begins at dusk.",
        "A hurricane will reach the coast.",
    ],
)
def test_a_danger_newly_named_is_news(danger: str) -> None:
    """People read the harmless version of the morning, and never hear of the missiles."""
    assert again(text=f"{CALM} {danger}") == ("newly_named_danger",)


@pytest.mark.parametrize(
    "text",
    [
        CALM.replace("0100", "0199"),
        CALM.replace("9:00", "10:30"),
        CALM.replace("delayed", "delaid"),
        CALM.replace("airline", "airlines"),
        CALM.upper(),
        CALM.replace(". ", ".\n\n"),
        "Flights may be delayed.",
        f"{CALM} There is no threat of attacks.",
        f"{CALM} The curfew was lifted.",
        f"{CALM} Monitor local media for updates.",
    ],
)
def test_an_edit_that_says_no_more_is_not_news(text: str) -> None:
    """A corrected telephone number must not look like a second emergency."""
    assert again(text=text) == ()


def test_a_corrected_spelling_of_a_danger_is_not_news() -> None:
    """Its readers know of the missile, however it was spelled."""
    feed = a_feed(replace(FIRST, text="A misile hit the port."))
    assert feed.read(OLD, replace(FIRST, text="A missile hit the port.")) == ()


@pytest.mark.parametrize(
    "title",
    [
        "Security Alert: U.S. Embassy (Update)",
        "UPDATED: Security Alert: U.S. Embassy",
        "Security Alert: U.S. Embassy – Update 1",
        "Second Update: Security Alert: U.S. Embassy",
        "Security Alert, update no. 3",
        "Security Alert Update Four",
        "5th update",
    ],
)
def test_a_title_that_says_update_is_news(title: str) -> None:
    """The publisher itself says that the notice is another one."""
    assert again(native_level=title) == ("updated_notice",)


@pytest.mark.parametrize("mark", ["Update 2: ", "UPDATE: ", "(Updated) ", "Second update. "])
def test_a_text_that_says_update_is_news(mark: str) -> None:
    """Posts write the update above the old text and leave the title as it was."""
    assert again(text=f"{mark}Ask at the desk.\n{CALM}") == ("updated_notice",)


def test_each_number_of_an_update_is_news_once() -> None:
    """The last flights went with the third update of one page."""
    feed = a_feed(FIRST)
    for number in ("1", "two", "3"):
        update = replace(FIRST, native_level=f"Security Alert: U.S. Embassy, Update {number}")
        assert feed.read(OLD, update) == ("updated_notice",)
        assert feed.read(OLD, update) == ()
    assert feed.read(OLD, FIRST) == ()


def test_a_new_title_over_a_new_text_is_news() -> None:
    """A page is used for another event under the same link and date."""
    rules = again(native_level="Health Alert: Measles", text="Measles spread in the north.")
    assert rules == ("retitled_notice",)


@pytest.mark.parametrize(
    "title",
    ["Security Alert from the U.S. Embassy", "Alert", "Important message", "Secruity Alert"],
)
def test_a_new_title_over_the_same_text_is_not_news(title: str) -> None:
    """Editors correct titles, and a site that moves may give all items another form of title."""
    assert again(native_level=title) == ()


def test_a_page_written_over_is_another_notice() -> None:
    """Titles repeat word for word; only moment and text are new."""
    feed = a_feed(FIRST)
    for hours, text in ((9, SIRENS), (17, LEAVE_TEXT), (25, "Sirens have stopped in all towns.")):
        over = replace(FIRST, issued_at=NOON + hours * HOUR, text=text)
        assert len(feed.read(over, after=8 * HOUR)) == 1
        assert feed.read(over) == ()
    assert feed.read(replace(FIRST, issued_at=NOON + 80 * HOUR, text=SIRENS), after=3 * DAY) == (
        "newly_named_danger",
    )


def test_one_id_for_all_items_hides_none() -> None:
    """Some sites give their own address as the id of every item."""
    shared = {"notice_id": "https://ru.usembassy.gov/"}
    first = replace(OLD, **shared)  # type: ignore[arg-type]
    items = [a_notice(n, NOON + n * HOUR, text=SIRENS, **shared) for n in (2, 3, 4)]
    feed = Feed()
    feed.read(first)
    for number, _ in enumerate(items, start=1):
        assert feed.read(first, *items[:number]) == ("new_notice",)
        assert feed.read(first, *items[:number]) == ()


def test_one_link_and_no_id_for_all_items_hides_none() -> None:
    """A feed without ids is identified by links; one page may hold all alerts."""
    link = {"notice_id": "https://ru.usembassy.gov/a/", "url": "https://ru.usembassy.gov/a/"}
    texts = ("Measles spread.", SIRENS, LEAVE_TEXT)
    items = [a_notice(n, NOON + n * HOUR, text=text, **link) for n, text in enumerate(texts, 2)]
    feed = Feed()
    first = replace(OLD, **link)  # type: ignore[arg-type]
    feed.read(first)
    for number, _ in enumerate(items, start=1):
        assert feed.read(first, *items[:number]) == ("new_notice",)
        assert feed.read(first, *items[:number]) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"notice_id": "https://x.gov/?p=8031", "native_level": "Alert from the Embassy"},
        {"notice_id": "https://x.gov/?p=8031", "issued_at": NOON + 6 * HOUR},
        {"notice_id": "https://x.gov/?p=8031", "url": "https://x.gov/other/"},
        {
            "notice_id": "https://x.gov/?p=8031",
            "url": "https://x.gov/other/",
            "issued_at": NOON + 6 * HOUR,
        },
        {"notice_id": "https://x.gov/?p=8031", "issued_at": None},
    ],
)
def test_a_site_that_moves_tells_nothing_twice(changes: dict[str, object]) -> None:
    """People were asked at night to leave; no second alert must come because the site moved."""
    feed = a_feed(replace(FIRST, text=LEAVE_TEXT, departure=LEAVE))
    moved = replace(FIRST, text=LEAVE_TEXT, departure=LEAVE, **changes)  # type: ignore[arg-type]
    assert feed.read(OLD, moved, after=2 * DAY) == ()


def test_the_same_words_hours_later_are_a_second_event() -> None:
    """A second air raid in a day has the words of the first, under an id of its own."""
    first = a_notice(2, NOON + HOUR, text=SIRENS)
    feed = a_feed(first)
    later = a_notice(3, NOON + 5 * HOUR, text=SIRENS)
    assert feed.read(OLD, first, later) == ("new_notice",)


def test_a_notice_posted_twice_is_told_once() -> None:
    """An editor posts it again within minutes, under another id and link."""
    first = a_notice(2, NOON + HOUR, text=SIRENS)
    twice = a_notice(3, NOON + HOUR + 10 * MINUTE, text=SIRENS)
    feed = Feed()
    feed.read(OLD)
    assert feed.read(OLD, first, twice) == ("new_notice",)
    assert feed.read(OLD, first, twice) == ()


def test_a_record_of_an_older_program_is_learnt_silently() -> None:
    """After an upgrade only ids are known; the ten notices of the feed are not news."""
    feed = a_feed(FIRST)
    assert feed.known is not None
    feed.known = replace(feed.known, known_notices=())
    assert feed.read(OLD, replace(FIRST, native_level="Update 2", text=LEAVE_TEXT)) == ()
    assert feed.read(OLD, replace(FIRST, native_level="Update 3", text=LEAVE_TEXT)) != ()


NOISE = st.sampled_from(
    [
        str.upper,
        str.title,
        lambda text: text.replace(" ", "\n"),
        lambda text: f"  {text} !",
        lambda text: text.replace("0", "7"),
    ]
)
TEXTS = st.sampled_from([CALM, SIRENS, LEAVE_TEXT, "Weather: rain until 10:00."])


@EXAMPLES
@given(TEXTS, st.lists(NOISE, max_size=4), st.integers(0, 500))
def test_noise_never_makes_a_second_notice(text: str, noise: list[object], hours: int) -> None:
    """Markup, case and numbers change with every tool that touches a page."""
    first = replace(FIRST, text=text)
    feed = a_feed(first)
    for change in noise:
        text = change(text)  # type: ignore[operator]
    for moment in (FIRST.issued_at, NOON + hours * HOUR):
        assert feed.read(OLD, replace(first, text=text, issued_at=moment), after=DAY) == ()


GRAVE = st.sampled_from([rung for rung in Departure if rung >= Departure.AUTHORIZED_DEPARTURE])


@EXAMPLES
@given(TEXTS, GRAVE, st.integers(0, 400), st.sampled_from([{}, {"notice_id": "x.gov/?p=9"}]))
def test_graver_advice_to_leave_is_always_news(
    text: str, departure: Departure, days: int, new_id: dict[str, object]
) -> None:
    """At any age, under the same id or under the same link alone, and once."""
    first = replace(FIRST, text=text)
    graver = replace(first, text=f"{text} {departure.words}!", departure=departure)
    graver = replace(graver, **new_id)  # type: ignore[arg-type]
    feed = a_feed(first)
    assert feed.read(OLD, graver, after=days * DAY) == ("graver_notice",)
    assert feed.alerts[-1].is_urgent
    assert feed.read(OLD, graver) == ()


@EXAMPLES
@given(st.lists(st.integers(-30 * 24 * 60, 24 * 60), min_size=1, max_size=12, unique=True))
def test_a_first_read_tells_two_days_and_no_more(minutes: list[int]) -> None:
    """A crisis of this hour must be reported, and the alerts of last year must not."""
    notices = [a_notice(at, NOON + minute * MINUTE) for at, minute in enumerate(minutes)]
    feed = Feed()
    rules = feed.read(*notices)
    limit = NOON - thresholds.FIRST_READ_NEWS
    recent = [
        notice.notice_id for notice in notices if notice.issued_at and notice.issued_at >= limit
    ]
    assert set(rules) <= {"published_before_first_read"}
    assert sorted(map(str, feed.told)) == sorted(map(str, recent))
    assert feed.read(*notices) == ()
    assert all("before the first read" in news.reason for news in feed.detections)


@EXAMPLES
@given(st.lists(st.tuples(TEXTS, st.integers(0, 3), st.integers(0, 3)), max_size=10), st.randoms())
def test_the_set_of_notices_does_not_depend_on_their_order(
    drawn: list[tuple[str, int, int]], random: object
) -> None:
    """Pinned items are listed first; ids and links may be shared among all."""
    items = [
        a_notice(at, NOON + at * HOUR, text=text, notice_id=f"https://x.gov/?p={guid}",
                 url=f"https://x.gov/{link}/")
        for at, (text, guid, link) in enumerate(drawn)
    ]  # fmt: skip
    straight, shuffled = Feed(), Feed()
    for feed, order in ((straight, items), (shuffled, random.sample(items, len(items)))):  # type: ignore[attr-defined]
        feed.read(OLD)
        feed.read(OLD, *order)
    assert shuffled.alerts == straight.alerts
    assert shuffled.known == straight.known
