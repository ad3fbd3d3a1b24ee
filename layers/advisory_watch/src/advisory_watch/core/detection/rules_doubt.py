"""Rules that doubt a change of level."""

from advisory_watch.core.detection.rule import Finding, pending, rejected, rule
from advisory_watch.core.detection.types import Comparison, RuleName


class FirstDoubt(RuleName):
    """Applied before every rule that can accept a change."""

    PLACEHOLDER = "placeholder"
    MASS_MOVE = "mass_move"


class Doubt(RuleName):
    """Applied if no rule accepted the change; the last rule always applies."""

    STALE_COPY = "stale_copy"
    COPY_COME_BACK = "copy_come_back"
    REDATED_COPY = "redated_copy"
    SAME_ISSUE = "same_issue"
    NO_WORDS = "no_words"
    LEVEL_NOT_IN_WORDS = "level_not_in_words"
    LATE_ISSUE = "late_issue"
    DOUBTFUL_DATE = "doubtful_date"


@rule(FirstDoubt.PLACEHOLDER)
def placeholder(comparison: Comparison) -> Finding | None:
    """A page with a placeholder instead of advice says nothing about the level.

    Real case: the most dangerous countries were shown as `Level 1 … Summary not available`
    for a day. The phrase alone is no proof: it also appeared for weeks under a correct
    level.
    """
    if comparison.copy.is_stub:
        return rejected("a placeholder stands where the advice should be")
    return None


@rule(FirstDoubt.MASS_MOVE)
def mass_move(comparison: Comparison) -> Finding | None:
    """When many levels change at once, the source is more likely broken than the world.

    A change is exempt if its text is new, states the new level and has a newer date.
    """
    is_exempt = comparison.has_new_text and comparison.is_newer_issue
    if comparison.context.is_mass_move and not is_exempt:
        return pending("too many levels moved in one reading; waiting for another")
    return None


@rule(Doubt.STALE_COPY)
def stale_copy(comparison: Comparison) -> Finding | None:
    """An issue older than the recorded one is an old copy, however long it stays online.

    Real case: three countries were shown for weeks at levels that had been replaced. A
    graver old copy is held as pending, because its date may be the mistake. A milder one is
    rejected. Caches can be hours behind, so the publisher's time stamp counts if it has
    one.
    """
    if comparison.is_older_revision:
        reason = f"{comparison.copy.issued_at}, before the known {comparison.before.issued_at}"
    elif comparison.is_older_issue:
        reason = f"{comparison.believed_on}, before the known {comparison.record.issue_mark}"
    else:
        return None
    return (pending if comparison.is_raise else rejected)(f"issued on {reason}")


@rule(Doubt.COPY_COME_BACK)
def copy_come_back(comparison: Comparison) -> Finding | None:
    """A milder copy that was seen before, and then replaced, does not lower the level.

    Two back ends may alternate for months, each serving for days. If each turn confirmed
    the lowering, it would be reported again and again. A graver copy that returns is held,
    not ignored. A destination with a document of its own has no second back end; there, a
    returning text is what the publisher says now.
    """
    is_one_of_two = comparison.is_seen_copy and not comparison.copy.is_only_copy
    if is_one_of_two and not comparison.is_redated and not comparison.is_raise:
        return pending("this copy was replaced, and came back as it was")
    return None


@rule(Doubt.REDATED_COPY)
def redated_copy(comparison: Comparison) -> Finding | None:
    """A text that was seen before does not become a new issue by a new date.

    The new date may still be genuine, so a repeated snapshot confirms it.
    """
    if comparison.is_redated:
        return pending(f"known words, now dated {comparison.copy.issued_on}")
    return None


@rule(Doubt.SAME_ISSUE)
def same_issue(comparison: Comparison) -> Finding | None:
    """Two levels under one issue date: the publisher contradicts itself.

    Real case: one country had two levels under one date for two weeks.
    """
    if comparison.is_known_issue:
        return pending(f"another level under the known issue date {comparison.believed_on}")
    return None


@rule(Doubt.NO_WORDS)
def no_words(comparison: Comparison) -> Finding | None:
    """The level comes without advice, although this endpoint usually carries advice."""
    return pending("no advice is given with the level") if comparison.lacks_text else None


@rule(Doubt.LEVEL_NOT_IN_WORDS)
def level_not_in_words(comparison: Comparison) -> Finding | None:
    """The title gives a level that its own text does not state."""
    if comparison.copy.states_level:
        return None
    return pending("the text does not state the level of its title")


@rule(Doubt.LATE_ISSUE)
def late_issue(comparison: Comparison) -> Finding | None:
    """An issue that first appears long after its date is more likely an old copy.

    It may be genuine if the source could not be read for a while, so repetition confirms
    it.
    """
    if comparison.is_newer_issue and not comparison.is_prompt:
        return pending(f"issued on {comparison.believed_on}, and not seen until now")
    return None


@rule(Doubt.DOUBTFUL_DATE)
def doubtful_date(comparison: Comparison) -> Finding:
    """The last rule: neither the date nor the text shows that this is new."""
    return pending(f"its date {comparison.copy.issued_on or '(unreadable)'} proves nothing")
