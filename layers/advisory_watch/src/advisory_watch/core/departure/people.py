"""Read whom a sentence addresses: everyone, a narrow group or the publisher's staff."""

from collections.abc import Collection, Sequence
from enum import Enum
from typing import NamedTuple

from advisory_watch.core.departure.directive import Addressee, Place
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.places import narrowest, place_at
from advisory_watch.core.departure.sentences import Token

HOMES = {
    "us": "US",
    "uk": "GB",
    "ca": "CA",
    "ie": "IE",
    "nz": "NZ",
    "de": "DE",
    "au": "AU",
    "fr": "FR",
}
"""The country of a publisher, by the first part of the source's id."""

PUBLISHERS = frozenset(HOMES.values())

_ANYONE = {Tag.EVERYONE, Tag.VISITORS, Tag.NATIONALS, Tag.PEOPLE}
_PEOPLE = {*_ANYONE, Tag.NARROW, Tag.STAFF, Tag.DEMONYM, Tag.ALL, Tag.THEY}
_LINKS = {
    Tag.WHO,
    Tag.LOCATED,
    Tag.ADVERB,
    Tag.NOW,
    Tag.AND,
    Tag.BE,
    Tag.TODAY,
    Tag.REMAINS,
    Tag.HAVE,
}
_RESTRICTS = {Tag.NARROW, Tag.VISA, Tag.EVENT, Tag.HINDER}


class People(NamedTuple):
    """Who is addressed, where they are, and whether only those who wish to leave are meant."""

    addressee: Addressee | None
    place: Place | None
    is_wish: bool
    is_generic: bool


NOBODY = People(addressee=None, place=None, is_wish=False, is_generic=False)


class Kind(Enum):
    """What a word says about the people that it names."""

    EVERY = "people of the publisher, or anyone"
    GENERIC = "people, residents, foreigners"
    WEAK = "all, those, they: only if no other word names people"
    STAFF = "staff"
    NARROW = "a narrow group"
    FOREIGN = "citizens of another country"


def home_of(source: str) -> frozenset[str]:
    """Return the country of a publisher, or those of all publishers if it is unknown."""
    code = HOMES.get(source.partition("_")[0])
    return frozenset({code}) if code else PUBLISHERS


def people_in(tokens: Sequence[Token], home: Collection[str], destination: str) -> People:
    """Read the people in a stretch of words, such as the subject of `should`."""
    kinds: set[Kind] = set()
    places: list[Place | None] = []
    for position in range(len(tokens)):
        kind = _kind(tokens, position, home)
        if kind is None:
            continue
        if kind in _WIDE and _is_narrowed(tokens, position):
            kind = Kind.NARROW
        kinds.add(kind)
        places.append(_place_of(tokens, position + 1, destination))
    tags = frozenset().union(*(token.tags for token in tokens))
    return People(
        addressee=_addressee(kinds),
        place=narrowest(*places),
        is_wish=(Tag.STAY not in tags and any(_is_wish(tokens, at) for at in range(len(tokens))))
        or (Tag.CAN in tags and Tag.HINDER in tags),
        is_generic=Kind.GENERIC in kinds and Kind.EVERY not in kinds,
    )


def _is_wish(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether a word is a wish: `try to leave` is one only in `those who try to leave`."""
    tags = tokens[position].tags
    is_relative = position > 0 and Tag.WHO in tokens[position - 1].tags
    return Tag.WISH in tags and (Tag.ARRANGE not in tags or is_relative)


def _kind(tokens: Sequence[Token], position: int, home: Collection[str]) -> Kind | None:
    token = tokens[position]
    before = tokens[position - 1].tags if position else frozenset()
    if token.tags & {Tag.DEMONYM, Tag.NATIONALITY}:
        is_own = not token.codes.isdisjoint(home)
        is_people = Tag.DEMONYM in token.tags or _stands_for_people(tokens, position)
        return (Kind.EVERY if is_own else Kind.FOREIGN) if is_people else None
    following = tokens[position + 1].tags if position + 1 < len(tokens) else frozenset()
    if token.word.startswith("deutsche") and following & {Tag.MISSION, Tag.PUBLISHER, Tag.STAFF}:
        return None
    is_foreign = tokens[position - 1].word.endswith(_ADJECTIVES) if position else False
    if Tag.NATIONALS in token.tags and is_foreign:
        return Kind.FOREIGN  # französische Staatsangehörige
    if Tag.STAFF in token.tags and Tag.NARROW not in before:
        return Kind.STAFF
    if Tag.NATIONALITY in before and token.tags & _ANYONE:
        return None
    return next((kind for tags, kind in _KINDS if token.tags & tags), None)


_KINDS = (
    ({Tag.NARROW, Tag.STAFF}, Kind.NARROW),
    ({Tag.EVERYONE, Tag.VISITORS}, Kind.EVERY),
    ({Tag.NATIONALS, Tag.PEOPLE}, Kind.GENERIC),
    ({Tag.ALL, Tag.THEY}, Kind.WEAK),
)


_ADJECTIVES = ("ische", "ischen", "ischer")
"""Endings of German nationalities; `deutsche` has another."""


def _stands_for_people(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether an adjective names people: `American citizens`, `no American should`."""
    following = tokens[position + 1].tags if position + 1 < len(tokens) else frozenset()
    if following & {Tag.STAFF, Tag.NARROW}:
        return False
    return bool(following & _ANYONE) or _stands_alone(tokens, position)


def _stands_alone(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether `American` is a noun: `no American should`."""
    if position + 1 == len(tokens):
        return True
    return bool(tokens[position + 1].tags & {Tag.PREP, Tag.WHO, Tag.COMMA, Tag.AND, Tag.MODAL})


def _is_narrowed(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether everyone is only `dual nationals`, `citizens who are students`."""
    before = tokens[position - 1].tags if position else frozenset()
    if position and tokens[position - 1].word == "only":
        return True
    if before & {Tag.NARROW, Tag.INCLUDING}:
        return Tag.NARROW in before
    after = position + 1
    while after < len(tokens) and tokens[after].tags & {
        Tag.NATIONALS,
        Tag.PEOPLE,
        Tag.EVERYONE,
        Tag.VISITORS,
    }:
        after += 1
    if after < len(tokens) and Tag.NARROW in tokens[after].tags:
        return True
    if after < len(tokens) and not tokens[after].tags and tokens[after].word.endswith("ed"):
        return True  # anyone served with an order
    while after < len(tokens) and tokens[after].tags & _WHERE:
        after += 1  # U.S. citizens in Lebanon who …
    if after >= len(tokens) or not _begins_relative(tokens[after]):
        return False
    return _is_restrictive(tokens[after + 1 :])


_WHERE = {
    Tag.PREP, Tag.COUNTRY, Tag.DET, Tag.NAME, Tag.CAPITAL, Tag.WHOLE, Tag.COMPASS, Tag.OFFICIAL,
    Tag.LOCATED,
}  # fmt: skip


def _begins_relative(token: Token) -> bool:
    return bool(token.tags & {Tag.WHO, Tag.THAT}) or token.word in {
        "with",
        "of",
        "mit",
        "aged",
        "under",
        "over",
    }


def _is_restrictive(tokens: Sequence[Token]) -> bool:
    """Tell whether a relative clause picks a few: not `who can`, `who are still in Lebanon`."""
    for token in tokens:
        if token.codes & PUBLISHERS:
            return False
        if token.tags & {Tag.COMMA, Tag.MODAL, Tag.PREP, Tag.HARMLESS, Tag.CAN, Tag.STAY, Tag.ALL}:
            return False
        if token.tags & _RESTRICTS or not token.tags or token.tags == {Tag.NAME}:
            return True
    return False


def _place_of(tokens: Sequence[Token], start: int, destination: str) -> Place | None:
    """Return where people are: `U.S. citizens still in Lebanon`."""
    position = start
    while position < len(tokens):
        if tokens[position].word in {"from", "aus", "of"}:
            position += 2  # where they come from
        elif Tag.COMMA in tokens[position].tags and _is_relative_next(tokens, position):
            position += 2  # Deutsche, die sich in … aufhalten
        elif tokens[position].tags & {Tag.PREP} or not tokens[position].tags & {*_LINKS, *_PEOPLE}:
            break
        else:
            position += 1
    if 0 < position < len(tokens) and tokens[position - 1].word in {
        "visiting",
        "leaving",
        "touring",
    }:
        return place_at(tokens, position, destination).place
    if position >= len(tokens) or not tokens[position].tags & {Tag.PREP, Tag.EVERYWHERE}:
        return None
    if position + 1 < len(tokens) and tokens[position + 1].word == "it":
        return Place.PART if tokens[position].word in {"inside", "within", "near"} else None
    outside = tokens[position].word == "outside"
    begin = position + (Tag.PREP in tokens[position].tags)
    found = place_at(tokens, begin, destination)
    if outside:
        return Place.PART if found.place is Place.PART else Place.ELSEWHERE if found.place else None
    if found.place is None and begin + 1 < len(tokens) and Tag.DET in tokens[begin].tags:
        return Place.PART if not tokens[begin + 1].tags else None
    return found.place


def _is_relative_next(tokens: Sequence[Token], comma: int) -> bool:
    return comma + 1 < len(tokens) and Tag.WHO in tokens[comma + 1].tags


_WIDE = {Kind.EVERY, Kind.GENERIC, Kind.WEAK}


def _addressee(kinds: set[Kind]) -> Addressee | None:
    if Kind.EVERY in kinds:
        return Addressee.EVERYONE
    if Kind.STAFF in kinds:
        return Addressee.STAFF
    if kinds & {Kind.NARROW, Kind.FOREIGN}:
        return Addressee.GROUP
    return Addressee.EVERYONE if kinds else None
