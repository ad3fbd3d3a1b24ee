"""Rules that doubt a change of level."""

from advisory_watch.core.detection.types import Comparison, Outcome, RuleResult


def placeholder(comparison: Comparison) -> RuleResult | None:
    """A page with a placeholder instead of advice says nothing about the level.

    Real case: the most dangerous countries were shown as `Level 1 … Summary not available`
    for a day. The phrase alone is no proof: it also appeared for weeks under a correct
    level.
    """
    if comparison.copy.is_stub:
        return RuleResult(
            outcome=Outcome.REJECTED,
            rule="placeholder",
            reason="a placeholder stands where the advice should be",
        )
    return None


def mass_move(comparison: Comparison) -> RuleResult | None:
    """When many levels change at once, the source is more likely broken than the world.

    A change is exempt if its text is new, states the new level and has a newer date.
    """
    if comparison.context.is_mass_move and not (comparison.speaks and comparison.is_newer_issue):
        return _held("mass_move", "too many levels moved in one reading; waiting for another")
    return None


def stale_copy(comparison: Comparison) -> RuleResult | None:
    """An issue older than the recorded one is an old copy, however long it stays online.

    Real case: three countries were shown for weeks at levels that had been replaced. A
    graver old copy is held as pending, because its date may be the mistake. A milder one is
    rejected. Caches can be hours behind, so the publisher's time stamp counts if it has
    one.
    """
    if not comparison.is_older_issue and not comparison.is_older_revision:
        return None
    now = comparison.copy.issued_at if comparison.is_older_revision else comparison.believed_on
    then = (
        comparison.before.issued_at
        if comparison.is_older_revision
        else comparison.record.issue_mark
    )
    return RuleResult(
        outcome=Outcome.HELD if comparison.is_raise else Outcome.REJECTED,
        rule="stale_copy",
        reason=f"issued on {now}, before the known {then}",
    )


def copy_come_back(comparison: Comparison) -> RuleResult | None:
    """A milder copy that was seen before, and then replaced, does not lower the level.

    Two back ends may alternate for months, each serving for days. If each turn confirmed
    the lowering, it would be reported again and again. A graver copy that returns is held,
    not ignored. A destination with a document of its own has no second back end; there, a
    returning text is what the publisher says now.
    """
    is_one_of_two = comparison.is_seen_copy and not comparison.copy.is_only_copy
    if is_one_of_two and not comparison.is_redated and not comparison.is_raise:
        return _held("copy_come_back", "this copy was replaced, and came back as it was")
    return None


def redated_copy(comparison: Comparison) -> RuleResult | None:
    """A text that was seen before does not become a new issue by a new date.

    The new date may still be genuine, so a repeated snapshot confirms it.
    """
    if comparison.is_redated:
        return _held("redated_copy", f"known words, now dated {comparison.copy.issued_on}")
    return None


def same_issue(comparison: Comparison) -> RuleResult | None:
    """Two levels under one issue date: the publisher contradicts itself.

    Real case: one country had two levels under one date for two weeks.
    """
    if (
        comparison.believed_on is not None
        and comparison.believed_on == comparison.record.issue_mark
    ):
        return _held(
            "same_issue", f"another level under the known issue date {comparison.believed_on}"
        )
    return None


def no_words(comparison: Comparison) -> RuleResult | None:
    """The level comes without advice, although this endpoint usually carries advice."""
    if comparison.lacks_words:
        return _held("no_words", "no advice is given with the level")
    return None


def level_not_in_words(comparison: Comparison) -> RuleResult | None:
    """The title gives a level that its own text does not state."""
    if not comparison.copy.states_level:
        return _held("level_not_in_words", "the text does not state the level of its title")
    return None


def late_issue(comparison: Comparison) -> RuleResult | None:
    """An issue that first appears long after its date is more likely an old copy.

    It may be genuine if the source could not be read for a while, so repetition confirms
    it.
    """
    if comparison.is_newer_issue and not comparison.is_prompt:
        return _held("late_issue", f"issued on {comparison.believed_on}, and not seen until now")
    return None


def doubtful_date(comparison: Comparison) -> RuleResult:
    """The last rule: neither the date nor the text shows that this is new."""
    return _held(
        "doubtful_date", f"its date {comparison.copy.issued_on or '(unreadable)'} proves nothing"
    )


AT_FIRST = (placeholder, mass_move)
"""Applied before every rule that can accept a change."""

AT_LAST = (
    stale_copy,
    copy_come_back,
    redated_copy,
    same_issue,
    no_words,
    level_not_in_words,
    late_issue,
)
"""Applied if no rule accepted the change; if none applies, `doubtful_date` decides."""


def _held(rule: str, reason: str) -> RuleResult:
    return RuleResult(outcome=Outcome.HELD, rule=rule, reason=reason)
