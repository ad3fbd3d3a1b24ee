"""Rules for graver advice: what is credible is sent in the check that first sees it."""

from advisory_watch.core.advisory import is_possible
from advisory_watch.core.detection.comparison import Comparison
from advisory_watch.core.detection.rules.rule import Finding, changed, rule
from advisory_watch.core.detection.types import RuleName


class GraverRule(RuleName):
    """In order of their weight; the first that applies decides."""

    NEWER_ISSUE = "newer_issue"
    NEWER_REVISION = "newer_revision"
    NOTE_OF_RAISE = "note_of_raise"
    WRONG_DATE = "wrong_date"
    SLIP_OF_THE_YEAR = "slip_of_the_year"
    NEW_WORDS = "new_words"


@rule(GraverRule.NEWER_ISSUE)
def newer_issue(comparison: Comparison) -> Finding | None:
    """Graver advice is accepted if its date is newer and believable, and it has a text.

    After days without sight such an issue is days old, and news all the same.
    """
    if comparison.is_newer_issue and not comparison.lacks_text:
        return changed(f"issued on {comparison.believed_on}, after {comparison.mark or 'no date'}")
    return None


@rule(GraverRule.NEWER_REVISION)
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


@rule(GraverRule.NOTE_OF_RAISE)
def note_of_raise(comparison: Comparison) -> Finding | None:
    """The publisher's own note, in a text not seen before, outweighs a slightly wrong date."""
    is_dated = comparison.is_recent or comparison.copy.issued_on is None
    if comparison.is_newly_noted and is_dated:
        level = comparison.copy.severity
        return changed(f"its own note says that the level was raised to {level}")
    return None


@rule(GraverRule.WRONG_DATE)
def wrong_date(comparison: Comparison) -> Finding | None:
    """An impossible date says nothing, so it cannot hold back a new text.

    Real case: a country's true raise would have been hidden for years behind an earlier
    item dated 2030.
    """
    issued_on = comparison.copy.issued_on
    if comparison.has_new_text and not is_possible(issued_on, comparison.context.read_at):
        return changed(f"new words under an impossible date ({issued_on or 'unreadable'})")
    return None


@rule(GraverRule.SLIP_OF_THE_YEAR)
def slip_of_the_year(comparison: Comparison) -> Finding | None:
    """The date is right except for its year, and a note in a new text confirms the raise."""
    if comparison.is_noted_slip:
        issued_on = comparison.copy.issued_on
        return changed(f"{issued_on} is right but for its year, and the words are new")
    return None


@rule(GraverRule.NEW_WORDS)
def new_words(comparison: Comparison) -> Finding | None:
    """A new text that states the graver level, under the date of the record.

    Real case: four issues in three days as a war began, two of them under one date. A page of its
    own is edited without a new date. Under an earlier date than today's the text may be an old
    copy, so it waits; so it does in the first days of the watch, which may have begun with a newer
    issue than this one. The recorded words under another title are not new.
    """
    is_dated = comparison.is_prompt or comparison.copy.is_only_copy
    is_start = comparison.is_watch_new and not comparison.copy.is_only_copy
    is_current = comparison.is_of_today or not (comparison.is_older or is_start)
    is_new = comparison.has_new_text and not comparison.is_retitled
    if is_new and is_dated and is_current:
        return changed(f"new and graver words under the date {comparison.copy.issued_on}")
    return None
