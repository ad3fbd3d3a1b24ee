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
Place = tuple[str, str]
"""A source and a destination."""

_BULLETIN = re.compile(r"This is bulletin (\d+) about")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A version as it was written; `issue` is the number of the true issue in its text, if any."""

    version: Version
    issue: int | None
    has_page: bool


@dataclass(slots=True)
class Notary:
    """Observes table, bucket and topics.

    - `pending` holds every alert that was ever recorded.
    - `waiting` holds the ids of pending alerts.
    - `accepted` counts the publications that SNS accepted, by alert and channel.
    - `excused` counts, with reasons, how often an alert may have been accepted once more.
    """

    versions: defaultdict[Place, list[Noted]] = field(default_factory=lambda: defaultdict(list))
    rewritten: list[str] = field(default_factory=list)
    known: dict[Place, int] = field(default_factory=dict)
    pages: set[str] = field(default_factory=set)
    pending: dict[str, Alert] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    unsent: list[str] = field(default_factory=list)
    unowed: list[str] = field(default_factory=list)
    accepted: Counter[tuple[str, str]] = field(default_factory=Counter)
    excused: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    on_owed: Callable[[], None] = lambda: None

    def wrote(self, before: Item | None, after: Item) -> None:
        """Note a version, a record, or an alert to send."""
        kind, _, _ = after["pk"]["S"].partition("#")
        match kind:
            case "HISTORY":
                self._note_version(before, items.value_of(Version, after))
            case "SOURCE" if after["sk"]["S"] != items.HEALTH:
                place = after["pk"]["S"].partition("#")[2], after["sk"]["S"].partition("#")[2]
                self.known[place] = int(after["number"]["N"])
            case _ if kind == OUTBOX:
                alert = items.value_of(Alert, after)
                self.pending[alert.id] = alert
                self.waiting.add(alert.id)
                self.on_owed()

    def deleted(self, before: Item) -> None:
        """Note that an alert left the outbox, and whether SNS had accepted it."""
        if before["pk"]["S"] == OUTBOX:
            alert_id = alert_id_of_key(before)
            self.waiting.discard(alert_id)
            if not any(accepted_id == alert_id for accepted_id, _ in self.accepted):
                self.unsent.append(alert_id)

    def kept(self, name: str) -> None:
        """Note an archived page."""
        self.pages.add(name)

    def took(self, alerts: tuple[str, ...], channels: tuple[str, ...]) -> None:
        """Note the alerts that SNS accepted, and which of them were never recorded."""
        self.unowed += [alert_id for alert_id in alerts if alert_id not in self.pending]
        self.accepted.update((alert, channel) for alert in alerts for channel in channels)

    def excuse(self, alerts: tuple[str, ...], reason: str) -> None:
        """Note why these alerts may be accepted once more."""
        for alert_id in alerts:
            self.excused[alert_id][reason] += 1

    def issue_known(self, place: Place) -> int:
        """Return the number of the newest recorded issue, or 0 if none is recorded."""
        return max((noted.issue or 0 for noted in self.versions[place]), default=0)

    def _note_version(self, before: Item | None, version: Version) -> None:
        if before is not None:
            self.rewritten.append(f"{version.source}/{version.destination} {version.number}")
        said = version.advisory.text if version.advisory else None
        found = _BULLETIN.search(said or "")
        key = version.evidence.page_key
        noted = Noted(
            version=version,
            issue=int(found[1]) if found else None,
            has_page=f"pages/{key[:2]}/{key}.warc.gz" in self.pages,
        )
        self.versions[version.source, version.destination].append(noted)
