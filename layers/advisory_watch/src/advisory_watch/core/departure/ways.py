"""Find the ways out that a sentence puts together: a verb of motion, and where it leads.

Verbs and ways out are open classes: `drive to the frontier`, `be on a plane home`, `get your
family out of Sudan`, `bring their visit to a close`. Such a verb is read as a verb of leaving.
"""

from collections.abc import Sequence
from itertools import pairwise

from advisory_watch.core.departure.directive import Place
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.places import place_at
from advisory_watch.core.departure.sentences import Token

FINISH_WORDS = 6
WAY_WORDS = 12
"""How far after a verb of motion its way out may be."""

_ENDS = {Tag.STOP, Tag.COND, Tag.EVEN, Tag.TIME, Tag.MODAL, Tag.URGE, Tag.THAT, Tag.WHO, Tag.SAY}
_ABROAD = {"home", "abroad", "overseas"}
_OFF = {"out", "off", "away", "outside"}
_TOWARDS = {"to", "into", "for", "toward", "towards", "nach", "across to", "over to"}


def with_ways_out(tokens: tuple[Token, ...], destination: str) -> tuple[Token, ...]:
    """Give the class of leaving to every verb that a way out follows."""
    return tuple(
        token._replace(tags=token.tags | {Tag.LEAVE, Tag.WAY})
        if _may_lead(token) and _leads_out(tokens, position, destination)
        else token
        for position, token in enumerate(tokens)
    )


def _may_lead(token: Token) -> bool:
    return bool(token.tags & {Tag.MOTION, Tag.FINISH}) and Tag.LEAVE not in token.tags


def _leads_out(tokens: Sequence[Token], verb: int, destination: str) -> bool:
    if Tag.FINISH in tokens[verb].tags and (
        _is_end_of_stay(tokens, verb) or _is_stay_over(tokens, verb)
    ):
        return True
    if Tag.MOTION not in tokens[verb].tags:
        return False
    for position in range(verb + 1, min(verb + WAY_WORDS, len(tokens))):
        token = tokens[position]
        if token.tags & _ENDS or (Tag.COMMA in token.tags and position == verb + 1):
            return False
        if Tag.MOTION in token.tags and token.tags.isdisjoint({Tag.VEHICLE}) and position > verb + 1:
            return False
        if _is_way(tokens, position, destination, tokens[verb]):
            return True
    return False


def _is_way(tokens: Sequence[Token], position: int, destination: str, verb: Token) -> bool:
    """Tell whether words lead out of the country."""
    word = tokens[position].word
    before = tokens[position - 1]
    if word in _ABROAD:
        return before.tags.isdisjoint({Tag.DET, Tag.PREP, Tag.STAY}) and not _is_possessed(
            tokens, position
        )
    if word in _OFF:
        return _is_off(tokens, position, destination, verb)
    if Tag.FRONTIER in tokens[position].tags:
        return True
    if word in {"border", "frontier"} and Tag.TRAVEL in verb.tags:
        return _is_goal(tokens, position)
    if word in _TOWARDS and Tag.TRAVEL in verb.tags:
        found = place_at(tokens, position + 1, destination)
        is_named = any(Tag.COUNTRY in token.tags for token in tokens[position + 1 : found.end])
        return bool(destination) and is_named and found.place is Place.ELSEWHERE
    return False


def _is_goal(tokens: Sequence[Token], border: int) -> bool:
    """Read `start for the Jordanian or Kuwaiti border`, but not `go to the border area`."""
    after = tokens[border + 1].tags if border + 1 < len(tokens) else frozenset()
    near = tokens[max(0, border - 6) : border]
    return after.isdisjoint({Tag.PART, Tag.SPOT}) and any(
        token.word in _TOWARDS for token in near
    )


def _is_possessed(tokens: Sequence[Token], position: int) -> bool:
    after = tokens[position + 1].tags if position + 1 < len(tokens) else frozenset()
    return bool(after & {Tag.SPOT, Tag.PART})


def _is_off(tokens: Sequence[Token], position: int, destination: str, verb: Token) -> bool:
    """Tell whether `out of`, `off` or `outside` is followed by the destination."""
    after = position + 1
    if tokens[position].word == "out" and _is_bare_out(tokens, position, verb):
        return True
    while after < len(tokens) and tokens[after].tags & {Tag.FROM}:
        after += 1
    if tokens[position].word in {"out", "away"} and after == position + 1:
        return False
    return place_at(tokens, after, destination).place is Place.WHOLE


def _is_bare_out(tokens: Sequence[Token], position: int, verb: Token) -> bool:
    """Read `make your own way out now`, but not `find out` or `be out after dark`."""
    is_apart = tokens[position - 1] is not verb
    is_last = position + 1 == len(tokens) or bool(tokens[position + 1].tags & _AFTER_OUT)
    return is_last and is_apart and verb.word in _MOVES_PEOPLE


_AFTER_OUT = {Tag.NOW, Tag.SOON, Tag.STOP, Tag.COMMA, Tag.BY, Tag.AND, Tag.TODAY, Tag.TIME}
_MOVES_PEOPLE = {"get", "make", "move", "bring", "take", "fly", "find"}


def _is_end_of_stay(tokens: Sequence[Token], verb: int) -> bool:
    """Read `cut short any visit`, `end your stay in Chad now`, `bring your return forward`."""
    for position in range(verb + 1, min(verb + FINISH_WORDS, len(tokens))):
        if tokens[position].tags & {Tag.STAY_NOUN}:
            return True
        if tokens[position].tags.isdisjoint({Tag.DET, Tag.ALL, Tag.ADVERB, Tag.NATIONALITY}):
            return False
    return False


def _is_stay_over(tokens: Sequence[Token], verb: int) -> bool:
    """Read `your stay in Niger should end this week`."""
    modal = max((at for at in range(verb) if Tag.MODAL in tokens[at].tags), default=-1)
    if modal < 0 or modal < verb - 4:
        return False
    subject = tokens[max(0, modal - FINISH_WORDS) : modal]
    return any(
        Tag.STAY_NOUN in token.tags and Tag.DET in before.tags
        for before, token in pairwise(subject)
    )
