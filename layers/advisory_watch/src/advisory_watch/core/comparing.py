"""What the governments say of one destination now, side by side, and where they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.scales import Severity
from advisory_watch.core.versions import Held, Known, Version

WORTH_SAYING = 2
"""Steps. Neighbouring steps are where publishers draw their lines, not what they disagree on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What one source says of a destination now.

    `advisory` is None while there is only a candidate; after a withdrawal it is what was
    said last. `since` is the day on which the ledger recorded that it is said, and
    `is_older` is set where it was so at the first reading already. `unconfirmed` is the
    candidate that waits.
    """

    source: str
    advisory: Advisory | None
    since: date | None = None
    is_older: bool = False
    is_withdrawn: bool = False
    unconfirmed: Held | None = None

    @property
    def severity(self) -> Severity | None:
        """The step that stands now for the whole destination, None where there is none."""
        return None if self.advisory is None or self.is_withdrawn else self.advisory.severity

    @property
    def graver_part(self) -> Severity | None:
        """The step of the gravest part, where that is graver than the whole."""
        if self.advisory is None or self.is_withdrawn:
            return None
        return graver_than(self.advisory.severity, self.advisory.partial_severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How far the gravest words and the mildest are apart, in steps, and whose they are."""

    steps: int
    gravest: tuple[Word, ...]
    mildest: tuple[Word, ...]


def graver_than(whole: Severity | None, part: Severity | None) -> Severity | None:
    """Return the step of a part where it is graver than the whole; no level is no danger."""
    return part if part and part > (whole or Severity.NORMAL) else None


def word_of(known: Known, history: Sequence[Version]) -> Word | None:
    """Return what a source says now; None where it said nothing, or speaks in notices."""
    said = known.advisory or (known.held.advisory if known.held else None)
    if said is None or said.notice_id is not None:
        return None
    start = began(history)
    return Word(
        source=known.source,
        advisory=known.advisory,
        since=start.decided_at.date() if start else None,
        is_older=start is not None and start.number == 1,
        is_withdrawn=known.is_withdrawn,
        unconfirmed=known.held,
    )


def began(history: Sequence[Version]) -> Version | None:
    """Return the version in which what is said now began, whatever else changed since.

    `history` is in order of time; None where it is empty.
    """
    start = None
    for version in reversed(history):
        if start is not None and _said(version) != _said(start):
            break
        start = version
    return start


def spread(words: Iterable[Word]) -> int:
    """Return how many steps lie between the gravest and the mildest words.

    Words without a level for the whole destination, and those withdrawn, do not count.
    """
    steps = [each.severity for each in words if each.severity is not None]
    return int(max(steps) - min(steps)) if steps else 0


def difference(words: Sequence[Word]) -> Difference | None:
    """Return where the words differ, None where they do not differ enough to say so."""
    steps = spread(words)
    if steps < WORTH_SAYING:
        return None
    stated = [each.severity for each in words if each.severity is not None]
    return Difference(
        steps=steps,
        gravest=tuple(each for each in words if each.severity == max(stated)),
        mildest=tuple(each for each in words if each.severity == min(stated)),
    )


def notices_of(history: Iterable[Version]) -> tuple[Version, ...]:
    """Return the versions that are notices, the newest first by the publisher's own time."""
    notices = [each for each in history if each.advisory and each.advisory.notice_id is not None]
    return tuple(sorted(notices, key=_published, reverse=True))


def _said(version: Version) -> str | None:
    return None if version.advisory is None else version.advisory.native_level


def _published(version: Version) -> tuple[datetime, int]:
    """Return when a notice was published; the time of our reading where it does not say."""
    issued_at = version.advisory.issued_at if version.advisory else None
    return issued_at or version.decided_at, version.number
