"""Rules for a higher level: a credible raise is sent in the check that first sees it."""

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import is_possible
from advisory_watch.core.detection.dates import is_slip_of_the_year
from advisory_watch.core.detection.rule import Finding, changed, pending, rule
from advisory_watch.core.detection.types import Comparison, RuleName


class RaiseRule(RuleName):
    """In order of their weight; the first that applies decides."""

    DOCUMENT_DISAGREES = "document_disagrees"
    NEWER_ISSUE = "newer_issue"
    NEWER_REVISION = "newer_revision"
    NOTE_OF_RAISE = "note_of_raise"
    WRONG_DATE = "wrong_date"
    SLIP_OF_THE_YEAR = "slip_of_the_year"
    GRAVER_ON_THE_SAME_DAY = "graver_on_the_same_day"


@rule(RaiseRule.DOCUMENT_DISAGREES)
def document_disagrees(comparison: Comparison) -> Finding | None:
    """The title raises the level, but the text says that it was kept or lowered."""
    notes = comparison.copy.notes
    if (notes.is_level_kept or notes.lowered_to is not None) and not comparison.is_older_issue:
        return pending("the title raises the level, the text says it was kept or lowered")
    return None


@rule(RaiseRule.NEWER_ISSUE)
def newer_issue(comparison: Comparison) -> Finding | None:
    """A raise with text is accepted if its date is newer, believable and recent."""
    if comparison.is_newer_issue and comparison.is_prompt and not comparison.lacks_text:
        mark = comparison.record.issue_mark or "no date"
        return changed(f"issued on {comparison.believed_on}, after {mark}")
    return None


@rule(RaiseRule.NEWER_REVISION)
def newer_revision(comparison: Comparison) -> Finding | None:
    """The publisher's own time stamp is later, so this is a second issue of the same day.

    When wars begin, advice is issued twice in a day. By date alone the second issue looks
    like a contradiction of the first. No old copy can carry a later time stamp, however
    late it is read.
    """
    if comparison.is_newer_revision and not comparison.lacks_text:
        return changed(
            f"issued at {comparison.copy.issued_at}, after {comparison.before.issued_at}"
        )
    return None


@rule(RaiseRule.NOTE_OF_RAISE)
def note_of_raise(comparison: Comparison) -> Finding | None:
    """The publisher's own note, in a text not seen before, outweighs a slightly wrong date."""
    if _is_noted_anew(comparison) and _may_be_recent(comparison):
        level = comparison.copy.severity
        return changed(f"its own note says that the level was raised to {level}")
    return None


def _is_noted_anew(comparison: Comparison) -> bool:
    copy = comparison.copy
    return copy.notes.raised_to == copy.severity and not comparison.is_seen_text


def _may_be_recent(comparison: Comparison) -> bool:
    """Check whether the date allows a new issue: no date, or a date of recent days.

    A day that many destinations took on at once is no evidence: old copies carry it too.
    """
    if comparison.believed_on is None:
        return comparison.copy.issued_on not in comparison.context.redated_on
    mark = comparison.record.issue_mark
    return comparison.is_prompt and (
        mark is None or comparison.believed_on >= mark - thresholds.DATE_SLIP_MAX
    )


@rule(RaiseRule.WRONG_DATE)
def wrong_date(comparison: Comparison) -> Finding | None:
    """An impossible date says nothing, so it cannot hold back a new text.

    Real case: a country's true raise would have been hidden for years behind an earlier
    item dated 2030.
    """
    issued_on = comparison.copy.issued_on
    if comparison.has_new_text and not is_possible(issued_on, comparison.context.read_at):
        return changed(f"new words under an impossible date ({issued_on or 'unreadable'})")
    return None


@rule(RaiseRule.SLIP_OF_THE_YEAR)
def slip_of_the_year(comparison: Comparison) -> Finding | None:
    """The date is right except for its year, and a note in a new text confirms the raise."""
    is_slip = is_slip_of_the_year(comparison.copy, comparison.context.read_at)
    if is_slip and comparison.is_older_issue and _is_noted_anew(comparison):
        issued_on = comparison.copy.issued_on
        return changed(f"{issued_on} is right but for its year, and the words are new")
    return None


@rule(RaiseRule.GRAVER_ON_THE_SAME_DAY)
def graver_on_the_same_day(comparison: Comparison) -> Finding | None:
    """A second issue of one day: a new text that also advises more people to leave.

    Real case: four issues in three days as a war began, two of them under one date.
    """
    copy = comparison.copy
    is_same_day = comparison.is_prompt and comparison.is_known_issue
    is_graver = copy.departure > comparison.before.departure and copy.states_level
    if is_same_day and is_graver and not comparison.is_seen_text:
        return changed(f"graver words and level under the fresh date {comparison.believed_on}")
    return None
