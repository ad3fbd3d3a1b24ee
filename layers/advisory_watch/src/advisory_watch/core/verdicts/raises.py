"""When the level goes up. A credible raise goes out in the check that first sees it."""

from advisory_watch.core.verdicts import limits
from advisory_watch.core.verdicts.dates import is_possible, is_slip_of_the_year
from advisory_watch.core.verdicts.verdict import Case, Outcome, Ruling


def document_disagrees(case: Case) -> Ruling | None:
    """A title that raises the level over a text that says it was kept or lowered."""
    notes = case.copy.notes
    if (notes.is_level_kept or notes.lowered_to is not None) and not case.is_older_issue:
        return Ruling(
            outcome=Outcome.HELD,
            rule="document_disagrees",
            reason="the title raises the level, the text says it was kept or lowered",
        )
    return None


def newer_issue(case: Case) -> Ruling | None:
    """A newer believable date, seen when it is new, is all that a raise with words needs."""
    if case.is_newer_issue and case.is_prompt and not case.lacks_words:
        return Ruling(
            outcome=Outcome.CHANGED,
            rule="newer_issue",
            reason=f"issued on {case.believed_on}, after {case.known.issue_mark or 'no date'}",
        )
    return None


def newer_revision(case: Case) -> Ruling | None:
    """A later moment by the publisher's own clock tells two issues of one day apart.

    As wars begin, advice is issued twice in a day; by its date alone the second looks like
    a contradiction of the first. No old copy can carry a later moment, however late we are.
    """
    if case.is_newer_revision and not case.lacks_words:
        return Ruling(
            outcome=Outcome.CHANGED,
            rule="newer_revision",
            reason=f"issued at {case.copy.issued_at}, after {case.before.issued_at}",
        )
    return None


def note_of_raise(case: Case) -> Ruling | None:
    """The publisher's own sentence, in a text not seen before, outweighs a date that slipped."""
    says_so = case.copy.notes.raised_to == case.copy.severity
    if says_so and _may_be_recent(case) and not case.is_seen_text:
        return Ruling(
            outcome=Outcome.CHANGED,
            rule="note_of_raise",
            reason=f"its own note says that the level was raised to {case.copy.severity}",
        )
    return None


def _may_be_recent(case: Case) -> bool:
    """Tell whether the date allows that this is new: no date, or one of these days.

    On a day that many destinations took on at once, old copies carry it too.
    """
    if case.believed_on is None:
        return case.copy.issued_on not in case.circumstances.redated_on
    mark = case.known.issue_mark
    return case.is_prompt and (mark is None or case.believed_on >= mark - limits.DATE_SLIP_MAX)


def wrong_date(case: Case) -> Ruling | None:
    """A date that cannot be right says nothing, and so cannot hold back new words.

    Real case: a country's true raise would have been hidden for years behind an
    earlier item dated 2030.
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
    """A date that is right but for its year, under a note of the raise: today's, mistyped."""
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
    """A second issue of one day: new words that also tell more people to leave.

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
"""In the order of their weight; the first that applies decides."""
