"""Record everything that is written, archived and accepted, independent of the program."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from advisory_watch.adapters.dynamodb import items
from advisory_watch.adapters.dynamodb.items import OUTBOX, alert_id_of_key
from advisory_watch.core.alert import Alert
from advisory_watch.core.record import Version

Item = dict[str, Any]
DestinationKey = tuple[str, str]
"""A source and a destination."""

_BULLETIN = re.compile(r"This is bulletin (\d+) about")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedVersion:
    """A version as it was written; `issue` is the number of the true issue in its text, if any."""

    version: Version
    issue: int | None
    has_page: bool


@dataclass(slots=True)
class AuditLog:
    """Observes table, bucket and topics.

    - `enqueued` holds every alert that was ever recorded.
    - `in_outbox` holds the ids of pending alerts.
    - `accepted` counts the publications that SNS accepted, by alert and channel.
    - `excused` counts, with reasons, how often an alert may have been accepted once more.
    """

    versions: defaultdict[DestinationKey, list[RecordedVersion]] = field(
        default_factory=lambda: defaultdict(list)
    )
    rewritten: list[str] = field(default_factory=list)
    record_numbers: dict[DestinationKey, int] = field(default_factory=dict)
    pages: set[str] = field(default_factory=set)
    enqueued: dict[str, Alert] = field(default_factory=dict)
    in_outbox: set[str] = field(default_factory=set)
    removed_unsent: list[str] = field(default_factory=list)
    never_enqueued: list[str] = field(default_factory=list)
    accepted: Counter[tuple[str, str]] = field(default_factory=Counter)
    excused: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    on_enqueued: Callable[[], None] = lambda: None

    def item_written(self, before: Item | None, after: Item) -> None:
        """Note a version, a record, or an alert to send."""
        kind, _, _ = after["pk"]["S"].partition("#")
        match kind:
            case "HISTORY":
                self._note_version(before, items.value_of(Version, after))
            case "SOURCE" if after["sk"]["S"] != items.HEALTH:
                destination = after["pk"]["S"].partition("#")[2], after["sk"]["S"].partition("#")[2]
                self.record_numbers[destination] = int(after["number"]["N"])
            case _ if kind == OUTBOX:
                alert = items.value_of(Alert, after)
                self.enqueued[alert.id] = alert
                self.in_outbox.add(alert.id)
                self.on_enqueued()

    def item_deleted(self, before: Item) -> None:
        """Note that an alert left the outbox, and whether SNS had accepted it."""
        if before["pk"]["S"] == OUTBOX:
            alert_id = alert_id_of_key(before)
            self.in_outbox.discard(alert_id)
            if not any(accepted_id == alert_id for accepted_id, _ in self.accepted):
                self.removed_unsent.append(alert_id)

    def object_written(self, name: str) -> None:
        """Note an archived page."""
        self.pages.add(name)

    def messages_accepted(self, alerts: tuple[str, ...], channels: tuple[str, ...]) -> None:
        """Note the alerts that SNS accepted, and which of them were never recorded."""
        self.never_enqueued += [alert_id for alert_id in alerts if alert_id not in self.enqueued]
        self.accepted.update((alert, channel) for alert in alerts for channel in channels)

    def excuse(self, alerts: tuple[str, ...], reason: str) -> None:
        """Note why these alerts may be accepted once more."""
        for alert_id in alerts:
            self.excused[alert_id][reason] += 1

    def newest_issue(self, destination: DestinationKey) -> int:
        """Return the number of the newest recorded issue, or 0 if none is recorded."""
        return max((recorded.issue or 0 for recorded in self.versions[destination]), default=0)

    def _note_version(self, before: Item | None, version: Version) -> None:
        if before is not None:
            self.rewritten.append(f"{version.source}/{version.destination} {version.number}")
        issue_in_force = version.advisory.text if version.advisory else None
        found = _BULLETIN.search(issue_in_force or "")
        key = version.evidence.page_key
        recorded = RecordedVersion(
            version=version,
            issue=int(found[1]) if found else None,
            has_page=f"pages/{key[:2]}/{key}.warc.gz" in self.pages,
        )
        self.versions[version.source, version.destination].append(recorded)
