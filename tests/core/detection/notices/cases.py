"""Shared builders for the notice tests: a notice, and a post with a controllable feed.

Time begins at `NOON` on 1 September 2026, when the feed is first read. No alert here is real, but
titles and ids have the form of real ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from advisory_watch.core.advisory import Advisory, Departure, Snapshot
from advisory_watch.core.alert import Alert, build_alert
from advisory_watch.core.detection.apply import next_record, version_of
from advisory_watch.core.detection.policy import NOTICE_POLICY
from advisory_watch.core.detection.types import Detection
from advisory_watch.core.record import DestinationRecord
from support.builders import NOON, an_evidence

TITLE = "Security Alert – U.S. Embassy Moscow, Russia"
"""At least eleven real alerts carried exactly this title."""

LEAVE = Departure.DEPART_IMMEDIATELY
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def a_notice(
    number: int = 1, issued_at: datetime | None = NOON - 3 * DAY, **fields: Any
) -> Advisory:
    """Build an alert of the embassy in Moscow; `number` is its WordPress post id."""
    plausible: dict[str, Any] = {
        "source": "us_embassies",
        "destination": "RU",
        "name": "Russia",
        "native_level": TITLE,
        "severity": None,
        "issued_on": issued_at.date() if issued_at else None,
        "text": f"Event: what happened, number {number}.",
        "url": f"https://ru.usembassy.gov/security-alert-{number}/",
        "notice_id": f"https://ru.usembassy.gov/?p={number}",
    }
    return Advisory(issued_at=issued_at, **plausible | fields)


def edited(notice: Advisory, departure: Departure = LEAVE) -> Advisory:
    """Edit a notice so that it gives a departure advice in a sentence of its own."""
    return replace(notice, departure=departure, text=f"{notice.text} Now: {departure.words}.")


def with_ids(notices: Iterable[Advisory], old: str, new: str) -> tuple[Advisory, ...]:
    """Rename the ids of notices, as a site does when it moves."""
    return tuple(
        replace(notice, notice_id=(notice.notice_id or "").replace(old, new)) for notice in notices
    )


@dataclass
class Feed:
    """The feed of one post, processed like in a check: judge, then record in order."""

    now: datetime = NOON
    known: DestinationRecord | None = None
    was_read: bool = False
    writes: int = 0
    alerts: list[Alert] = field(default_factory=list)
    detections: tuple[Detection, ...] = ()

    def read(self, *notices: Advisory, after: timedelta = HOUR) -> tuple[str, ...]:
        """Advance the clock and read the feed; return the rules of the alerts made."""
        self.now += after if self.was_read else timedelta(0)
        first = frozenset[str]() if self.was_read else frozenset({"RU"})
        self.was_read = True
        self.detections = NOTICE_POLICY.detect(
            Snapshot(
                source="us_embassies",
                endpoint="feed",
                read_at=self.now,
                advisories=notices,
                first_reads=first,
                first_documents=first,
            ),
            {} if self.known is None else {"RU": self.known},
        )
        told = [self._record(detection) for detection in self.detections]
        return tuple(alert.rule for alert in told if alert is not None)

    def _record(self, detection: Detection) -> Alert | None:
        evidence = an_evidence(endpoint="feed", read_at=self.now)
        following = next_record("us_embassies", self.known, detection, evidence)
        if following is None:
            return None
        version = version_of(following, detection)
        alert = (
            build_alert(self.known.advisory if self.known else None, version) if version else None
        )
        self.known, self.writes = following, self.writes + 1
        self.alerts += [alert] if alert else []
        return alert

    @property
    def told(self) -> list[str | None]:
        """Ids of the notices that made an alert, in order."""
        return [alert.after.notice_id for alert in self.alerts if alert.after]
