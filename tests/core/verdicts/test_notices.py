"""Alerts of embassies: each is news once, and nothing that happens to a feed is."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from advisory_watch.core.scales import Change, Departure
from advisory_watch.core.verdicts import limits
from advisory_watch.core.verdicts.notices import NOTICES
from advisory_watch.core.verdicts.verdict import Outcome
from builders import NOON, an_evidence
from core.verdicts.cases import a_reading
from core.verdicts.notice_cases import DAY, HOUR, LEAVE, TITLE, Feed, a_notice, with_ids

OLD = a_notice(1)
NEW = a_notice(2, NOON + HOUR)


def a_watch(*notices: object) -> Feed:
    """Begin to watch a feed that says this."""
    watch = Feed()
    assert watch.read(*(notices or (OLD,))) == ()  # type: ignore[arg-type]
    return watch


def test_the_first_feed_is_silent_and_remembered() -> None:
    """Ten alerts of last year, told at once in the first minute, are the last that is read."""
    watch = a_watch(NEW, OLD, a_notice(3, None))
    (verdict,) = watch.verdicts
    assert (verdict.outcome, verdict.rule) == (Outcome.FIRST_SEEN, "first_sight")
    assert verdict.changes == (Change.FIRST_SEEN,)
    assert watch.known is not None
    assert (watch.known.number, watch.known.advisory) == (1, NEW)
    assert watch.read(NEW, OLD, a_notice(3, None)) == ()
    assert watch.verdicts == ()
    assert watch.writes == 1


def test_a_new_notice_is_told_in_the_reading_that_first_has_it() -> None:
    """It may tell people to take shelter: an hour later it is history."""
    watch = a_watch()
    assert watch.read(NEW, OLD) == ("new_notice",)
    (alert,) = watch.alerts
    assert (alert.kinds, alert.before, alert.after) == (("notice_issued",), None, NEW)
    assert watch.read(NEW, OLD) == ()
    assert watch.known is not None
    assert watch.known.seen_texts == ()


def test_the_same_title_again_is_another_notice() -> None:
    """`Security Alert: U.S. Embassy Kyiv, Ukraine` stood over dozens; only the id differs."""
    watch = a_watch()
    assert NEW.native_level == OLD.native_level == TITLE
    assert watch.read(NEW, OLD) == ("new_notice",)
    assert watch.read(a_notice(3, NOON + 2 * HOUR), NEW, OLD) == ("new_notice",)


def test_several_new_notices_are_told_one_by_one_in_order_of_time() -> None:
    """After a night without an answer there are three; the last one is how things stand."""
    watch = a_watch()
    news = [a_notice(number, NOON + number * HOUR) for number in (2, 3, 4)]
    assert watch.read(news[2], news[0], news[1], OLD) == ("new_notice",) * 3
    assert watch.told == [each.notice_id for each in news]
    assert len({alert.id for alert in watch.alerts}) == 3


def test_the_first_notice_of_a_silent_post_is_news() -> None:
    """Many embassies say nothing for a year: their first word must not pass as the start."""
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
    """A migration must not tell ten old alerts to everybody, and the new ids must be learnt."""
    notices = (OLD, a_notice(5, NOON - 2 * DAY, departure=LEAVE))
    watch = a_watch(*notices)
    moved = with_ids(notices, "ru.usembassy.gov", "russia.usmission.gov")
    assert watch.read(*moved) == ()
    corrected = tuple(replace(each, native_level="Alert") for each in moved)
    assert watch.read(*corrected) == ()


def test_a_corrected_title_or_date_is_the_same_notice() -> None:
    """Editors mend what they wrote, minutes after it was published."""
    watch = a_watch(OLD)
    assert watch.read(replace(OLD, native_level="Security Alert – Moscow")) == ()
    assert watch.read(replace(OLD, issued_at=NOON, native_level="Alert")) == ()
    assert watch.writes == 3


def test_a_notice_without_a_date_is_news_by_its_id_alone() -> None:
    """A feed that lost its dates must not lose its alerts."""
    watch = a_watch(a_notice(1, None))
    assert watch.read(a_notice(1, None), a_notice(2, None)) == ("new_notice",)
    assert watch.read(a_notice(1, None), a_notice(2, None)) == ()


def test_a_notice_without_any_id_is_known_by_what_it_says() -> None:
    """Two of them must not pass for one."""
    watch = a_watch(a_notice(1, None, notice_id=" "))
    assert watch.read(a_notice(1, None, notice_id=" ")) == ()
    assert watch.read(a_notice(2, None, notice_id=" ")) == ("new_notice",)


def test_an_old_notice_that_slides_back_into_the_feed_is_not_news() -> None:
    """Ten items are shown: when a newer one is deleted, the eleventh returns."""
    watch = a_watch()
    before = a_notice(7, NOON - limits.PUBLISHING_LAG_MAX - HOUR)
    assert watch.read(OLD, before) == ()
    (verdict,) = watch.verdicts
    assert (verdict.outcome, verdict.rule) == (Outcome.UNCHANGED, "issued_before_watch")
    assert watch.read(OLD, before) == ()
    assert watch.verdicts == ()


def test_a_notice_from_just_before_the_watch_is_news_where_it_was_not_in_the_first_feed() -> None:
    """Caches are late, and moderators too: it may have been hidden when we first looked."""
    watch = a_watch()
    late = a_notice(7, NOON - limits.PUBLISHING_LAG_MAX + HOUR)
    assert watch.read(OLD, late) == ("new_notice",)


@pytest.mark.parametrize(
    "moment", [NOON + 3 * 365 * DAY, NOON + 3 * DAY, datetime.fromisoformat("1970-01-01T00:00Z")]
)
def test_a_notice_with_an_impossible_date_is_news_under_no_date(moment: datetime) -> None:
    """The id is the news; the date must not put it before the watch, or above what follows."""
    watch = a_watch()
    strange = a_notice(2, moment)
    assert watch.read(strange, OLD) == ("new_notice",)
    assert watch.verdicts[0].believed_on is None
    assert watch.read(strange, a_notice(3, NOON + 2 * HOUR), OLD) == ("new_notice",)
    assert watch.known is not None
    assert watch.known.issue_mark == NOON.date()


def test_a_notice_dated_in_the_future_is_not_the_newest_of_a_first_feed() -> None:
    """The starting point is what is shown as the latest word of the embassy."""
    strange = a_notice(2, NOON + 1000 * DAY)
    fresh = a_notice(3, NOON + timedelta(minutes=5))
    watch = a_watch(strange, fresh)
    assert watch.known is not None
    assert watch.known.advisory == fresh


def test_a_notice_that_now_tells_people_to_leave_is_told_again() -> None:
    """The alert of the morning is edited at noon: who read it in the morning must know."""
    watch = a_watch()
    watch.read(NEW, OLD)
    graver = replace(NEW, departure=LEAVE, text="U.S. citizens should depart immediately.")
    assert watch.read(graver, OLD) == ("graver_notice",)
    alert = watch.alerts[-1]
    assert (alert.kinds, alert.is_urgent) == (("departure_raised", "notice_issued"), True)
    assert watch.read(graver, OLD) == ()


def test_a_notice_that_was_read_first_and_now_tells_people_to_leave_is_told() -> None:
    """What stood in the first feed is silent, what is added to it is not."""
    watch = a_watch()
    assert watch.read(replace(OLD, departure=LEAVE)) == ("graver_notice",)


def test_each_further_rung_of_a_notice_is_news() -> None:
    """Staff may leave in the morning, everybody should at night; and so may two notices say."""
    ordered = replace(OLD, departure=Departure.ORDERED_DEPARTURE)
    watch = a_watch()
    assert watch.read(ordered) == ("graver_notice",)
    assert watch.read(replace(OLD, departure=LEAVE)) == ("graver_notice",)
    watch.read(NEW, OLD)
    assert watch.read(replace(NEW, departure=LEAVE), OLD) == ("graver_notice",)


def test_two_wordings_of_a_notice_that_alternate_are_told_once() -> None:
    """Two caches of one site take turns for days."""
    watch = a_watch()
    graver = replace(OLD, departure=LEAVE)
    told = [watch.read(each) for _ in range(5) for each in (graver, OLD)]
    assert [rules for rules in told if rules] == [("graver_notice",)]


def test_a_lower_rung_of_the_same_notice_is_not_news() -> None:
    """Who was told to leave immediately knows that staff may leave."""
    watch = a_watch(replace(OLD, departure=LEAVE))
    assert watch.read(replace(OLD, departure=Departure.ORDERED_DEPARTURE)) == ()
    assert watch.read(replace(OLD, departure=LEAVE)) == ()


def test_limited_services_added_to_a_notice_are_not_news() -> None:
    """It says what the embassy can do, not what anybody should."""
    watch = a_watch()
    assert watch.read(replace(OLD, departure=Departure.LIMITED_SERVICES)) == ()


def test_an_old_notice_that_is_worded_anew_is_learnt_in_silence() -> None:
    """Months later it is a tidied archive, or our own reading of the words that changed."""
    watch = a_watch()
    graver = replace(OLD, departure=LEAVE)
    assert watch.read(graver, after=limits.FRESH_ISSUE) == ()
    assert watch.writes == 2
    assert watch.read(graver) == ()
    assert watch.writes == 2


def test_a_graver_notice_without_a_date_counts_as_fresh() -> None:
    """A missing date must not silence `depart immediately`; it can be told only once."""
    undated = a_notice(1, None)
    watch = a_watch(undated)
    assert watch.read(replace(undated, departure=LEAVE), after=30 * DAY) == ("graver_notice",)


def test_of_two_copies_of_a_notice_the_graver_one_counts() -> None:
    """An item that stands twice in a feed is one notice, told once, with its worst word."""
    watch = a_watch()
    graver = replace(NEW, departure=LEAVE)
    assert watch.read(graver, NEW, OLD) == ("new_notice",)
    assert watch.alerts[0].after == graver


def test_a_reading_from_before_what_is_known_is_not_news() -> None:
    """Captures are replayed into the ledger that they made; what they lack would be told late."""
    watch = a_watch()
    watch.read(NEW, OLD)
    known = watch.known
    assert watch.read(a_notice(9, NOON), OLD, after=-HOUR) == ()
    assert [(each.outcome, each.rule) for each in watch.verdicts] == [
        (Outcome.REJECTED, "older_reading")
    ]
    assert watch.known == known
    assert watch.read(OLD, after=timedelta(0)) == ()
    assert watch.verdicts == ()


def test_a_notice_that_left_the_feed_was_not_taken_back() -> None:
    """Every alert slides out of a feed of ten; it is neither withdrawn nor missing."""
    watch = a_watch()
    watch.read(NEW, OLD)
    assert watch.known is not None
    known, absent = {"RU": watch.known}, {"RU": NOON}
    assert NOTICES.absences(a_reading(), known, absent) == {}
    assert NOTICES.withdrawals(known, absent, NOON + 365 * DAY) == ()
    assert watch.read() == ()
    assert watch.read(NEW, OLD) == ()


def test_nothing_is_required_of_the_number_of_notices() -> None:
    """A quiet embassy is good news, not a broken page."""
    NOTICES.require_plausible(a_reading(), {}, (0, 250))
    NOTICES.require_plausible(a_reading(OLD), {}, (0, 0))


def test_notices_of_several_destinations_are_judged_each_for_itself() -> None:
    """One consulate writes for six islands: whoever follows one of them must hear."""
    islands = [replace(NEW, destination=code) for code in ("SX", "AW")]
    verdicts = NOTICES.judge(a_reading(*islands, first_reads=frozenset({"SX"})), {})
    assert [(each.destination, each.rule) for each in verdicts] == [
        ("AW", "new_notice"),
        ("SX", "first_sight"),
    ]


def test_a_first_read_of_what_is_known_already_is_judged_like_any_other() -> None:
    """A feed that moves to another address is another document, about a known destination."""
    watch = a_watch()
    watch.was_read = False
    assert watch.read(NEW, OLD) == ("new_notice",)


def test_a_feed_without_end_is_told_once_and_remembered() -> None:
    """What is judged must be less than what is remembered, or it is news in every reading."""
    watch = a_watch()
    endless = [
        a_notice(number, NOON + number * timedelta(seconds=1), departure=LEAVE)
        for number in range(2, 300)
    ]
    assert len(watch.read(*endless)) == limits.NOTICES_JUDGED_MAX
    assert watch.told[-1] == endless[-1].notice_id
    assert watch.read(*endless) == ()
    assert watch.known is not None
    assert len(watch.known.seen_notices) < limits.SEEN_NOTICES_MAX


def test_no_more_names_are_remembered_than_are_needed() -> None:
    """An item of the ledger must not grow for years; the newest stay."""
    watch = a_watch()
    for number in range(2, limits.SEEN_NOTICES_MAX):
        watch.read(a_notice(number, NOON + number * HOUR))
    assert watch.known is not None
    assert len(watch.known.seen_notices) == limits.SEEN_NOTICES_MAX
    assert watch.read(a_notice(number, NOON + number * HOUR)) == ()


def test_every_alert_names_its_rule_and_the_page_that_proves_it() -> None:
    """`Everything can be shown` is the third promise."""
    watch = a_watch()
    watch.read(NEW, OLD)
    (alert,) = watch.alerts
    assert alert.evidence == an_evidence(door="feed", read_at=watch.now)
    assert watch.verdicts[0].reason
