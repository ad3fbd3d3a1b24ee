"""Shorten a failing scenario while it still fails in the same way."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from simulation.application import Application
from simulation.crisis.scenario import Crisis
from simulation.crisis.simulator import simulate_crisis
from simulation.crisis.watch import Watch
from simulation.faults import FaultSchedule
from simulation.result import Violation
from simulation.scenario import USUAL_TRIGGER, ProcessStarted, Scenario
from simulation.simulator import simulate

Story = TypeVar("Story", Scenario, Crisis)


def shrink(
    scenario: Scenario, violation: Violation, application: Callable[[], Application] = Application
) -> Scenario:
    """Remove the parts of a scenario that are not needed to break the same promise."""

    def still_fails(shorter: Scenario) -> bool:
        found = simulate(shorter, application).violation
        return found is not None and found.invariant == violation.invariant

    return _shortest(scenario, _shorter, still_fails)


def shrink_crisis(
    crisis: Crisis, violation: Violation, watch: Callable[[], Watch] = Watch
) -> Crisis:
    """Remove the events of a crisis that are not needed to break the same promise."""

    def still_fails(shorter: Crisis) -> bool:
        findings = simulate_crisis(shorter, watch).findings
        return any(finding.oracle == violation.invariant for finding in findings)

    return _shortest(crisis, _fewer_events, still_fails)


def _shortest(
    story: Story,
    shorter_stories: Callable[[Story], Iterator[Story]],
    still_fails: Callable[[Story], bool],
) -> Story:
    while True:
        shorter = next(filter(still_fails, shorter_stories(story)), None)
        if shorter is None:
            return story
        story = shorter


def _fewer_events(story: Story) -> Iterator[Story]:
    """Yield the story with fewer events, the shortest first."""
    events, size = story.events, len(story.events) // 2
    while size:
        for start in range(0, len(events), size):
            yield replace(story, events=events[:start] + events[start + size :])
        size //= 2


def _shorter(scenario: Scenario) -> Iterator[Scenario]:
    """Yield shorter versions of the scenario, the shortest first."""
    yield from _fewer_events(scenario)
    if scenario.triggers:
        yield replace(scenario, triggers=())
    for at, trigger in enumerate(scenario.triggers):
        if trigger != USUAL_TRIGGER:
            yield replace(
                scenario,
                triggers=(*scenario.triggers[:at], USUAL_TRIGGER, *scenario.triggers[at + 1 :]),
            )
        for faults in _with_fewer_faults(trigger.faults):
            fewer = replace(trigger, faults=faults)
            yield replace(
                scenario, triggers=(*scenario.triggers[:at], fewer, *scenario.triggers[at + 1 :])
            )
    events = scenario.events
    for at, event in enumerate(events):
        if isinstance(event, ProcessStarted):
            for simpler in _simpler(event):
                yield replace(scenario, events=(*events[:at], simpler, *events[at + 1 :]))


def _simpler(event: ProcessStarted) -> Iterator[ProcessStarted]:
    if event.clock_s:
        yield replace(event, clock_s=0.0)
    for faults in _with_fewer_faults(event.faults):
        yield replace(event, faults=faults)


def _with_fewer_faults(faults: FaultSchedule) -> Iterator[FaultSchedule]:
    for at in range(len(faults)):
        yield faults[:at] + faults[at + 1 :]
