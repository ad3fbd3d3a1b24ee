"""The promises, one function each: it yields every violation, and nothing if all is well."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

from advisory_watch.core.advisory import Change
from advisory_watch.core.alert import Alert, Audience, SourceEvent
from advisory_watch.core.thresholds import OPERATORS_TOLD_AFTER
from simulation.audit_log import Noted
from simulation.world import Scene

Invariant = Callable[[Scene], Iterator[str]]

CLOCKS_S = 10
"""An upper bound of the difference between any two clocks of a story, in seconds."""


def nothing_credible_is_missed(scene: Scene) -> Iterator[str]:
    """A successful check has recorded every true issue that it judged."""
    for read in scene.reads:
        for issue in read.truths:
            known = scene.notary.issue_known((read.source, issue.code))
            if issue.code in read.known_before and known < issue.number:
                yield f"{read.source}/{issue.code}: saw bulletin {issue.number}, knows {known}"


def nothing_false_is_alerted(scene: Scene) -> Iterator[str]:
    """Each version with a change is a true issue at its true level, newer than the one before."""
    for versions in scene.notary.versions.values():
        newest = 0
        for version in versions:
            if Change.FIRST_SEEN not in version.version.changes:
                yield from _false(scene, version, newest)
            newest = max(newest, version.issue or 0)


def _false(scene: Scene, each: Noted, newest: int) -> Iterator[str]:
    version = each.version
    where = f"{version.source}/{version.destination} version {version.number}"
    if version.advisory is None or each.issue is None:
        yield f"{where} ({version.rule}) is of no issue: {version.changes[0].value}"
        return
    true = scene.publisher(version.source).numbered(version.destination, each.issue)
    if true is None or true.severity != version.advisory.severity:
        yield f"{where} ({version.rule}) says Level {version.advisory.severity}, which is not true"
    if each.issue <= newest:
        yield f"{where} ({version.rule}) is bulletin {each.issue}, after {newest}"


def nobody_is_told_of_blindness_that_was_none(scene: Scene) -> Iterator[str]:
    """Alerts on a lost and a regained view of a source must be true, like any other alert."""
    outages: Counter[tuple[str, Audience]] = Counter()
    for alert in scene.notary.pending.values():
        if alert.kind == SourceEvent.BLIND.value:
            outages[alert.source, alert.audience] += 1
            yield from _seeing(scene, alert)
        elif alert.kind == SourceEvent.RECOVERED.value:
            outages[alert.source, alert.audience] -= 1
    yield from (f"{key}: recovered without being blind" for key in outages if outages[key] < 0)


def _seeing(scene: Scene, alert: Alert) -> Iterator[str]:
    slack = timedelta(seconds=CLOCKS_S)
    since = alert.created_at - OPERATORS_TOLD_AFTER + slack
    for read_at in scene.good_reads[alert.source]:
        if since < read_at < alert.created_at - slack:
            yield f"{alert.source}: told blind at {alert.created_at}, was read at {read_at}"


def versions_are_gapless(scene: Scene) -> Iterator[str]:
    """The versions of a destination are numbered 1, 2, 3, in the order of writing."""
    for (source, code), versions in scene.notary.versions.items():
        numbers = [noted.version.number for noted in versions]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"{source}/{code}: versions {numbers}"


def versions_are_never_rewritten(scene: Scene) -> Iterator[str]:
    """A recorded version never changes."""
    yield from (f"{version} was written again" for version in scene.notary.rewritten)


def what_is_known_is_the_newest_version(scene: Scene) -> Iterator[str]:
    """No write replaces a newer record by an older one."""
    for place, number in scene.notary.known.items():
        newest = len(scene.notary.versions[place])
        if number != newest:
            yield f"{'/'.join(place)}: knows version {number}, the newest is {newest}"


def every_version_has_its_page(scene: Scene) -> Iterator[str]:
    """The page behind a version was archived before the version was written."""
    for (source, code), versions in scene.notary.versions.items():
        for version in versions:
            if not version.has_page:
                yield f"{source}/{code} {version.version.number}: its page was not in the archive"


def all_news_is_owed(scene: Scene) -> Iterator[str]:
    """A version with a change and its alert are one transaction: neither exists alone."""
    decided = {
        (alert.source, alert.destination, alert.created_at): alert
        for alert in scene.notary.pending.values()
    }
    for (source, code), versions in scene.notary.versions.items():
        for version in versions:
            is_news = Change.FIRST_SEEN not in version.version.changes
            if is_news and (source, code, version.version.decided_at) not in decided:
                yield f"{source}/{code} {version.version.number}: nobody is owed an alert"


def nothing_is_sent_that_is_not_owed(scene: Scene) -> Iterator[str]:
    """An alert that SNS accepts was recorded before: a crash in between must not make it false."""
    yield from (f"{alert_id} was sent before it was owed" for alert_id in scene.notary.unowed)


def nothing_leaves_the_outbox_unsent(scene: Scene) -> Iterator[str]:
    """An alert that leaves the outbox was accepted by SNS."""
    yield from (f"{alert_id} was marked as sent, and was not" for alert_id in scene.notary.unsent)


def nothing_is_sent_twice(scene: Scene) -> Iterator[str]:
    """Each alert is accepted once per channel, unless no process could know that it was.

    A repetition is excused in two cases: SNS gave an ambiguous answer, or the process or its ledger
    failed after SNS accepted the alert and before it was marked.
    """
    for (alert, channel), times in scene.notary.accepted.items():
        if times > 1 + scene.notary.excused[alert].total():
            yield f"{alert} was sent {times} times by {channel}"


def nothing_is_a_mistake_of_ours(scene: Scene) -> Iterator[str]:
    """Our code answers every failure of a service with a named error of its own."""
    yield from scene.mistakes


ALWAYS: tuple[Invariant, ...] = (
    nothing_credible_is_missed,
    nothing_false_is_alerted,
    nobody_is_told_of_blindness_that_was_none,
    versions_are_gapless,
    versions_are_never_rewritten,
    what_is_known_is_the_newest_version,
    every_version_has_its_page,
    all_news_is_owed,
    nothing_is_sent_that_is_not_owed,
    nothing_leaves_the_outbox_unsent,
    nothing_is_sent_twice,
    nothing_is_a_mistake_of_ours,
)
"""Promises that must hold whenever a process has ended."""


def everything_owed_is_sent(scene: Scene) -> Iterator[str]:
    """After the last fault, a check and two scheduled retries, no alert is pending."""
    yield from (f"{alert_id} is still owed" for alert_id in sorted(scene.notary.waiting))


def everything_true_is_known(scene: Scene) -> Iterator[str]:
    """After the last fault, one check has recorded the advice in force of every destination."""
    for site in scene.sites:
        publisher = site.publisher
        for code in publisher.codes:
            known = scene.notary.issue_known((publisher.source_id, code))
            if known != publisher.issues[code][-1].number:
                yield f"{publisher.source_id}/{code}: knows bulletin {known}"


AT_THE_END: tuple[Invariant, ...] = (everything_owed_is_sent, everything_true_is_known)
"""Promises that must hold after two scheduled retries without faults."""
