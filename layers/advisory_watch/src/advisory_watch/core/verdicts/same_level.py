"""Rules for an unchanged level: a new issue, an addition to a recent one, or a copy."""

from datetime import date

from advisory_watch.core.differences import differences, is_scope_moved
from advisory_watch.core.fingerprint import text_hash
from advisory_watch.core.scales import Change
from advisory_watch.core.verdicts.dates import is_possible
from advisory_watch.core.verdicts.graver_words import (
    addition_to_fresh_issue,
    graver_under_wrong_date,
)
from advisory_watch.core.verdicts.verdict import Case, Outcome, Ruling


def placeholder_of_same_level(case: Case) -> Ruling | None:
    """A placeholder at the known level adds nothing and takes nothing back."""
    if case.copy.is_stub:
        return _unchanged("placeholder_of_same_level", "a placeholder at the known level")
    return None


def returned(case: Case) -> Ruling | None:
    """A destination that was recorded as withdrawn is listed again, at its former level.

    At another level it must be credible like any other: a returning item may be an old
    copy.
    """
    if case.known.is_withdrawn:
        return Ruling(outcome=Outcome.CHANGED, rule="returned", reason="listed again")
    return None


def date_corrected(case: Case) -> Ruling | None:
    """The recorded text now has a possible date, after one that was not believed.

    Without this rule the newest believed date would never advance, and old copies would
    pass for new. Real case: a true raise appeared under a date of 2030 before its own date.
    """
    was_doubtful = case.before.issued_on != case.known.issue_mark
    is_same = case.is_seen_text and text_hash(case.copy) == text_hash(case.before)
    is_new = is_later(case.copy.issued_on, case.known.issue_mark)
    if was_doubtful and is_same and is_new and is_trusted(case):
        return Ruling(
            outcome=Outcome.UNCHANGED,
            rule="date_corrected",
            reason=f"the recorded words, now dated {case.copy.issued_on}",
            is_date_believed=True,
        )
    return None


def is_trusted(case: Case) -> bool:
    """Check whether the date of a copy is possible and not part of a bulk re-dating."""
    at = case.circumstances
    return is_possible(case.copy.issued_on, at.read_at) and case.copy.issued_on not in at.redated_on


def is_later(issued_on: date | None, mark: date | None) -> bool:
    """Check whether a date is after the mark, or the first date of all."""
    return issued_on is not None and (mark is None or issued_on > mark)


def only_the_date(case: Case) -> Ruling | None:
    """A newer date without text or any other change means nothing to a traveller.

    Real case: one publisher's dates moved 11,206 times while its advice moved 92 times.
    """
    is_newer = case.is_newer_issue or case.is_newer_revision
    if case.copy.text is None and case.before.text is None and is_newer:
        is_wording = case.circumstances.is_new_wording
        if differences(case.before, case.copy, is_new_wording=is_wording) == (Change.REISSUED,):
            return _unchanged("only_the_date", "the same advice under a newer date")
    return None


def new_issue(case: Case) -> Ruling | None:
    """The date is newer and believable: the publisher issued its advice again."""
    if case.is_newer_issue and not case.is_seen_text:
        return Ruling(
            outcome=Outcome.CHANGED,
            rule="new_issue",
            reason=f"issued again on {case.believed_on}, before that {case.known.issue_mark}",
        )
    return None


def new_revision(case: Case) -> Ruling | None:
    """A second issue on the day of the known one, by the publisher's own time stamp.

    Parts of a country are added to a warning within hours. By date alone the second issue
    would pass for another copy of the first.
    """
    is_wording = case.circumstances.is_new_wording
    is_moved = is_scope_moved(case.before, case.copy, is_new_wording=is_wording)
    is_new = is_moved or not case.is_seen_text
    if case.is_newer_revision and is_new and not case.lacks_words:
        return Ruling(
            outcome=Outcome.CHANGED,
            rule="new_revision",
            reason=f"issued again at {case.copy.issued_at}, before that {case.before.issued_at}",
        )
    return None


def words_at_last(case: Case) -> Ruling | None:
    """The text of an issue that was first read without any: the advice did not change."""
    is_same = case.believed_on is not None and case.believed_on == case.known.issue_mark
    if is_same and case.copy.has_text and not case.before.has_text and case.before.text is not None:
        return Ruling(
            outcome=Outcome.FIRST_SEEN,
            rule="words_at_last",
            reason=f"the words of the issue of {case.believed_on}, which had none before",
        )
    return None


def scope_without_new_issue(case: Case) -> Ruling | None:
    """Another scope under the known date; accepted if repeated, in a single document.

    Back ends word one issue differently. If there is no text, or only one document, the
    scope is the only evidence, and a repeated snapshot confirms it.
    """
    is_worded_elsewhere = case.copy.text is not None and not case.copy.is_only_copy
    if is_worded_elsewhere or case.is_older_issue or case.is_older_revision:
        return None
    is_wording = case.circumstances.is_new_wording
    if is_scope_moved(case.before, case.copy, is_new_wording=is_wording):
        return Ruling(
            outcome=Outcome.HELD,
            rule="scope_without_new_issue",
            reason="another scope without a newer date",
        )
    return None


def another_copy(_case: Case) -> Ruling:
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


def _unchanged(rule: str, reason: str) -> Ruling:
    return Ruling(outcome=Outcome.UNCHANGED, rule=rule, reason=reason)
