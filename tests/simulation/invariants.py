"""The promises, one function each: it yields every violation, and nothing if all is well."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

from advisory_watch.core.advisory import Change
from advisory_watch.core.alert import Alert
from advisory_watch.core.source_event import Audience, SourceEvent
from advisory_watch.core.thresholds import OPERATORS_TOLD_AFTER
from simulation.audit_log import RecordedVersion
from simulation.crisis.telling import DATES_SLIP, TOLD_WITHIN, UNCONFIRMED
from simulation.publishers import Issue
from simulation.world import World

Invariant = Callable[[World], Iterator[str]]

CLOCK_SKEW_MAX_S = 10
"""An upper bound of the difference between any two clocks of a scenario, in seconds."""


def nothing_credible_is_missed(world: World) -> Iterator[str]:
    """A successful check has recorded every true issue that it judged.

    An issue that may be another copy of an earlier one is recorded two hours after it was first
    read. A milder one may wait for longer; each is counted.
    """
    for read in world.reads:
        for issue in read.true_issues:
            known = world.audit_log.newest_issue((read.source, issue.code))
            if issue.code not in read.recorded_before or known >= issue.number:
                continue
            if not _may_wait(world, read.source, issue):
                yield f"{read.source}/{issue.code}: saw bulletin {issue.number}, knows {known}"


def _may_wait(world: World, source: str, issue: Issue) -> bool:
    """Check for an earlier issue, as grave, whose date is within days of this one.

    If one is graver, note that this issue waits for longer than two hours.
    """
    key = (source, issue.code, issue.number)
    waited = world.loop.now - world.first_read_at.get(key, world.loop.now)
    earlier = [
        other
        for other in world.publisher(source).issues[issue.code]
        if other.number < issue.number and issue.issued_on - other.issued_on <= DATES_SLIP
    ]
    if any(_is_graver(other, issue) for other in earlier):
        if waited >= TOLD_WITHIN:
            world.milder_and_late.add(key)
        return True
    is_as_grave = any(not _is_graver(issue, other) for other in earlier)
    return is_as_grave and waited < TOLD_WITHIN


def _is_graver(issue: Issue, other: Issue) -> bool:
    """Check whether one issue is as grave as another in everything, and graver in something."""
    is_as_grave = issue.severity >= other.severity and issue.tells_to_leave >= other.tells_to_leave
    return is_as_grave and (issue.severity, issue.tells_to_leave) != (
        other.severity,
        other.tells_to_leave,
    )


def nothing_false_is_alerted(world: World) -> Iterator[str]:
    """Each version with a change is a true issue at its true level, newer than the one before.

    A version reported as unconfirmed may be an old copy or have a wrong title; the next one then
    takes it back.
    """
    for versions in world.audit_log.versions.values():
        newest = 0
        for version in versions:
            issue = version.issue or 0
            if version.version.rule == UNCONFIRMED:
                newest = min(newest, issue - (not _is_level_true(world, version)))
                continue
            if Change.FIRST_SEEN not in version.version.changes:
                yield from _false(world, version, newest)
            newest = max(newest, issue)


def _is_level_true(world: World, recorded: RecordedVersion) -> bool:
    version = recorded.version
    true = world.publisher(version.source).issue_numbered(version.destination, recorded.issue or 0)
    return bool(true and version.advisory and true.severity == version.advisory.severity)


def _false(world: World, recorded: RecordedVersion, newest: int) -> Iterator[str]:
    version = recorded.version
    where = f"{version.source}/{version.destination} version {version.number}"
    if version.advisory is None or recorded.issue is None:
        yield f"{where} ({version.rule}) is of no issue: {version.changes[0].value}"
        return
    if not _is_level_true(world, recorded):
        yield f"{where} ({version.rule}) says Level {version.advisory.severity}, which is not true"
    if recorded.issue <= newest:
        yield f"{where} ({version.rule}) is bulletin {recorded.issue}, after {newest}"


def outage_alerts_are_true(world: World) -> Iterator[str]:
    """Alerts on a lost and a regained view of a source must be true, like any other alert."""
    outages: Counter[tuple[str, Audience]] = Counter()
    for alert in world.audit_log.enqueued.values():
        if alert.kind == SourceEvent.BLIND.value:
            outages[alert.source, alert.audience] += 1
            yield from _false_outages(world, alert)
        elif alert.kind == SourceEvent.RECOVERED.value:
            outages[alert.source, alert.audience] -= 1
    yield from (f"{key}: recovered without being blind" for key in outages if outages[key] < 0)


def _false_outages(world: World, alert: Alert) -> Iterator[str]:
    slack = timedelta(seconds=CLOCK_SKEW_MAX_S)
    since = alert.created_at - OPERATORS_TOLD_AFTER + slack
    for read_at in world.good_reads[alert.source]:
        if since < read_at < alert.created_at - slack:
            yield f"{alert.source}: alerted as blind at {alert.created_at}, was read at {read_at}"


def versions_are_gapless(world: World) -> Iterator[str]:
    """The versions of a destination are numbered 1, 2, 3, in the order of writing."""
    for (source, code), versions in world.audit_log.versions.items():
        numbers = [recorded.version.number for recorded in versions]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"{source}/{code}: versions {numbers}"


def versions_are_never_rewritten(world: World) -> Iterator[str]:
    """A recorded version never changes."""
    yield from (f"{version} was written again" for version in world.audit_log.rewritten)


def the_record_is_the_newest_version(world: World) -> Iterator[str]:
    """No write replaces a newer record by an older one."""
    for destination, number in world.audit_log.record_numbers.items():
        newest = len(world.audit_log.versions[destination])
        if number != newest:
            yield f"{'/'.join(destination)}: knows version {number}, the newest is {newest}"


def every_version_has_its_page(world: World) -> Iterator[str]:
    """The page behind a version was archived before the version was written."""
    for (source, code), versions in world.audit_log.versions.items():
        for version in versions:
            if not version.has_page:
                yield f"{source}/{code} {version.version.number}: its page was not in the archive"


def every_change_has_its_alert(world: World) -> Iterator[str]:
    """A version with a change and its alert are one transaction: neither exists alone."""
    decided = {
        (alert.source, alert.destination, alert.created_at): alert
        for alert in world.audit_log.enqueued.values()
    }
    for (source, code), versions in world.audit_log.versions.items():
        for version in versions:
            is_news = Change.FIRST_SEEN not in version.version.changes
            if is_news and (source, code, version.version.decided_at) not in decided:
                yield f"{source}/{code} {version.version.number}: no alert is recorded"


def only_pending_alerts_are_sent(world: World) -> Iterator[str]:
    """An alert that SNS accepts was recorded before: a crash in between must not make it false."""
    yield from (
        f"{alert_id} was sent before it was recorded" for alert_id in world.audit_log.never_enqueued
    )


def nothing_leaves_the_outbox_unsent(world: World) -> Iterator[str]:
    """An alert that leaves the outbox was accepted by SNS."""
    yield from (
        f"{alert_id} was marked as sent, and was not" for alert_id in world.audit_log.removed_unsent
    )


def nothing_is_sent_twice(world: World) -> Iterator[str]:
    """Each alert is accepted once per channel, unless no process could know that it was.

    A repetition is excused in two cases: SNS gave an ambiguous answer, or the process or its ledger
    failed after SNS accepted the alert and before it was marked.
    """
    for (alert, channel), times in world.audit_log.accepted.items():
        if times > 1 + world.audit_log.excused[alert].total():
            yield f"{alert} was sent {times} times by {channel}"


def no_internal_error_occurs(world: World) -> Iterator[str]:
    """Our code answers every failure of a service with a named error of its own."""
    yield from world.internal_errors


ALWAYS: tuple[Invariant, ...] = (
    nothing_credible_is_missed,
    nothing_false_is_alerted,
    outage_alerts_are_true,
    versions_are_gapless,
    versions_are_never_rewritten,
    the_record_is_the_newest_version,
    every_version_has_its_page,
    every_change_has_its_alert,
    only_pending_alerts_are_sent,
    nothing_leaves_the_outbox_unsent,
    nothing_is_sent_twice,
    no_internal_error_occurs,
)
"""Promises that must hold whenever a process has ended."""


def every_pending_alert_is_sent(world: World) -> Iterator[str]:
    """After the last fault, two checks and two scheduled retries, no alert is pending."""
    yield from (f"{alert_id} is still pending" for alert_id in sorted(world.audit_log.in_outbox))


def every_true_issue_is_recorded(world: World) -> Iterator[str]:
    """Two hours after the last fault, the advice in force of every destination is recorded.

    Milder advice may wait for longer; each is counted.
    """
    for site in world.sites:
        publisher = site.publisher
        for code in publisher.codes:
            known, newest = (
                world.audit_log.newest_issue((publisher.source_id, code)),
                publisher.issues[code][-1],
            )
            if known != newest.number and not _may_wait(world, publisher.source_id, newest):
                yield f"{publisher.source_id}/{code}: knows bulletin {known}"


AT_THE_END: tuple[Invariant, ...] = (every_pending_alert_is_sent, every_true_issue_is_recorded)
"""Promises that must hold after two scheduled retries without faults."""
