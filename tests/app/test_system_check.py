"""A fault of any part turns the judgement of the whole system, and nothing else does."""

from collections.abc import Collection, Mapping
from datetime import timedelta

import pytest

from advisory_watch.core.errors import AccessDenied, HandingFailed, LedgerError
from advisory_watch.core.health import Health
from advisory_watch.core.system_health import Duty
from support.builders import NOON, an_alert
from support.scenarios.simulated_system import DAY, INTERVALS, SWEEP, SimulatedSystem

SETTLED = timedelta(hours=6)


@pytest.fixture
def system() -> SimulatedSystem:
    """Simulate a stack that has worked for six hours."""
    system = SimulatedSystem()
    system.run_for(SETTLED)
    assert system.faults() == {}
    return system


@pytest.mark.parametrize("name", INTERVALS)
def test_one_stopped_schedule_of_many_rings_and_is_over(name: str, system: SimulatedSystem) -> None:
    """A schedule that stops leaves no trace of its own, and the other sources look well."""
    missed_at = system.due[name]
    system.stopped.add(name)
    system.run_until(missed_at + 2 * INTERVALS[name] + SWEEP)
    assert list(system.faults()) == [f"not_checked {name}"]
    assert system.faults()[f"not_checked {name}"] <= missed_at + 2 * INTERVALS[name] + SWEEP
    system.stopped.clear()
    system.run_for(INTERVALS[name] + SWEEP)
    assert system.now_found() == ()


@pytest.mark.parametrize("name", INTERVALS)
def test_a_dead_source_rings_and_is_over(name: str, system: SimulatedSystem) -> None:
    """It is checked at its times, so that only the ledger tells that nothing is read."""
    failed_at = system.due[name]
    system.dead.add(name)
    system.run_until(failed_at + 2 * INTERVALS[name] + SWEEP)
    assert list(system.faults()) == [f"not_read {name}"]
    system.dead.clear()
    system.run_for(INTERVALS[name] + SWEEP)
    assert system.now_found() == ()


def test_a_stuck_outbox_rings_and_is_over(system: SimulatedSystem) -> None:
    """A decided alert that no carrier accepts is the worst fault of all."""
    created_at = system.time.now
    system.stopped.add("outbox")
    system.outbox.enqueue(an_alert(created_at=created_at))
    system.run_for(2 * SWEEP)
    assert system.now_found() == ("alerts_wait outbox",)
    system.stopped.clear()
    system.run_for(SWEEP)
    assert system.now_found() == ()


@pytest.mark.parametrize("duty", Duty)
def test_a_missing_daily_run_rings_the_same_day_and_is_over(
    duty: Duty, system: SimulatedSystem
) -> None:
    """A digest that does not come is silence, and a reader takes silence for quiet news."""
    missed_at = system.due[duty.value]
    system.stopped.add(duty.value)
    system.run_until(missed_at + timedelta(hours=2) + SWEEP)
    assert system.now_found() == (f"not_run {duty.value}",)
    assert system.faults()[f"not_run {duty.value}"] <= missed_at + timedelta(hours=2) + SWEEP
    system.stopped.clear()
    system.run_for(DAY)
    assert system.now_found() == ()


def test_dead_letters_ring_until_they_are_gone(system: SimulatedSystem) -> None:
    """A letter is work that no retry repeats."""
    system.letters["letters"] = 1
    system.run_for(SWEEP)
    assert system.now_found() == ("dead_letters letters",)
    system.letters.clear()
    system.run_for(SWEEP)
    assert system.now_found() == ()


@pytest.mark.slow
def test_a_month_with_usual_faults_is_quiet() -> None:
    """An alarm that rings without a fault is switched off before the first true one."""
    system = SimulatedSystem()
    for day in range(30):
        system.run_until(NOON + day * DAY + timedelta(hours=3))
        name = list(INTERVALS)[day % len(INTERVALS)]
        slow = system.stopped if day % 2 else system.dead
        slow.add(name)
        system.run_until(system.due[name])
        slow.clear()
    assert len(system.judged) > 30 * 24 * 11
    assert system.faults() == {}
    assert system.inbox.mails == []


def test_a_new_stack_is_well_until_its_schedules_had_their_time() -> None:
    """An alarm in the first minutes of each stack teaches its owner to ignore alarms."""
    system = SimulatedSystem(stopped={*INTERVALS, "digest", "seal"})
    system.run_for(2 * SWEEP)
    assert system.now_found() == ()
    system.run_for(2 * DAY)
    assert set(system.now_found()) == {
        *(f"not_checked {name}" for name in INTERVALS),
        "not_run digest",
        "not_run seal",
    }


def test_a_stack_that_was_stopped_as_a_whole_gets_its_intervals_again(
    system: SimulatedSystem,
) -> None:
    """After `stack start`, each source is as old as the stop was long."""
    everything = {*INTERVALS, "digest", "seal", "sweep"}
    system.stopped |= everything
    system.run_for(3 * DAY)
    started_at = system.time.now
    system.stopped.clear()
    system.run_for(DAY + SWEEP)
    assert system.faults(started_at) == {}


def test_operators_are_told_once_and_when_it_is_over(system: SimulatedSystem) -> None:
    """The mail of an alarm has no room for a name: this one says what, how soon and what to run."""
    system.stopped.add("uk_fcdo")
    system.run_for(timedelta(hours=2))
    ((subject, text),) = system.inbox.mails
    assert subject == "Advisory Watch, act now: not_checked uk_fcdo"
    assert "ACT NOW: uk_fcdo was last checked" in text
    assert "First command: advisory-watch doctor --stack watch\n" in text
    system.stopped.clear()
    system.run_for(timedelta(minutes=15))
    subject, text = system.inbox.mails[-1]
    assert subject == "Advisory Watch, over: not_checked uk_fcdo"
    assert "The system is well again." in text
    assert len(system.inbox.mails) == 2


def test_a_mail_that_fails_is_sent_by_the_next_run(system: SimulatedSystem) -> None:
    """Operators who were not reached know nothing yet."""
    system.inbox.is_closed = True
    system.letters["letters"] = 2
    system.run_for(SWEEP)
    assert "expected SNS" in system.judged[-1][1].trouble
    assert system.now_found() == ("dead_letters letters",)
    system.inbox.is_closed = False
    system.run_for(2 * SWEEP)
    assert [subject for subject, _ in system.inbox.mails] == [
        "Advisory Watch, look today: dead_letters letters"
    ]


def test_a_source_switched_off_is_not_expected(system: SimulatedSystem) -> None:
    """Its parameter is off: only its old records are left."""
    system.stopped |= {"nl_bz"}
    check = system.system_check()
    del check.schedules["nl_bz"]  # type: ignore[attr-defined]
    system.time.passes(hours=12)
    assert not any("nl_bz" in finding.name for finding in check.run().health.findings)


def test_what_cannot_be_observed_is_a_fault(system: SimulatedSystem) -> None:
    """Otherwise the number would say that all is well because nothing was looked at."""

    def denied(_names: Collection[str]) -> Mapping[str, Health | LedgerError]:
        raise AccessDenied("ledger: AccessDenied")

    def uncounted() -> Mapping[str, int]:
        raise HandingFailed("expected SQS to count dead letters, found AccessDenied")

    system.log.healths = denied  # type: ignore[method-assign,assignment]
    check = system.system_check()
    object.__setattr__(check, "count_letters", uncounted)
    found = {finding.name for finding in check.run().health.findings}
    assert found == {f"unknown {name}" for name in (*system.intervals, "dead letters")}
