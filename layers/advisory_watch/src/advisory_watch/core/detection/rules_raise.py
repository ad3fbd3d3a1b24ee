"""Rules for a higher level: a credible raise is sent in the check that first sees it."""

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import is_possible
from advisory_watch.core.detection.dates import is_slip_of_the_year
from advisory_watch.core.detection.types import Comparison, Outcome, RuleResult


def document_disagrees(comparison: Comparison) -> RuleResult | None:
    """The title raises the level, but the text says that it was kept or lowered."""
    notes = comparison.copy.notes
    if (notes.is_level_kept or notes.lowered_to is not None) and not comparison.is_older_issue:
        return RuleResult(
            outcome=Outcome.HELD,
            rule="document_disagrees",
            reason="the title raises the level, the text says it was kept or lowered",
        )
    return None


def newer_issue(comparison: Comparison) -> RuleResult | None:
    """A raise with text is accepted if its date is newer, believable and recent."""
    if comparison.is_newer_issue and comparison.is_prompt and not comparison.lacks_words:
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
    """The publisher's own time stamp is later, so this is a second issue of the same day.

    When wars begin, advice is issued twice in a day. By date alone the second issue looks
    like a contradiction of the first. No old copy can carry a later time stamp, however
    late it is read.
    """
    if comparison.is_newer_revision and not comparison.lacks_words:
        return RuleResult(
            outcome=Outcome.CHANGED,
            rule="newer_revision",
            reason=f"issued at {comparison.copy.issued_at}, after {comparison.before.issued_at}",
        )
    return None


def note_of_raise(comparison: Comparison) -> RuleResult | None:
    """The publisher's own note, in a text not seen before, outweighs a slightly wrong date."""
    says_so = comparison.copy.notes.raised_to == comparison.copy.severity
    if says_so and _may_be_recent(comparison) and not comparison.is_seen_text:
        return RuleResult(
            outcome=Outcome.CHANGED,
            rule="note_of_raise",
            reason=f"its own note says that the level was raised to {comparison.copy.severity}",
        )
    return None


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


def wrong_date(comparison: Comparison) -> RuleResult | None:
    """An impossible date says nothing, so it cannot hold back a new text.

    Real case: a country's true raise would have been hidden for years behind an earlier
    item dated 2030.
    """
    is_wrong = not is_possible(comparison.copy.issued_on, comparison.context.read_at)
    if is_wrong and comparison.speaks:
        return RuleResult(
            outcome=Outcome.CHANGED,
            rule="wrong_date",
            reason=(
                f"new words under an impossible date ({comparison.copy.issued_on or 'unreadable'})"
            ),
        )
    return None


def slip_of_the_year(comparison: Comparison) -> RuleResult | None:
    """The date is right except for its year, and a note in a new text confirms the raise."""
    is_new = (
        comparison.copy.notes.raised_to == comparison.copy.severity and not comparison.is_seen_text
    )
    if (
        comparison.is_older_issue
        and is_new
        and is_slip_of_the_year(comparison.copy, comparison.context.read_at)
    ):
        return RuleResult(
            outcome=Outcome.CHANGED,
            rule="slip_of_the_year",
            reason=f"{comparison.copy.issued_on} is right but for its year, and the words are new",
        )
    return None


def graver_on_the_same_day(comparison: Comparison) -> RuleResult | None:
    """A second issue of one day: a new text that also advises more people to leave.

    Real case: four issues in three days as a war began, two of them under one date.
    """
    is_same = comparison.is_prompt and comparison.believed_on == comparison.record.issue_mark
    is_graver = (
        comparison.copy.departure > comparison.before.departure and comparison.copy.states_level
    )
    if is_same and is_graver and not comparison.is_seen_text:
        return RuleResult(
            outcome=Outcome.CHANGED,
            rule="graver_on_the_same_day",
            reason=f"graver words and level under the fresh date {comparison.believed_on}",
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
