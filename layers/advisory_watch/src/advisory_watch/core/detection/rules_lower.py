"""Rules for a lower level: accepted at once with good evidence, otherwise later."""

from advisory_watch.core.detection.rule import Finding, changed, pending, rule
from advisory_watch.core.detection.types import Comparison, RuleName


class LoweringRule(RuleName):
    """In order of their weight; the first that applies decides."""

    NOTE_OF_LOWERING = "note_of_lowering"
    DOCUMENT_DISAGREES = "document_disagrees"
    NEWER_ISSUE = "newer_issue"
    NEWER_REVISION = "newer_revision"


@rule(LoweringRule.NOTE_OF_LOWERING)
def note_of_lowering(comparison: Comparison) -> Finding | None:
    """The publisher's own note, in a new text under a believable date, says it was lowered.

    Without such a date it may be the note of an old issue. Then it is held like any other.
    """
    level = comparison.copy.severity
    is_noted = level is not None and comparison.copy.notes.lowered_to == level
    is_recent = comparison.is_prompt and not comparison.is_older_issue
    if is_noted and is_recent and not comparison.is_seen_text:
        return changed(f"its own note says that the level was lowered to {level}")
    return None


@rule(LoweringRule.DOCUMENT_DISAGREES)
def document_disagrees(comparison: Comparison) -> Finding | None:
    """The title lowers the level, but the text says it was kept or raised: one is wrong."""
    notes = comparison.copy.notes
    if (notes.is_level_kept or notes.raised_to is not None) and not comparison.is_older_issue:
        return pending("the title lowers the level, the text says it was kept or raised")
    return None


@rule(LoweringRule.NEWER_ISSUE)
def newer_issue(comparison: Comparison) -> Finding | None:
    """A new text that states the lower level, under a newer date, appears when it is new."""
    is_recent = comparison.is_newer_issue and comparison.is_prompt
    if is_recent and _states_level(comparison) and not comparison.is_seen_text:
        mark = comparison.record.issue_mark or "no date"
        return changed(f"issued on {comparison.believed_on}, after {mark}")
    return None


@rule(LoweringRule.NEWER_REVISION)
def newer_revision(comparison: Comparison) -> Finding | None:
    """The publisher's own time stamp is later; the text may be the one before the raise.

    A storm passes within a day of its warning, and the page returns to its earlier text. By
    date and text alone that looks like an old copy.
    """
    if comparison.is_newer_revision and _states_level(comparison):
        return changed(
            f"issued at {comparison.copy.issued_at}, after {comparison.before.issued_at}"
        )
    return None


def _states_level(comparison: Comparison) -> bool:
    return not comparison.lacks_text and comparison.copy.states_level
