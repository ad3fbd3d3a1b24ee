"""Detection for sources of events: a notice is news once, when it is issued."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from advisory_watch.core.advisories import Advisory, Reading
from advisory_watch.core.scales import Change
from advisory_watch.core.verdicts import limits
from advisory_watch.core.verdicts.judge import by_destination
from advisory_watch.core.verdicts.notice_names import guid_name, names_of
from advisory_watch.core.verdicts.notice_rules import (
    CHANGES,
    Sighting,
    believed_moment,
    ruling_on,
)
from advisory_watch.core.verdicts.order import is_older_reading, older_reading
from advisory_watch.core.verdicts.unmissed import Unmissed
from advisory_watch.core.verdicts.verdict import Outcome, Ruling, Verdict
from advisory_watch.core.versions import Known


class Notices(Unmissed):
    """Detection policy for notices: dated one-off items; a feed shows only the newest few.

    A notice that left the feed was not withdrawn.
    """

    def require_plausible(
        self, reading: Reading, known: Mapping[str, Known], expected: tuple[int, int]
    ) -> None:
        """Accept any number of notices: a quiet embassy has an empty feed.

        The parser reports a page that is not a feed.
        """

    def judge(self, reading: Reading, known: Mapping[str, Known]) -> tuple[Verdict, ...]:
        """Judge the notices of every destination, in order of its code and then of time."""
        copies = by_destination(reading.advisories)
        return tuple(
            verdict
            for code in sorted(copies)
            for verdict in judge_destination(copies[code], known.get(code), reading)
        )


NOTICES = Notices()


def judge_destination(
    copies: Sequence[Advisory], known: Known | None, reading: Reading
) -> tuple[Verdict, ...]:
    """Judge the notices of one destination, the oldest first."""
    notices = in_order_of_time(copies, reading.read_at)[-limits.NOTICES_JUDGED_MAX :]
    if is_first_read(notices[0].destination, known, reading):
        return (first_sight(notices, reading.read_at),)
    verdicts = tuple(_verdicts(notices, known, reading.read_at))
    if known is not None and is_older_reading(known, reading.read_at):
        news = [verdict.advisory for verdict in verdicts if verdict.outcome is Outcome.CHANGED]
        return tuple(older_reading(notice, known) for notice in news[-1:] if notice is not None)
    return verdicts


def in_order_of_time(copies: Sequence[Advisory], read_at: datetime) -> list[Advisory]:
    """Return each notice once, by time of issue; of two copies the graver one counts."""

    def order(notice: Advisory) -> tuple[datetime, str, str, str]:
        moment = believed_moment(notice, read_at) or read_at
        return moment, notice.notice_id or "", notice.native_level, notice.text or ""

    by_guid: dict[str, Advisory] = {}
    for copy in sorted(copies, key=lambda item: (item.departure, order(item))):
        by_guid[guid_name(copy)] = copy
    return sorted(by_guid.values(), key=order)


def is_first_read(code: str, known: Known | None, reading: Reading) -> bool:
    """Check for the first feed of a destination, whose notices are not news.

    If that first feed was empty, it still counts as read: the first notice in it is news.
    """
    return code in reading.first_reads and (known is None or known.number == 0)


def first_sight(notices: Sequence[Advisory], read_at: datetime) -> Verdict:
    """Take the newest notice as the starting point, and remember them all."""
    ruling = Ruling(
        outcome=Outcome.FIRST_SEEN,
        rule="first_sight",
        reason=f"the starting point, {len(notices)} notices; nobody is told",
    )
    learnt = tuple(name for notice in notices for name in names_of(notice))
    return _verdict(notices[-1], ruling, (Change.FIRST_SEEN,), learnt, read_at)


def _verdicts(
    notices: Sequence[Advisory], known: Known | None, read_at: datetime
) -> Iterator[Verdict]:
    """Yield detections for news and for notices with an unknown name, and skip the rest."""
    seen = frozenset(known.seen_notices if known else ())
    for notice in notices:
        sighting = Sighting(notice=notice, known=known, seen=seen, read_at=read_at)
        ruling = ruling_on(sighting)
        names = names_of(notice)
        if ruling.outcome is Outcome.CHANGED or not seen.issuperset(names):
            yield _verdict(notice, ruling, CHANGES.get(ruling.rule, ()), names, read_at)
        seen = seen.union(names)


def _verdict(
    notice: Advisory,
    ruling: Ruling,
    changes: tuple[Change, ...],
    learnt: tuple[str, ...],
    read_at: datetime,
) -> Verdict:
    moment = believed_moment(notice, read_at)
    return Verdict(
        destination=notice.destination,
        outcome=ruling.outcome,
        rule=ruling.rule,
        reason=ruling.reason,
        advisory=notice,
        believed_on=moment.date() if moment else None,
        changes=changes,
        learnt=learnt,
    )
