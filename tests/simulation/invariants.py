"""The promises, one function each: it yields what breaks it, and nothing where all is well."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

from advisory_watch.core.alerts import Alert, Audience, SourceNews
from advisory_watch.core.scales import Change
from advisory_watch.core.verdicts.limits import OPERATORS_TOLD_AFTER
from simulation.notary import Noted
from simulation.scene import Scene

Invariant = Callable[[Scene], Iterator[str]]

CLOCKS_S = 10
"""More than any two clocks of a story differ by."""


def nothing_credible_is_missed(scene: Scene) -> Iterator[str]:
    """A check that calls itself well has recorded every true issue that it judged."""
    for read in scene.reads:
        for issue in read.truths:
            known = scene.notary.issue_known((read.source, issue.code))
            if issue.code in read.known_before and known < issue.number:
                yield f"{read.source}/{issue.code}: saw bulletin {issue.number}, knows {known}"


def nothing_false_is_alerted(scene: Scene) -> Iterator[str]:
    """Each version that is news is a true issue at its true level, newer than the one before."""
    for versions in scene.notary.versions.values():
        newest = 0
        for each in versions:
            if Change.FIRST_SEEN not in each.version.changes:
                yield from _false(scene, each, newest)
            newest = max(newest, each.issue or 0)


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
    """`We cannot see` and `we can see again` are alerts too, and must be as true."""
    told: Counter[tuple[str, Audience]] = Counter()
    for alert in scene.notary.owed.values():
        if alert.kind == SourceNews.BLIND.value:
            told[alert.source, alert.audience] += 1
            yield from _seeing(scene, alert)
        elif alert.kind == SourceNews.RECOVERED.value:
            told[alert.source, alert.audience] -= 1
    yield from (f"{each}: recovered without being blind" for each in told if told[each] < 0)


def _seeing(scene: Scene, alert: Alert) -> Iterator[str]:
    slack = timedelta(seconds=CLOCKS_S)
    since = alert.owed_at - OPERATORS_TOLD_AFTER + slack
    for read_at in scene.good_reads[alert.source]:
        if since < read_at < alert.owed_at - slack:
            yield f"{alert.source}: told blind at {alert.owed_at}, was read at {read_at}"


def versions_are_gapless(scene: Scene) -> Iterator[str]:
    """The versions of a destination are numbered 1, 2, 3, in the order of their writing."""
    for (source, code), versions in scene.notary.versions.items():
        numbers = [each.version.number for each in versions]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"{source}/{code}: versions {numbers}"


def versions_are_never_rewritten(scene: Scene) -> Iterator[str]:
    """What was recorded stays as it was."""
    yield from (f"{each} was written again" for each in scene.notary.rewritten)


def what_is_known_is_the_newest_version(scene: Scene) -> Iterator[str]:
    """Nobody's write takes back what another has recorded."""
    for place, number in scene.notary.known.items():
        newest = len(scene.notary.versions[place])
        if number != newest:
            yield f"{'/'.join(place)}: knows version {number}, the newest is {newest}"


def every_version_has_its_page(scene: Scene) -> Iterator[str]:
    """The page behind a version was in the archive before the version was written."""
    for (source, code), versions in scene.notary.versions.items():
        for each in versions:
            if not each.has_page:
                yield f"{source}/{code} {each.version.number}: its page was not in the archive"


def all_news_is_owed(scene: Scene) -> Iterator[str]:
    """A version that is news and its alert are one transaction: there is never one of them."""
    decided = {
        (each.source, each.destination, each.owed_at): each for each in scene.notary.owed.values()
    }
    for (source, code), versions in scene.notary.versions.items():
        for each in versions:
            is_news = Change.FIRST_SEEN not in each.version.changes
            if is_news and (source, code, each.version.decided_at) not in decided:
                yield f"{source}/{code} {each.version.number}: nobody is owed an alert"


def nothing_is_sent_that_is_not_owed(scene: Scene) -> Iterator[str]:
    """What SNS accepts was recorded before: else a crash in between makes it false."""
    yield from (f"{each} was sent before it was owed" for each in scene.notary.unowed)


def nothing_leaves_the_outbox_unsent(scene: Scene) -> Iterator[str]:
    """What is no longer owed was accepted by SNS."""
    yield from (f"{each} was marked as sent, and was not" for each in scene.notary.unsent)


def nothing_is_sent_twice(scene: Scene) -> Iterator[str]:
    """Each alert is accepted once for each channel, unless nobody could know that it was.

    Excused is an ambiguous answer of SNS itself, and a process that died, or whose ledger
    failed, after SNS accepted and before that was marked.
    """
    for (alert, channel), times in scene.notary.accepted.items():
        if times > 1 + scene.notary.excused[alert].total():
            yield f"{alert} was sent {times} times by {channel}"


def nothing_is_a_mistake_of_ours(scene: Scene) -> Iterator[str]:
    """Whatever the outside does, our code meets it with an error that has a name."""
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
"""What holds whenever a process has ended."""


def everything_owed_is_sent(scene: Scene) -> Iterator[str]:
    """After the last fault, a check and two sweeps, nothing waits any more."""
    yield from (f"{each} is still owed" for each in sorted(scene.notary.waiting))


def everything_true_is_known(scene: Scene) -> Iterator[str]:
    """After the last fault, one check knows of every destination what is in force."""
    for site in scene.sites:
        publisher = site.publisher
        for code in publisher.codes:
            known = scene.notary.issue_known((publisher.source_id, code))
            if known != publisher.issues[code][-1].number:
                yield f"{publisher.source_id}/{code}: knows bulletin {known}"


AT_THE_END: tuple[Invariant, ...] = (everything_owed_is_sent, everything_true_is_known)
"""What holds when the world has been well again for two sweeps."""
