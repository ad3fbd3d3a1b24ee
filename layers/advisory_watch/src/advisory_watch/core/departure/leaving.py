"""Read what a sentence says about leaving: who tells whom to leave what, and whether it holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from advisory_watch.core.departure.clauses import GOVERNORS, Circumstance, Parsed
from advisory_watch.core.departure.directive import (
    Action,
    Addressee,
    Directive,
    Place,
    Polarity,
    Reality,
    Speaker,
    Time,
)
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.people import People, people_in
from advisory_watch.core.departure.places import narrowest, place_at, place_of_post

HEADS_MAX = 5
"""Words of leaving that are read in one sentence; a real one has at most four."""

HEADS = {
    Tag.LEAVE, Tag.LEAVING, Tag.DEPARTURE, Tag.STAY, Tag.SPLIT, Tag.LEAVE_CALL, Tag.LEFT,
    Tag.ORDERED_DEPARTURE, Tag.AUTHORIZED_DEPARTURE, Tag.OUT, Tag.GO, Tag.DO_SO, Tag.BOARD, Tag.ABOARD,
}  # fmt: skip

_LIGHT = {Tag.ADVERB, Tag.NOW, Tag.SOON, Tag.SOON_IF, Tag.TODAY, Tag.QUOTE, Tag.AND, Tag.REMAINS}
_VERBAL = {Tag.BE, Tag.HAVE, Tag.DO, Tag.CAN, Tag.WILL, *_LIGHT} - {Tag.AND}
_PEOPLE = {
    Tag.EVERYONE, Tag.VISITORS, Tag.NATIONALS, Tag.PEOPLE, Tag.DEMONYM, Tag.NATIONALITY, Tag.NARROW,
    Tag.STAFF, Tag.ALL, Tag.THEY,
}  # fmt: skip
_TELLING = {Tag.MODAL, Tag.URGE, Tag.URGED, Tag.ADVICE, Tag.AUTHORIZE, Tag.NEED_NOT}
_VERBS = {Tag.LEAVE, Tag.GO, Tag.DO_SO, Tag.BOARD, Tag.ABOARD}
_PAST_FORMS = {"was", "were", "had", "wurde", "wurden", "hatte", "hatten"}


@dataclass(frozen=True, slots=True)
class Head:
    """A word of leaving at `position`, the word that governs it, and the people it concerns."""

    position: int
    governor: int
    people: People


def directives_of_leaving(
    parsed: Parsed, context: Place | None, *, is_local: bool = False
) -> Iterator[Directive]:
    """Yield a directive for each word of leaving in the main clauses of a sentence.

    `context` is the last place that the line named before: the place of `there`. In a line about
    a fire or a flood (`is_local`), leaving without a place means the spot.
    """
    positions = [
        index
        for index, token in enumerate(parsed.tokens)
        if not token.tags.isdisjoint(HEADS)
        and Tag.NOUN_ONLY not in token.tags
        and parsed.is_main[index]
    ]
    for position in positions[:HEADS_MAX]:
        directive = _directive(parsed, position, context, is_local=is_local)
        if directive is not None:
            yield directive


def _directive(
    parsed: Parsed, position: int, context: Place | None, *, is_local: bool
) -> Directive | None:
    governor = governor_of(parsed, position)
    action = _action(parsed, position, governor)
    if action is None:
        return None
    people = _people(parsed, position, governor)
    addressee = _addressee(parsed, position, governor, people, action)
    is_noun = parsed.has(position, {Tag.ORDERED_DEPARTURE})
    if (
        addressee is Addressee.STAFF
        and action is Action.LEAVE
        and not is_noun
        and parsed.has(governor, {Tag.AUTHORIZE, Tag.CAN})
    ):
        action = Action.MAY_LEAVE
    return Directive(
        speaker=_speaker(parsed, position, governor, people, addressee),
        addressee=addressee,
        action=action,
        polarity=_polarity(parsed, position, governor),
        reality=_reality(parsed, position, governor, people, addressee),
        place=_place(parsed, position, governor, people, addressee, context, is_local=is_local),
        time=_time(parsed, position),
        words=parsed.sentence.words,
    )


def governor_of(parsed: Parsed, position: int) -> int:
    """Return the position of the word that governs a head, or -1 for an imperative or a mention."""
    start = parsed.start_of_part(position)
    governor = parsed.before(position, GOVERNORS, start)
    if parsed.has(governor, {Tag.CONSIDER}) and parsed.has(position - 1, {Tag.AND}):
        governor = parsed.before(governor, GOVERNORS - {Tag.CONSIDER}, start)
    if governor >= 0 and _starts_anew(parsed, governor, position):
        governor = -1
    if governor < 0 and (
        parsed.has(position, {Tag.DEPARTURE})
        or (parsed.has(position, {Tag.LEAVE}) and not _is_first(parsed, position))
    ):
        return parsed.after(
            position, {Tag.URGED, Tag.URGE, Tag.MODAL, Tag.CONSIDER, Tag.AUTHORIZE}, parsed.end_of_part(position)
        )
    return governor


def _starts_anew(parsed: Parsed, governor: int, position: int) -> bool:
    """Tell whether an imperative follows a clause that has a governor of its own.

    `The airport could close, so leave now`: `could` says nothing about leaving.
    """
    if parsed.has(
        governor,
        {Tag.MODAL, Tag.URGE, Tag.URGED, Tag.NEED_NOT, Tag.AUTHORIZE, Tag.PREPARE, Tag.CONSIDER},
    ):
        return False
    return (
        parsed.has(position, {Tag.LEAVE, Tag.SPLIT, Tag.GO, Tag.DO_SO})
        and _is_first(parsed, position, needs_comma=True)
        and parsed.tokens[position - 1].word not in {"or", "oder"}
    )


def _is_first(parsed: Parsed, position: int, *, needs_comma: bool = False) -> bool:
    """Tell whether a verb opens its clause, apart from words such as `please` and `now`."""
    index, is_joined = position - 1, False
    while index >= 0:
        if not parsed.is_main[index] or parsed.has(index, {Tag.COMMA, Tag.STOP}):
            return True
        if not parsed.has(index, _LIGHT):
            return is_joined and not needs_comma
        is_joined = is_joined or parsed.tokens[index].word in {"and", "but", "or", "then", "und"}
        index -= 1
    return True


def _action(parsed: Parsed, position: int, governor: int) -> Action | None:
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
            parsed.has(position, _VERBS) and _is_imperative(parsed, position)
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
        while parsed.has(index, _LIGHT_AFTER):
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
            if is_taken and _is_on_the_way(parsed):
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
        parsed.tokens[index].word.endswith(("orders", "instructions")) for index in range(start, end)
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
        return _has_neg_before(parsed, position, {Tag.DO, Tag.ADVERB})
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
        return parsed.has(index - 1, {Tag.NEG}) and _is_first(parsed, index - 2)
    return parsed.has(index, {Tag.ARRANGE}) and _is_first(parsed, index)


def _is_imperative(parsed: Parsed, position: int) -> bool:
    """Tell whether a verb is an instruction without `should`: `Please leave now`.

    With a subject it needs a word of hurry: `U.S. citizens in Russia depart immediately`, but
    not `travellers leave through the new gate`.
    """
    index = position - 1
    while (
        index >= 0
        and parsed.is_main[index]
        and parsed.has(index, {*_LIGHT, Tag.DET} - {Tag.REMAINS})
    ):
        index -= 1
    if parsed.has(position - 1, {Tag.WHO, Tag.THAT}):
        return False
    if index < 0 or not parsed.is_main[index] or parsed.has(index, {Tag.COMMA, Tag.STOP}):
        return not (index >= 0 and parsed.has(position - 1, {Tag.DET}))
    if parsed.has(position - 1, {Tag.AND}) and not parsed.has(index, {*_PEOPLE, Tag.HAVE, Tag.BE}):
        return True
    start = parsed.start_of_part(position)
    people = people_in(parsed.tokens[start:position], parsed.home, parsed.destination)
    hurry = {Tag.NOW, Tag.SOON} if parsed.tokens[index].word == "you" else {Tag.NOW}
    is_hurried = any(parsed.has(near, hurry) for near in range(position + 1, position + 4))
    return (
        people.addressee is Addressee.EVERYONE
        and is_hurried
        and parsed.has(index, {*_PEOPLE, Tag.COUNTRY, Tag.WHOLE})
    )


def _governed(parsed: Parsed, position: int, governor: int) -> Action | None:
    tags = parsed.tokens[governor].tags
    if Tag.CONSIDER in tags:
        return Action.CONSIDER
    if parsed.tokens[governor].word.startswith("mak") and _time(parsed, position) is Time.NOW:
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
    if not parsed.has(position, _VERBS | {Tag.OUT}):
        return is_arranged and parsed.has(position, {Tag.DEPARTURE})
    near = position - 1
    while near > governor and parsed.has(near, _LIGHT):
        near -= 1
    is_time = any(
        word in parsed.tokens[governor].word for word in ("time", "moment", "hour", "zeit")
    )
    return (
        not parsed.has(near, {Tag.TO}) or is_arranged or is_time or parsed.tokens[near].word == "zu"
    )


def _clause_start(parsed: Parsed, governor: int, position: int) -> int:
    """Return where the subject of a governor may begin."""
    start = parsed.start_of_part(position)
    limit = min(governor, position) if governor >= 0 else position
    earlier = parsed.before(limit, {Tag.MODAL, Tag.URGE, Tag.URGED}, start)
    return earlier + 1 if earlier >= 0 else start


def _main_tokens(parsed: Parsed, start: int, end: int) -> list:
    return [parsed.tokens[index] for index in range(start, end) if parsed.is_main[index]]


def _people(parsed: Parsed, position: int, governor: int) -> People:
    """Read the people around a head: the subject of `should`, the object of `urge`."""
    start, end = _clause_start(parsed, governor, position), parsed.end_of_part(position)
    zones: list[tuple[int, int]] = []
    if parsed.has(governor, {Tag.URGE, Tag.AUTHORIZE, Tag.ADVICE}) or _is_active(parsed, governor):
        zones += (
            [(governor + 1, position), (position + 1, end)]
            if governor < position
            else [(position + 1, governor), (governor + 1, end)]
        )
        if parsed.has(position, _VERBS | {Tag.OUT}):
            zones = zones[:1]
        if parsed.has(governor, {Tag.AUTHORIZE}):
            zones += [(start, min(governor, position))]
    else:
        zones += [(start, position)]
        if not parsed.has(position, _VERBS | {Tag.OUT}):
            zones += [(position + 1, end)]
        zones += [(parsed.start_of_part(position), position), (min(position, governor) + 1, end)]
    found = People(None, None, is_wish=False, is_generic=False)
    for begin, stop in zones:
        found = people_in(_main_tokens(parsed, begin, stop), parsed.home, parsed.destination)
        if found.addressee is not None:
            return _antecedent(parsed, begin, stop) or found
    return found


def _antecedent(parsed: Parsed, begin: int, stop: int) -> People | None:
    """Return the people that `they` means, if the sentence names them before."""
    named = [index for index in range(begin, stop) if parsed.has(index, _PEOPLE)]
    if not named or not all(parsed.has(index, {Tag.THEY}) for index in named):
        return None
    found = people_in(parsed.tokens[:begin], parsed.home, parsed.destination)
    return found if found.addressee is not None else None


def _is_active(parsed: Parsed, governor: int) -> bool:
    """Tell whether `advised` is a past tense and not a passive."""
    if not parsed.has(governor, {Tag.URGED}):
        return False
    index = governor - 1
    while index >= 0 and parsed.has(index, _VERBAL | {Tag.NEG, Tag.LIFT}):
        if parsed.has(index, {Tag.BE}):
            return False
        index -= 1
    # German: werden Deutsche aufgefordert
    start = parsed.start_of_part(governor)
    is_german = parsed.before(governor, {Tag.BE}, start) >= 0 and parsed.tokens[
        governor
    ].word.startswith(("auf", "ge", "emp", "ang", "nahe", "rats"))
    return not is_german and index >= 0 and not parsed.has(index, {Tag.COMMA, Tag.STOP})


def _addressee(
    parsed: Parsed, position: int, governor: int, people: People, action: Action
) -> Addressee:
    if parsed.has(position, {Tag.ORDERED_DEPARTURE, Tag.AUTHORIZED_DEPARTURE}):
        return Addressee.STAFF
    if _is_rule_of_stay(parsed, position, governor):
        return Addressee.GROUP
    if (
        people.addressee is Addressee.STAFF
        and governor < 0
        and not parsed.has(position, {Tag.LEFT})
    ):
        return Addressee.EVERYONE
    if people.addressee is not None:
        return people.addressee
    if parsed.has(governor, {Tag.MODAL, Tag.URGED, Tag.NEED_NOT}) and not _is_active(
        parsed, governor
    ):
        start = _clause_start(parsed, governor, position)
        if any(
            word in parsed.tokens[governor].word
            for word in ("time", "moment", "hour", "zeit", "best", "course")
        ):
            return Addressee.EVERYONE
        subject = _main_tokens(parsed, start, governor)
        unknown = [token for token in subject if not token.tags or Tag.NAME in token.tags]
        return Addressee.GROUP if unknown else Addressee.EVERYONE
    return Addressee.EVERYONE


def _is_rule_of_stay(parsed: Parsed, position: int, governor: int) -> bool:
    """Tell whether leaving follows from a visa, a contract or a court."""
    first = (
        parsed.before(position, {Tag.COMMA, Tag.STOP} | ({Tag.AND} if governor < 0 else set())) + 1
    )
    last = parsed.after(position, {Tag.COMMA, Tag.STOP})
    last = len(parsed.tokens) if last < 0 else last
    for index in range(parsed.start_of_part(position), parsed.end_of_part(position)):
        if parsed.has(index, {Tag.VISA}) and not _is_conceded(parsed, index):
            if first <= index < last or not parsed.is_main[index]:
                return True
    return False


def _is_conceded(parsed: Parsed, index: int) -> bool:
    return any(
        part.start <= index < part.end and parsed.has(part.start, {Tag.EVEN})
        for part in parsed.subordinates
    )


def _speaker(
    parsed: Parsed, position: int, governor: int, people: People, addressee: Addressee
) -> Speaker:
    if (
        parsed.has(governor, {Tag.URGED})
        and not _is_active(parsed, governor)
        and addressee is not Addressee.STAFF
    ):
        return _speaker_of_passive(parsed, position, governor, people)
    start = parsed.start_of_part(position)
    if addressee is Addressee.STAFF and _is_of_others(parsed, start, parsed.end_of_part(position)):
        return Speaker.OTHER
    is_telling = parsed.has(governor, {Tag.URGE, Tag.AUTHORIZE}) or _is_active(parsed, governor)
    if not is_telling:
        label = (
            _main_tokens(parsed, max(0, start - 6), start)
            if start and parsed.tokens[start - 1].word == ":"
            else []
        )
        tags = set().union(*(token.tags for token in label))
        return (
            Speaker.OTHER
            if Tag.OTHER in tags and not tags & {Tag.PUBLISHER, Tag.MISSION}
            else Speaker.PUBLISHER
        )
    subject = _main_tokens(parsed, _clause_start(parsed, governor, position), governor)
    return _speaker_among(subject, parsed, addressee)


_OWN_STAFF = (
    "non", "eligible", "accompanying", "embassy", "diplomat", "dependent", "dependant", "mission",
    "famil", "botschaft", "entsandt", "angehorig", "officials",
)  # fmt: skip


def _is_of_others(parsed: Parsed, start: int, end: int) -> bool:
    """Tell whether staff belong to another organisation: `employees of relief agencies`."""
    own = {
        Tag.MISSION,
        Tag.CONSULATE,
        Tag.PUBLISHER,
        Tag.ORDERED_DEPARTURE,
        Tag.AUTHORIZED_DEPARTURE,
    }
    tokens = parsed.tokens[start:end]
    if any(token.tags & own or token.codes & parsed.home for token in tokens):
        return False
    is_ours = any(Tag.STAFF in token.tags and token.word.startswith(_OWN_STAFF) for token in tokens)
    return not is_ours or any(Tag.OTHER in token.tags for token in tokens)


def _speaker_among(subject: list, parsed: Parsed, addressee: Addressee) -> Speaker:
    tags = set().union(*(token.tags for token in subject))
    is_foreign = any(
        token.codes
        and not token.codes & parsed.home
        and index + 1 < len(subject)
        and subject[index + 1].tags & {Tag.MISSION, Tag.OTHER, Tag.PUBLISHER}
        for index, token in enumerate(subject)
        if Tag.NATIONALITY in token.tags
    )
    if is_foreign:
        return Speaker.OTHER
    if tags & {Tag.PUBLISHER, Tag.MISSION, Tag.ADVICE}:
        return Speaker.PUBLISHER
    named = [token for token in subject if token.tags & {Tag.COUNTRY, Tag.NATIONALITY}]
    if named:
        return (
            Speaker.PUBLISHER
            if any(token.codes & parsed.home for token in named) and len(parsed.home) == 1
            else Speaker.OTHER
        )
    if tags & {Tag.OTHER, Tag.CAPITAL, Tag.NAME, Tag.NARROW}:
        return Speaker.OTHER
    return (
        Speaker.PUBLISHER
        if not subject or addressee in {Addressee.EVERYONE, Addressee.STAFF}
        else Speaker.OTHER
    )


def _speaker_of_passive(parsed: Parsed, position: int, governor: int, people: People) -> Speaker:
    end = position if governor < position else parsed.end_of_part(position)
    for index in range(governor, end):
        if parsed.has(index, {Tag.BY}) and any(
            parsed.has(near, {Tag.OTHER}) for near in range(index, index + 4)
        ):
            return Speaker.OTHER
    is_harsh = parsed.tokens[governor].word in {
        "ordered",
        "told",
        "asked",
        "forced",
        "made",
        "required",
        "instructed",
        "directed",
    }
    return Speaker.OTHER if people.is_generic and is_harsh else Speaker.PUBLISHER


def _polarity(parsed: Parsed, position: int, governor: int) -> Polarity:
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
        and not _has_neg_before(parsed, index, _VERBAL)
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
    if _has_neg_before(parsed, position, _LIGHT - {Tag.AND} | {Tag.TO, Tag.DO}):
        return True
    if governor < 0:
        return False
    if parsed.has(governor, {Tag.MODAL}) and governor < position:
        near = governor + 1
        while near < position and parsed.has(near, _LIGHT | {Tag.EVERYONE}):
            near += 1
        if parsed.has(near, {Tag.NEG}):
            rest = [
                index
                for index in range(near + 1, position)
                if parsed.is_main[index] and not parsed.has(index, _LIGHT)
            ]
            return not rest or parsed.tokens[position - 1].word in {"or", "oder"}
    if parsed.has(governor, {Tag.URGE, Tag.URGED}) and any(
        parsed.has(index, {Tag.HINDER}) and parsed.tokens[index].word == "against"
        for index in range(governor, position)
    ):
        return True
    return _has_neg_before(
        parsed,
        governor,
        _VERBAL
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
    while parsed.has(after, _VERBAL):
        after += 1
    return parsed.has(after, {Tag.LIFT, Tag.ADVERB})


def _has_neg_before(parsed: Parsed, position: int, through: set[Tag]) -> bool:
    """Tell whether a negation stands before a word, with only words of some classes between."""
    index = position - 1
    while index >= 0 and parsed.is_main[index]:
        if parsed.has(index, {Tag.NEG}):
            return True
        if not parsed.has(index, through):
            return False
        index -= 1
    return False


def _reality(
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
    if parsed.has(governor, {Tag.URGED}) and _has_before(parsed, governor, {Tag.WILL, Tag.CAN}):
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
    if _is_active(parsed, governor) and not _is_today(parsed):
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


def _has_before(parsed: Parsed, position: int, tags: set[Tag]) -> bool:
    index = position - 1
    while index >= 0 and parsed.has(index, _VERBAL):
        if parsed.has(index, tags):
            return True
        index -= 1
    return False


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
            if part.start >= start or (part.end == start - 1 and _is_first(parsed, position)):
                return True
        elif not any(
            parsed.has(index, {Tag.AND, Tag.STOP, Tag.MODAL})
            for index in range(position + 1, part.start)
        ):
            return True
    return False


def _place(
    parsed: Parsed,
    position: int,
    governor: int,
    people: People,
    addressee: Addressee,
    context: Place | None,
    *,
    is_local: bool,
) -> Place:
    """Return the place to leave: the object, else where the people are, else a label."""
    object_place = _object(parsed, position, governor)
    conditions = [
        part.place
        for part in parsed.subordinates
        if part.place
        and part.circumstance is Circumstance.HARMLESS
        and (
            part.end <= position
            or parsed.after(position, {Tag.AND, Tag.COMMA, Tag.STOP}, part.start) < 0
        )
    ]
    if addressee is Addressee.STAFF:
        return _place_of_staff(parsed, object_place, people.place)
    if object_place is Place.WHOLE and people.place is not Place.ELSEWHERE:
        return Place.WHOLE
    found = narrowest(object_place, people.place, *conditions)
    if found is not None:
        return found
    label = _label(parsed, position)
    if label is not None:
        return label
    is_there = any(parsed.has(index, {Tag.THERE}) for index in range(position))
    if is_there and _is_on_the_way(parsed):
        return Place.WHOLE
    is_it = (
        not parsed.has(position, {Tag.ABOARD})
        and parsed.has(position + 1, {Tag.THEY})
        and parsed.tokens[position + 1].word == "it"
    )
    if is_local:
        return Place.PART
    if context is not None and (
        is_it or any(parsed.has(index, {Tag.THERE}) for index in range(len(parsed.tokens)))
    ):
        return context
    return Place.WHOLE if _is_grounded(parsed, position) else Place.PART


def _is_grounded(parsed: Parsed, position: int) -> bool:
    """Tell whether `leave` without a place can mean the country: not `leave by the marked exits`."""
    index = position + 1
    while parsed.has(index, _LIGHT_AFTER):
        index += 1
    if index >= len(parsed.tokens) or not parsed.has(index, {Tag.PREP, Tag.BY, Tag.TO, Tag.NEG}):
        return True
    if parsed.has(index, {Tag.NEG}):
        return False
    stop = parsed.end_of_part(position)
    near = range(parsed.start_of_part(position), stop)
    return any(parsed.has(other, _GROUNDS) or parsed.tokens[other].codes for other in near)


_GROUNDS = {Tag.NOW, Tag.SOON, Tag.COMMERCIAL, Tag.VEHICLE, Tag.WHOLE, Tag.SOON_IF, Tag.EVERYWHERE}


def _place_of_staff(parsed: Parsed, *places: Place | None) -> Place:
    """Return the post of staff: of a city only the country counts, of a consulate the city."""
    posts = [
        index
        for index in range(len(parsed.tokens))
        if parsed.has(index, {Tag.MISSION, Tag.CONSULATE})
    ]
    found = [place_of_post(parsed.tokens, post, parsed.destination, parsed.home) for post in posts]
    if found:
        return Place.WHOLE if Place.WHOLE in found else found[0]
    return Place.ELSEWHERE if Place.ELSEWHERE in places else Place.WHOLE


def _label(parsed: Parsed, position: int) -> Place | None:
    """Return the place before a colon or a bracket: `Niger (depart immediately)`."""
    start = parsed.start_of_part(position)
    if start < 2 or parsed.tokens[start - 1].word not in {":", "(", "-", "–", "—"}:
        return None
    if parsed.has(start - 2, {Tag.COUNTRY, Tag.CAPITAL}):
        return place_at(parsed.tokens, start - 2, parsed.destination).place
    return None


_NO_OBJECT = {
    Tag.COMMA, Tag.STOP, Tag.QUOTE, Tag.AND, Tag.COND, Tag.EVEN, Tag.TIME, Tag.SOON_IF, Tag.BY, Tag.TO,
    Tag.COMMERCIAL, Tag.PREP, Tag.HOME, Tag.BE, Tag.URGED, Tag.MODAL, Tag.THAT, Tag.WHO, Tag.THERE,
    Tag.VISA, Tag.HARMLESS, Tag.INCLUDING, Tag.HAVE, Tag.LIFT, Tag.REMAINS, Tag.URGE, Tag.WILL, Tag.RUMOUR,
    Tag.NEG, Tag.CAN, Tag.AUTHORIZE, Tag.HINDER,
}  # fmt: skip
_LIGHT_AFTER = {Tag.ADVERB, Tag.NOW, Tag.SOON, Tag.TODAY}


def _object(parsed: Parsed, position: int, governor: int) -> Place | None:
    """Return the place that the object of a head names; a thing counts as a part."""
    if parsed.has(position, {Tag.DO_SO, Tag.GO, Tag.BOARD, Tag.ABOARD}) and not parsed.has(
        position, {Tag.LEAVE}
    ):
        return None
    if (
        parsed.tokens[position].word in {"verlassen", "raumen", "verlasst"}
        or parsed.has(position, {Tag.LEAVE})
        and parsed.tokens[position].word.startswith(("aus", "ab"))
    ):
        return _object_before(parsed, position, governor) or _object_after(parsed, position)
    if parsed.has(
        position,
        {Tag.DEPARTURE, Tag.LEAVE_CALL, Tag.ORDERED_DEPARTURE, Tag.AUTHORIZED_DEPARTURE, Tag.LEFT},
    ):
        return _object_of_noun(parsed, position)
    return _object_after(parsed, position)


def _object_after(parsed: Parsed, position: int) -> Place | None:
    index = position + 1
    while parsed.has(index, _LIGHT_AFTER):
        index += 1
    if index >= len(parsed.tokens) or parsed.has(index, {Tag.COMMA, Tag.STOP}):
        return _antecedent_place(parsed, position)
    if parsed.has(index, {Tag.FOR}) or parsed.tokens[index].word == "to":
        return _towards(parsed, index + 1)
    if parsed.tokens[position].word.startswith(("cross", "head", "make")):
        return _towards(parsed, index)
    if parsed.tokens[index].word == "of" and not parsed.has(position, {Tag.OUT}):
        return (
            None
            if parsed.tokens[position].word.split()[0] in {"be", "take"}
            else _object_at(parsed, index + 1)
        )
    if parsed.has(index, {Tag.FROM}):
        index += 1
    elif parsed.tokens[index].word == "out" and parsed.has(index + 1, {Tag.FROM}):
        index += 2
    elif not parsed.is_main[index]:
        return None
    return _object_at(parsed, index)


def _antecedent_place(parsed: Parsed, position: int) -> Place | None:
    """Return the place before `which`: `Lebanon, which citizens have been told to leave`."""
    comma = parsed.before(position, {Tag.COMMA})
    if comma > 0 and parsed.tokens[comma + 1].word == "which":
        return place_at(parsed.tokens, comma - 1, parsed.destination).place
    return None


def _object_at(parsed: Parsed, index: int) -> Place | None:
    found = place_at(parsed.tokens, index, parsed.destination)
    if found.place is not None:
        return found.place
    if index >= len(parsed.tokens):
        return None
    if parsed.has(index, {Tag.DET}) and _is_time_or_way(parsed, index + 1):
        return None
    if parsed.has(index, _NO_OBJECT) or parsed.tokens[index].word in {"it", "as", "in", "there"}:
        return None
    return Place.PART


def _is_time_or_way(parsed: Parsed, index: int) -> bool:
    return parsed.has(index, {Tag.NOW, Tag.SOON, Tag.COMMERCIAL}) or parsed.tokens[
        min(index, len(parsed.tokens) - 1)
    ].word in {"week", "day", "same", "next", "quickest", "safest"}


def _towards(parsed: Parsed, index: int) -> Place | None:
    """Read `leave for Jordan`: only another country lies outside the destination."""
    if parsed.has(index, {Tag.HOME}) or parsed.has(index + 1, {Tag.HOME}):
        return None
    if any(parsed.has(near, {Tag.HOME}) for near in range(index, index + 3)):
        return None
    tags = parsed.tokens[index].tags if index < len(parsed.tokens) else frozenset()
    found = place_at(parsed.tokens, index, parsed.destination).place
    if found is Place.WHOLE and Tag.COUNTRY in tags:
        return Place.ELSEWHERE if parsed.destination else None
    if found is Place.PART and Tag.NAME in tags:
        return None if _is_on_the_way(parsed) else Place.PART
    return None if found is Place.ELSEWHERE else Place.PART


def _is_on_the_way(parsed: Parsed) -> bool:
    """Tell whether the sentence names the whole destination: `U.S. citizens in Mali`."""
    return any(
        parsed.has(index, {Tag.PREP})
        and parsed.has(index + 1, {Tag.COUNTRY})
        and place_at(parsed.tokens, index + 1, parsed.destination).place is Place.WHOLE
        for index in range(len(parsed.tokens))
    )


def _object_before(parsed: Parsed, position: int, governor: int) -> Place | None:
    """Read the object that stands before a German verb: `das Land zu verlassen`."""
    start = max(
        governor + 1 if 0 <= governor < position else parsed.start_of_part(position), position - 25
    )
    for index in range(start, position):
        if not parsed.is_main[index] or parsed.has(
            index, _PEOPLE - {Tag.NATIONALITY} | {Tag.PREP, Tag.FOR}
        ):
            continue
        way = {Tag.PREP, Tag.FOR, Tag.TO, Tag.BY}
        if parsed.has(index - 1, way) or (
            parsed.has(index - 2, way) and parsed.has(index - 1, {Tag.DET})
        ):
            continue
        if parsed.has(
            index, {Tag.COUNTRY, Tag.CAPITAL, Tag.WHOLE, Tag.PART, Tag.SPOT, Tag.NAME, Tag.COMPASS}
        ):
            return place_at(parsed.tokens, index, parsed.destination).place
    return None


def _object_of_noun(parsed: Parsed, position: int) -> Place | None:
    """Read the place after a noun: `departure … from Qatar`, `Ausreise aus dem Land`."""
    if parsed.has(position, {Tag.LEAVE_CALL}):
        named = [index for index in range(len(parsed.tokens)) if parsed.has(index, {Tag.COUNTRY})]
        return place_at(parsed.tokens, named[0], parsed.destination).place if named else None
    comma = parsed.after(position, {Tag.COMMA})
    end = min(parsed.end_of_part(position), comma if comma >= 0 else len(parsed.tokens))
    for index in range(position + 1, end):
        if parsed.has(index, {Tag.FROM, Tag.FOR, Tag.PREP, Tag.BY}):
            found = place_at(parsed.tokens, index + 1, parsed.destination).place
            if found is not None and not parsed.has(index + 1, {Tag.NATIONALITY}):
                return found
    return None


def _time(parsed: Parsed, position: int) -> Time:
    """Return NOW for a word of hurry near the head."""
    is_hurried = any(
        parsed.has(index, {Tag.NOW})
        for index in range(parsed.start_of_part(position), parsed.end_of_part(position))
    )
    return Time.NOW if is_hurried else Time.OPEN
