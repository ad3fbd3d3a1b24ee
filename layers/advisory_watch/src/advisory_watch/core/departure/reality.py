"""Tell whether what a sentence says about leaving is affirmed, and holds."""

from advisory_watch.core.departure.clauses import Circumstance, Parsed
from advisory_watch.core.departure.directive import (
    Addressee,
    Polarity,
    Reality,
)
from advisory_watch.core.departure.governors import (
    LIGHT,
    VERBAL,
    has_before,
    has_neg_before,
    is_active,
    is_first,
)
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.people import People

_PAST_FORMS = {"was", "were", "had", "wurde", "wurden", "hatte", "hatten"}


def polarity_of(parsed: Parsed, position: int, governor: int) -> Polarity:
    start, end = parsed.start_of_part(position), parsed.end_of_part(position)
    if _is_lifted(parsed, position, governor, start, end):
        return Polarity.LIFTED
    if parsed.has(position, {Tag.STAY}):
        return Polarity.AFFIRMED
    return Polarity.NEGATED if _is_negated(parsed, position, governor, start) else Polarity.AFFIRMED


def _is_lifted(parsed: Parsed, position: int, governor: int, start: int, end: int) -> bool:
    lifts = [
        index
        for index in range(start, end)
        if parsed.is_main[index]
        and parsed.has(index, {Tag.LIFT})
        and not has_neg_before(parsed, index, VERBAL)
    ]
    if not lifts and not parsed.has(
        position, {Tag.LEFT, Tag.ORDERED_DEPARTURE, Tag.AUTHORIZED_DEPARTURE}
    ):
        return False
    if parsed.has(position, {Tag.LEFT, Tag.ORDERED_DEPARTURE, Tag.AUTHORIZED_DEPARTURE}):
        if parsed.has(position, {Tag.LEFT}):
            lifts = [index for index in lifts if parsed.tokens[index].word == "no longer"]
        lifts += [index for index in range(start, end) if parsed.has(index, {Tag.BACK})]
        if parsed.tokens[position - 1].word in {"to", "by", "with"}:
            return False  # changed to authorized departure
        return any(not _is_ahead(parsed, index) for index in lifts)
    first = min(position, governor) if governor >= 0 else position
    if any(
        parsed.tokens[index].word
        in {"no longer", "no more", "nicht mehr", "not any longer", "nicht langer"}
        and index < max(position, governor)
        for index in lifts
    ):
        return True
    if lifts and parsed.has(position, {Tag.LEAVE_CALL}):
        return True
    staff_order = parsed.has(position, {Tag.DEPARTURE}) and parsed.has(
        governor, {Tag.AUTHORIZE, Tag.URGED}
    )
    return bool(lifts) and (staff_order or _is_named_advice(parsed, first, governor, start))


def _is_ahead(parsed: Parsed, index: int) -> bool:
    return parsed.has(index - 1, {Tag.WILL, Tag.CAN})


def _is_named_advice(parsed: Parsed, first: int, governor: int, start: int) -> bool:
    """Tell whether the sentence is about advice as a thing: `the advice that you should leave`."""
    if parsed.has(governor, {Tag.ADVICE}) or _is_noun(parsed, governor):
        return True
    index = parsed.before(first, {Tag.THAT, Tag.TO, Tag.ADVICE, Tag.SAY}, start)
    return index >= 0 and parsed.before(index + 1, {Tag.ADVICE, Tag.SAY}, start) >= 0


def _is_noun(parsed: Parsed, governor: int) -> bool:
    """Tell whether `call`, `appeal` or `request` is a noun: `its call on citizens to leave`."""
    return parsed.has(governor, {Tag.URGE}) and (
        parsed.has(governor - 1, {Tag.DET}) or parsed.tokens[governor - 1].word in {"our", "no"}
    )


def _is_negated(parsed: Parsed, position: int, governor: int, start: int) -> bool:
    if parsed.has(governor, {Tag.NEED_NOT}):
        return True
    if parsed.has(position, {Tag.ORDERED_DEPARTURE, Tag.AUTHORIZED_DEPARTURE, Tag.LEAVE_CALL}):
        return parsed.before(position, {Tag.NEG}, start) >= 0
    if parsed.has(governor, {Tag.ADVICE}) and any(
        parsed.has(index, {Tag.NEG}) and not _negates_end(parsed, index)
        for index in range(start, parsed.end_of_part(position))
        if parsed.is_main[index]
    ):
        return True
    if has_neg_before(parsed, position, LIGHT - {Tag.AND} | {Tag.TO, Tag.DO}):
        return True
    if governor < 0:
        return False
    if parsed.has(governor, {Tag.MODAL}) and governor < position:
        near = governor + 1
        while near < position and parsed.has(near, LIGHT | {Tag.EVERYONE}):
            near += 1
        if parsed.has(near, {Tag.NEG}):
            rest = [
                index
                for index in range(near + 1, position)
                if parsed.is_main[index] and not parsed.has(index, LIGHT)
            ]
            return not rest or parsed.tokens[position - 1].word in {"or", "oder"}
    if parsed.has(governor, {Tag.URGE, Tag.URGED}) and any(
        parsed.has(index, {Tag.HINDER}) and parsed.tokens[index].word == "against"
        for index in range(governor, position)
    ):
        return True
    return has_neg_before(
        parsed,
        governor,
        VERBAL
        | {
            Tag.PUBLISHER,
            Tag.EVERYONE,
            Tag.NATIONALITY,
            Tag.NATIONALS,
            Tag.DEMONYM,
            Tag.STAFF,
            Tag.ADVICE,
            Tag.TO,
        },
    )


def _negates_end(parsed: Parsed, index: int) -> bool:
    """Tell whether `not` denies an end: `has not been withdrawn`, `has not changed`."""
    after = index + 1
    while parsed.has(after, VERBAL):
        after += 1
    return parsed.has(after, {Tag.LIFT, Tag.ADVERB})


def reality_of(
    parsed: Parsed, position: int, governor: int, people: People, addressee: Addressee
) -> Reality:
    start, end = parsed.start_of_part(position), parsed.end_of_part(position)
    if parsed.sentence.is_question or _is_rumour(parsed, position, start, end):
        return Reality.REPORT
    is_offer = addressee is Addressee.STAFF and any(
        parsed.has(index, {Tag.AUTHORIZE}) for index in range(start, end)
    )
    if not is_offer and (people.is_wish or _is_conditional(parsed, position, governor, start)):
        return Reality.CONDITION
    if parsed.has(governor, {Tag.URGED}) and has_before(parsed, governor, {Tag.WILL, Tag.CAN}):
        return Reality.CONDITION
    is_kept = any(
        parsed.has(index, {Tag.REMAINS}) for index in range(len(parsed.tokens)) if index != position
    )
    said = parsed.before(min(governor, position) if governor >= 0 else position, {Tag.SAY}, start)
    if said >= 0 and _reaches(parsed, said, governor if 0 <= governor < position else position):
        subject = set().union(*(token.tags for token in parsed.tokens[start:said]))
        if not subject & {Tag.PUBLISHER, Tag.MISSION, Tag.ADVICE}:
            return Reality.REPORT
        if parsed.tokens[said].word in {"said", "wrote", "announced", "stated"} and not is_kept:
            return Reality.PAST
    if parsed.tokens[governor].word.startswith("had") and addressee is not Addressee.STAFF:
        return Reality.PAST
    if addressee is Addressee.STAFF:
        return Reality.PAST if _is_over(parsed, start, end) else Reality.INSTRUCTION
    if is_kept and parsed.has(governor, {Tag.URGED, Tag.ADVICE, Tag.URGE}):
        return Reality.INSTRUCTION
    if is_active(parsed, governor) and not _is_today(parsed):
        return Reality.PAST
    if parsed.has(governor, {Tag.URGED}) and any(
        parsed.tokens[index].word in _PAST_FORMS for index in range(start, governor)
    ):
        return Reality.PAST
    return Reality.INSTRUCTION


def _reaches(parsed: Parsed, said: int, head: int) -> bool:
    """Tell whether `X says` covers a head: no comma ends the words of X before it."""
    if parsed.tokens[said].word in {"according to", "laut", "zufolge", "angeblich"}:
        return True
    return parsed.after(said, {Tag.COMMA}, head) < 0


def _is_today(parsed: Parsed) -> bool:
    return any(parsed.has(index, {Tag.TODAY}) for index in range(len(parsed.tokens)))


def _is_rumour(parsed: Parsed, position: int, start: int, end: int) -> bool:
    """Tell whether the words around the head call it false or hearsay, or only quote it."""
    end = len(parsed.tokens)
    quotes = [index for index in range(len(parsed.tokens)) if parsed.has(index, {Tag.QUOTE})]
    before = sum(index < position for index in quotes)
    if before % 2 and before < len(quotes) and quotes[0] > 0:
        introduction = set().union(*(token.tags for token in parsed.tokens[: quotes[0]]))
        if not introduction & {Tag.PUBLISHER, Tag.ADVICE} or introduction & {Tag.LIFT, Tag.RUMOUR}:
            return True
    label = (
        range(max(0, start - 4), start)
        if start and parsed.tokens[start - 1].word == ":"
        else range(0)
    )
    return any(parsed.has(index, {Tag.RUMOUR}) for index in (*label, *range(start, end)))


def _is_over(parsed: Parsed, start: int, end: int) -> bool:
    """Tell whether the words give an order of staff an end, or only a year."""
    words = [token.word for token in parsed.tokens[start:end]]
    for index, word in enumerate(words[:-1]):
        if word in {"between", "from"} and any(
            other in words[index:] for other in ("and", "to", "until")
        ):
            if any(_is_year(other) for other in words[index:]):
                return True
        if word in {"in", "during"} and any(map(_is_year, words[index + 1 : index + 3])):
            return True
    return any(parsed.has(index, {Tag.PAST, Tag.BACK}) for index in range(start, end))


def _is_year(word: str) -> bool:
    return word.isdigit() and len(word) == 4 and word[:2] in {"19", "20"}  # noqa: PLR2004


def _is_conditional(parsed: Parsed, position: int, governor: int, start: int) -> bool:
    """Tell whether a condition that has not come applies to a head."""
    for part in parsed.subordinates:
        if part.circumstance is not Circumstance.EVENT:
            continue
        if part.end <= position:
            if part.start >= start or (part.end == start - 1 and is_first(parsed, position)):
                return True
        elif not any(
            parsed.has(index, {Tag.AND, Tag.STOP, Tag.MODAL})
            for index in range(position + 1, part.start)
        ):
            return True
    return False
