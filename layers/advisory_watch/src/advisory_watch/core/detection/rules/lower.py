"""Rules for a lower level: accepted at once with good evidence, otherwise later."""

from advisory_watch.core.detection.comparison import Comparison
from advisory_watch.core.detection.rules.rule import Finding, changed, pending, rule
from advisory_watch.core.detection.types import RuleName


class LoweringRule(RuleName):
    """In order of their weight; the first that applies decides."""

    NOTE_OF_LOWERING = "note_of_lowering"
    DOCUMENT_DISAGREES = "document_disagrees"
    COPY_COME_BACK = "copy_come_back"
    PERHAPS_SUPERSEDED = "perhaps_superseded"
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
    is_denied = notes.is_level_kept or notes.raised_to is not None or comparison.copy.denies_level
    if is_denied and not comparison.is_older_issue:
        return pending("the title lowers the level, the text says it was kept or raised")
    return None


@rule(LoweringRule.COPY_COME_BACK)
def copy_come_back(comparison: Comparison) -> Finding | None:
    """A milder copy that was seen before, and then replaced, does not lower the level.

    Two back ends may alternate for months, each serving for days. If each turn confirmed
    the lowering, it would be reported again and again. A destination with a document of its own
    has no second back end; there, a returning text is what the publisher says now.
    """
    is_one_of_two = comparison.is_superseded and not comparison.copy.is_only_copy
    if is_one_of_two and not comparison.is_redated and not comparison.is_newer_revision:
        return pending("this copy was replaced, and came back as it was")
    return None


@rule(LoweringRule.PERHAPS_SUPERSEDED)
def perhaps_superseded(comparison: Comparison) -> Finding | None:
    """An issue of this level, with a date within days of this one, was replaced not long ago.

    This may be the copy of another back end, behind by hours, under a date of its own.
    """
    if comparison.may_be_superseded and not comparison.is_newer_revision:
        return pending("as an issue of these days that was replaced")
    return None


@rule(LoweringRule.NEWER_ISSUE)
def newer_issue(comparison: Comparison) -> Finding | None:
    """A new text that states the lower level, under a newer date, appears when it is new."""
    is_recent = comparison.is_newer_issue and comparison.is_prompt
    if is_recent and _states_level(comparison) and not comparison.is_seen_text:
        mark = comparison.mark or "no date"
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
