"""Shorten a failing story while it still fails in the same way."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from simulation.result import Violation
from simulation.application import House
from simulation.simulator import play
from simulation.scenario import CALM, Starts, Story
from simulation.faults import Faults


def shrunken(story: Story, violation: Violation, house: Callable[[], House] = House) -> Story:
    """Remove the parts of a story that are not needed to break the same promise."""

    def still_fails(shorter: Story) -> bool:
        found = play(shorter, house).violation
        return found is not None and found.invariant == violation.invariant

    while True:
        shorter = next(filter(still_fails, _shorter(story)), None)
        if shorter is None:
            return story
        story = shorter


def _shorter(story: Story) -> Iterator[Story]:
    """Yield shorter versions of the story, the shortest first."""
    steps, size = story.steps, len(story.steps) // 2
    while size:
        for start in range(0, len(steps), size):
            yield replace(story, steps=steps[:start] + steps[start + size :])
        size //= 2
    if story.rings:
        yield replace(story, rings=())
    for at, ring in enumerate(story.rings):
        if ring != CALM:
            yield replace(story, rings=(*story.rings[:at], CALM, *story.rings[at + 1 :]))
        for faults in _fewer(ring.faults):
            fewer = replace(ring, faults=faults)
            yield replace(story, rings=(*story.rings[:at], fewer, *story.rings[at + 1 :]))
    for at, step in enumerate(steps):
        if isinstance(step, Starts):
            for calmer in _calmer(step):
                yield replace(story, steps=(*steps[:at], calmer, *steps[at + 1 :]))


def _calmer(step: Starts) -> Iterator[Starts]:
    if step.clock_s:
        yield replace(step, clock_s=0.0)
    for faults in _fewer(step.faults):
        yield replace(step, faults=faults)


def _fewer(faults: Faults) -> Iterator[Faults]:
    for at in range(len(faults)):
        yield faults[:at] + faults[at + 1 :]
