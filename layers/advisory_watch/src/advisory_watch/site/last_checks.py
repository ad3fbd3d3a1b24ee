"""When each source was last checked: on the front page, and in a style sheet for every other page.

A check that finds nothing new writes no page of a destination. Those pages have a place for the
time, and `checked.css` fills it in, without script. The script turns it into "12 min ago".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from advisory_watch.core.change_log import SiteSnapshot
from advisory_watch.core.health import Health
from advisory_watch.core.source_state import SourceState
from advisory_watch.core.text import listed
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.rendering.config import CHECKED_STYLE, SiteConfig
from advisory_watch.site.rendering.environment import format_utc

REASON_MAX_CHARS = 160
"""Enough to see what fails; operators have the full text in the log."""

STALE = timedelta(days=1)
"""The longest sensible interval between two checks; a longer gap means that checks have stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """The status of a source; `reason` is shortened.

    `unread` names documents, `read_in_part` the entries left out of the others, and `never_read`
    counts documents. `is_late` is set if a check has too little time for all of them.
    `destinations` are the codes of those that the last check could not read.
    """

    title: str
    health: Health | None
    reason: str = ""
    unread: tuple[str, ...] = ()
    read_in_part: tuple[str, ...] = ()
    never_read: int = 0
    is_late: bool = False
    destinations: tuple[str, ...] = ()

    @property
    def read_at(self) -> datetime | None:
        """When it was last read in full."""
        return self.health.last_good_at if self.health else None

    @property
    def failing_since(self) -> datetime | None:
        """Since when it cannot be read."""
        return self.health.failing_since if self.health else None

    @property
    def is_blind(self) -> bool:
        """Whether it cannot be read now, or its record cannot be loaded."""
        return bool(self.failing_since or (self.health is None and self.reason))

    @property
    def is_unread(self) -> bool:
        """Whether it was never read."""
        return not self.is_blind and self.read_at is None

    @property
    def gaps(self) -> str:
        """The gaps in a source that is read, in words; empty without a gap."""
        found = {
            f"{len(self.unread)} of its documents unread ({listed(self.unread)})": self.unread,
            f"read in part, without {listed(self.read_in_part)}": self.read_in_part,
            f"{self.never_read} of its documents never read": self.never_read,
            "too little time for all documents": self.is_late,
        }
        return ", ".join(gap for gap, is_there in found.items() if is_there)

    def is_stale_at(self, at: datetime) -> bool:
        """Tell whether nothing fails and yet it was not read for a day."""
        return not self.is_blind and self.read_at is not None and at - self.read_at > STALE


def source_status(title: str, state: SourceState | None, lost: str = "") -> SourceStatus:
    """Return the status of a source; `lost` is why its record cannot be loaded, or empty."""
    health = state.health if state else None
    reason = lost or (health.failure if health else "") or ""
    if len(reason) > REASON_MAX_CHARS:
        # an ellipsis: half a sentence may say the opposite
        reason = reason[: REASON_MAX_CHARS - 1].rstrip() + "…"
    return SourceStatus(
        title=title,
        health=health,
        reason=reason,
        unread=health.unread if health else (),
        read_in_part=health.read_in_part if health else (),
        never_read=health.never_read if health else 0,
        is_late=health is not None and health.deferred_since is not None,
        destinations=tuple(sorted(_exceptions(state))) if state else (),
    )


def list_statuses(site_snapshot: SiteSnapshot, config: SiteConfig) -> tuple[SourceStatus, ...]:
    """Return the status of every registered source, in display order."""
    states = {state.health.source: state for state in site_snapshot.states}
    lost = dict(site_snapshot.lost)
    return tuple(
        source_status(source.title, states.get(source.id), lost.get(source.id, ""))
        for source in config.sources
    )


def render_checked_style(site_snapshot: SiteSnapshot, config: SiteConfig) -> WebFile:
    """Render the time of the last check of each source, and of destinations that were left out."""
    statuses = list_statuses(site_snapshot, config)
    rules = [
        _status_rules(f"[data-source={source.id}]", status, site_snapshot.at)
        for source, status in zip(config.sources, statuses, strict=True)
    ]
    for state in site_snapshot.states:
        rules += [
            _not_since(f"[data-source={state.health.source}][data-about={code.lower()}]", since)
            for code, since in sorted(_exceptions(state).items())
        ]
    return WebFile(path=CHECKED_STYLE, body="".join(rules).encode())


def _fresh(selector: str, at: datetime) -> str:
    return f'.checked{selector}::after{{content:"{format_utc(at)}"}}\n'


def _warning(selector: str, words: str, moment: str = "") -> str:
    """Return the rules of a place that was not read; the script looks for the moment alone."""
    place = f".checked{selector}"
    return (
        f"{place}{{color:var(--up);font-weight:600}}\n"
        f'{place}::before{{content:"{words}"}}\n'
        f'{place}::after{{content:"{moment}"}}\n'
    )


def _status_rules(selector: str, status: SourceStatus, at: datetime) -> str:
    if status.read_at is None:
        return _warning(selector, "not checked yet")
    if status.is_blind or status.is_stale_at(at):
        return _not_since(selector, status.read_at)
    return _fresh(selector, status.read_at)


def _not_since(selector: str, at: datetime | None) -> str:
    if at is None:
        return _warning(selector, "not checked yet")
    return _warning(selector, "not checked since ", format_utc(at))


def _exceptions(state: SourceState) -> Mapping[str, datetime | None]:
    """Return the destinations whose own document or record could not be read, and since when."""
    found: dict[str, datetime | None] = {}
    for name, document in state.health.documents.items():
        is_one_of_many = name != state.health.endpoint
        if is_one_of_many and document.dark_since is not None:
            found |= dict.fromkeys(document.destinations, document.read_at)
        items = (code for problem in document.problems for code in problem.destinations)
        found |= dict.fromkeys(items, document.partly_since)
    return found | dict.fromkeys(state.unreadable)
