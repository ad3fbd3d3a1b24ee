"""Embassy alerts: each notice is news once; changes of the feed itself are not news."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Change, Departure
from advisory_watch.core.detection.policy import NOTICE_POLICY
from advisory_watch.core.detection.types import Outcome
from core.detection.cases import a_reading
from core.detection.notices.cases import DAY, HOUR, LEAVE, TITLE, Feed, a_notice, edited, with_ids
from support.builders import NOON, an_evidence

OLD = a_notice(1)
NEW = a_notice(2, NOON + HOUR)


def a_watch(*notices: object) -> Feed:
    """Start to watch a feed with these notices."""
    watch = Feed()
    assert watch.read(*(notices or (OLD,))) == ()  # type: ignore[arg-type]
    return watch


def test_the_old_notices_of_a_first_feed_are_silent_and_remembered() -> None:
    """A subscriber who gets ten alerts of last year in the first minute stops reading."""
    older = a_notice(4, NOON - 5 * DAY)
    watch = a_watch(OLD, older, a_notice(3, NOON - 4 * DAY))
    (detection,) = watch.detections
    assert (detection.outcome, detection.rule) == (Outcome.FIRST_SEEN, "first_sight")
    assert detection.changes == (Change.FIRST_SEEN,)
    assert watch.known is not None
    assert (watch.known.number, watch.known.advisory) == (1, OLD)
    assert watch.read(OLD, older, a_notice(3, NOON - 4 * DAY)) == ()
    assert watch.detections == ()
    assert watch.writes == 1


def test_a_new_notice_alerts_when_first_read() -> None:
    """A notice may tell people to take shelter; an hour later it is too late."""
    watch = a_watch()
    assert watch.read(NEW, OLD) == ("new_notice",)
    (alert,) = watch.alerts
    assert (alert.kinds, alert.before, alert.after) == (("notice_issued",), None, NEW)
    assert watch.read(NEW, OLD) == ()
    assert watch.known is not None
    assert watch.known.seen_texts == ()


def test_the_same_title_again_is_another_notice() -> None:
    """Dozens of alerts carried `Security Alert: U.S.

    Embassy Kyiv, Ukraine`; only the id differs.
    """
    watch = a_watch()
    assert NEW.native_level == OLD.native_level == TITLE
    assert watch.read(NEW, OLD) == ("new_notice",)
    assert watch.read(a_notice(3, NOON + 2 * HOUR), NEW, OLD) == ("new_notice",)


def test_several_new_notices_alert_one_by_one_in_time_order() -> None:
    """After a night without an answer there are three; the last one describes the situation now."""
    watch = a_watch()
    news = [a_notice(number, NOON + number * HOUR) for number in (2, 3, 4)]
    assert watch.read(news[2], news[0], news[1], OLD) == ("new_notice",) * 3
    assert watch.told == [notice.notice_id for notice in news]
    assert len({alert.id for alert in watch.alerts}) == 3


def test_the_first_notice_of_a_silent_post_is_news() -> None:
    """Many embassies publish nothing for a year; the first notice must not be the baseline."""
    watch = Feed()
    assert watch.read() == ()
    assert watch.known is None
    assert watch.read(NEW) == ("new_notice",)


@pytest.mark.parametrize(
    "address",
    ["http://ru.usembassy.gov/?p=1", "HTTPS://ru.usembassy.gov/?p=1/"],
    ids=["http", "a slash at the end"],
)
def test_an_id_is_known_by_another_scheme(address: str) -> None:
    """A site that moves to https renames all its ids in one night."""
    undated = replace(OLD, issued_at=None)
    watch = a_watch(undated)
    assert watch.read(replace(undated, notice_id=address)) == ()


def test_a_site_that_gives_all_items_new_ids_says_nothing_new() -> None:
    """A migration must not alert ten old notices again, and the new ids must be learnt."""
    notices = (OLD, a_notice(5, NOON - 4 * DAY, departure=LEAVE))
    watch = a_watch(*notices)
    moved = with_ids(notices, "ru.usembassy.gov", "russia.usmission.gov")
    assert watch.read(*moved) == ()
    corrected = tuple(replace(notice, native_level="Alert") for notice in moved)
    assert watch.read(*corrected) == ()


def test_a_corrected_title_or_date_is_the_same_notice() -> None:
    """Editors correct a notice minutes after publishing it."""
    watch = a_watch(OLD)
    assert watch.read(replace(OLD, native_level="Security Alert – Moscow")) == ()
    assert watch.read(replace(OLD, issued_at=NOON, native_level="Alert")) == ()
    assert watch.writes == 3


def test_a_notice_without_a_date_is_news_by_its_id_alone() -> None:
    """A feed that lost its dates must not lose its alerts."""
    watch = a_watch(a_notice(1, None))
    assert watch.read(a_notice(1, None), a_notice(2, None)) == ("new_notice",)
    assert watch.read(a_notice(1, None), a_notice(2, None)) == ()


def test_a_notice_without_any_id_is_recognised_by_its_text() -> None:
    """Two such notices must not pass for one."""
    watch = a_watch(a_notice(1, None, notice_id=" "))
    assert watch.read(a_notice(1, None, notice_id=" ")) == ()
    assert watch.read(a_notice(2, None, notice_id=" ")) == ("new_notice",)


def test_an_old_notice_that_returns_to_the_feed_is_not_news() -> None:
    """A feed shows ten items; when a newer one is deleted, the eleventh returns."""
    watch = a_watch()
    before = a_notice(7, NOON - thresholds.PUBLISHING_LAG_MAX - HOUR)
    assert watch.read(OLD, before) == ()
    (detection,) = watch.detections
    assert (detection.outcome, detection.rule) == (Outcome.UNCHANGED, "issued_before_watch")
    assert watch.read(OLD, before) == ()
    assert watch.detections == ()


def test_a_late_notice_from_just_before_the_watch_is_news() -> None:
    """Caching or moderation may have hidden it when the feed was first read."""
    watch = a_watch()
    late = a_notice(7, NOON - thresholds.PUBLISHING_LAG_MAX + HOUR)
    assert watch.read(OLD, late) == ("new_notice",)


@pytest.mark.parametrize(
    "moment", [NOON + 3 * 365 * DAY, NOON + 3 * DAY, datetime.fromisoformat("1970-01-01T00:00Z")]
)
def test_a_notice_with_an_impossible_date_is_news_without_date(moment: datetime) -> None:
    """The id makes it news; the date must not put it before the watch or above later notices."""
    watch = a_watch()
    strange = a_notice(2, moment)
    assert watch.read(strange, OLD) == ("new_notice",)
    assert watch.detections[0].believed_on is None
    assert watch.read(strange, a_notice(3, NOON + 2 * HOUR), OLD) == ("new_notice",)
    assert watch.known is not None
    assert watch.known.issue_mark == NOON.date()


def test_a_future_date_is_not_news_of_a_first_feed() -> None:
    """An impossible date says nothing about the age of a notice; an old one must wake no one."""
    fresh = a_notice(3, NOON - HOUR)
    watch = Feed()
    assert watch.read(a_notice(2, NOON + 1000 * DAY), fresh) == ("published_before_first_read",)
    assert watch.known is not None
    assert watch.known.advisory == fresh


def test_a_notice_that_now_says_leave_alerts_again() -> None:
    """A morning alert is edited at noon; its readers must learn of the graver advice."""
    watch = a_watch()
    watch.read(NEW, OLD)
    graver = replace(NEW, departure=LEAVE, text="U.S. citizens should depart immediately.")
    assert watch.read(graver, OLD) == ("graver_notice",)
    alert = watch.alerts[-1]
    assert (alert.kinds, alert.is_urgent) == (("departure_raised", "notice_issued"), True)
    assert watch.read(graver, OLD) == ()


def test_a_baseline_notice_that_now_says_leave_alerts() -> None:
    """The first feed is silent, but an instruction added to it later is not."""
    watch = a_watch()
    assert watch.read(edited(OLD)) == ("graver_notice",)


def test_each_graver_departure_advice_of_a_notice_is_news() -> None:
    """Staff may leave in the morning and everyone should at night, in one notice or in two."""
    ordered = edited(OLD, Departure.ORDERED_DEPARTURE)
    watch = a_watch()
    assert watch.read(ordered) == ("graver_notice",)
    assert watch.read(edited(OLD)) == ("graver_notice",)
    watch.read(NEW, OLD)
    assert watch.read(edited(NEW), OLD) == ("graver_notice",)


def test_two_alternating_wordings_of_a_notice_alert_once() -> None:
    """Two caches of one site alternate for days."""
    watch = a_watch()
    graver = edited(OLD)
    rules_by_read = [watch.read(notice) for _ in range(5) for notice in (graver, OLD)]
    assert [rules for rules in rules_by_read if rules] == [("graver_notice",)]


def test_milder_departure_advice_in_the_same_notice_is_not_news() -> None:
    """A reader who was advised to leave immediately knows that staff may leave."""
    watch = a_watch(edited(OLD))
    assert watch.read(edited(OLD, Departure.ORDERED_DEPARTURE)) == ()
    assert watch.read(edited(OLD)) == ()


def test_limited_services_added_to_a_notice_are_not_news() -> None:
    """It describes the embassy's services and asks nothing of the reader."""
    watch = a_watch()
    assert watch.read(edited(OLD, Departure.LIMITED_SERVICES)) == ()


def test_a_better_reading_of_the_same_words_is_learnt_silently() -> None:
    """After an upgrade our own reader may find more in an old text: the publisher said nothing."""
    watch = a_watch()
    graver = replace(OLD, departure=LEAVE)
    assert watch.read(graver, after=HOUR) == ()
    assert watch.writes == 2
    assert watch.read(replace(graver, text=f"{OLD.text} Call 555 0100.")) == ()


@pytest.mark.parametrize("days", [3, 8, 400])
def test_a_notice_that_now_says_leave_alerts_at_any_age(days: int) -> None:
    """People who read the harmless first version never look again."""
    watch = a_watch()
    assert watch.read(edited(OLD), after=days * DAY) == ("graver_notice",)
    assert watch.alerts[-1].is_urgent
    assert watch.read(edited(OLD)) == ()


def test_a_graver_notice_without_a_date_alerts() -> None:
    """A missing date must not silence `depart immediately`; it can alert only once."""
    undated = a_notice(1, None)
    watch = a_watch(undated)
    assert watch.read(edited(undated), after=30 * DAY) == ("graver_notice",)


def test_of_two_copies_of_a_notice_the_graver_one_counts() -> None:
    """An item listed twice in a feed is one notice, and alerts once with its gravest advice."""
    watch = a_watch()
    graver = replace(NEW, departure=LEAVE)
    assert watch.read(graver, NEW, OLD) == ("new_notice",)
    assert watch.alerts[0].after == graver


def test_a_reading_older_than_the_record_is_not_news() -> None:
    """Captures are replayed into the ledger that they made; their gaps would alert late."""
    watch = a_watch()
    watch.read(NEW, OLD)
    known = watch.known
    assert watch.read(a_notice(9, NOON), OLD, after=-HOUR) == ()
    assert [(detection.outcome, detection.rule) for detection in watch.detections] == [
        (Outcome.REJECTED, "older_reading")
    ]
    assert watch.known == known
    assert watch.read(OLD, after=timedelta(0)) == ()
    assert watch.detections == ()


def test_a_notice_that_left_the_feed_was_not_taken_back() -> None:
    """Every alert leaves a feed of ten in time; it is neither withdrawn nor missing."""
    watch = a_watch()
    watch.read(NEW, OLD)
    assert watch.known is not None
    known, absent = {"RU": watch.known}, {"RU": NOON}
    assert NOTICE_POLICY.find_absences(a_reading(), known, absent) == {}
    assert NOTICE_POLICY.find_withdrawals(known, absent, NOON + 365 * DAY) == ()
    assert watch.read() == ()
    assert watch.read(NEW, OLD) == ()


def test_nothing_is_required_of_the_number_of_notices() -> None:
    """A quiet embassy is good news, not a broken page."""
    NOTICE_POLICY.require_plausible(a_reading(), {}, {}, (0, 250))
    NOTICE_POLICY.require_plausible(a_reading(OLD), {}, {}, (0, 0))


def test_notices_of_several_destinations_are_judged_separately() -> None:
    """One consulate writes for six islands; a follower of any of them must hear."""
    islands = [replace(NEW, destination=code) for code in ("SX", "AW")]
    detections = NOTICE_POLICY.detect(a_reading(*islands, first_reads=frozenset({"SX"})), {})
    assert [(detection.destination, detection.rule) for detection in detections] == [
        ("AW", "new_notice"),
        ("SX", "first_sight"),
    ]


def test_a_first_read_of_a_known_destination_is_judged_normally() -> None:
    """A feed that moves to another address is a new document about a known destination."""
    watch = a_watch()
    watch.was_read = False
    assert watch.read(NEW, OLD) == ("new_notice",)


def test_an_endless_feed_alerts_once_and_is_remembered() -> None:
    """Fewer notices must be judged than remembered, or they are news at every read."""
    watch = a_watch()
    endless = [
        a_notice(number, NOON + number * timedelta(seconds=1), departure=LEAVE)
        for number in range(2, 300)
    ]
    assert len(watch.read(*endless)) == thresholds.NOTICES_JUDGED_MAX
    assert watch.told[-1] == endless[-1].notice_id
    assert watch.read(*endless) == ()
    assert watch.known is not None
    assert len(watch.known.seen_notices) < thresholds.SEEN_NOTICES_MAX


def test_no_more_names_are_remembered_than_are_needed() -> None:
    """An item of the ledger must not grow for years; the newest names stay."""
    watch = a_watch()
    for number in range(2, thresholds.SEEN_NOTICES_MAX):
        watch.read(a_notice(number, NOON + number * HOUR))
    assert watch.known is not None
    assert len(watch.known.seen_notices) == thresholds.SEEN_NOTICES_MAX
    assert watch.read(a_notice(number, NOON + number * HOUR)) == ()


def test_every_alert_names_its_rule_and_the_page_that_proves_it() -> None:
    """`Everything can be shown` is the third promise of the service."""
    watch = a_watch()
    watch.read(NEW, OLD)
    (alert,) = watch.alerts
    assert alert.evidence == an_evidence(endpoint="feed", read_at=watch.now)
    assert watch.detections[0].reason
