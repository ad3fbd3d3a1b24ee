"""Why a reading is not believed yet."""

from advisory_watch.core.verdicts.verdict import Case, Outcome, Ruling


def placeholder(case: Case) -> Ruling | None:
    """A page that stands where no advice was written says nothing about the level.

    Real case: the most dangerous countries shown as `Level 1 … Summary not available`
    for a day. The phrase alone is no proof: it also stood for weeks under a right level.
    """
    if case.copy.is_stub:
        return Ruling(
            outcome=Outcome.REJECTED,
            rule="placeholder",
            reason="a placeholder stands where the advice should be",
        )
    return None


def mass_move(case: Case) -> Ruling | None:
    """When many levels move at once, the source is more likely broken than the world.

    New words that state the new level, under a new date, speak for themselves.
    """
    if case.circumstances.is_mass_move and not (case.speaks and case.is_newer_issue):
        return _held("mass_move", "too many levels moved in one reading; waiting for another")
    return None


def stale_copy(case: Case) -> Ruling | None:
    """An issue older than the one we know is an old copy come back, however long it stays.

    Real case: three countries shown for weeks at levels that had been replaced. Where
    the old copy is the graver one it is held, since its date may be the mistake; where
    it is the milder one it is rejected. Caches go back by hours: where the publisher
    states the moment, it counts.
    """
    if not case.is_older_issue and not case.is_older_revision:
        return None
    now = case.copy.issued_at if case.is_older_revision else case.believed_on
    then = case.before.issued_at if case.is_older_revision else case.known.issue_mark
    return Ruling(
        outcome=Outcome.HELD if case.is_raise else Outcome.REJECTED,
        rule="stale_copy",
        reason=f"issued on {now}, before the known {then}",
    )


def copy_come_back(case: Case) -> Ruling | None:
    """A milder copy that came by before, under its own date, was replaced since.

    Two back ends may alternate for months, each for days: a lowering that only they
    confirm would be news each time. A graver copy that comes back is held, not ignored.
    Where there is one document only, what comes back is what it says again.
    """
    is_one_of_two = case.is_seen_copy and not case.copy.is_only_copy
    if is_one_of_two and not case.is_redated and not case.is_raise:
        return _held("copy_come_back", "this copy was replaced, and came back as it was")
    return None


def redated_copy(case: Case) -> Ruling | None:
    """Words that came by before do not become a new issue by being dated anew.

    The date may be the news all the same: another reading settles it.
    """
    if case.is_redated:
        return _held("redated_copy", f"known words, now dated {case.copy.issued_on}")
    return None


def same_issue(case: Case) -> Ruling | None:
    """One issue date with two levels: the publisher contradicts itself.

    Real case: one country had two levels under one date for two weeks.
    """
    if case.believed_on is not None and case.believed_on == case.known.issue_mark:
        return _held("same_issue", f"another level under the known issue date {case.believed_on}")
    return None


def no_words(case: Case) -> Ruling | None:
    """A level without any advice around it, where the door usually carries advice."""
    if case.lacks_words:
        return _held("no_words", "no advice is given with the level")
    return None


def level_not_in_words(case: Case) -> Ruling | None:
    """A level in the title that its own text does not state."""
    if not case.copy.states_level:
        return _held("level_not_in_words", "the text does not state the level of its title")
    return None


def late_issue(case: Case) -> Ruling | None:
    """An issue that first appears long after its date is more likely an old copy.

    It may be true after we were blind for a while: repetition confirms it.
    """
    if case.is_newer_issue and not case.is_prompt:
        return _held("late_issue", f"issued on {case.believed_on}, and not seen until now")
    return None


def doubtful_date(case: Case) -> Ruling:
    """The last resort: neither the date nor the words say that this is new."""
    return _held(
        "doubtful_date", f"its date {case.copy.issued_on or '(unreadable)'} proves nothing"
    )


AT_FIRST = (placeholder, mass_move)
"""Asked before any rule that believes."""

AT_LAST = (
    stale_copy,
    copy_come_back,
    redated_copy,
    same_issue,
    no_words,
    level_not_in_words,
    late_issue,
)
"""Asked when no rule believed; where none of them applies either, it is `doubtful_date`."""


def _held(rule: str, reason: str) -> Ruling:
    return Ruling(outcome=Outcome.HELD, rule=rule, reason=reason)
