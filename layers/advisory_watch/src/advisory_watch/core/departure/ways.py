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

WAY_WORDS = 12
"""How far after a verb of motion its way out may be."""
FINISH_WORDS = 6
"""How far from `end` the stay may be named."""

_ENDS = {
    Tag.STOP, Tag.COND, Tag.EVEN, Tag.TIME, Tag.MODAL, Tag.URGE, Tag.THAT, Tag.WHO, Tag.SAY,
    Tag.VISA, Tag.CAN,
}  # fmt: skip
_URGENT = {Tag.NOW, Tag.SOON, Tag.SOON_IF, Tag.BRIEF, Tag.TODAY}
_ABROAD = {"home", "abroad", "overseas"}
_OFF = {"out", "off", "away", "outside"}
_TOWARDS = {"to", "into", "for", "toward", "towards", "nach", "across", "over"}
_MOVES_PEOPLE = {"get", "make", "move", "bring", "take", "fly", "find"}
_SETS_OFF = {"make", "head", "start", "set", "run", "relocate", "hurry", "evacuate"}
_AFTER_OUT = {Tag.NOW, Tag.SOON, Tag.STOP, Tag.COMMA, Tag.BY, Tag.AND, Tag.TODAY, Tag.TIME}


def with_ways_out(tokens: tuple[Token, ...], destination: str) -> tuple[Token, ...]:
    """Give the class of leaving to every verb that a way out follows."""
    is_urgent = any(not token.tags.isdisjoint(_URGENT) for token in tokens)
    return tuple(
        token._replace(tags=token.tags | {Tag.LEFT})
        if _withdraws(tokens, position)
        else token._replace(tags=token.tags | {Tag.LEAVE, Tag.WAY})
        if _may_lead(tokens, position)
        and _leads_out(tokens, position, destination, is_urgent=is_urgent)
        else token
        for position, token in enumerate(tokens)
    )


def _withdraws(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether staff is moved: `has pulled the families of its diplomats out of Sudan`."""
    if Tag.MOVE not in tokens[position].tags or Tag.LEFT in tokens[position].tags:
        return False
    end = min(position + WAY_WORDS, len(tokens))
    staff = next((at for at in range(position + 1, end) if Tag.STAFF in tokens[at].tags), end)
    return staff < position + FINISH_WORDS and any(
        tokens[at].word in {"out", "home", "from", "back", "abroad"} for at in range(staff + 1, end)
    )


def _may_lead(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether a word can be a verb of motion; `the flight`, `all travel` are nouns."""
    tags = tokens[position].tags
    if tags.isdisjoint({Tag.MOTION, Tag.FINISH}) or Tag.LEAVE in tags:
        return False
    before = tokens[position - 1].tags if position else frozenset()
    if tokens[position].word == "travel" and before.isdisjoint(_BEFORE_VERB):
        return False
    return before.isdisjoint({Tag.DET, Tag.ALL, Tag.PREP})


_BEFORE_VERB = {Tag.TO, Tag.MODAL, Tag.EVERYONE, Tag.AND, Tag.ADVERB, Tag.NOW}


def _leads_out(tokens: Sequence[Token], verb: int, destination: str, *, is_urgent: bool) -> bool:
    tags = tokens[verb].tags
    if Tag.FINISH in tags and (_is_end_of_stay(tokens, verb) or _is_stay_over(tokens, verb)):
        return True
    if Tag.MOTION not in tags:
        return False
    reach = BE_WORDS if tokens[verb].word == "be" else WAY_WORDS
    for position in range(verb + 1, min(verb + reach, len(tokens))):
        if _is_way_out(tokens, verb, position, destination):
            return True
        is_set = is_urgent or tokens[verb].word in _SETS_OFF
        if is_set and _is_way_to(tokens, verb, position, destination):
            return True
        if _ends_way(tokens, verb, position):
            return False
    return False


BE_WORDS = 4
"""How far after `be` its way out may be: `be safely out of Sudan`."""


def _ends_way(tokens: Sequence[Token], verb: int, position: int) -> bool:
    tags = tokens[position].tags
    is_other_verb = Tag.MOTION in tags and position > verb + 1 and Tag.STAY_NOUN not in tags
    is_aside = Tag.COMMA in tags and position == verb + 1
    return bool(tags & _ENDS) or is_other_verb or is_aside


def _is_way_out(tokens: Sequence[Token], verb: int, position: int, destination: str) -> bool:
    """Tell whether `out of Sudan`, `home` or `across the border` follows a verb."""
    token, before = tokens[position], tokens[position - 1]
    if token.word in _ABROAD:
        is_place = before.tags & {Tag.DET, Tag.PREP, Tag.STAY, Tag.NATIONALS, Tag.AND, Tag.FROM}
        return not is_place and _carries_people(tokens[verb + 1 : position])
    is_noun = Tag.DEPARTURE in token.tags and token.word.endswith((" out", " home"))
    if Tag.FRONTIER in token.tags or (is_noun and tokens[verb].word in _MOVES_PEOPLE):
        return True
    if token.word not in _OFF or before.word in {"or", "and", "in", "into", "within"}:
        return False
    if token.word == "outside" and position > verb + 1:
        return False
    if token.word == "out" and _is_bare_out(tokens, position, verb):
        return True
    return _carries_people(tokens[verb + 1 : position]) and _is_off(tokens, position, destination)


def _carries_people(between: Sequence[Token]) -> bool:
    """Tell whether nothing but people is moved: no thing without a class, no car."""
    if any(Tag.VEHICLE in token.tags for token in between):
        return True
    things = {Tag.SPOT, Tag.NATIONALITY, Tag.NAME}
    return all(token.tags and token.tags.isdisjoint(things) for token in between)


def _is_off(tokens: Sequence[Token], position: int, destination: str) -> bool:
    """Tell whether `out of`, `off` or `outside` is followed by the destination."""
    after = position + 1
    while after < len(tokens) and Tag.FROM in tokens[after].tags:
        after += 1
    if tokens[position].word in {"out", "away"} and after == position + 1:
        return False
    return place_at(tokens, after, destination).place is Place.WHOLE


def _is_bare_out(tokens: Sequence[Token], position: int, verb: int) -> bool:
    """Read `make your own way out now`, but not `find out` or `be out after dark`."""
    is_last = position + 1 == len(tokens) or bool(tokens[position + 1].tags & _AFTER_OUT)
    return is_last and position > verb + 1 and tokens[verb].word in _MOVES_PEOPLE


def _is_way_to(tokens: Sequence[Token], verb: int, position: int, destination: str) -> bool:
    """Tell whether the way leads to another country, or to a border."""
    token = tokens[position]
    if Tag.TRAVEL not in tokens[verb].tags:
        return False
    if token.word in {"border", "frontier"} or _is_abroad(token):
        after = tokens[position + 1].tags if position + 1 < len(tokens) else frozenset()
        near = tokens[max(verb, position - 6) : position]
        is_goal = any(before.word in _TOWARDS for before in near)
        return is_goal and after.isdisjoint({Tag.PART, Tag.SPOT})
    if token.word not in _TOWARDS or not destination:
        return False
    found = place_at(tokens, position + 1, destination)
    is_named = any(Tag.COUNTRY in named.tags for named in tokens[position + 1 : found.end])
    return is_named and found.place is Place.ELSEWHERE


def _is_abroad(token: Token) -> bool:
    """Tell whether a phrase names another country without its name."""
    is_third = Tag.HOME in token.tags and token.word.endswith(("country", "countries"))
    return is_third or Tag.THIRD in token.tags


def _is_end_of_stay(tokens: Sequence[Token], verb: int) -> bool:
    """Read `cut short any visit`, `end your stay in Chad now`, `bring your return forward`."""
    for position in range(verb + 1, min(verb + FINISH_WORDS, len(tokens))):
        if tokens[position].tags & {Tag.STAY_NOUN, Tag.DEPARTURE}:
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
    if subject and Tag.STAY_NOUN in tokens[0].tags:
        return True
    return any(
        Tag.STAY_NOUN in token.tags and before.word in {"your", "their", "ihr", "the", "any", "all"}
        for before, token in pairwise(subject)
    )
