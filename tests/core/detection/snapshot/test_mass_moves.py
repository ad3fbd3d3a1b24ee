"""Mass moves: from which number a source moves as a whole, and what operators hear of it."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Change
from advisory_watch.core.alert import Alert
from advisory_watch.core.detection.outages import after_mass_move
from advisory_watch.core.detection.rules.rule import Decision
from advisory_watch.core.detection.snapshot.mass_moves import find_mass_move, find_mass_news
from advisory_watch.core.detection.types import Detection, Outcome
from advisory_watch.core.health import Health
from advisory_watch.core.mass_move import MassMove
from advisory_watch.core.source_event import Audience
from advisory_watch.core.thresholds import is_mass
from core.detection.cases import L1, L2, L4, a_reading, an_issue
from support.builders import NOON, a_health, a_record

WORLD = 230
DAY = timedelta(days=1)


def told(count: int, *changes: Change, first: int = 0) -> list[Detection]:
    """Build detections that change that many destinations."""
    return [
        Detection(
            destination=f"D{number}",
            outcome=Outcome.CHANGED,
            rule=Decision.SECOND_AGREEING_READ,
            reason="",
            advisory=None,
            changes=changes or (Change.LEVEL_RAISED,),
        )
        for number in range(first, first + count)
    ]


def news_of(detections: list[Detection], last: datetime | None = None) -> MassMove | None:
    """Return the mass move that a check at noon tells."""
    return find_mass_news(detections, WORLD, NOON, last)


def test_a_pandemic_is_one_piece_of_news() -> None:
    """Real case: in March 2020, Canada raised 151 of its 230 destinations in one update."""
    mass = news_of(told(151))
    assert mass is not None
    assert mass.words == "raised 151 of 230 destinations at once"
    assert (mass.alerts, mass.at) == (151, NOON)


def test_a_war_in_a_region_is_told_country_by_country() -> None:
    """Real case: ten destinations in a day. Each is an SMS for the people who are there."""
    assert news_of(told(10)) is None
    assert news_of(told(45)) is None
    assert news_of(told(46)) is not None


def test_a_fifth_of_a_small_source_is_read_one_by_one() -> None:
    """A publisher with forty destinations may raise nine of them."""
    assert find_mass_news(told(19), 40, NOON, None) is None
    assert find_mass_news(told(20), 40, NOON, None) is not None


def test_the_rest_of_a_mass_move_is_told_as_one_message_too() -> None:
    """Doubts about single destinations end at different times; phones must not get the rest."""
    rest = told(30)
    assert news_of(rest) is None
    assert news_of(rest, NOON - timedelta(hours=3)) is not None
    assert news_of(rest, NOON - 3 * DAY) is None
    assert news_of(told(19), NOON - timedelta(hours=3)) is None


def test_both_directions_are_counted() -> None:
    """A summary that says only `raised` hides a lowering."""
    mass = news_of([*told(60), *told(2, Change.LEVEL_LOWERED, first=60)])
    assert mass is not None
    assert mass.words == "changed 62 of 230 destinations at once (60 raised, 2 lowered)"
    fall = news_of(told(60, Change.LEVEL_LOWERED))
    assert fall is not None
    assert fall.words == "lowered 60 of 230 destinations at once"


def test_new_words_for_everything_are_no_mass_move() -> None:
    """Sixty re-issues are a burst; nothing moved."""
    assert news_of(told(151, Change.REISSUED)) is None


def test_edits_next_to_a_mass_move_belong_to_its_message() -> None:
    """The dispatcher waits for all alerts of the check, whatever their kinds."""
    mass = news_of([*told(60), *told(5, Change.REISSUED, first=60)])
    assert mass is not None
    assert (mass.words, mass.alerts) == ("raised 60 of 230 destinations at once", 65)


def test_a_notice_at_every_post_is_one_piece_of_news() -> None:
    """A worldwide caution is published by every embassy within minutes."""
    mass = news_of(told(150, Change.NOTICE_ISSUED))
    assert mass is not None
    assert mass.words == "issued 150 notices at once"


@given(st.integers(0, 300), st.integers(1, 300), st.integers(0, 100))
def test_a_mass_has_a_fifth_of_the_source_and_more_than_people_read(
    count: int, listed: int, first: int
) -> None:
    """What is not a mass is reported by itself, whatever the size of the source."""
    first_seen = told(first, Change.FIRST_SEEN, first=count)
    mass = find_mass_news([*told(count), *first_seen], listed, NOON, None)
    assert (mass is not None) == (count >= thresholds.MASS_TOLD_FROM and is_mass(count, listed))
    if mass is not None:
        assert mass.alerts == mass.moved == mass.raised == count


CODES = tuple(f"{letter}{other}" for letter in "ABCD" for other in "MNPQR")


def test_a_snapshot_that_moves_everything_is_found_before_it_is_believed() -> None:
    """Operators look at the page while the alerts wait."""
    records = {code: a_record(an_issue(L2, destination=code), destination=code) for code in CODES}
    copies = [an_issue(L4, destination=code) for code in CODES[:12]]
    copies += [an_issue(L1, destination=CODES[12])]
    copies += [an_issue(L2, destination=code) for code in CODES[13:]]
    mass = find_mass_move(a_reading(*copies), records)
    assert mass is not None
    assert (mass.moved, mass.raised, mass.lowered, mass.listed) == (13, 12, 1, 20)
    assert find_mass_move(a_reading(*copies[11:]), records) is None
    assert find_mass_move(a_reading(*copies), {}) is None


def heard(health: Health, *hours: float) -> tuple[Health, list[Alert]]:
    """Return what operators hear of a mass move that is seen at these hours."""
    alerts: list[Alert] = []
    for hour in hours:
        at = NOON + timedelta(hours=hour)
        mass = MassMove(at=at, listed=WORLD, moved=151, raised=151)
        health, new = after_mass_move(health, mass, at)
        alerts += new
    return health, alerts


def test_operators_hear_in_the_check_that_sees_it_first() -> None:
    """Two hours later, subscribers hear: until then a person can look."""
    _, (alert,) = heard(a_health(), 0)
    assert (alert.kind, alert.audience) == ("source_moved_everything", Audience.OPERATORS)
    assert alert.note.startswith(
        "us_state raised 151 of 230 destinations at once. Look at its page"
    )
    assert not alert.is_urgent
    assert alert.mass is None


@given(st.lists(st.floats(0.05, 47), max_size=30))
def test_one_event_is_told_once(gaps: list[float]) -> None:
    """Two back ends alternate for a day, and each check sees the mass move, or not."""
    hours = [sum(gaps[:end]) for end in range(len(gaps) + 1)]
    _, alerts = heard(a_health(), *hours)
    assert len(alerts) == 1


def test_another_event_is_told_again() -> None:
    """The alert of last month must not suppress the alert of today."""
    _, alerts = heard(a_health(), 0, 1, 72)
    assert len({alert.id for alert in alerts}) == 2


def test_a_mark_in_the_future_hides_nothing() -> None:
    """One check under a clock of next year must not silence this year."""
    _, alerts = heard(a_health(mass_moved_at=NOON + 365 * DAY), 0, 1)
    assert len(alerts) == 1


def test_a_snapshot_without_a_mass_move_changes_nothing() -> None:
    """The feed came back: the health keeps the time of the event, so that it stays one."""
    health, _ = heard(a_health(), 0)
    assert after_mass_move(health, None, NOON + DAY) == (health, ())
