"""Rules for a copy whose level equals the recorded one."""

from datetime import date

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Change, is_possible
from advisory_watch.core.alert import GRAVE_INDICATORS
from advisory_watch.core.detection.types import Comparison, Outcome, RuleResult
from advisory_watch.core.fingerprint import differences, is_scope_moved, text_hash


def is_graver(comparison: Comparison) -> bool:
    """Check for stronger departure advice, or for a new grave risk."""
    added = comparison.copy.notes.indicators_added - comparison.before.indicators
    return comparison.copy.departure > comparison.before.departure or bool(added & GRAVE_INDICATORS)


def addition_to_fresh_issue(comparison: Comparison) -> RuleResult | None:
    """Graver advice added under the same date counts while the issue is recent.

    Real case: three days after an issue, "strongly encouraged to depart now" was added and
    the date stayed. Months later the same text is only another copy, unless the destination
    has a single document.
    """
    young = comparison.context.as_of - thresholds.FRESH_ISSUE
    is_young = comparison.believed_on is not None and comparison.believed_on >= young
    is_news = is_young or comparison.copy.is_only_copy
    is_same = comparison.believed_on == comparison.record.issue_mark
    if is_news and is_same and not comparison.is_seen_text and is_graver(comparison):
        return RuleResult(
            outcome=Outcome.CHANGED,
            rule="addition_to_fresh_issue",
            reason=f"graver advice was added to the issue of {comparison.believed_on}",
        )
    return None


def graver_under_wrong_date(comparison: Comparison) -> RuleResult | None:
    """A date that is not credible must not hide new text that advises people to leave.

    If the date is impossible, the text alone decides. If many destinations took on the date
    at once, the feed may be faulty, so another snapshot decides.
    """
    if (
        comparison.believed_on is not None
        or not comparison.copy.has_text
        or comparison.is_seen_text
    ):
        return None
    if not is_graver(comparison):
        return None
    is_fault = is_possible(comparison.copy.issued_on, comparison.context.read_at)
    return RuleResult(
        outcome=Outcome.HELD if is_fault else Outcome.CHANGED,
        rule="graver_under_wrong_date",
        reason=f"graver advice in new words under a wrong date ({comparison.copy.issued_on})",
    )


def placeholder_of_same_level(comparison: Comparison) -> RuleResult | None:
    """A placeholder at the known level adds nothing and takes nothing back."""
    if comparison.copy.is_stub:
        return _unchanged("placeholder_of_same_level", "a placeholder at the known level")
    return None


def returned(comparison: Comparison) -> RuleResult | None:
    """A destination that was recorded as withdrawn is listed again, at its former level.

    At another level it must be credible like any other: a returning item may be an old
    copy.
    """
    if comparison.record.is_withdrawn:
        return RuleResult(outcome=Outcome.CHANGED, rule="returned", reason="listed again")
    return None


def date_corrected(comparison: Comparison) -> RuleResult | None:
    """The recorded text now has a possible date, after one that was not believed.

    Without this rule the newest believed date would never advance, and old copies would
    pass for new. Real case: a true raise appeared under a date of 2030 before its own date.
    """
    was_doubtful = comparison.before.issued_on != comparison.record.issue_mark
    is_same = comparison.is_seen_text and text_hash(comparison.copy) == text_hash(comparison.before)
    is_new = is_later(comparison.copy.issued_on, comparison.record.issue_mark)
    if was_doubtful and is_same and is_new and is_trusted(comparison):
        return RuleResult(
            outcome=Outcome.UNCHANGED,
            rule="date_corrected",
            reason=f"the recorded words, now dated {comparison.copy.issued_on}",
            is_date_believed=True,
        )
    return None


def is_trusted(comparison: Comparison) -> bool:
    """Check whether the date of a copy is possible and not part of a bulk re-dating."""
    at = comparison.context
    return (
        is_possible(comparison.copy.issued_on, at.read_at)
        and comparison.copy.issued_on not in at.redated_on
    )


def is_later(issued_on: date | None, mark: date | None) -> bool:
    """Check whether a date is after the mark, or the first date of all."""
    return issued_on is not None and (mark is None or issued_on > mark)


def only_the_date(comparison: Comparison) -> RuleResult | None:
    """A newer date without text or any other change means nothing to a traveller.

    Real case: one publisher's dates moved 11,206 times while its advice moved 92 times.
    """
    is_newer = comparison.is_newer_issue or comparison.is_newer_revision
    if comparison.copy.text is None and comparison.before.text is None and is_newer:
        is_wording = comparison.context.is_new_wording
        if differences(comparison.before, comparison.copy, is_new_wording=is_wording) == (
            Change.REISSUED,
        ):
            return _unchanged("only_the_date", "the same advice under a newer date")
    return None


def new_issue(comparison: Comparison) -> RuleResult | None:
    """The date is newer and believable: the publisher issued its advice again."""
    if comparison.is_newer_issue and not comparison.is_seen_text:
        return RuleResult(
            outcome=Outcome.CHANGED,
            rule="new_issue",
            reason=(
                f"issued again on {comparison.believed_on}, "
                f"before that {comparison.record.issue_mark}"
            ),
        )
    return None


def new_revision(comparison: Comparison) -> RuleResult | None:
    """A second issue on the day of the known one, by the publisher's own time stamp.

    Parts of a country are added to a warning within hours. By date alone the second issue
    would pass for another copy of the first.
    """
    is_wording = comparison.context.is_new_wording
    is_moved = is_scope_moved(comparison.before, comparison.copy, is_new_wording=is_wording)
    is_new = is_moved or not comparison.is_seen_text
    if comparison.is_newer_revision and is_new and not comparison.lacks_words:
        return RuleResult(
            outcome=Outcome.CHANGED,
            rule="new_revision",
            reason=(
                f"issued again at {comparison.copy.issued_at}, "
                f"before that {comparison.before.issued_at}"
            ),
        )
    return None


def words_at_last(comparison: Comparison) -> RuleResult | None:
    """The text of an issue that was first read without any: the advice did not change."""
    is_same = (
        comparison.believed_on is not None
        and comparison.believed_on == comparison.record.issue_mark
    )
    if (
        is_same
        and comparison.copy.has_text
        and not comparison.before.has_text
        and comparison.before.text is not None
    ):
        return RuleResult(
            outcome=Outcome.FIRST_SEEN,
            rule="words_at_last",
            reason=f"the words of the issue of {comparison.believed_on}, which had none before",
        )
    return None


def scope_without_new_issue(comparison: Comparison) -> RuleResult | None:
    """Another scope under the known date; accepted if repeated, in a single document.

    Back ends word one issue differently. If there is no text, or only one document, the
    scope is the only evidence, and a repeated snapshot confirms it.
    """
    is_worded_elsewhere = comparison.copy.text is not None and not comparison.copy.is_only_copy
    if is_worded_elsewhere or comparison.is_older_issue or comparison.is_older_revision:
        return None
    is_wording = comparison.context.is_new_wording
    if is_scope_moved(comparison.before, comparison.copy, is_new_wording=is_wording):
        return RuleResult(
            outcome=Outcome.HELD,
            rule="scope_without_new_issue",
            reason="another scope without a newer date",
        )
    return None


def another_copy(_case: Comparison) -> RuleResult:
    """The level is known, and nothing shows that this is a new issue.

    Real case: one country's text changed 62 times between five texts of one issue.
    """
    return _unchanged("another_copy", "the known level, no newer issue")


RULES = (
    placeholder_of_same_level,
    returned,
    date_corrected,
    only_the_date,
    new_issue,
    words_at_last,
    new_revision,
    addition_to_fresh_issue,
    graver_under_wrong_date,
    scope_without_new_issue,
)
"""Applied in this order; if none applies, `another_copy` decides."""


def _unchanged(rule: str, reason: str) -> RuleResult:
    return RuleResult(outcome=Outcome.UNCHANGED, rule=rule, reason=reason)
