"""Rules for a higher level: a credible raise is sent in the check that first sees it."""

from advisory_watch.core.verdicts import limits
from advisory_watch.core.verdicts.dates import is_possible, is_slip_of_the_year
from advisory_watch.core.verdicts.verdict import Case, Outcome, Ruling


def document_disagrees(case: Case) -> Ruling | None:
    """The title raises the level, but the text says that it was kept or lowered."""
    notes = case.copy.notes
    if (notes.is_level_kept or notes.lowered_to is not None) and not case.is_older_issue:
        return Ruling(
            outcome=Outcome.HELD,
            rule="document_disagrees",
            reason="the title raises the level, the text says it was kept or lowered",
        )
    return None


def newer_issue(case: Case) -> Ruling | None:
    """A raise with text is accepted if its date is newer, believable and recent."""
    if case.is_newer_issue and case.is_prompt and not case.lacks_words:
        return Ruling(
            outcome=Outcome.CHANGED,
            rule="newer_issue",
            reason=f"issued on {case.believed_on}, after {case.known.issue_mark or 'no date'}",
        )
    return None


def newer_revision(case: Case) -> Ruling | None:
    """The publisher's own time stamp is later, so this is a second issue of the same day.

    When wars begin, advice is issued twice in a day. By date alone the second issue looks
    like a contradiction of the first. No old copy can carry a later time stamp, however
    late it is read.
    """
    if case.is_newer_revision and not case.lacks_words:
        return Ruling(
            outcome=Outcome.CHANGED,
            rule="newer_revision",
            reason=f"issued at {case.copy.issued_at}, after {case.before.issued_at}",
        )
    return None


def note_of_raise(case: Case) -> Ruling | None:
    """The publisher's own note, in a text not seen before, outweighs a slightly wrong date."""
    says_so = case.copy.notes.raised_to == case.copy.severity
    if says_so and _may_be_recent(case) and not case.is_seen_text:
        return Ruling(
            outcome=Outcome.CHANGED,
            rule="note_of_raise",
            reason=f"its own note says that the level was raised to {case.copy.severity}",
        )
    return None


def _may_be_recent(case: Case) -> bool:
    """Check whether the date allows a new issue: no date, or a date of recent days.

    A day that many destinations took on at once is no evidence: old copies carry it too.
    """
    if case.believed_on is None:
        return case.copy.issued_on not in case.circumstances.redated_on
    mark = case.known.issue_mark
    return case.is_prompt and (mark is None or case.believed_on >= mark - limits.DATE_SLIP_MAX)


def wrong_date(case: Case) -> Ruling | None:
    """An impossible date says nothing, so it cannot hold back a new text.

    Real case: a country's true raise would have been hidden for years behind an earlier
    item dated 2030.
    """
    is_wrong = not is_possible(case.copy.issued_on, case.circumstances.read_at)
    if is_wrong and case.speaks:
        return Ruling(
            outcome=Outcome.CHANGED,
            rule="wrong_date",
            reason=f"new words under an impossible date ({case.copy.issued_on or 'unreadable'})",
        )
    return None


def slip_of_the_year(case: Case) -> Ruling | None:
    """The date is right except for its year, and a note in a new text confirms the raise."""
    is_new = case.copy.notes.raised_to == case.copy.severity and not case.is_seen_text
    if (
        case.is_older_issue
        and is_new
        and is_slip_of_the_year(case.copy, case.circumstances.read_at)
    ):
        return Ruling(
            outcome=Outcome.CHANGED,
            rule="slip_of_the_year",
            reason=f"{case.copy.issued_on} is right but for its year, and the words are new",
        )
    return None


def graver_on_the_same_day(case: Case) -> Ruling | None:
    """A second issue of one day: a new text that also advises more people to leave.

    Real case: four issues in three days as a war began, two of them under one date.
    """
    is_same = case.is_prompt and case.believed_on == case.known.issue_mark
    is_graver = case.copy.departure > case.before.departure and case.copy.states_level
    if is_same and is_graver and not case.is_seen_text:
        return Ruling(
            outcome=Outcome.CHANGED,
            rule="graver_on_the_same_day",
            reason=f"graver words and level under the fresh date {case.believed_on}",
        )
    return None


RULES = (
    document_disagrees,
    newer_issue,
    newer_revision,
    note_of_raise,
    wrong_date,
    slip_of_the_year,
    graver_on_the_same_day,
)
"""In order of their weight; the first that applies decides."""
