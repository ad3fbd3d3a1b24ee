"""Shorten a failing scenario while it still fails in the same way."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from simulation.application import Application
from simulation.faults import FaultSchedule
from simulation.result import Violation
from simulation.scenario import USUAL_TRIGGER, ProcessStarted, Scenario
from simulation.simulator import simulate


def shrink(
    scenario: Scenario, violation: Violation, application: Callable[[], Application] = Application
) -> Scenario:
    """Remove the parts of a scenario that are not needed to break the same promise."""

    def still_fails(shorter: Scenario) -> bool:
        found = simulate(shorter, application).violation
        return found is not None and found.invariant == violation.invariant

    while True:
        shorter = next(filter(still_fails, _shorter(scenario)), None)
        if shorter is None:
            return scenario
        scenario = shorter


def _shorter(scenario: Scenario) -> Iterator[Scenario]:
    """Yield shorter versions of the scenario, the shortest first."""
    events, size = scenario.events, len(scenario.events) // 2
    while size:
        for start in range(0, len(events), size):
            yield replace(scenario, events=events[:start] + events[start + size :])
        size //= 2
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
