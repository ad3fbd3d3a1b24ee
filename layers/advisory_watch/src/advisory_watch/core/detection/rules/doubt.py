"""Rules that doubt a change of level, or graver advice.

A doubt about graver advice has a deadline, whichever rule doubts it (`confirm`).
"""

from advisory_watch.core.detection.comparison import Comparison
from advisory_watch.core.detection.rules.rule import Finding, pending, rejected, rule
from advisory_watch.core.detection.types import RuleName


class FirstDoubt(RuleName):
    """Applied before every rule that can accept a change."""

    PLACEHOLDER = "placeholder"
    FEED_DISAGREES = "feed_disagrees"
    MASS_MOVE = "mass_move"


class GraverDoubt(RuleName):
    """Applied to graver advice, before the rules that can accept it."""

    DOCUMENT_DISAGREES = "document_disagrees"
    TEXT_AHEAD = "text_ahead"
    PERHAPS_SUPERSEDED = "perhaps_superseded"


class Doubt(RuleName):
    """Applied if no rule accepted the change; the last rule always applies."""

    REDATED_COPY = "redated_copy"
    SAME_ISSUE = "same_issue"
    NO_WORDS = "no_words"
    LEVEL_NOT_IN_WORDS = "level_not_in_words"
    LATE_ISSUE = "late_issue"
    DOUBTFUL_DATE = "doubtful_date"


@rule(FirstDoubt.PLACEHOLDER)
def placeholder(comparison: Comparison) -> Finding | None:
    """A page with a placeholder instead of advice says nothing about a lower level.

    Real case: the most dangerous countries were shown as `Level 1 … Summary not available`
    for a day. The phrase alone is no proof: it also appeared for weeks under a correct
    level. So a graver level waits, like any other graver advice in doubt.
    """
    if comparison.copy.is_stub:
        decide = pending if comparison.is_graver else rejected
        return decide("a placeholder stands where the advice should be")
    return None


@rule(FirstDoubt.FEED_DISAGREES)
def feed_disagrees(comparison: Comparison) -> Finding | None:
    """The same snapshot lists the destination twice, with two levels.

    Real case: one country was listed twice under one date with two levels, for two weeks. No
    repetition settles that, but graver advice has its deadline.
    """
    if comparison.other_levels:
        levels = " and ".join((comparison.copy.native_level, *comparison.other_levels))
        return pending(f"the feed says both {levels}")
    return None


@rule(FirstDoubt.MASS_MOVE)
def mass_move(comparison: Comparison) -> Finding | None:
    """When many levels change at once, the source is more likely broken than the world.

    A change is exempt if its text is new, states the new level, and has a newer date that few
    others share. So is a return to a known copy after an unconfirmed change.
    """
    is_redated = comparison.copy.issued_on in comparison.context.redated_on
    is_issue = comparison.has_new_text and comparison.is_newer_issue and not is_redated
    is_exempt = is_issue or comparison.is_taken_back
    if comparison.context.is_mass_move and not is_exempt:
        return pending("too many levels moved in one reading; waiting for another")
    return None


@rule(GraverDoubt.DOCUMENT_DISAGREES)
def document_disagrees(comparison: Comparison) -> Finding | None:
    """The title raises the level, but the text says that it was kept or lowered.

    If the text states the level of the title, its note speaks of something else: of a part, or of
    an issue that was never seen.
    """
    notes = comparison.copy.notes
    is_denied = notes.is_level_kept or notes.lowered_to is not None
    if comparison.is_raise and is_denied and not comparison.has_new_text:
        return pending("the title raises the level, the text says it was kept or lowered")
    return None


@rule(GraverDoubt.TEXT_AHEAD)
def text_ahead(comparison: Comparison) -> Finding | None:
    """The text states another level than the title: one is edited first, or the title is wrong.

    Real case: a text was edited minutes before its title and its date.
    """
    if comparison.is_text_ahead:
        return pending("the text states another level than the title")
    return None


@rule(GraverDoubt.PERHAPS_SUPERSEDED)
def perhaps_superseded(comparison: Comparison) -> Finding | None:
    """An issue as grave, with a date within days of this one, was replaced not long ago.

    This may be the copy of another back end, in its own words and under a date of its own.
    """
    if comparison.may_be_superseded and not comparison.is_newer_revision:
        return pending("as grave as an issue of these days that was replaced")
    return None


@rule(Doubt.REDATED_COPY)
def redated_copy(comparison: Comparison) -> Finding | None:
    """A text that was seen before does not become a new issue by a new date.

    The new date may still be genuine, so a repeated snapshot confirms it.
    """
    if comparison.is_redated and (comparison.is_superseded or not comparison.is_graver):
        return pending(f"known words, now dated {comparison.copy.issued_on}")
    return None


@rule(Doubt.SAME_ISSUE)
def same_issue(comparison: Comparison) -> Finding | None:
    """Two levels under one issue date: the publisher contradicts itself.

    Real case: one country had two levels under one date for two weeks. Graver advice that its own
    text does not state is a graver doubt.
    """
    is_stated = comparison.copy.states_level or not comparison.is_graver
    if comparison.is_known_issue and is_stated:
        return pending(f"other advice under the known issue date {comparison.believed_on}")
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
