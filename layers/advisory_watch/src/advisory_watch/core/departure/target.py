"""Read the place to leave: the object of the verb, or where the people are."""

from advisory_watch.core.departure.clauses import Circumstance, Parsed, Subordinate
from advisory_watch.core.departure.directive import (
    Addressee,
    Place,
)
from advisory_watch.core.departure.governors import PEOPLE, Head
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.places import narrowest, place_at, place_of_post
from advisory_watch.core.departure.ways import WAY_WORDS

_GROUNDS = {
    Tag.NOW, Tag.SOON, Tag.COMMERCIAL, Tag.VEHICLE, Tag.WHOLE, Tag.SOON_IF, Tag.EVERYWHERE,
    Tag.THIRD,
}  # fmt: skip
_NO_OBJECT = {
    Tag.COMMA, Tag.STOP, Tag.QUOTE, Tag.AND, Tag.COND, Tag.EVEN, Tag.TIME, Tag.SOON_IF, Tag.BY,
    Tag.TO,
    Tag.COMMERCIAL, Tag.PREP, Tag.HOME, Tag.BE, Tag.URGED, Tag.MODAL, Tag.THAT, Tag.WHO, Tag.THERE,
    Tag.HARMLESS, Tag.INCLUDING, Tag.HAVE, Tag.LIFT, Tag.REMAINS, Tag.URGE, Tag.WILL,
    Tag.RUMOUR, Tag.CHANNEL,
    Tag.NEG, Tag.CAN, Tag.AUTHORIZE, Tag.HINDER,
}  # fmt: skip
LIGHT_AFTER = {Tag.ADVERB, Tag.NOW, Tag.SOON, Tag.TODAY}


def place_of(head: Head) -> Place:
    """Return the place to leave: the object, else where the people are, else what is near."""
    parsed, position = head.parsed, head.position
    place = _among_countries(parsed, position, _object(parsed, position, head.governor))
    if head.addressee is Addressee.STAFF:
        near = parsed.tokens[position + 1 : position + 4]
        if any(token.tags & {Tag.SPOT, Tag.COMPASS} and not token.tags & _POSTS for token in near):
            return Place.PART  # staff may leave the compound, must leave the north
        return _place_of_staff(parsed, place, head.people.place)
    if place is Place.WHOLE and head.people.place is not Place.ELSEWHERE:
        return Place.WHOLE
    conditions = (part.place for part in parsed.subordinates if _is_of(part, head))
    found = narrowest(place, head.people.place, *conditions) or _label(parsed, position)
    return found or _place_nearby(head)


_POSTS = {Tag.MISSION, Tag.CONSULATE, Tag.HOME, Tag.COUNTRY}


def _among_countries(parsed: Parsed, position: int, place: Place | None) -> Place | None:
    """Read `leave six countries of the region, namely …` or `leave the islands` before."""
    near = parsed.tokens[position + 1 : position + 4]
    if place is Place.PART and parsed.setting.place is Place.WHOLE:
        before = parsed.tokens[max(0, position - 9) : position]
        if any(token.word in _TERRITORY for token in (*near, *before)):
            return Place.WHOLE
    if any(token.word in _COUNTRIES for token in near):
        codes = {code for token in parsed.tokens if len(token.codes) == 1 for code in token.codes}
        if codes:
            return Place.WHOLE if parsed.destination in codes else Place.ELSEWHERE
    return place


_COUNTRIES = {"countries", "states", "nations", "territories"}
_TERRITORY = {"island", "islands", "insel", "inseln", "archipelago", "territory", "gebiet"}


def _is_of(part: Subordinate, head: Head) -> bool:
    """Tell whether a condition such as `if you are in Yemen` belongs to a head."""
    ends = {Tag.AND, Tag.COMMA, Tag.STOP}
    is_near = part.end <= head.position or head.parsed.after(head.position, ends, part.start) < 0
    return is_near and part.circumstance is Circumstance.HARMLESS


def _place_nearby(head: Head) -> Place:
    """Return the place of `there` and `it`, of a fire or a flood; else the whole country.

    In a line about a fire, leaving without a place means the spot.
    """
    context = head.parsed.setting.place
    parsed, position = head.parsed, head.position
    there = parsed.after(head.start - 1, {Tag.THERE}, head.end)
    place = _place_before(parsed, there) if there >= 0 else None
    if place is Place.PART and parsed.tokens[there - 1].word == "from":
        return Place.WHOLE  # go to the port and leave from there
    if place is not None:
        return place
    if parsed.setting.is_local:
        return Place.PART
    after = parsed.tokens[position + 1 : position + 2]
    is_it = not head.has(Tag.ABOARD) and any(token.word in {"it", "them"} for token in after)
    named = _place_before(parsed, position) if is_it else None
    if named is not None:
        return named
    if context is not None and (is_it or _is_there(parsed)):
        return context
    return Place.WHOLE if _is_grounded(parsed, position) else Place.PART


def _is_there(parsed: Parsed) -> bool:
    """Tell whether `there` is a place, and not `there is`."""
    return any(
        parsed.has(index, {Tag.THERE})
        and not parsed.has(index + 1, {Tag.BE, Tag.WILL, Tag.CAN, Tag.HAVE, Tag.NEG})
        for index in range(len(parsed.tokens))
    )


def _place_before(parsed: Parsed, there: int) -> Place | None:
    """Return the last place that the sentence names before `there`."""
    named = {Tag.COUNTRY, Tag.CAPITAL, Tag.PART, Tag.SPOT, Tag.COMPASS}
    for index in range(there - 1, -1, -1):
        if not parsed.has(index, named):
            continue
        is_inside = parsed.has(index - 1, {Tag.COMPASS}) or (
            parsed.has(index - 1, {Tag.PREP, Tag.FROM}) and parsed.has(index - 2, named)
        )
        is_part = is_inside or not parsed.has(index, {Tag.COUNTRY})
        return Place.PART if is_part else place_at(parsed.tokens, index, parsed.destination).place
    return None


def _is_grounded(parsed: Parsed, position: int) -> bool:
    """Tell whether `leave` without a place can mean the country; `leave by this gate` cannot."""
    index = position + 1
    while parsed.has(index, LIGHT_AFTER):
        index += 1
    if index >= len(parsed.tokens) or not parsed.has(index, {Tag.PREP, Tag.BY, Tag.TO, Tag.NEG}):
        return True
    if parsed.has(index, {Tag.NEG}):
        return parsed.has(position, {Tag.DEPARTURE})
    return any(token.tags & _GROUNDS or token.codes for token in parsed.tokens)


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
    """Return the place before a colon, bracket or comma: `Niger (depart immediately)`."""
    is_listed = parsed.has(position - 1, {Tag.COMMA}) and parsed.has(position - 2, {Tag.COUNTRY})
    if is_listed and (position == 2 or parsed.has(position - 3, {Tag.STOP})):  # noqa: PLR2004
        return place_at(parsed.tokens, position - 2, parsed.destination).place
    start = parsed.start_of_part(position)
    if start <= 1 or parsed.tokens[start - 1].word not in {":", "("}:
        return None
    if parsed.has(start - 2, {Tag.COUNTRY, Tag.CAPITAL}):
        return place_at(parsed.tokens, start - 2, parsed.destination).place
    return None


def _object_of_antecedent(parsed: Parsed, position: int) -> Place | None:
    """Return the object of the verb that `do the same` repeats."""
    verb = parsed.before(position, {Tag.LEAVE, Tag.LEAVING})
    return _object(parsed, verb, -1) if verb >= 0 else None


def _object(parsed: Parsed, position: int, governor: int) -> Place | None:
    """Return the place that the object of a head names; a thing counts as a part."""
    is_split = parsed.has(position, {Tag.SPLIT})
    is_home = parsed.after(position, {Tag.LEAVE}, parsed.end_of_part(position)) >= 0
    is_bare = parsed.has(position, {Tag.GO, Tag.ABOARD}) and not parsed.has(position, {Tag.LEAVE})
    if is_bare or (is_split and is_home):
        return None  # kehren Sie nach Deutschland zurück
    if parsed.has(position, {Tag.DO_SO}) and not parsed.has(position, {Tag.WAY}):
        return _object_of_antecedent(parsed, position)
    if parsed.has(position, {Tag.WAY, Tag.BOARD}):
        return _object_of_way(parsed, position)
    if parsed.tokens[position].word in {"verlassen", "raumen", "verlasst"} or (
        parsed.has(position, {Tag.LEAVE}) and parsed.tokens[position].word.startswith(("aus", "ab"))
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
    through = LIGHT_AFTER | ({Tag.NEG, Tag.EVERYONE} if parsed.has(position, {Tag.STAY}) else set())
    while parsed.has(index, through):
        index += 1
    if index >= len(parsed.tokens) or parsed.has(index, {Tag.COMMA, Tag.STOP}):
        return _antecedent_place(parsed, position)
    if parsed.has(index, {Tag.FOR}) or parsed.tokens[index].word == "to":
        return _towards(parsed, index + 1)
    if parsed.tokens[position].word.endswith((" to", " into", " for")):
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


def _object_of_way(parsed: Parsed, position: int) -> Place | None:
    """Return the place in `get your family out of Sudan` or `end any visit to Chad`."""
    end = min(position + WAY_WORDS, parsed.end_of_part(position))
    for index in range(position + 1, end):
        is_stay = parsed.has(index, {Tag.STAY_NOUN}) and parsed.has(position, {Tag.FINISH})
        if is_stay or parsed.has(index, {Tag.OUT}) or parsed.tokens[index].word in _AWAY:
            after = index + 1
            while parsed.has(after, {Tag.FROM, Tag.PREP, Tag.TO}):
                after += 1
            found = place_at(parsed.tokens, after, parsed.destination).place
            if found is not None and (after > index + 1 or parsed.tokens[index].word in _AWAY):
                return found
    return None


_AWAY = {"off", "outside"}


def _antecedent_place(parsed: Parsed, position: int) -> Place | None:
    """Return the place before `which`: `Lebanon, which citizens have been told to leave`."""
    comma = parsed.before(position, {Tag.COMMA})
    if comma > 0 and parsed.tokens[comma + 1].word == "which":
        return place_at(parsed.tokens, comma - 1, parsed.destination).place
    return None


def _object_at(parsed: Parsed, index: int) -> Place | None:
    """Return the place that begins at a word; a thing counts as a part."""
    if parsed.has(index, {Tag.THEY}):
        return _object_pronoun(parsed, index)
    if parsed.has(index, {Tag.HOME}) and not parsed.has(index, _NAMED):
        return None  # on their way home
    found = place_at(parsed.tokens, index, parsed.destination).place
    if found is not None or index >= len(parsed.tokens):
        return found
    is_time = parsed.has(index, {Tag.DET}) and _is_time_or_way(parsed, index + 1)
    is_none = parsed.has(index, _NO_OBJECT) or parsed.tokens[index].word in _FUNCTION_WORDS
    return None if is_time or is_none else Place.PART


def _object_pronoun(parsed: Parsed, index: int) -> Place | None:
    """Read `leave it in a safe place`, which is a thing, and `depart them`, which are places."""
    word = parsed.tokens[index].word
    is_thing = word == "them" and parsed.tokens[index - 1].word == "leave"
    is_kept = parsed.has(index + 1, {Tag.PREP})
    return None if word in {"it", "they", "them"} and not (is_thing or is_kept) else Place.PART


_FUNCTION_WORDS = {
    "it", "as", "in", "there", "with", "like", "than", "rather", "you", "we", "i",
}  # fmt: skip
_NAMED = {Tag.DET, Tag.WHOLE, Tag.COUNTRY}


def _is_time_or_way(parsed: Parsed, index: int) -> bool:
    return parsed.has(index, {Tag.NOW, Tag.SOON, Tag.COMMERCIAL}) or parsed.tokens[
        min(index, len(parsed.tokens) - 1)
    ].word in {"week", "day", "same", "next", "quickest", "safest"}


def _towards(parsed: Parsed, index: int) -> Place | None:
    """Read `leave for Jordan`: only another country lies outside the destination."""
    if parsed.has(index, {Tag.HOME}) or parsed.has(index + 1, {Tag.HOME}):
        return None
    if any(parsed.has(near, {Tag.HOME, Tag.THIRD}) for near in range(index, index + 3)):
        return None
    tags = parsed.tokens[index].tags if index < len(parsed.tokens) else frozenset()
    if not tags or Tag.LOCATED in tags:
        return None  # safe to travel
    found = place_at(parsed.tokens, index, parsed.destination).place
    if found is Place.WHOLE and Tag.COUNTRY in tags:
        return Place.ELSEWHERE if parsed.destination else None
    if found is Place.PART and Tag.NAME in tags:
        return None if is_on_the_way(parsed) else Place.PART
    return None if found is Place.ELSEWHERE else Place.PART


def is_on_the_way(parsed: Parsed) -> bool:
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
    return _first_place(parsed, start, position, _KNOWN) or _first_place(
        parsed, start, position, {Tag.NAME}
    )


_KNOWN = {Tag.COUNTRY, Tag.CAPITAL, Tag.WHOLE, Tag.PART, Tag.SPOT, Tag.COMPASS}


def _first_place(parsed: Parsed, start: int, end: int, tags: set[Tag]) -> Place | None:
    for index in range(start, end):
        if not parsed.is_main[index] or parsed.has(
            index, PEOPLE - {Tag.NATIONALITY} | {Tag.PREP, Tag.FOR, Tag.FROM}
        ):
            continue
        if parsed.tokens[index].codes & parsed.home and len(parsed.home) == 1:
            continue
        way = {Tag.PREP, Tag.FOR, Tag.TO, Tag.BY}
        if parsed.tokens[index - 1].word == "ab":
            continue
        if parsed.has(index - 1, way) or (
            parsed.has(index - 2, way) and parsed.has(index - 1, {Tag.DET})
        ):
            continue
        if parsed.has(index, tags):
            return place_at(parsed.tokens, index, parsed.destination).place
    return None


def _object_of_noun(parsed: Parsed, position: int) -> Place | None:
    """Read the place after a noun: `departure … from Qatar`, `Ausreise aus dem Land`."""
    comma = parsed.after(position, {Tag.COMMA})
    end = min(parsed.end_of_part(position), comma if comma >= 0 else len(parsed.tokens))
    for index in range(position + 1, end):
        if parsed.has(index, {Tag.FROM, Tag.FOR, Tag.PREP, Tag.BY}):
            found = place_at(parsed.tokens, index + 1, parsed.destination).place
            if found is not None and not parsed.has(index + 1, {Tag.NATIONALITY}):
                return found
    named = parsed.after(-1, {Tag.COUNTRY, Tag.PART})
    if named < 0 or not parsed.has(position, {Tag.LEAVE_CALL}):
        return None
    return place_at(parsed.tokens, named, parsed.destination).place
