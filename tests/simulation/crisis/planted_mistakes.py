"""Deliberate mistakes of judgement that the crises must find.

Each is the real engine with one function replaced, which is how such mistakes were made.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from types import ModuleType
from typing import Any

from advisory_watch.core.advisory import Advisory
from advisory_watch.core.detection import apply, comparison, confirm, memory
from advisory_watch.core.detection.types import Detection
from advisory_watch.core.record import DestinationRecord, Evidence, KnownCopy
from simulation.crisis.watch import CheckResult, Watch

Replacement = tuple[ModuleType | type, str, Any]
"""A module or a class, the name of a function in it, and the mistaken function."""

COPIES_KEPT = 1


class MistakenWatch(Watch):
    """A program with some functions replaced."""

    def __init__(self, replacements: tuple[Replacement, ...]) -> None:
        super().__init__()
        self._replacements = replacements

    def check(
        self,
        body: bytes | None,
        at: datetime,
        clock_error: timedelta,
        second: bytes | None = None,
    ) -> CheckResult:
        """Check with the mistake."""
        with _replaced(self._replacements):
            return super().check(body, at, clock_error, second)


@contextmanager
def _replaced(replacements: tuple[Replacement, ...]) -> Iterator[None]:
    originals = [(owner, name, getattr(owner, name)) for owner, name, _ in replacements]
    for owner, name, mistaken in replacements:
        setattr(owner, name, mistaken)
    try:
        yield
    finally:
        for owner, name, original in originals:
            setattr(owner, name, original)


def _no_deadline(*_: object) -> None:
    """Leave a doubt to repetition, however long it takes."""


_record_version = apply._record_version  # noqa: SLF001 - the function that is replaced


def _grown_mark(record: DestinationRecord, *rest: Any) -> DestinationRecord:
    """Keep the newest date ever recorded, even if a later version has an earlier one."""
    following = _record_version(record, *rest)
    dates = filter(None, (record.issue_mark, following.issue_mark))
    return replace(following, issue_mark=max(dates, default=None))


def _is_before_mark(copy: comparison.Comparison) -> bool:
    """Take each copy for old that is dated before the mark, by however little."""
    return copy.is_older_issue


def _last_copies(copies: tuple[KnownCopy, ...]) -> tuple[KnownCopy, ...]:
    """Forget all but the last copy."""
    return copies[-COPIES_KEPT:]


_keep_pending = confirm.keep_pending


def _learn_pending(
    record: DestinationRecord, detection: Detection, evidence: Evidence
) -> DestinationRecord:
    """Learn from a copy in doubt, as if it were one of the record."""
    return _learn(_keep_pending(record, detection, evidence), detection)


def _learn(record: DestinationRecord, detection: Detection, *_: object) -> DestinationRecord:
    """Learn from every copy, also from one that is being edited."""
    copy = detection.advisory
    return record if copy is None else memory.remember(record, copy, detection.believed_on)


def _is_known_text(record: DestinationRecord, text: str, copy: Advisory) -> bool:
    """Take known words under another level for an old copy."""
    known = memory.known_copies(record)
    return any(other.text == text and other.severity != copy.severity for other in known)


MISTAKES: Mapping[str, tuple[Replacement, ...]] = {
    "hold without a deadline": ((confirm, "_tell_at_deadline", _no_deadline),),
    "mark that only grows": (
        (apply, "_record_version", _grown_mark),
        (comparison.Comparison, "is_plainly_older", property(_is_before_mark)),
    ),
    "memory that forgets": ((memory, "_bounded", _last_copies),),
    "learnt inconsistent copy": (
        (apply, "keep_pending", _learn_pending),
        (apply, "_learn_copy", _learn),
        (comparison, "is_superseded_copy", _is_known_text),
    ),
}

PLANTED_MISTAKES: dict[str, Callable[[], Watch]] = {
    name: partial(MistakenWatch, replacements) for name, replacements in MISTAKES.items()
}
"""Every mistake by name: a program that has it."""
