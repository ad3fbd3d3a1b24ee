"""Rules for a copy whose level equals the recorded one."""

from datetime import timedelta

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Change, Departure, Indicator, is_possible
from advisory_watch.core.detection.comparison import Comparison
from advisory_watch.core.detection.rules.rule import (
    Finding,
    changed,
    first_seen,
    pending,
    rule,
    unchanged,
)
from advisory_watch.core.detection.types import RuleName
from advisory_watch.core.fingerprint import differences, normal_text

GRAVE_INDICATORS = frozenset(
    {Indicator.TERRORISM, Indicator.KIDNAPPING, Indicator.WRONGFUL_DETENTION}
)
"""Risks aimed at foreigners themselves."""


class SameLevelRule(RuleName):
    """The first that applies decides; the last rule always applies."""

    NEW_STYLE = "new_style"
    PLACEHOLDER_OF_SAME_LEVEL = "placeholder_of_same_level"
    RETURNED = "returned"
    DATE_CORRECTED = "date_corrected"
    ONLY_THE_DATE = "only_the_date"
    PERHAPS_ANOTHER_COPY = "perhaps_another_copy"
    NEW_ISSUE = "new_issue"
    WORDS_AT_LAST = "words_at_last"
    NEW_REVISION = "new_revision"
    RISK_ADDED_TO_FRESH_ISSUE = "risk_added_to_fresh_issue"
    SCOPE_WITHOUT_NEW_ISSUE = "scope_without_new_issue"
    ANOTHER_COPY = "another_copy"


@rule(SameLevelRule.NEW_STYLE)
def new_style(comparison: Comparison) -> Finding | None:
    """The publisher words its levels in another way: the new words are recorded, silently.

    Otherwise every later snapshot would differ from the record in its wording, and no change of
    scope could be recognised.
    """
    before, copy = comparison.before, comparison.copy
    is_reworded = normal_text(before.native_level) != normal_text(copy.native_level)
    if not comparison.context.is_new_wording or not is_reworded:
        return None
    if differences(before, copy, is_new_wording=True) == (Change.REISSUED,):
        return first_seen("the publisher words its levels in another way")
    return None


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
    issued_on, mark = comparison.copy.issued_on, comparison.mark
    before = comparison.before
    is_same = comparison.is_seen_text and comparison.has_recorded_text
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


@rule(SameLevelRule.PERHAPS_ANOTHER_COPY)
def perhaps_another_copy(comparison: Comparison) -> Finding | None:
    """New words that tell people to leave again, or no more, within days of the recorded issue.

    Another back end dates the same issue, or the one before, a day or two later in its own words.
    If the recorded words stay too, nothing was issued. Under the known date a new call to leave
    waits for a new date: a page is saved minutes before it.
    """
    is_edited = comparison.copy.is_only_copy or not comparison.has_new_text
    if is_edited or comparison.before.departure is not Departure.DEPART_IMMEDIATELY:
        return None
    is_call = comparison.copy.departure is Departure.DEPART_IMMEDIATELY
    is_saved_early = is_call and comparison.is_known_issue and not _has_waited(comparison)
    is_lifted = comparison.copy.lifts_departure
    if is_saved_early or (_is_near(comparison) and not is_lifted):
        return pending("perhaps the copy of another back end")
    return None


def _is_near(comparison: Comparison) -> bool:
    """Check for a newer date that proves little: it is close, or many share it."""
    believed_on, mark = comparison.believed_on, comparison.mark
    if believed_on is None or mark is None:
        return False
    if believed_on in comparison.context.redated_on:
        return True
    return timedelta(0) < believed_on - mark <= thresholds.DATE_SLIP_MAX


def _has_waited(comparison: Comparison) -> bool:
    pending = comparison.record.pending
    if pending is None or pending.rule != SameLevelRule.PERHAPS_ANOTHER_COPY:
        return False
    return comparison.context.read_at - pending.since >= thresholds.GRAVER_TOLD_AFTER


@rule(SameLevelRule.NEW_ISSUE)
def new_issue(comparison: Comparison) -> Finding | None:
    """The date is newer and believable: the publisher issued its advice again."""
    if comparison.is_newer_issue and not comparison.is_seen_text:
        mark = comparison.mark
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
    is_new = comparison.is_scope_moved or not comparison.is_seen_text
    if comparison.is_newer_revision and is_new and not comparison.lacks_text:
        now, then = comparison.copy.issued_at, comparison.before.issued_at
        return changed(f"issued again at {now}, before that {then}")
    return None


@rule(SameLevelRule.RISK_ADDED_TO_FRESH_ISSUE)
def risk_added_to_fresh_issue(comparison: Comparison) -> Finding | None:
    """A new grave risk in new words under the same date counts while the issue is recent.

    Months later the same text is only another copy, unless the destination has a single document.
    """
    is_fresh = comparison.is_prompt or comparison.copy.is_only_copy
    added = comparison.copy.notes.indicators_added - comparison.before.indicators
    if is_fresh and not comparison.is_seen_text and added & GRAVE_INDICATORS:
        return changed(f"a grave risk was added to the issue of {comparison.believed_on}")
    return None


@rule(SameLevelRule.SCOPE_WITHOUT_NEW_ISSUE)
def scope_without_new_issue(comparison: Comparison) -> Finding | None:
    """Another scope under the known date; accepted if repeated, in a single document.

    Back ends word one issue differently. If there is no text, or only one document, the
    scope is the only evidence, and a repeated snapshot confirms it.
    """
    is_worded_elsewhere = comparison.copy.text is not None and not comparison.copy.is_only_copy
    is_older = comparison.is_older_issue or comparison.is_older_revision
    if comparison.is_scope_moved and not is_worded_elsewhere and not is_older:
        return pending("another scope without a newer date")
    return None


@rule(SameLevelRule.ANOTHER_COPY)
def another_copy(_comparison: Comparison) -> Finding:
    """The level is known, and nothing shows that this is a new issue.

    Real case: one country's text changed 62 times between five texts of one issue.
    """
    return unchanged("the known level, no newer issue")
