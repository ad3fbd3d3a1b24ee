"""Read whom a sentence addresses: everyone, a narrow group or the publisher's staff."""

from collections.abc import Collection, Sequence
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


def home_of(source: str) -> frozenset[str]:
    """Return the country of a publisher, or those of all publishers if it is unknown."""
    code = HOMES.get(source.partition("_")[0])
    return frozenset({code}) if code else PUBLISHERS


def people_in(tokens: Sequence[Token], home: Collection[str], destination: str) -> People:
    """Read the people in a stretch of words, such as the subject of `should`."""
    kinds: set[str] = set()
    places: list[Place | None] = []
    for position, token in enumerate(tokens):
        kind = _kind(tokens, position, home)
        if kind is None:
            continue
        if kind in {"every", "weak", "generic"} and _is_narrowed(tokens, position):
            kind = "narrow"
        kinds.add(kind)
        places.append(_place_of(tokens, position + 1, destination))
    tags = frozenset().union(*(token.tags for token in tokens))
    return People(
        addressee=_addressee(kinds),
        place=narrowest(*places),
        is_wish=(Tag.WISH in tags and Tag.STAY not in tags)
        or (Tag.CAN in tags and Tag.HINDER in tags),
        is_generic="generic" in kinds and "every" not in kinds,
    )


def _kind(tokens: Sequence[Token], position: int, home: Collection[str]) -> str | None:
    tags, codes = tokens[position].tags, tokens[position].codes
    following = tokens[position + 1].tags if position + 1 < len(tokens) else frozenset()
    before = tokens[position - 1] if position else None
    if Tag.DEMONYM in tags:
        return "every" if codes & set(home) else "foreign"
    if Tag.NATIONALITY in tags:
        is_own = bool(codes & set(home))
        if following & {Tag.STAFF, Tag.NARROW}:
            return None
        if not following & _ANYONE and not _stands_alone(tokens, position):
            return None
        return "every" if is_own else "foreign"
    if Tag.STAFF in tags:
        return "narrow" if before and Tag.NARROW in before.tags else "staff"
    if Tag.NARROW in tags:
        return "narrow"
    if before and Tag.NATIONALITY in before.tags and tags & _ANYONE:
        return None
    if tags & {Tag.EVERYONE, Tag.VISITORS}:
        return "every"
    if tags & {Tag.NATIONALS, Tag.PEOPLE}:
        return "generic"
    return "weak" if tags & {Tag.ALL, Tag.THEY} else None


def _stands_alone(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether `American` is a noun: `no American should`."""
    if position + 1 == len(tokens):
        return True
    return bool(tokens[position + 1].tags & {Tag.PREP, Tag.WHO, Tag.COMMA, Tag.AND, Tag.MODAL})


def _is_narrowed(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether everyone is only `dual nationals`, `citizens who are students`."""
    before = tokens[position - 1].tags if position else frozenset()
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
    while after < len(tokens) and tokens[after].tags & _WHERE:
        after += 1  # U.S. citizens in Lebanon who …
    if after >= len(tokens) or not _begins_relative(tokens[after]):
        return False
    return _is_restrictive(tokens[after + 1 :])


_WHERE = {
    Tag.PREP, Tag.COUNTRY, Tag.DET, Tag.NAME, Tag.CAPITAL, Tag.WHOLE, Tag.COMPASS, Tag.OFFICIAL, Tag.LOCATED,
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


def _addressee(kinds: set[str]) -> Addressee | None:
    if "every" in kinds:
        return Addressee.EVERYONE
    if "staff" in kinds:
        return Addressee.STAFF
    if kinds & {"narrow", "foreign"}:
        return Addressee.GROUP
    return Addressee.EVERYONE if kinds else None
