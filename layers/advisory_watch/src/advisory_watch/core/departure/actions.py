"""Tell which action a word of leaving means, if it is more than a mention."""

from advisory_watch.core.departure.clauses import Circumstance, Parsed
from advisory_watch.core.departure.directive import (
    Action,
    Addressee,
    Time,
)
from advisory_watch.core.departure.governors import (
    LIGHT,
    PEOPLE,
    VERBS,
    has_neg_before,
    is_first,
    time_of,
)
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.people import people_in
from advisory_watch.core.departure.places import place_at
from advisory_watch.core.departure.target import LIGHT_AFTER, is_on_the_way


def action_of(parsed: Parsed, position: int, governor: int) -> Action | None:
    """Return the action that a head means under its governor; None for a mere mention."""
    if parsed.has(position, {Tag.AUTHORIZED_DEPARTURE}):
        return Action.MAY_LEAVE if _is_of_staff(parsed, position) else None
    if parsed.has(position, {Tag.ORDERED_DEPARTURE}):
        return Action.LEAVE if _is_of_staff(parsed, position) else None
    if parsed.has(position, {Tag.LEAVE_CALL}):
        return Action.LEAVE
    if parsed.has(position, {Tag.LEFT}):
        return _left(parsed, position)
    if parsed.has(position, {Tag.STAY}):
        if parsed.has(governor, {Tag.CONSIDER}):
            return Action.CONSIDER
        return Action.LEAVE if _is_not_staying(parsed, position, governor) else None
    if (
        parsed.has(position, {Tag.OUT, Tag.GO, Tag.DO_SO, Tag.BOARD, Tag.ABOARD})
        and not parsed.has(position, {Tag.LEAVE})
        and not _means_leaving(parsed, position)
    ):
        return None
    if parsed.has(position, {Tag.SPLIT}):
        return Action.LEAVE if governor < 0 and _has_particle(parsed, position) else None
    if parsed.has(position, {Tag.DEPARTURE}) and _is_weighed(parsed, position):
        return Action.CONSIDER
    if governor < 0:
        is_told = (
            parsed.has(position, VERBS) and _is_imperative(parsed, position)
        ) or _is_arranged(parsed, position)
        return Action.LEAVE if is_told else None
    return _governed(parsed, position, governor)


def _is_of_staff(parsed: Parsed, position: int) -> bool:
    word = parsed.tokens[position].word
    if word.startswith(("ordered", "authori")) and not word.endswith("evacuation"):
        return True
    return any(
        parsed.has(index, {Tag.STAFF, Tag.MISSION, Tag.CONSULATE})
        for index in range(len(parsed.tokens))
    )


def _means_leaving(parsed: Parsed, position: int) -> bool:
    """Tell whether `out`, `go` or `do so` means leaving here."""
    if parsed.tokens[position].word.startswith("be in "):
        return True
    if parsed.has(position, {Tag.BOARD, Tag.ABOARD}):
        return _takes_vehicle(parsed, position)
    if parsed.has(position, {Tag.DO_SO}):
        return any(
            parsed.has(index, {Tag.LEAVE, Tag.LEAVING, Tag.DEPARTURE}) for index in range(position)
        )
    if parsed.has(position, {Tag.GO}):
        index = position + 1
        while parsed.has(index, LIGHT_AFTER):
            index += 1
        return (
            index >= len(parsed.tokens)
            or not parsed.is_main[index]
            or parsed.has(index, {Tag.STOP, Tag.COMMA, Tag.AND, Tag.QUOTE, Tag.BY})
        )
    if (
        parsed.before(position, {Tag.STAY}, max(0, position - 3)) >= 0
        or parsed.tokens[position - 1].word == "and"
    ):
        return False
    if not parsed.has(position + 1, {Tag.FROM}):
        return parsed.has(position - 1, {Tag.URGED})
    return place_at(
        parsed.tokens, position + 2, parsed.destination
    ).place is not None or parsed.has(position + 2, {Tag.MISSION, Tag.CONSULATE})


def _takes_vehicle(parsed: Parsed, position: int) -> bool:
    """Tell whether people are to take a flight out: `be on the ferry`, `book the next flight`."""
    end = min(position + 12, len(parsed.tokens))
    for index in range(position + 1, end):
        if (
            parsed.has(index, {Tag.COMMA, Tag.STOP, Tag.TIME, Tag.COND})
            or not parsed.is_main[index]
        ):
            return False
        if parsed.has(index, {Tag.VEHICLE, Tag.COMMERCIAL}):
            if parsed.tokens[index].word in {"it", "them", "of them"} and not parsed.has(
                position, {Tag.ABOARD}
            ):
                return False
            words = range(position + 1, min(index + 4, len(parsed.tokens)))
            is_taken = parsed.tokens[position].word.split()[0] in {"get", "board", "take", "catch"}
            if is_taken and is_on_the_way(parsed):
                return True
            is_there = any(parsed.has(near, {Tag.THERE}) for near in range(position))
            if is_there or any(
                part.circumstance is Circumstance.HARMLESS and part.end <= position
                for part in parsed.subordinates
            ):
                return True
            return parsed.has(position, {Tag.ABOARD}) or any(
                parsed.has(near, {Tag.NEXT, Tag.OUT}) for near in words
            )
    return False


def _left(parsed: Parsed, position: int) -> Action | None:
    """Return whether staff left by order: `staff have been withdrawn`."""
    start, end = parsed.start_of_part(position), parsed.end_of_part(position)
    people = people_in(parsed.tokens[start:end], parsed.home, parsed.destination)
    is_done = parsed.before(position, {Tag.HAVE, Tag.BE}, start) >= 0 or any(
        parsed.tokens[index].word.endswith(("orders", "instructions"))
        for index in range(start, end)
    )
    if people.addressee is not Addressee.STAFF or not is_done:
        return None
    return Action.LEAVE


def _is_not_staying(parsed: Parsed, position: int, governor: int) -> bool:
    """Tell whether `stay` is denied and has a place: `do not stay in Sudan`."""
    place = place_at(
        parsed.tokens, position + 1 + parsed.has(position + 1, {Tag.PREP}), parsed.destination
    )
    if place.place is None or (
        governor >= 0
        and not parsed.has(governor, {Tag.MODAL, Tag.URGE, Tag.URGED, Tag.HINDER, Tag.NEED_NOT})
    ):
        return False
    if governor < 0:
        return has_neg_before(parsed, position, {Tag.DO, Tag.ADVERB})
    start = max(parsed.start_of_part(position), governor - 9, position - 9)
    return (
        parsed.before(position, {Tag.NEG, Tag.NEED_NOT}, start) >= 0
        or parsed.tokens[governor].word == "against"
    )


def _has_particle(parsed: Parsed, position: int) -> bool:
    end = parsed.end_of_part(position)
    last = end - 1
    while last > position and parsed.has(last, {Tag.QUOTE, Tag.STOP}):
        last -= 1
    return any(
        parsed.tokens[index].word in {"aus", "heim", "zuruck", "ab"}
        and (
            index == last
            or not parsed.is_main[index + 1]
            or parsed.has(index + 1, {Tag.AND, Tag.COMMA, Tag.STOP})
        )
        for index in range(position + 1, last + 1)
    )


def _is_weighed(parsed: Parsed, position: int) -> bool:
    """Tell whether `in Betracht ziehen` or `erwägen` follows a noun."""
    end = parsed.after(position, {Tag.COMMA, Tag.STOP})
    return parsed.after(position, {Tag.CONSIDER}, None if end < 0 else end) >= 0


def _is_arranged(parsed: Parsed, position: int) -> bool:
    """Tell whether a noun is the object of an imperative: `Do not delay your departure`."""
    index = position - 1
    while index >= 0 and parsed.has(index, {Tag.DET, Tag.ADVERB, Tag.NOW, Tag.TO}):
        index -= 1
    if parsed.has(index, {Tag.DELAY}):
        return parsed.has(index - 1, {Tag.NEG}) and is_first(parsed, index - 2)
    return parsed.has(index, {Tag.ARRANGE}) and is_first(parsed, index)


def _is_imperative(parsed: Parsed, position: int) -> bool:
    """Tell whether a verb is an instruction without `should`: `Please leave now`.

    With a subject it needs a word of hurry: `U.S. citizens in Russia depart immediately`, but
    not `travellers leave through the new gate`.
    """
    index = position - 1
    while (
        index >= 0
        and parsed.is_main[index]
        and parsed.has(index, {*LIGHT, Tag.DET} - {Tag.REMAINS})
    ):
        index -= 1
    if parsed.has(position - 1, {Tag.WHO, Tag.THAT}):
        return False
    if index < 0 or not parsed.is_main[index] or parsed.has(index, {Tag.COMMA, Tag.STOP}):
        return not (index >= 0 and parsed.has(position - 1, {Tag.DET}))
    if parsed.has(position - 1, {Tag.AND}) and not parsed.has(index, {*PEOPLE, Tag.HAVE, Tag.BE}):
        return True
    start = parsed.start_of_part(position)
    people = people_in(parsed.tokens[start:position], parsed.home, parsed.destination)
    hurry = {Tag.NOW, Tag.SOON} if parsed.tokens[index].word == "you" else {Tag.NOW}
    is_hurried = any(parsed.has(near, hurry) for near in range(position + 1, position + 4))
    return (
        people.addressee is Addressee.EVERYONE
        and is_hurried
        and parsed.has(index, {*PEOPLE, Tag.COUNTRY, Tag.WHOLE})
    )


def _governed(parsed: Parsed, position: int, governor: int) -> Action | None:
    tags = parsed.tokens[governor].tags
    if Tag.CONSIDER in tags:
        return Action.CONSIDER
    if parsed.tokens[governor].word.startswith("mak") and time_of(parsed, position) is Time.NOW:
        return Action.LEAVE
    if Tag.PREPARE in tags and not tags & {Tag.URGE, Tag.ADVICE}:
        return Action.PREPARE
    is_infinitive = parsed.has(governor - 1, {Tag.TO}) and not parsed.has(
        governor - 2, {Tag.REMAINS, Tag.PUBLISHER}
    )
    if Tag.URGE in tags and (is_infinitive or parsed.has(governor - 1, {Tag.MODAL, Tag.CAN})):
        return None
    if tags & {Tag.URGE, Tag.URGED, Tag.NEED_NOT}:
        return Action.LEAVE
    if Tag.ADVICE in tags:
        return Action.LEAVE if _is_advice(parsed, governor, position) else None
    if Tag.MODAL in tags:
        return Action.LEAVE if _obeys_modal(parsed, position, governor) else None
    if Tag.AUTHORIZE in tags or parsed.tokens[governor].word == "may":
        start, end = parsed.start_of_part(position), parsed.end_of_part(position)
        people = people_in(parsed.tokens[start:end], parsed.home, parsed.destination)
        return Action.MAY_LEAVE if people.addressee is Addressee.STAFF else None
    return None


def _is_advice(parsed: Parsed, governor: int, position: int) -> bool:
    """Tell whether a sentence gives, keeps or ends advice, and does not only mention it."""
    between = range(governor + 1, position)
    if any(parsed.has(index, {Tag.BE, Tag.REMAINS}) for index in between):
        return True
    start, end = parsed.start_of_part(position), parsed.end_of_part(position)
    return any(
        parsed.has(index, {Tag.LIFT, Tag.REMAINS, Tag.BE, Tag.NEG}) for index in range(start, end)
    )


def _obeys_modal(parsed: Parsed, position: int, governor: int) -> bool:
    """Tell whether `should` commands the head: not `must show a ticket to leave`."""
    between = [index for index in range(governor + 1, position) if parsed.is_main[index]]
    has_delay = any(parsed.has(index, {Tag.DELAY}) for index in between)
    if has_delay:
        return any(parsed.has(index, {Tag.NEG}) for index in between)
    is_arranged = any(parsed.has(index, {Tag.ARRANGE}) for index in between)
    if governor > position:
        return True
    if not parsed.has(position, VERBS | {Tag.OUT}):
        return is_arranged and parsed.has(position, {Tag.DEPARTURE})
    near = position - 1
    while near > governor and parsed.has(near, LIGHT):
        near -= 1
    is_time = any(
        word in parsed.tokens[governor].word for word in ("time", "moment", "hour", "zeit")
    )
    return (
        not parsed.has(near, {Tag.TO}) or is_arranged or is_time or parsed.tokens[near].word == "zu"
    )
