"""Detection policies: what differs between advisories, issues, notices, and partitions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.detection import batch_checks, engine, issues, notices
from advisory_watch.core.detection.types import Detection
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.source import Source, SourceKind

Records = Mapping[str, DestinationRecord]
Absences = Mapping[str, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectionPolicy:
    """How the snapshots of one kind of source are judged.

    `detect` judges everything in a snapshot; detections on one destination are in order of time.
    `require_plausible` raises `Implausible` for a snapshot that cannot be the publisher's complete
    list. `find_absences` returns each known destination missing from good snapshots, and since
    when. `find_withdrawals` returns a detection for each destination missing for long enough.

    By default, any number of items is plausible and nothing is judged by absence.
    """

    detect: Callable[[Snapshot, Records], tuple[Detection, ...]]
    require_plausible: Callable[[Snapshot, Records, tuple[int, int]], None] = lambda *_: None
    find_absences: Callable[[Snapshot, Records, Absences], dict[str, datetime]] = lambda *_: {}
    find_withdrawals: Callable[[Records, Absences, datetime], tuple[Detection, ...]] = lambda *_: ()


ADVISORY_POLICY = DetectionPolicy(
    detect=engine.detect,
    require_plausible=batch_checks.require_plausible,
    find_absences=batch_checks.find_absences,
    find_withdrawals=batch_checks.find_withdrawals,
)
"""Every destination has an advisory, and most days it stays."""

NOTICE_POLICY = DetectionPolicy(detect=notices.detect)
"""A feed shows only the newest few notices: one that left it was not withdrawn.

A quiet embassy has an empty feed. The parser reports a page that is not a feed.
"""

ISSUE_POLICY = DetectionPolicy(detect=issues.detect)
"""A feed shows an issue for some days; the advice holds after the issue has left the feed.

An empty feed is a quiet day. The parser reports a page that is not a feed.
"""

_POLICIES: Mapping[SourceKind, DetectionPolicy] = {
    SourceKind.ADVISORIES: ADVISORY_POLICY,
    SourceKind.ISSUES: ISSUE_POLICY,
    SourceKind.NOTICES: NOTICE_POLICY,
}


def policy_of(source: Source) -> DetectionPolicy:
    """Return the policy by which the snapshots of a source, or of one partition, are judged.

    A destination that is not in a partition is in another. So nothing is absent from a partition,
    and no number of destinations is too small. The check of the whole source covers plausibility.
    The shares that count as a mass are shares of the destinations in the partition.
    """
    policy = _POLICIES[source.kind]
    if source.kind is SourceKind.ADVISORIES:
        policy = replace(policy, detect=partial(engine.detect, publisher=source.policy))
    return DetectionPolicy(detect=policy.detect) if source.is_partition else policy
