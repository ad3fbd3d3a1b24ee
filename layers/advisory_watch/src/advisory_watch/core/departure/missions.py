"""Read the state of a mission: suspended, open again, hardly able to help."""

from collections.abc import Iterator
from functools import partial

from advisory_watch.core.departure.clauses import Parsed, Subordinate
from advisory_watch.core.departure.directive import (
    Action,
    Addressee,
    Directive,
    Place,
    Polarity,
    Reality,
)
from advisory_watch.core.departure.hearsay import is_source
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.places import place_of_post

_POSTS = {Tag.MISSION, Tag.CONSULATE}


def directives_of_missions(parsed: Parsed) -> Iterator[Directive]:
    """Yield what a sentence says about a mission and its help."""
    state = _state(parsed)
    if state is not None:
        yield state
    elif (help_ := _help(parsed)) is not None:
        yield help_


def _state(parsed: Parsed) -> Directive | None:
    """Read `The Embassy suspended operations`, or that it is open again."""
    if not parsed.sentence.has(Tag.SUSPEND, Tag.BACK):
        return None
    suspend = parsed.after(-1, {Tag.SUSPEND})
    back = parsed.after(-1, {Tag.BACK})
    post = _post(parsed, suspend if suspend >= 0 else back)
    is_posted = suspend >= 0 and parsed.tokens[suspend].word == "eingestellt"
    if is_posted and not parsed.sentence.has(Tag.OPERATIONS, Tag.SERVICES):
        return None  # a page, not the work
    is_work = suspend >= 0 and parsed.tokens[suspend].word.endswith("operations")
    if post < 0 and (is_work or (suspend >= 0 and parsed.has(suspend + 1, {Tag.OPERATIONS}))):
        post = parsed.before(suspend, {Tag.PUBLISHER})  # the U.S. government suspended operations
    if post < 0 and suspend < 0 <= back and _is_it_open(parsed, back):
        post = 0
    if post < 0 or (suspend < 0 and back < 0):
        return None
    return Directive(
        addressee=Addressee.MISSION,
        action=Action.SUSPEND,
        polarity=_polarity(parsed, suspend, back),
        reality=_reality(parsed, suspend if suspend >= 0 else back),
        place=place_of_post(parsed.tokens, post, parsed.destination, parsed.home),
        words=parsed.sentence.words,
    )


def _is_it_open(parsed: Parsed, back: int) -> bool:
    """Read `It formally reopened in 2019` after a sentence about a mission."""
    is_open = parsed.tokens[back].word.startswith(("reopen", "resumed", "restored"))
    return parsed.tokens[0].word == "it" and is_open and not _is_negated(parsed, back)


def _post(parsed: Parsed, verb: int) -> int:
    """Return the mission nearest to the verb, or -1."""
    start, end = parsed.start_of_part(verb), parsed.end_of_part(verb)
    posts = [index for index in range(start, end) if _is_post(parsed, index)]
    posts = posts or [index for index in range(len(parsed.tokens)) if _is_post(parsed, index)]
    return min(posts, key=lambda index: abs(index - verb), default=-1)


def _is_post(parsed: Parsed, index: int) -> bool:
    """Tell whether a word names a mission, and not a thing of it: `the embassy gift shop`."""
    following = parsed.tokens[index + 1] if index + 1 < len(parsed.tokens) else None
    is_compound = bool(following and not following.tags and following.word not in _NO_COMPOUND)
    before = parsed.tokens[index - 1] if index else None
    is_foreign = bool(
        before
        and Tag.NATIONALITY in before.tags
        and Tag.COUNTRY not in before.tags
        and before.codes.isdisjoint(parsed.home)
    )
    return parsed.has(index, _POSTS) and not is_compound and not is_foreign


_NO_COMPOUND = {"as", "itself", "ist", "has"}


def _polarity(parsed: Parsed, suspend: int, back: int) -> Polarity:
    if back >= 0 and not _is_negated(parsed, back):
        return Polarity.LIFTED
    if (
        suspend >= 0
        and _is_negated(parsed, suspend)
        and not parsed.tokens[suspend].word.startswith(("not", "no "))
    ):
        return Polarity.NEGATED
    if any(
        parsed.has(index, {Tag.LIFT}) and parsed.tokens[index].word in {"ended", "lifted", "over"}
        for index in range(len(parsed.tokens))
    ):
        return Polarity.LIFTED
    return Polarity.AFFIRMED


def _is_negated(parsed: Parsed, verb: int) -> bool:
    return any(
        parsed.has(index, {Tag.NEG}) or parsed.tokens[index].word == "no longer"
        for index in range(max(0, verb - 3), verb)
    )


def _reality(parsed: Parsed, verb: int) -> Reality:
    tokens = range(parsed.start_of_part(verb), parsed.end_of_part(verb))
    is_hearsay = any(
        parsed.has(index, {Tag.RUMOUR})
        or (parsed.has(index, {Tag.CHANNEL}) and is_source(parsed, index, verb))
        for index in tokens
    )
    if parsed.sentence.is_question or is_hearsay:
        return Reality.REPORT
    if any(
        parsed.has(index, {Tag.WILL, Tag.CAN, Tag.MODAL}) for index in range(max(0, verb - 4), verb)
    ):
        return Reality.CONDITION
    if any(
        parsed.tokens[part.start].word in {"if", "should", "falls", "in case"}
        for part in parsed.subordinates
    ):
        return Reality.CONDITION
    if any(map(partial(_is_past_until, parsed), parsed.subordinates)):
        return Reality.PAST
    is_kept = any(parsed.has(index, {Tag.UNTIL_NOTICE}) for index in tokens)
    is_closing = parsed.tokens[verb].word.startswith(_CLOSING)
    is_brief = any(
        parsed.has(index, {Tag.BRIEF}) and (is_closing or parsed.tokens[index].word in _SHORT)
        for index in tokens
    )
    is_whole = parsed.tokens[verb].word.endswith("operations") and parsed.has(
        verb + 1, {Tag.STOP, Tag.COMMA, Tag.PREP, Tag.DATE, Tag.AND}
    )
    is_service = not is_whole and any(parsed.has(index, {Tag.SERVICES}) for index in tokens)
    if is_brief and not is_kept:
        return Reality.PAST
    return Reality.CONDITION if is_service and not _all_services(parsed) else Reality.INSTRUCTION


_CLOSING = ("clos", "shut", "geschlossen", "schliesst", "paus")
_SHORT = {
    "day",
    "week",
    "weeks",
    "holiday",
    "holidays",
    "lunch",
    "hours",
    "weekend",
    "training",
    "elections",
}


def _is_past_until(parsed: Parsed, part: Subordinate) -> bool:
    """Tell whether a suspension ended: `until it reopened in 2019`."""
    said = parsed.tokens[part.start : part.end]
    return said[0].word == "until" and any(
        token.tags & {Tag.BACK, Tag.BRIEF, Tag.DATE} or token.word.isdigit() for token in said
    )


def _all_services(parsed: Parsed) -> bool:
    words = {token.word for token in parsed.tokens}
    return bool(
        words & {"operations", "closed", "all", "country", "services", "closure", "geschlossen"}
    ) and not words & {"visa", "passport", "routine", "appointments"}


def _refusal(parsed: Parsed) -> int:
    """Return the position of `not` in `we cannot help you`, or -1."""
    can = parsed.after(-1, {Tag.CAN})
    neg = parsed.after(can - 1, {Tag.NEG}) if can >= 0 else -1
    near = parsed.tokens[neg + 1 : neg + REFUSED_WORDS] if neg >= 0 else ()
    words = {token.word for token in near}
    is_help = any(Tag.SERVICES in token.tags for token in near) and not words.isdisjoint(_GIVING)
    return neg if is_help else -1


REFUSED_WORDS = 7
"""How far after `cannot` the refused help may be: `cannot at present provide any consular help`."""

_GIVING = {
    "provide", "offer", "give", "help", "assist", "support", "deliver", "leisten", "helfen",
    "bieten", "gewahren",
}  # fmt: skip


def _is_ours(parsed: Parsed) -> bool:
    """Tell whether the help of the publisher is meant, and not that of doctors."""
    own = {Tag.PUBLISHER, Tag.MISSION}
    return any(
        token.tags & own
        or token.word.startswith(("consular", "konsularisch"))
        or token.codes & parsed.home
        for token in parsed.tokens
    )


def may_limit(tags: frozenset[Tag]) -> bool:
    """Tell whether words of these classes can say that help is limited or refused."""
    if Tag.SERVICES not in tags:
        return False
    return Tag.LIMITED in tags or any(both <= tags for both in _LIMITS)


_LIMITS = ({Tag.ABILITY, Tag.LIMITED_WORD}, {Tag.CAN, Tag.NEG})


def _limit(parsed: Parsed) -> int:
    """Return the position of `limited` where it is said of the ability to help, or -1."""
    limited = parsed.after(-1, {Tag.LIMITED})
    if limited < 0 and parsed.sentence.has(Tag.ABILITY):
        limited = parsed.after(-1, {Tag.LIMITED_WORD})
    return limited if limited >= 0 else _refusal(parsed)


_POSSIBLE = {"may", "might", "could", "would", "if", "where", "dual"}


def _help(parsed: Parsed) -> Directive | None:
    """Read that a government can hardly help anywhere in a country."""
    limit = _limit(parsed) if may_limit(parsed.sentence.tags) else -1
    if limit < 0 or not _is_ours(parsed):
        return None
    is_part = any(
        token.tags & {Tag.REST, Tag.PART, Tag.COMPASS} for token in parsed.tokens
    ) and not any(token.word == "outside" for token in parsed.tokens)
    is_possible = any(
        word in {"if", "where", "dual"} or (limit - 5 <= index <= limit and word in _POSSIBLE)
        for index, word in enumerate(token.word.split()[0] for token in parsed.tokens)
    )
    return Directive(
        addressee=Addressee.MISSION,
        action=Action.LIMIT,
        reality=Reality.CONDITION if is_possible else Reality.INSTRUCTION,
        place=Place.PART if is_part else Place.WHOLE,
        words=parsed.sentence.words,
    )
