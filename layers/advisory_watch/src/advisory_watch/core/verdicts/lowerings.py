"""Rules for a lower level: accepted at once with good evidence, otherwise later."""

from advisory_watch.core.verdicts.verdict import Case, Outcome, Ruling


def note_of_lowering(case: Case) -> Ruling | None:
    """The publisher's own note, in a new text under a believable date, says it was lowered.

    Without such a date it may be the note of an old issue. Then it is held like any other.
    """
    says_so = case.copy.notes.lowered_to == case.copy.severity and case.copy.severity is not None
    if says_so and case.is_prompt and not case.is_older_issue and not case.is_seen_text:
        return Ruling(
            outcome=Outcome.CHANGED,
            rule="note_of_lowering",
            reason=f"its own note says that the level was lowered to {case.copy.severity}",
        )
    return None


def document_disagrees(case: Case) -> Ruling | None:
    """The title lowers the level, but the text says it was kept or raised: one is wrong."""
    notes = case.copy.notes
    says_otherwise = notes.is_level_kept or notes.raised_to is not None
    if says_otherwise and not case.is_older_issue:
        return Ruling(
            outcome=Outcome.HELD,
            rule="document_disagrees",
            reason="the title lowers the level, the text says it was kept or raised",
        )
    return None


def newer_issue(case: Case) -> Ruling | None:
    """A new text that states the lower level, under a newer date, appears when it is new."""
    has_words = not case.lacks_words and case.copy.states_level
    if case.is_newer_issue and case.is_prompt and has_words and not case.is_seen_text:
        return Ruling(
            outcome=Outcome.CHANGED,
            rule="newer_issue",
            reason=f"issued on {case.believed_on}, after {case.known.issue_mark or 'no date'}",
        )
    return None


def newer_revision(case: Case) -> Ruling | None:
    """The publisher's own time stamp is later; the text may be the one before the raise.

    A storm passes within a day of its warning, and the page returns to its earlier text. By
    date and text alone that looks like an old copy.
    """
    has_words = not case.lacks_words and case.copy.states_level
    if case.is_newer_revision and has_words:
        return Ruling(
            outcome=Outcome.CHANGED,
            rule="newer_revision",
            reason=f"issued at {case.copy.issued_at}, after {case.before.issued_at}",
        )
    return None


RULES = (note_of_lowering, document_disagrees, newer_issue, newer_revision)
"""In order of their weight; the first that applies decides."""
