"""Which copy to judge, where a reading names a destination more than once."""

from collections.abc import Sequence
from datetime import date

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.fingerprint import fingerprint
from advisory_watch.core.verdicts.dates import believed_date
from advisory_watch.core.verdicts.verdict import Circumstances
from advisory_watch.core.versions import Known


def credible_copies(
    copies: Sequence[Advisory], known: Known | None, at: Circumstances
) -> tuple[Advisory, ...]:
    """Return the copies that count, the best first; all of them have one believed date.

    Words count before placeholders, a believed date before a doubtful one, the newest
    before the rest. What is left may still disagree about the level: then the feed
    itself cannot say. Order of items and repetition make no difference.

    Real case: 114 names stood twice in one feed, with two links, dates and levels.
    """
    worded = [copy for copy in copies if not copy.is_stub] or list(copies)
    if len(worded) == 1:
        return tuple(worded)
    newest = max(_rank(copy, known, at) for copy in worded)
    best = {fingerprint(copy): copy for copy in worded if _rank(copy, known, at) == newest}
    return tuple(sorted(best.values(), key=_preference))


def _rank(copy: Advisory, known: Known | None, at: Circumstances) -> date:
    return believed_date(copy, known, at) or date.min


def _preference(copy: Advisory) -> tuple[int, int, str]:
    """Prefer the graver level, then the fuller text; the fingerprint only breaks ties."""
    return (-(copy.severity or 0), -len(copy.text or ""), fingerprint(copy))
