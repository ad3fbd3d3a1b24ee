"""Rules for a lower level: accepted at once with good evidence, otherwise later."""

from advisory_watch.core.detection.types import Comparison, Outcome, RuleResult


def note_of_lowering(comparison: Comparison) -> RuleResult | None:
    """The publisher's own note, in a new text under a believable date, says it was lowered.

    Without such a date it may be the note of an old issue. Then it is held like any other.
    """
    says_so = (
        comparison.copy.notes.lowered_to == comparison.copy.severity
        and comparison.copy.severity is not None
    )
    if (
        says_so
        and comparison.is_prompt
        and not comparison.is_older_issue
        and not comparison.is_seen_text
    ):
        return RuleResult(
            outcome=Outcome.CHANGED,
            rule="note_of_lowering",
            reason=f"its own note says that the level was lowered to {comparison.copy.severity}",
        )
    return None


def document_disagrees(comparison: Comparison) -> RuleResult | None:
    """The title lowers the level, but the text says it was kept or raised: one is wrong."""
    notes = comparison.copy.notes
    says_otherwise = notes.is_level_kept or notes.raised_to is not None
    if says_otherwise and not comparison.is_older_issue:
        return RuleResult(
            outcome=Outcome.HELD,
            rule="document_disagrees",
            reason="the title lowers the level, the text says it was kept or raised",
        )
    return None


def newer_issue(comparison: Comparison) -> RuleResult | None:
    """A new text that states the lower level, under a newer date, appears when it is new."""
    has_words = not comparison.lacks_words and comparison.copy.states_level
    if (
        comparison.is_newer_issue
        and comparison.is_prompt
        and has_words
        and not comparison.is_seen_text
    ):
        return RuleResult(
            outcome=Outcome.CHANGED,
            rule="newer_issue",
            reason=(
                f"issued on {comparison.believed_on}, "
                f"after {comparison.record.issue_mark or 'no date'}"
            ),
        )
    return None


def newer_revision(comparison: Comparison) -> RuleResult | None:
    """The publisher's own time stamp is later; the text may be the one before the raise.

    A storm passes within a day of its warning, and the page returns to its earlier text. By
    date and text alone that looks like an old copy.
    """
    has_words = not comparison.lacks_words and comparison.copy.states_level
    if comparison.is_newer_revision and has_words:
        return RuleResult(
            outcome=Outcome.CHANGED,
            rule="newer_revision",
            reason=f"issued at {comparison.copy.issued_at}, after {comparison.before.issued_at}",
        )
    return None


RULES = (note_of_lowering, document_disagrees, newer_issue, newer_revision)
"""In order of their weight; the first that applies decides."""
