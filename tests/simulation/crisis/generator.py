"""Generate the crisis of a seed: stories in several modes, and faults of the whole source."""

from collections.abc import Iterator
from random import Random

from advisory_watch.core.advisory import Severity
from simulation.crisis.modes import STORIES, Place
from simulation.crisis.scenario import (
    BackEnd,
    BrokenFeed,
    ClockJumped,
    Crisis,
    FeedBroke,
    LedgerFailed,
    Mode,
    SecondEndpointOpened,
    SightLost,
)
from simulation.crisis.world import CODES, DAY_S, first_issue
from simulation.scenario import ScenarioEvent

HOUR_S = 3_600.0
SEES_AGAIN_S = 8 * HOUR_S
"""How long the events go on after the source can be read again."""

STORIES_AT_ONCE = 4
"""Fewer than a mass: more destinations at once would be an event of the whole source."""


def generate_crisis(seed: int) -> Crisis:
    """Generate the crisis of a seed."""
    random = Random(f"crisis {seed}")
    modes = dict(enumerate(random.sample(tuple(STORIES), STORIES_AT_ONCE)))
    is_long = Mode.ESCALATION in modes.values()
    length_s = (random.uniform(1.6, 2.4) if is_long else random.uniform(0.8, 1.6)) * DAY_S
    mass_at_s = random.uniform(0, length_s) if random.random() < 0.08 else None
    events: list[ScenarioEvent] = []
    for number in range(len(CODES)):
        place = Place(number=number, severity=first_issue(seed, number).severity, ends_s=length_s)
        story = STORIES.get(modes.get(number, Mode.QUIET))
        if story is not None:
            events += story(place, random)
        elif mass_at_s is not None:
            events.append(place.issue(random, mass_at_s, Severity(place.severity + 1)))
        elif random.random() < 0.2:
            events.append(place.issue(random, random.uniform(0, length_s), place.severity))
    events += _faults(random, length_s)
    lost = _sight_lost(random, length_s)
    events += lost
    ends_s = max([length_s, *(loss.at_s + loss.lasts_s + SEES_AGAIN_S for loss in lost)])
    begins_s = random.uniform(0, 0.6) * length_s if random.random() < 0.3 else 0.0
    return Crisis(
        seed=seed,
        events=tuple(sorted(events, key=lambda event: event.at_s)),
        modes=modes,
        begins_s=begins_s,
        ends_s=ends_s,
    )


def _sight_lost(random: Random, length_s: float) -> list[SightLost]:
    """Let the source be unreadable for days, in some crises."""
    if random.random() >= 0.15:
        return []
    lasts_s = random.uniform(0.2, 3.0) * DAY_S
    return [SightLost(at_s=random.uniform(0, length_s), lasts_s=lasts_s)]


def _faults(random: Random, length_s: float) -> Iterator[ScenarioEvent]:
    """Break what all stories share: the feed, the ledger, or a clock."""
    if random.random() < 0.25:
        yield FeedBroke(
            at_s=random.uniform(0, length_s),
            how=random.choice(tuple(BrokenFeed)),
            lasts_s=random.uniform(0.2, 1.0) * HOUR_S,
            back_ends=random.choice(((BackEnd.A,), (BackEnd.B,), tuple(BackEnd))),
        )
    if random.random() < 0.25:
        lasts_s = random.uniform(1.0, 24.0) * HOUR_S
        yield SecondEndpointOpened(at_s=random.uniform(0, length_s), lasts_s=lasts_s)
    if random.random() < 0.15:
        lasts_s = random.uniform(0.1, 3.0) * HOUR_S
        yield LedgerFailed(at_s=random.uniform(0, length_s), lasts_s=lasts_s)
    if random.random() < 0.2:
        by_s = random.choice((1, 5, 26, 24 * 30, 24 * 365, -2, -30)) * HOUR_S
        yield ClockJumped(at_s=random.uniform(0, length_s), by_s=by_s)
