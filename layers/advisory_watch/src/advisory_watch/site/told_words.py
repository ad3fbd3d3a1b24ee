"""One version as a page shows it: what changed, when, why it was accepted, and the proof."""

from collections.abc import Mapping
from dataclasses import dataclass

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.alerts import Alert
from advisory_watch.core.corrections import Fate, fate_of
from advisory_watch.core.differences import indicator_moves
from advisory_watch.core.dossiers import Step
from advisory_watch.core.messages.proof import evidence_link
from advisory_watch.core.versions import Version
from advisory_watch.core.wording import as_shown
from advisory_watch.site.word_diff import Part, word_diff


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A version next to the one before it, in the words of a page.

    `parts` compares the native levels and the texts; it is empty if they are equal. `archive` is a
    link to the page in the archive: a URL, or a path relative to the root of the site. Without
    `has_archive` it is only the key.
    """

    version: Version
    before: Advisory | None
    alert: Alert | None
    fate: Fate
    changes: str
    parts: tuple[Part, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    archive: str
    has_archive: bool


def shown(step: Step, found: Mapping[str, Alert], evidence_url: str) -> Shown:
    """Prepare one version; most of the time is spent on comparing its text."""
    version, before = step.version, step.before
    after = version.advisory
    is_notice = after is not None and after.notice_id is not None
    added, removed = _indicators(None if is_notice else before, after)
    return Shown(
        version=version,
        before=None if is_notice else before,
        alert=step.alert,
        fate=fate_of(step.alert.id, found) if step.alert else Fate(),
        changes=", ".join(change.value.replace("_", " ") for change in version.changes),
        parts=() if is_notice else _parts(before, after),
        added=added,
        removed=removed,
        archive=evidence_link(version.evidence.page_key, evidence_url),
        has_archive=bool(evidence_url),
    )


def _parts(before: Advisory | None, after: Advisory | None) -> tuple[Part, ...]:
    """Compare the native levels, then the texts if both versions have one."""
    if not before or not after:
        return ()
    level = _compared(as_shown(before.native_level), as_shown(after.native_level))
    if not before.text or not after.text:
        return level
    return (*level, *_compared(before.text, after.text))


def _compared(old: str, new: str) -> tuple[Part, ...]:
    return word_diff(old, new) if old != new else ()


def _indicators(
    before: Advisory | None, after: Advisory | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if before is None or after is None:
        return (), ()
    added, removed = indicator_moves(before, after)
    return tuple(sorted(indicator.words for indicator in added)), tuple(
        sorted(indicator.words for indicator in removed)
    )
