"""Properties of the judgement, over many seeded histories."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from advisory_watch.core.health import CHECK_MAX, Health, ReaderMark
from advisory_watch.core.serialization import from_json, to_json
from advisory_watch.core.system_health import (
    JUDGED_EVERY_MAX,
    OUTBOX_WAITS_MAX,
    READER_GRACE,
    Duty,
    Expectation,
    Finding,
    FindingKind,
    SystemFacts,
    SystemHealth,
    Urgency,
    expectations,
    judge_system,
    late_after,
)
from advisory_watch.core.system_notice import build_notice
from support.builders import NOON

DAY = timedelta(days=1)
INTERVALS = [timedelta(minutes=minutes) for minutes in (1, 5, 10, 30, 60, 120, 360, 1440)]


def names(facts: SystemFacts) -> list[str]:
    """Return the names of all findings."""
    return [finding.name for finding in judge_system(facts)]


def facts_of(
    interval: timedelta, tried_ago: timedelta | None, read_ago: timedelta | None
) -> SystemFacts:
    """Build the facts of one source that was expected for a year."""
    expected = Expectation(interval_s=int(interval.total_seconds()), since=NOON - 365 * DAY)
    health = Health(
        source="us_state",
        last_tried_at=None if tried_ago is None else NOON - tried_ago,
        last_good_at=None if read_ago is None else NOON - read_ago,
    )
    return SystemFacts(
        at=NOON, stack="watch", expected={"us_state": expected}, healths={"us_state": health}
    )


@pytest.mark.parametrize("interval", INTERVALS)
def test_a_source_is_late_exactly_after_its_limit(interval: timedelta) -> None:
    """The limit lies beyond one lost run, and within two intervals of the first missed one."""
    limit = late_after(interval)
    assert interval < limit <= 3 * interval
    random = Random(7)  # noqa: S311 - an example
    for _ in range(200):
        tried = random.random() * 2 * limit
        read = tried + random.random() * limit
        expected = (
            ["not_checked us_state"]
            if tried > limit
            else ["not_read us_state"]
            if read > limit
            else []
        )
        assert names(facts_of(interval, tried, read)) == expected


@pytest.mark.parametrize("interval", INTERVALS[:5])
def test_one_lost_run_is_no_fault(interval: timedelta) -> None:
    """Lambda and publishers fail now and then, and the next check does the same work."""
    assert names(facts_of(interval, 2 * interval, 2 * interval)) == []


@pytest.mark.parametrize("interval", INTERVALS)
def test_a_source_of_a_reader_may_be_read_in_its_rounds(interval: timedelta) -> None:
    """Two clocks that do not agree on their rounds are no fault; a silent reader is one."""
    limit = late_after(interval) + READER_GRACE
    for read_ago, number in ((limit, 0), (limit + timedelta(seconds=1), 1)):
        facts = facts_of(interval, timedelta(), read_ago)
        served = replace(facts.healths["us_state"], readers={"berlin": ReaderMark()})
        found = names(replace(facts, healths={"us_state": served}))
        assert len(found) == number


def test_a_time_in_the_future_does_not_hide_a_stopped_schedule() -> None:
    """A check that ran under a clock ahead would count as recent for as long."""
    assert names(facts_of(INTERVALS[1], -DAY, -DAY)) == ["not_checked us_state"]


def test_an_older_ledger_has_only_the_last_read() -> None:
    """After an upgrade, the last check is unknown until the next one."""
    assert names(facts_of(INTERVALS[1], None, timedelta(minutes=5))) == []


def test_a_new_name_gets_its_interval_first_and_keeps_its_time() -> None:
    """If the time moved with each judgement, nothing would ever be late."""
    schedules = {"us_state": timedelta(minutes=5)}
    expected = expectations(None, schedules, NOON)
    for minutes in range(5, 120, 5):
        at = NOON + timedelta(minutes=minutes)
        before = SystemHealth(judged_at=at - timedelta(minutes=5), expected=expected)
        expected = expectations(before, schedules, at)
    assert expected["us_state"].since == NOON


def test_a_changed_interval_and_a_pause_begin_again() -> None:
    """A source of once an hour is not late at once if it is to be checked every five minutes."""
    old = expectations(None, {"us_state": timedelta(hours=1)}, NOON - DAY)
    before = SystemHealth(judged_at=NOON - timedelta(minutes=5), expected=old)
    assert expectations(before, {"us_state": timedelta(minutes=5)}, NOON)["us_state"].since == NOON
    paused = SystemHealth(judged_at=NOON - JUDGED_EVERY_MAX - timedelta(minutes=1), expected=old)
    assert expectations(paused, {"us_state": timedelta(hours=1)}, NOON)["us_state"].since == NOON


def test_an_alert_may_wait_for_two_retries() -> None:
    """The retry runs every five minutes, and a burst is paced."""
    for seconds in range(0, 1200, 60):
        waiting = {"outbox": NOON - timedelta(seconds=seconds)}
        found = names(SystemFacts(at=NOON, stack="s", expected={}, waiting_since=waiting))
        assert bool(found) is (timedelta(seconds=seconds) >= OUTBOX_WAITS_MAX)


def test_every_finding_has_a_sentence_and_a_command_and_urgent_ones_come_first() -> None:
    """A duty officer reads the first line at night."""
    facts = SystemFacts(
        at=NOON,
        stack="bank",
        expected={
            name: Expectation(interval_s=60, since=NOON - DAY * 3)
            for name in ("us_state", Duty.DIGEST.value, Duty.SEAL.value)
        },
        waiting_since={"outbox": NOON - DAY},
        dead_letters={"letters": 2, "empty": 0},
        unreadable={"uk_fcdo": "damaged"},
    )
    findings = judge_system(facts)
    assert {finding.kind for finding in findings} == set(FindingKind) - {
        FindingKind.NOT_READ,
        FindingKind.CHECK_KILLED,
    }
    assert all("bank" in finding.first_command and finding.found for finding in findings)
    urgencies = [finding.urgency for finding in findings]
    assert urgencies == sorted(urgencies, key=list(Urgency).index)


def test_operators_hear_of_each_fault_once_and_of_its_end_once() -> None:
    """Whatever comes and goes, begins and ends alternate for each fault."""
    random = Random(3)  # noqa: S311 - an example
    known, open_faults, at = dict[str, datetime](), set[str](), NOON
    for _ in range(500):
        at += timedelta(minutes=5)
        present = {name for name in "abcd" if random.random() < 0.3}
        findings = tuple(
            Finding(
                kind=FindingKind.DEAD_LETTERS,
                about=name,
                urgency=Urgency.TODAY,
                found=f"{name} has 1 dead letter",
                first_command="x",
            )
            for name in sorted(present)
        )
        notice = build_notice(findings, known, at, "watch")
        begun, ended = present - open_faults, open_faults - present
        assert (notice is not None) is bool(begun or ended)
        if notice is not None:
            assert all(f"{name} has 1 dead letter" in notice.text for name in begun)
            assert all(f"OVER: dead_letters {name}" in notice.text for name in ended)
            assert notice.text.count("OVER:") == len(ended)
            known = dict(notice.told)
        open_faults = present


def test_a_judgement_reads_back() -> None:
    """The next run compares with it."""
    health = SystemHealth(
        judged_at=NOON,
        expected={"us_state": Expectation(interval_s=300, since=NOON)},
        findings=judge_system(facts_of(INTERVALS[1], DAY, DAY)),
        told={"not_checked us_state": NOON},
    )
    assert from_json(SystemHealth, to_json(health)) == health


def test_a_killed_check_is_a_fault_that_operators_hear_of() -> None:
    """A source that kills every check is never read, and its last try may look recent."""
    facts = facts_of(timedelta(hours=1), timedelta(minutes=20), timedelta(minutes=20))
    began = replace(facts.healths["us_state"], begun_at=NOON - CHECK_MAX)
    assert names(replace(facts, healths={"us_state": began})) == []
    killed = replace(began, begun_at=NOON - CHECK_MAX - timedelta(seconds=1))
    findings = judge_system(replace(facts, healths={"us_state": killed}))
    assert [finding.name for finding in findings] == ["check_killed us_state"]
    notice = build_notice(findings, {}, NOON, "watch")
    assert notice is not None
    assert "ACT NOW: the check of us_state that began at" in notice.text
