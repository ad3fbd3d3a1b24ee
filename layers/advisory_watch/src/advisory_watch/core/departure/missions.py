"""Read the state of a mission: suspended, open again, hardly able to help."""

from collections.abc import Iterator

from advisory_watch.core.departure.clauses import Parsed
from advisory_watch.core.departure.directive import (
    Action,
    Addressee,
    Directive,
    Place,
    Polarity,
    Reality,
)
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
    suspend = parsed.after(-1, {Tag.SUSPEND})
    back = parsed.after(-1, {Tag.BACK})
    post = _post(parsed, suspend if suspend >= 0 else back)
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


def _post(parsed: Parsed, verb: int) -> int:
    """Return the mission nearest to the verb, or -1."""
    start, end = parsed.start_of_part(verb), parsed.end_of_part(verb)
    posts = [index for index in range(start, end) if _is_post(parsed, index)]
    posts = posts or [index for index in range(len(parsed.tokens)) if _is_post(parsed, index)]
    return min(posts, key=lambda index: abs(index - verb), default=-1)


def _is_post(parsed: Parsed, index: int) -> bool:
    """Tell whether a word names a mission, and not a thing of it: `the embassy gift shop`."""
    is_compound = index + 1 < len(parsed.tokens) and not parsed.tokens[index + 1].tags
    return parsed.has(index, _POSTS) and not is_compound


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
    if parsed.sentence.is_question or any(parsed.has(index, {Tag.RUMOUR}) for index in tokens):
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
    if any(parsed.tokens[part.start].word == "until" for part in parsed.subordinates):
        return Reality.PAST
    is_kept = any(parsed.has(index, {Tag.UNTIL_NOTICE}) for index in tokens)
    is_brief = any(parsed.has(index, {Tag.BRIEF}) for index in tokens)
    is_service = any(parsed.has(index, {Tag.SERVICES}) for index in tokens)
    if is_brief and not is_kept:
        return Reality.PAST
    return Reality.CONDITION if is_service and not _all_services(parsed) else Reality.INSTRUCTION


def _all_services(parsed: Parsed) -> bool:
    words = {token.word for token in parsed.tokens}
    return bool(
        words & {"operations", "closed", "all", "country", "services", "closure"}
    ) and not words & {"visa", "passport", "routine", "appointments"}


def _refusal(parsed: Parsed) -> int:
    """Return the position of `not` in `we cannot help you`, or -1."""
    can = parsed.after(-1, {Tag.CAN})
    neg = parsed.after(can - 1, {Tag.NEG}) if can >= 0 else -1
    is_ours = any(
        parsed.has(index, {Tag.PUBLISHER, Tag.MISSION}) for index in range(len(parsed.tokens))
    )
    is_help = neg >= 0 and any(
        parsed.has(index, {Tag.SERVICES}) for index in range(neg, min(neg + 6, len(parsed.tokens)))
    )
    return neg if is_ours and is_help else -1


_POSSIBLE = {"may", "might", "could", "would", "if", "where", "dual"}


def _help(parsed: Parsed) -> Directive | None:
    """Read that a government can hardly help anywhere in a country."""
    limited, service = parsed.after(-1, {Tag.LIMITED}), parsed.after(-1, {Tag.SERVICES})
    if limited < 0:
        limited = _refusal(parsed)
    if limited < 0 or service < 0:
        return None
    is_part = any(
        token.tags & {Tag.REST, Tag.PART, Tag.COMPASS} for token in parsed.tokens
    ) and not any(token.word == "outside" for token in parsed.tokens)
    is_possible = any(token.word.split()[0] in _POSSIBLE for token in parsed.tokens)
    return Directive(
        addressee=Addressee.MISSION,
        action=Action.LIMIT,
        reality=Reality.CONDITION if is_possible else Reality.INSTRUCTION,
        place=Place.PART if is_part else Place.WHOLE,
        words=parsed.sentence.words,
    )
