"""When the level goes down, or its scope moves: at once with good evidence, else later."""

from advisory_watch.core.verdicts.verdict import Case, Outcome, Ruling


def note_of_lowering(case: Case) -> Ruling | None:
    """The publisher's own sentence in a text not seen before, under a believable date.

    Without such a date it may be the note of an old issue; then it is held like any other.
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
    """A title that lowers the level over a text that says otherwise: one of them is wrong."""
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
    """A newer believable date, seen when it is new, and new words that state the lower level."""
    has_words = not case.lacks_words and case.copy.states_level
    if case.is_newer_issue and case.is_prompt and has_words and not case.is_seen_text:
        return Ruling(
            outcome=Outcome.CHANGED,
            rule="newer_issue",
            reason=f"issued on {case.believed_on}, after {case.known.issue_mark or 'no date'}",
        )
    return None


def newer_revision(case: Case) -> Ruling | None:
    """A later moment by the publisher's own clock; the words may be those before the raise.

    A storm passes within a day of its warning, and the page says again what it said: by
    date and words alone that is an old copy come back.
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
"""In the order of their weight; the first that applies decides."""
