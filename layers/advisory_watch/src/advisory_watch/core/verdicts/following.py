"""Turn a detection into the next record and version; None if nothing changes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.fingerprint import copy_hash
from advisory_watch.core.verdicts import limits
from advisory_watch.core.verdicts.candidates import hold, settle
from advisory_watch.core.verdicts.verdict import Outcome, Verdict
from advisory_watch.core.versions import Evidence, Known, Version


def next_known(
    source: str, known: Known | None, verdict: Verdict, evidence: Evidence
) -> Known | None:
    """Return the record to write, or None if it equals the stored one."""
    start = known or Known(
        source=source,
        destination=verdict.destination,
        watched_since=evidence.read_at,
        watched_from=verdict.as_of,
    )
    if verdict.outcome in (Outcome.CHANGED, Outcome.FIRST_SEEN):
        following = _recorded(start, verdict, evidence)
    elif verdict.outcome is Outcome.HELD:
        following = hold(start, verdict, evidence)
    elif verdict.outcome is Outcome.UNCHANGED:
        following = settle(start, verdict)
        if _has_words(verdict) and verdict.believed_on is not None:
            mark = _later(following.issue_mark, verdict.believed_on)
            following = _learning(replace(following, issue_mark=mark), verdict)
    else:
        following = start
    following = _learning_names(following, verdict.learnt)
    if following == known or (following == start and known is None):
        return None
    return replace(following, revision=start.revision + 1)


def version_of(known: Known, verdict: Verdict) -> Version | None:
    """Return the version to record with the new record, or None if there is no new version.

    The record still has the `tip` of the previous version.
    """
    if verdict.outcome not in (Outcome.CHANGED, Outcome.FIRST_SEEN) or known.evidence is None:
        return None
    return Version(
        source=known.source,
        destination=known.destination,
        number=known.number,
        advisory=verdict.advisory,
        changes=verdict.changes,
        rule=verdict.rule,
        decided_at=known.evidence.read_at,
        evidence=known.evidence,
        previous=known.tip,
    )


def _recorded(known: Known, verdict: Verdict, evidence: Evidence) -> Known:
    following = replace(
        known,
        number=known.number + 1,
        advisory=verdict.advisory or known.advisory,
        issue_mark=_later(known.issue_mark, verdict.believed_on),
        recorded_at=evidence.read_at,
        rule=verdict.rule,
        evidence=evidence,
        held=None,
        is_withdrawn=verdict.advisory is None,
    )
    return _learning(following, verdict)


def _later(mark: date | None, believed_on: date | None) -> date | None:
    return max(filter(None, (mark, believed_on)), default=None)


def _learning(known: Known, verdict: Verdict) -> Known:
    """Remember the text of a copy, so that it is recognised under any date.

    The text of a notice is not remembered: its news is that it was issued.
    """
    copy = verdict.advisory
    if copy is None or copy.notice_id is not None:
        return known
    if copy.is_stub or copy.text == "" or _would_be_news(known, copy):
        return known
    if (name := verdict.copy_name or copy_hash(copy)) in known.seen_texts:
        return known
    return replace(known, seen_texts=(*known.seen_texts, name)[-limits.SEEN_TEXTS_MAX :])


def _learning_names(known: Known, names: Iterable[str]) -> Known:
    """Remember the names of notices, for every outcome; the oldest are dropped."""
    new = tuple(name for name in dict.fromkeys(names) if name not in known.seen_notices)
    if not new:
        return known
    return replace(known, seen_notices=(*known.seen_notices, *new)[-limits.SEEN_NOTICES_MAX :])


def _would_be_news(known: Known, copy: Advisory) -> bool:
    """Check whether the text of a copy says more than the record.

    Such a text is not remembered: under a new date, or once the title agrees with it, it
    must still be news. Real case: a text was edited minutes before its date.
    """
    said = copy.notes.raised_to or copy.notes.lowered_to or copy.severity
    if said != copy.severity:
        return True
    return known.advisory is not None and copy.departure > known.advisory.departure


def _has_words(verdict: Verdict) -> bool:
    return verdict.advisory is not None and verdict.advisory.has_text
