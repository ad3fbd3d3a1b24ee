"""Read the places that a sentence names, and compare them with the destination of the advice."""

from collections.abc import Sequence
from typing import NamedTuple

from advisory_watch.core.departure.directive import Place
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.sentences import POSSESSIVE, Token

_LEADING = {Tag.DET, Tag.ADVERB, Tag.ALL, Tag.TODAY}
_LIST = {Tag.COMMA, Tag.AND, Tag.INCLUDING}
_NAMES = {Tag.COUNTRY, Tag.CAPITAL, Tag.NAME}
_PLACES = {
    *_NAMES, Tag.WHOLE, Tag.EVERYWHERE, Tag.REST, Tag.PART, Tag.SPOT, Tag.COMPASS, Tag.OFFICIAL,
    Tag.NATIONALITY,
}  # fmt: skip
GRAVITY = {Place.ELSEWHERE: 2, Place.PART: 1, Place.WHOLE: 0}


class PlacePhrase(NamedTuple):
    """The place that a phrase names, None for none, and the position after the phrase."""

    place: Place | None
    end: int


def narrowest(*places: Place | None) -> Place | None:
    """Return the place that is furthest from the whole destination."""
    found = [place for place in places if place is not None]
    return max(found, key=GRAVITY.__getitem__, default=None)


def place_at(tokens: Sequence[Token], start: int, destination: str) -> PlacePhrase:
    """Read a list of places: `the West Bank and Gaza`, `southern Lebanon`, `the country`.

    A list that contains the whole destination is about the destination.
    """
    found: list[Place] = []
    position = start
    while (item := _item(tokens, position, destination)).place is not None:
        found.append(item.place)
        position = item.end
        while position < len(tokens) and tokens[position].tags & _LIST:
            position += 1
        if position > item.end and position < len(tokens) and Tag.PREP in tokens[position].tags:
            position += 1
        if position == item.end or not _begins_place(tokens, position):
            return PlacePhrase(_together(found), item.end)
    return PlacePhrase(_together(found), position)


def _together(places: Sequence[Place]) -> Place | None:
    return (
        min(places, key=lambda place: (GRAVITY[place] == 1, GRAVITY[place]), default=None)
        if (Place.WHOLE not in places)
        else Place.WHOLE
    )


def _begins_place(tokens: Sequence[Token], position: int) -> bool:
    position = _skip(tokens, position)
    return position < len(tokens) and bool(tokens[position].tags & _PLACES)


def _skip(tokens: Sequence[Token], position: int) -> int:
    while position < len(tokens) and tokens[position].tags & _LEADING:
        position += 1
    return position


def _item(tokens: Sequence[Token], start: int, destination: str) -> PlacePhrase:
    """Read one place of a list."""
    position, is_partial = _skip(tokens, start), False
    while position < len(tokens):
        token = tokens[position]
        tags = token.tags
        if tags & {Tag.COUNTRY, Tag.NATIONALITY}:
            return _named(tokens, position, destination, is_partial=is_partial)
        if Tag.CAPITAL in tags:
            place = Place.PART if _is_here(token, destination) else Place.ELSEWHERE
            return PlacePhrase(place, position + 1)
        if Tag.EVERYWHERE in tags:
            return _after_of(tokens, position + 1, destination, Place.WHOLE)
        if Tag.OFFICIAL in tags and _is_country(tokens, position + 1):
            position += 1
        elif tags & {Tag.REST, Tag.COMPASS} and _has_name_ahead(tokens, position + 1):
            is_partial, position = True, _skip(tokens, position + 1)
        elif Tag.WHOLE in tags and not is_partial:
            return PlacePhrase(Place.WHOLE, position + 1)
        elif tags & {Tag.PART, Tag.SPOT, Tag.NAME, Tag.COMPASS, Tag.OFFICIAL, Tag.WHOLE, Tag.REST}:
            return PlacePhrase(Place.PART, _end_of_name(tokens, position + 1))
        else:
            break
    return PlacePhrase(Place.PART if is_partial else None, position)


def _named(
    tokens: Sequence[Token], position: int, destination: str, *, is_partial: bool
) -> PlacePhrase:
    """Read the name of a country, or a nationality before a noun of place."""
    token, end = tokens[position], position + 1
    is_owner = end < len(tokens) and tokens[end].word == POSSESSIVE
    end += is_owner
    following = tokens[end].tags if end < len(tokens) else frozenset()
    is_here = _is_here(token, destination)
    if Tag.COUNTRY not in token.tags and not following & {Tag.WHOLE, Tag.PART, Tag.SPOT}:
        return PlacePhrase(None, position)
    if following & {Tag.PART, Tag.SPOT, Tag.NAME} and not following & {Tag.WHOLE}:
        is_region = len(token.codes) > 1
        if not (is_region and tokens[end].word in {"region", "area", "states", "countries"}):
            return PlacePhrase(Place.PART if is_here else Place.ELSEWHERE, end + 1)
        end += 1
    if not is_here:
        return PlacePhrase(Place.ELSEWHERE, end)
    if is_owner and Tag.WHOLE not in following:
        return PlacePhrase(Place.PART, end)  # Guyana's rivers
    return PlacePhrase(Place.PART if is_partial else Place.WHOLE, end)


def _is_here(token: Token, destination: str) -> bool:
    return not destination or destination in token.codes


def _is_country(tokens: Sequence[Token], position: int) -> bool:
    return position < len(tokens) and Tag.COUNTRY in tokens[position].tags


def _has_name_ahead(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether a country follows `southern`, `the rest of the` or `the north of`."""
    while position < len(tokens) and tokens[position].tags & {
        *_LEADING, Tag.FROM, Tag.COMPASS, Tag.REST, Tag.AND, Tag.PREP, Tag.OFFICIAL,
    }:  # fmt: skip
        position += 1
    return position < len(tokens) and bool(
        tokens[position].tags & {Tag.COUNTRY, Tag.WHOLE, Tag.NATIONALITY}
    )


def _after_of(
    tokens: Sequence[Token], position: int, destination: str, place: Place
) -> PlacePhrase:
    """Read the country in `every part of the country`, if there is one."""
    after = position
    while after < len(tokens) and tokens[after].tags & {Tag.FROM, Tag.PREP, Tag.PART, *_LEADING}:
        after += 1
    if after < len(tokens) and tokens[after].tags & {Tag.COUNTRY}:
        is_here = _is_here(tokens[after], destination)
        return PlacePhrase(place if is_here else Place.ELSEWHERE, after + 1)
    if after < len(tokens) and Tag.WHOLE in tokens[after].tags:
        return PlacePhrase(place, after + 1)
    if after < len(tokens) and tokens[after].tags & {Tag.NAME, Tag.CAPITAL}:
        return PlacePhrase(Place.PART, after + 1)
    return PlacePhrase(place, position)


def _end_of_name(tokens: Sequence[Token], position: int) -> int:
    """Skip the rest of a name: `Grand Bahama`, `the states of Borno`."""
    while position < len(tokens) and tokens[position].tags & {
        Tag.NAME, Tag.PART, Tag.FROM, Tag.SPOT,
    }:  # fmt: skip
        position += 1
    return position


_OF_POST = {
    Tag.PREP, Tag.FROM, Tag.TO, Tag.DET, Tag.COUNTRY, Tag.NATIONALITY, Tag.COMMA, Tag.NAME, Tag.AND,
}  # fmt: skip
_ONLY = ("only office", "only post", "sole office", "sole post", "single office", "only mission")


def place_of_post(
    tokens: Sequence[Token], post: int, destination: str, home: frozenset[str]
) -> Place:
    """Return where a mission is: `Embassy Kabul`, `the embassy in Damascus`.

    A consulate is a part, unless it is the only post.
    """
    if any(token.word.startswith("honorar") for token in tokens):
        return Place.PART
    near = [post - 1] if post and Tag.NATIONALITY not in tokens[post - 1].tags else []
    for position in (*near, *range(post + 1, min(post + 7, len(tokens)))):
        tags = tokens[position].tags
        if (
            tags & {Tag.COUNTRY, Tag.CAPITAL}
            and Tag.NATIONALITY not in tags
            and not tokens[position].codes & home
        ):
            if not _is_here(tokens[position], destination):
                return Place.ELSEWHERE
            if destination and Tag.CAPITAL in tags:
                return Place.WHOLE  # a consulate in a capital stands for an embassy
            break
        is_named_so = position == post + 1 and Tag.COUNTRY in tags
        if is_named_so and destination and _is_here(tokens[position], destination):
            return Place.WHOLE  # Consulate General Hong Kong
        if position > post and not tags & _OF_POST:
            break
    is_only = any(token.word.endswith(_ONLY) for token in tokens)
    return Place.PART if Tag.CONSULATE in tokens[post].tags and not is_only else Place.WHOLE
