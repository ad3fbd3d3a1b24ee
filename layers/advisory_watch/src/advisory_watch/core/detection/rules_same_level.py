"""Rules for a copy whose level equals the recorded one."""

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Change, Indicator, is_possible
from advisory_watch.core.detection.rule import (
    Finding,
    changed,
    first_seen,
    pending,
    rule,
    unchanged,
)
from advisory_watch.core.detection.types import Comparison, RuleName
from advisory_watch.core.fingerprint import differences, is_scope_moved, text_hash

GRAVE_INDICATORS = frozenset(
    {Indicator.TERRORISM, Indicator.KIDNAPPING, Indicator.WRONGFUL_DETENTION}
)
"""Risks aimed at foreigners themselves."""


class SameLevelRule(RuleName):
    """The first that applies decides; the last rule always applies."""

    PLACEHOLDER_OF_SAME_LEVEL = "placeholder_of_same_level"
    RETURNED = "returned"
    DATE_CORRECTED = "date_corrected"
    ONLY_THE_DATE = "only_the_date"
    NEW_ISSUE = "new_issue"
    WORDS_AT_LAST = "words_at_last"
    NEW_REVISION = "new_revision"
    ADDITION_TO_FRESH_ISSUE = "addition_to_fresh_issue"
    GRAVER_UNDER_WRONG_DATE = "graver_under_wrong_date"
    SCOPE_WITHOUT_NEW_ISSUE = "scope_without_new_issue"
    ANOTHER_COPY = "another_copy"


@rule(SameLevelRule.PLACEHOLDER_OF_SAME_LEVEL)
def placeholder_of_same_level(comparison: Comparison) -> Finding | None:
    """A placeholder at the known level adds nothing and takes nothing back."""
    return unchanged("a placeholder at the known level") if comparison.copy.is_stub else None


@rule(SameLevelRule.RETURNED)
def returned(comparison: Comparison) -> Finding | None:
    """A destination that was recorded as withdrawn is listed again, at its former level.

    At another level it must be credible like any other: a returning item may be an old
    copy.
    """
    return changed("listed again") if comparison.record.is_withdrawn else None


@rule(SameLevelRule.DATE_CORRECTED)
def date_corrected(comparison: Comparison) -> Finding | None:
    """The recorded text now has a possible date, after one that was not believed.

    Without this rule the newest believed date would never advance, and old copies would
    pass for new. Real case: a true raise appeared under a date of 2030 before its own date.
    """
    issued_on, mark = comparison.copy.issued_on, comparison.record.issue_mark
    before = comparison.before
    is_same = comparison.is_seen_text and text_hash(comparison.copy.text) == text_hash(before.text)
    is_later = issued_on is not None and (mark is None or issued_on > mark)
    if before.issued_on != mark and is_same and is_later and _is_date_trusted(comparison):
        return unchanged(f"the recorded words, now dated {issued_on}", is_date_believed=True)
    return None


def _is_date_trusted(comparison: Comparison) -> bool:
    """Check whether the date of a copy is possible and not part of a bulk re-dating."""
    issued_on, context = comparison.copy.issued_on, comparison.context
    return is_possible(issued_on, context.read_at) and issued_on not in context.redated_on


@rule(SameLevelRule.ONLY_THE_DATE)
def only_the_date(comparison: Comparison) -> Finding | None:
    """A newer date without text or any other change means nothing to a traveller.

    Real case: one publisher's dates moved 11,206 times while its advice moved 92 times.
    """
    before, copy = comparison.before, comparison.copy
    is_newer = comparison.is_newer_issue or comparison.is_newer_revision
    if not is_newer or copy.text is not None or before.text is not None:
        return None
    is_wording = comparison.context.is_new_wording
    if differences(before, copy, is_new_wording=is_wording) == (Change.REISSUED,):
        return unchanged("the same advice under a newer date")
    return None


@rule(SameLevelRule.NEW_ISSUE)
def new_issue(comparison: Comparison) -> Finding | None:
    """The date is newer and believable: the publisher issued its advice again."""
    if comparison.is_newer_issue and not comparison.is_seen_text:
        mark = comparison.record.issue_mark
        return changed(f"issued again on {comparison.believed_on}, before that {mark}")
    return None


@rule(SameLevelRule.WORDS_AT_LAST)
def words_at_last(comparison: Comparison) -> Finding | None:
    """The text of an issue that was first read without any: the advice did not change."""
    was_empty = comparison.before.text is not None and not comparison.before.has_text
    if comparison.is_known_issue and was_empty and comparison.copy.has_text:
        issue = comparison.believed_on
        return first_seen(f"the words of the issue of {issue}, which had none before")
    return None


@rule(SameLevelRule.NEW_REVISION)
def new_revision(comparison: Comparison) -> Finding | None:
    """A second issue on the day of the known one, by the publisher's own time stamp.

    Parts of a country are added to a warning within hours. By date alone the second issue
    would pass for another copy of the first.
    """
    is_new = _is_scope_moved(comparison) or not comparison.is_seen_text
    if comparison.is_newer_revision and is_new and not comparison.lacks_text:
        now, then = comparison.copy.issued_at, comparison.before.issued_at
        return changed(f"issued again at {now}, before that {then}")
    return None


@rule(SameLevelRule.ADDITION_TO_FRESH_ISSUE)
def addition_to_fresh_issue(comparison: Comparison) -> Finding | None:
    """Graver advice added under the same date counts while the issue is recent.

    Real case: three days after an issue, "strongly encouraged to depart now" was added and
    the date stayed. Months later the same text is only another copy, unless the destination
    has a single document.
    """
    believed_on = comparison.believed_on
    fresh_since = comparison.context.as_of - thresholds.FRESH_ISSUE
    is_fresh = believed_on is not None and believed_on >= fresh_since
    is_news = (is_fresh or comparison.copy.is_only_copy) and not comparison.is_seen_text
    if is_news and believed_on == comparison.record.issue_mark and is_graver(comparison):
        return changed(f"graver advice was added to the issue of {believed_on}")
    return None


def is_graver(comparison: Comparison) -> bool:
    """Check for stronger departure advice, or for a new grave risk."""
    added = comparison.copy.notes.indicators_added - comparison.before.indicators
    return comparison.copy.departure > comparison.before.departure or bool(added & GRAVE_INDICATORS)


@rule(SameLevelRule.GRAVER_UNDER_WRONG_DATE)
def graver_under_wrong_date(comparison: Comparison) -> Finding | None:
    """A date that is not credible must not hide new text that advises people to leave.

    If the date is impossible, the text alone decides. If many destinations took on the date
    at once, the feed may be faulty, so another snapshot decides.
    """
    is_new_text = comparison.copy.has_text and not comparison.is_seen_text
    if comparison.believed_on is not None or not is_new_text or not is_graver(comparison):
        return None
    issued_on = comparison.copy.issued_on
    decide = pending if is_possible(issued_on, comparison.context.read_at) else changed
    return decide(f"graver advice in new words under a wrong date ({issued_on})")


@rule(SameLevelRule.SCOPE_WITHOUT_NEW_ISSUE)
def scope_without_new_issue(comparison: Comparison) -> Finding | None:
    """Another scope under the known date; accepted if repeated, in a single document.

    Back ends word one issue differently. If there is no text, or only one document, the
    scope is the only evidence, and a repeated snapshot confirms it.
    """
    is_worded_elsewhere = comparison.copy.text is not None and not comparison.copy.is_only_copy
    is_older = comparison.is_older_issue or comparison.is_older_revision
    if _is_scope_moved(comparison) and not is_worded_elsewhere and not is_older:
        return pending("another scope without a newer date")
    return None


def _is_scope_moved(comparison: Comparison) -> bool:
    is_wording = comparison.context.is_new_wording
    return is_scope_moved(comparison.before, comparison.copy, is_new_wording=is_wording)


@rule(SameLevelRule.ANOTHER_COPY)
def another_copy(_comparison: Comparison) -> Finding:
    """The level is known, and nothing shows that this is a new issue.

    Real case: one country's text changed 62 times between five texts of one issue.
    """
    return unchanged("the known level, no newer issue")
