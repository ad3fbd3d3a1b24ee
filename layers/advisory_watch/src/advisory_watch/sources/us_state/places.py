"""Identify the destination of an item."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from advisory_watch.core.destinations.names import (
    destination_of,
    destination_of_code,
    destination_of_fips,
    normalise,
)
from advisory_watch.core.errors import UnknownDestination

UMBRELLAS = {
    normalise("Mainland China, Hong Kong & Macau"): {
        "china": "CN",
        "chn": "CN",
        "hong-kong": "HK",
        "hkg": "HK",
        "macau": "MO",
        "mac": "MO",
    },
}
"""Titles that name several places; the link identifies the place of the item."""

_ISO3_LINK = re.compile(r"destination\.(?P<code>[a-z]{3})\.html$")
_SLUG = re.compile(r"(?<![a-z-])(?P<slug>[a-z-]+?)(?:-travel-advisory)?\d*\.html$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A destination code, and whether the title names several places."""

    code: str
    is_umbrella: bool = False


def place_of(subject: str, *, link: str, fips: tuple[str, ...]) -> Place:
    """Identify the destination by its name, or an unknown name by the item's codes.

    A publisher that renames a destination keeps its codes. The code in the link (ISO
    alpha-3) and the code in the tag (FIPS 10-4) must both be present and agree. One code
    alone proves nothing, because territories share the link of their country. Raises
    `UnknownDestination`.
    """
    members = UMBRELLAS.get(normalise(subject))
    if members is not None:
        return Place(code=_member(members, subject, link), is_umbrella=True)
    try:
        return Place(code=destination_of(subject))
    except UnknownDestination:
        code = _agreed(_codes_beside(link, fips))
        if code is None:
            raise
        return Place(code=code)


def _member(members: Mapping[str, str], subject: str, link: str) -> str:
    """Return the place that the link of an umbrella item leads to."""
    try:
        return members[_slug(link)]
    except KeyError:
        expected = f"a link to one of {', '.join(members)} under {subject!r}"
        raise UnknownDestination(f"expected {expected}, found {link[:120]!r}") from None


def _agreed(codes: Iterable[str]) -> str | None:
    given = list(codes)
    return given[0] if len(given) > 1 and len(set(given)) == 1 else None


def _codes_beside(link: str, fips: tuple[str, ...]) -> Iterator[str]:
    """Yield the known codes in the link and the tags."""
    with suppress(UnknownDestination):
        if match := _ISO3_LINK.search(link):
            yield destination_of_code(match["code"])
    for tag in fips:
        with suppress(UnknownDestination):
            yield destination_of_fips(tag)


def _slug(link: str) -> str:
    if match := _ISO3_LINK.search(link):
        return match["code"]
    found = _SLUG.search(link)
    return found["slug"] if found else ""
