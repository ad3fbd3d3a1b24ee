"""Rules that decide whether a change is urgent: whether a duty officer must act now.

They judge a change after another rule has decided that it is real.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisory_watch.core.advisory import Advisory, Change, Departure, Severity
from advisory_watch.core.alert import NOT_URGENT, is_issued_anew
from advisory_watch.core.detection.comparison import Comparison
from advisory_watch.core.detection.rules.rule import (
    Finding,
    changed,
    first_finding,
    rule,
    unchanged,
)
from advisory_watch.core.detection.types import RuleName
from advisory_watch.core.fingerprint import is_level_graver, normal_text
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.regions import raised_part


class UrgencyRule(RuleName):
    """The first that applies decides; the last rule always applies."""

    URGENT_LEVEL = "urgent_level"
    URGENT_PART = "urgent_part"
    URGENT_DEPARTURE = "urgent_departure"
    URGENT_NEW_SENTENCE = "urgent_new_sentence"
    URGENT_REISSUE = "urgent_reissue"
    NOT_URGENT = NOT_URGENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A change from one advisory to the next; `changes` are its kinds."""

    comparison: Comparison
    changes: tuple[Change, ...]

    @property
    def before(self) -> Advisory:
        """The recorded advisory."""
        return self.comparison.before

    @property
    def after(self) -> Advisory:
        """The new advisory."""
        return self.comparison.copy

    @property
    def tells_to_leave(self) -> bool:
        """True if both advisories tell people to leave."""
        leave = Departure.DEPART_IMMEDIATELY
        return self.before.departure is leave and self.after.departure is leave


def judge_urgency(comparison: Comparison, changes: tuple[Change, ...]) -> str:
    """Return the name of the urgency rule that decided."""
    name, _ = first_finding(Transition(comparison=comparison, changes=changes), UrgencyRule)
    return name.value


@rule(UrgencyRule.URGENT_LEVEL)
def urgent_level(transition: Transition) -> Finding | None:
    """The level of the whole destination rose to `reconsider travel` or above.

    A level that was not stated before counts too, if it is so grave.
    """
    before, after = transition.before, transition.after
    if is_level_graver(before, after) and (after.severity or 0) >= Severity.RECONSIDER:
        return changed(f"the level rose to {after.native_level}")
    return None


@rule(UrgencyRule.URGENT_PART)
def urgent_part(transition: Transition) -> Finding | None:
    """A part of the destination rose to `reconsider travel` or above."""
    is_raised = Change.PART_RAISED in transition.changes
    level = raised_part(transition.before, transition.after) if is_raised else None
    if (level or 0) >= Severity.RECONSIDER:
        return changed(f"a part rose to level {level}")
    return None


@rule(UrgencyRule.URGENT_DEPARTURE)
def urgent_departure(transition: Transition) -> Finding | None:
    """People are newly asked to leave, staff are ordered or allowed to, or the embassy closed."""
    after = transition.after
    is_raised = Change.DEPARTURE_RAISED in transition.changes
    if is_raised and after.departure >= Departure.AUTHORIZED_DEPARTURE:
        return changed(f"departure advice rose to {after.departure.words}")
    return None


@rule(UrgencyRule.URGENT_NEW_SENTENCE)
def urgent_new_sentence(transition: Transition) -> Finding | None:
    """A further sentence tells people to leave, in advice that told them to leave before.

    Most publishers change the date with every edit. Old sentences under a new date, in another
    order or in slightly other words, are no reason to wake people. Real case: 30 of 31 urgent
    messages about advice that merely stayed were false.
    """
    if not transition.tells_to_leave or not transition.before.departure_words:
        return None
    new = new_sentences(transition.before.departure_words, transition.after.departure_words)
    return changed(f"a new sentence: {new[0]}") if new else None


REWORDED_SHARE = 0.6
"""A new sentence that shares so much of its words with a removed one replaces it."""

_HURRY = lazy_pattern(
    r"\b(?:immediately|now|today|tonight|at once|urgently|without (?:further )?delay|"
    r"sofort|umgehend|unverzüglich|jetzt|heute)\b"
)
"""A replaced sentence with one of these words, which the removed one lacks, is graver."""


def new_sentences(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """Return the sentences of `after` that say something new, in their order.

    A sentence is not new if `before` contains the same words, or if it replaces a removed
    sentence in similar words, without a new word of hurry. Each removed sentence can be replaced
    once.
    """
    known = {normal_text(sentence) for sentence in before}
    kept = {normal_text(sentence) for sentence in after}
    removed = [words for words in map(normal_text, before) if words not in kept]
    found = []
    for sentence in after:
        words = normal_text(sentence)
        if words in known:
            continue
        known.add(words)
        match = next((old for old in removed if _is_similar(old, words)), None)
        if match is None:
            found.append(sentence)
        else:
            removed.remove(match)
    return tuple(found)


def _is_similar(old: str, new: str) -> bool:
    if _HURRY.search(new) and not _HURRY.search(old):
        return False
    return _share(old.split(), new.split()) >= REWORDED_SHARE


def _share(old: Iterable[str], new: Iterable[str]) -> float:
    """Return the share of common words in the shorter of two lists of words."""
    first, second = set(old), set(new)
    return len(first & second) / max(1, min(len(first), len(second)))


@rule(UrgencyRule.URGENT_REISSUE)
def urgent_reissue(transition: Transition) -> Finding | None:
    """An issue is a formal act of this publisher, and the new issue says again to leave.

    A routine review is not: it says so itself, and changes nothing.
    """
    comparison, after = transition.comparison, transition.after
    is_formal = comparison.context.publisher.is_reissue_formal and not after.notes.is_review
    is_new = is_issued_anew(transition.before, after, comparison.context.read_at)
    if transition.tells_to_leave and is_formal and is_new:
        return changed("issued again, and it still tells people to leave")
    return None


@rule(UrgencyRule.NOT_URGENT)
def not_urgent(_transition: Transition) -> Finding:
    """Nothing in this change asks people to act now."""
    return unchanged("no reason to act now")
