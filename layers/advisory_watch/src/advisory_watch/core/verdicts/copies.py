"""Choose the copies to judge when a snapshot names a destination more than once."""

from collections.abc import Sequence
from datetime import date

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.differences import is_level_graver
from advisory_watch.core.fingerprint import copy_hash, fingerprint
from advisory_watch.core.verdicts.dates import believed_date, is_possible
from advisory_watch.core.verdicts.verdict import Circumstances
from advisory_watch.core.versions import Known


def credible_copies(
    copies: Sequence[Advisory], known: Known | None, at: Circumstances
) -> tuple[Advisory, ...]:
    """Return the copies that count, best first; all of them have one believed date.

    Copies with text rank above placeholders, and believed dates above doubtful ones. Among
    those, the newest wins. The remaining copies may still disagree about the level; then
    the feed contradicts itself. The order and repetition of items make no difference.

    Real case: 114 names appeared twice in one feed, with two links, dates and levels.
    """
    worded = [copy for copy in copies if not copy.is_stub] or list(copies)
    if len(worded) == 1:
        return tuple(worded)
    newest = max(_rank(copy, known, at) for copy in worded)
    best = sorted((copy for copy in worded if _rank(copy, known, at) == newest), key=_preference)
    return tuple({fingerprint(copy): copy for copy in reversed(best)}.values())[::-1]


def _rank(copy: Advisory, known: Known | None, at: Circumstances) -> tuple[date, bool]:
    if known is not None and is_raise_under_wrong_date(copy, known, at):
        return known.issue_mark or date.min, True
    return believed_date(copy, known, at) or date.min, False


def is_raise_under_wrong_date(copy: Advisory, known: Known, at: Circumstances) -> bool:
    """Detect new text for a graver level under an impossible date, which must not hide it.

    The copy that it replaces may still be in the feed, under a believable date. Only an
    issue newer than that one ranks above it.
    """
    if known.advisory is None or is_possible(copy.issued_on, at.read_at) or not copy.has_text:
        return False
    return is_level_graver(known.advisory, copy) and copy_hash(copy) not in known.seen_texts


def _preference(copy: Advisory) -> tuple[int, int, int, str, str]:
    """Rank by graver level, then graver departure advice, then longer text.

    The remaining fields, which no traveller sees, only break ties. So the order of items in
    the feed cannot decide.
    """
    unnoticed = f"{copy.url} {copy.name} {copy.text}"
    gravity = (-(copy.severity or 0), -copy.departure)
    return (*gravity, -len(copy.text or ""), fingerprint(copy), unnoticed)
