"""Properties of whole histories, run through the real check."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Departure, is_possible
from advisory_watch.core.alert import Alert
from core.detection.cases import (
    L1,
    L2,
    L3,
    L4,
    MARK,
    NEWER,
    OLDER,
    Watch,
    a_bare_level,
    a_placeholder,
    an_issue,
)
from support.builders import NOON

EXAMPLES = settings(derandomize=True, deadline=None, max_examples=50, database=None)
"""The same histories are drawn on every machine and every day."""

LEAVE = Departure.DEPART_IMMEDIATELY
FUTURE = date(2030, 9, 15)

Step = tuple[tuple[Advisory, ...], timedelta]
"""What the feed says of a destination, and the time since the previous read."""

WORDED = (
    an_issue(L2, MARK),
    an_issue(L2, MARK, text="The other back end's words for the same issue."),
    an_issue(L3, MARK, text="The same date with another level."),
    an_issue(L3, NEWER),
    an_issue(L1, OLDER),
    an_issue(L4, OLDER, departure=LEAVE),
    an_issue(L4, NEWER, departure=LEAVE, text="Leave now."),
    an_issue(L2, NEWER, text=""),
    an_issue(L4, FUTURE, text="A true raise with a mistyped date."),
    an_issue(L1, FUTURE, text="A milder text with a mistyped date."),
    an_issue(L2, None, text="No date at all."),
    an_issue(L2, date(2025, 9, 1), text="The year is wrong."),
    an_issue(None, NEWER, native_level="See Individual Summaries"),
)
BARE = (
    a_bare_level(L2, MARK),
    a_bare_level(L3, MARK),
    a_bare_level(L3, NEWER),
    a_bare_level(L1, OLDER),
    a_bare_level(L4, FUTURE),
    a_bare_level(L2, MARK, native_level="Level 2 (with regional advisories)"),
)
WAITS = st.sampled_from([timedelta(minutes=5), thresholds.GRAVER_TOLD_AFTER, timedelta(hours=13)])
LONG_WAITS = st.one_of(WAITS, st.just(thresholds.LOWERING_CONFIRMED_AFTER))
STUBS = st.builds(a_placeholder, st.just(L1), st.sampled_from([MARK, NEWER]))
"""A placeholder under a graver level may be true, and waits like other graver advice."""


def steps_of(copies: Sequence[Advisory]) -> st.SearchStrategy[list[Step]]:
    """Draw histories of less than a week; the first snapshot names the destination once."""
    snapshots = st.lists(st.sampled_from(copies), max_size=3).map(tuple)
    first = st.tuples(st.sampled_from(copies).map(lambda copy: (copy,)), WAITS)
    rest = st.lists(st.tuples(snapshots, WAITS), max_size=10)
    return st.builds(lambda first_step, later_steps: [first_step, *later_steps], first, rest)


HISTORIES = st.one_of(steps_of(WORDED), steps_of(BARE))
PAIRS = st.one_of(
    *(st.tuples(st.sampled_from(pool), st.sampled_from(pool)) for pool in (WORDED, BARE))
)


def watched(steps: Iterable[Step]) -> Watch:
    """Run a history and return its watch."""
    watch = Watch()
    for copies, wait in steps:
        watch.read(*copies, after=wait)
    return watch


def told(watch: Watch) -> list[Alert]:
    """Return all alerts without their evidence, which names the page as received."""
    return [replace(alert, evidence=None) for alert in watch.alerts]


@EXAMPLES
@given(HISTORIES, st.randoms(use_true_random=False))
def test_the_order_of_items_in_a_feed_does_not_matter(steps: list[Step], random: object) -> None:
    """Two back ends list the same items in different order, several times a day."""
    shuffled = [(_shuffled(copies, random), wait) for copies, wait in steps]
    assert told(watched(shuffled)) == told(watched(steps))


def _shuffled(copies: tuple[Advisory, ...], random: object) -> tuple[Advisory, ...]:
    order = list(copies)
    random.shuffle(order)  # type: ignore[attr-defined]
    return tuple(order)


@EXAMPLES
@given(HISTORIES, st.integers(2, 4))
def test_duplicating_items_changes_nothing(steps: list[Step], times: int) -> None:
    """One feed listed 114 names twice although nothing had happened to any of them."""
    assert told(watched((copies * times, wait) for copies, wait in steps)) == told(watched(steps))


@EXAMPLES
@given(HISTORIES, st.data())
def test_placeholders_inserted_anywhere_change_nothing(
    steps: list[Step], data: st.DataObject
) -> None:
    """A placeholder is neither news nor evidence for or against a change."""
    noisy = [steps[0]]
    for copies, wait in steps[1:]:
        stub, pause = data.draw(STUBS), timedelta(minutes=1)
        noisy += [((stub,), pause), ((*copies, stub) if copies else (), wait - pause)]
    assert told(watched(noisy)) == told(watched(steps))


@EXAMPLES
@given(PAIRS, st.integers(1, 30), LONG_WAITS)
def test_two_copies_that_alternate_alert_once_at_most(
    pair: tuple[Advisory, Advisory], times: int, wait: timedelta
) -> None:
    """Two back ends alternated for four months; subscribers would ignore the fifth alert."""
    watch = Watch()
    for _ in range(times):
        for copy in pair:
            watch.read(copy, after=wait)
    assert len(watch.alerts) <= 1


@EXAMPLES
@given(PAIRS, st.lists(st.integers(1, 3), min_size=2, max_size=20), LONG_WAITS)
def test_alternating_copies_alert_once_in_each_direction(
    pair: tuple[Advisory, Advisory], turns: list[int], wait: timedelta
) -> None:
    """A turn may outlast every waiting time; it must not be news each time."""
    watch = Watch()
    for number, turn in enumerate(turns):
        for _ in range(turn):
            watch.read(pair[number % 2], after=wait)
    assert len(watch.kinds) == len(set(watch.kinds))
    assert len(watch.kinds) <= 2


@EXAMPLES
@given(HISTORIES)
def test_replaying_a_history_alerts_once(steps: list[Step]) -> None:
    """After a crash or in doubt, captures are replayed into the ledger that they made."""
    steps = [(_without_mistyped_dates(copies), wait) for copies, wait in steps]
    watch = watched(steps)
    once = told(watch)
    watch.now = NOON
    for copies, wait in steps:
        watch.read(*copies, after=wait)
    assert told(watch) == once


def _without_mistyped_dates(copies: tuple[Advisory, ...]) -> tuple[Advisory, ...]:
    """Leave them out next to other copies: two raises in one snapshot alert one after the other."""
    return tuple(copy for copy in copies if len(copies) == 1 or copy.issued_on != FUTURE)


@EXAMPLES
@given(HISTORIES, st.integers(1, 10))
def test_a_later_reading_never_alters_an_earlier_decision(steps: list[Step], length: int) -> None:
    """A sent alert cannot be recalled; the history must record what was sent."""
    whole, part = watched(steps), watched(steps[:length])
    assert told(whole)[: len(part.alerts)] == told(part)
    versions = [watch.ledger.history("us_state", "KW") for watch in (whole, part)]
    assert versions[0][: len(versions[1])] == versions[1]


@EXAMPLES
@given(HISTORIES)
def test_a_placeholder_or_an_older_date_lowers_nothing(steps: list[Step]) -> None:
    """A false all-clear sends people into danger."""
    for alert in watched(steps).alerts:
        if alert.kind == "level_lowered":
            assert alert.before is not None
            assert alert.after is not None
            assert not alert.after.is_stub
            dates = alert.before.issued_on, alert.after.issued_on
            if is_possible(dates[0], alert.created_at) and is_possible(dates[1], alert.created_at):
                assert (dates[1] or date.min) >= (dates[0] or date.max)


@EXAMPLES
@given(HISTORIES)
def test_every_alert_has_the_page_that_proves_it(steps: list[Step]) -> None:
    """`Everything can be shown` is the third promise of the service."""
    for alert in watched(steps).alerts:
        assert alert.evidence is not None
        assert alert.evidence.read_at == alert.created_at
        assert alert.rule


NOISE = (
    "placeholder", "placeholder beside", "stale", "stale beside", "redated", "redated for an hour",
    "reworded", "gone", "twice", "mute", "impossible",
)  # fmt: skip


def said_in(noise: str, issues: Sequence[Advisory], today: date) -> tuple[Advisory, ...]:
    """Return the items of a faulty feed, given the true issues so far, oldest first."""
    now, old = issues[-1], issues[0]
    return {
        "placeholder": (a_placeholder(L1, today),),
        "placeholder beside": (now, a_placeholder(L1, today)),
        "stale": (old,),
        "stale beside": (old, now),
        "redated": (replace(now, issued_on=today),),
        "redated for an hour": (replace(old, issued_on=today),),
        "reworded": (replace(now, text=f"In other words: {now.text}"),),
        "gone": (),
        "twice": (now, old, now),
        "mute": (replace(now, issued_on=today, text=""),),
        "impossible": (replace(now, issued_on=FUTURE),),
    }[noise]


NOISES = st.lists(st.tuples(st.sampled_from(NOISE), WAITS), max_size=6)


def endure(watch: Watch, noises: list[tuple[str, timedelta]], issues: list[Advisory]) -> None:
    """Read a faulty feed for a while; an old copy with a new date is corrected within an hour."""
    for noise, wait in noises:
        watch.read(*said_in(noise, issues, (watch.now + wait).date()), after=wait)
        if noise == "redated for an hour":
            watch.read(issues[-1])


@EXAMPLES
@given(st.lists(NOISES, min_size=1, max_size=4))
def test_every_true_raise_alerts_once_when_first_seen(
    noises: list[list[tuple[str, timedelta]]],
) -> None:
    """Subscribers rely on this alert, whichever faults the feed has."""
    watch, raised_at = Watch(), []
    issues = [an_issue(L1, OLDER)]
    watch.read(issues[0])
    for noise, severity in zip(noises, (L2, L3, L4, L4), strict=False):
        endure(watch, noise, issues)
        if severity > (issues[-1].severity or 0):
            tomorrow = watch.now + timedelta(days=1)
            issues.append(an_issue(severity, tomorrow.date()))
            watch.read(issues[-1], after=timedelta(days=1))
            raised_at.append(watch.now)
    assert [alert.created_at for alert in watch.alerts] == raised_at
    assert watch.kinds == ["level_raised"] * len(raised_at)


@EXAMPLES
@given(NOISES, NOISES)
def test_a_new_issue_that_says_leave_makes_one_urgent_alert(
    before: list[tuple[str, timedelta]], after: list[tuple[str, timedelta]]
) -> None:
    """Moscow, February 2023: Level 4 stayed Level 4, but the new issue said depart immediately."""
    watch, issues = Watch(), [an_issue(L4, OLDER)]
    watch.read(issues[0])
    endure(watch, before, issues)
    tomorrow = watch.now + timedelta(days=1)
    issues.append(an_issue(L4, tomorrow.date(), departure=LEAVE))
    watch.read(issues[-1], after=timedelta(days=1))
    issued_at = watch.now
    endure(watch, after, issues)
    assert [(alert.kind, alert.is_urgent, alert.created_at) for alert in watch.alerts] == [
        ("departure_raised", True, issued_at)
    ]


@EXAMPLES
@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=1, max_size=40))
def test_a_phrase_that_stays_for_months_is_no_news(
    copies: list[tuple[int, bool]],
) -> None:
    """The text changed 62 times in eight months, between five texts of one issue."""
    watch = Watch()
    watch.read(an_issue(L4, OLDER, departure=LEAVE))
    for number, is_redated in copies:
        text = f"U.S. citizens in Russia should depart immediately. Wording {number}."
        advisory = an_issue(L4, OLDER, departure=LEAVE, text=text)
        watch.read(advisory, after=timedelta(days=2))
        watch.read(advisory, after=thresholds.GRAVER_TOLD_AFTER)
        if is_redated:
            watch.read(replace(advisory, issued_on=watch.now.date()), after=timedelta(days=1))
    assert watch.alerts == ()
