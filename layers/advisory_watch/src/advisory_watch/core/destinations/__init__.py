"""Destinations: ISO 3166 codes, the codes of two governments, names and synonyms.

The tables are the CSV files of this folder. Names are never guessed. A name that is not in the
tables raises `UnknownDestination`, since a near match (Niger and Nigeria, the two Congos) would
warn of the wrong country. Only a form of state ("Republic of …") may differ from the tables.
"""

import csv
import pkgutil
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache

from advisory_watch.core.errors import UnknownDestination
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.text import without_accents

FOUND_MAX_CHARS = 120
"""How much of an unknown name an error quotes; the longest known name has half of that."""

NAMES_KEPT = 2048
"""All names that ten publishers use for two hundred destinations: the same in every check."""

_APOSTROPHES = lazy_pattern("['`\u02bb\u02bc\u2018\u2019\u201b\u2032]")
_NOT_A_WORD = lazy_pattern(r"[\W_]+")
_LEADING_THE = lazy_pattern(r"^(?:the )+")
_KIND_OF_STATE = (
    "arab|bolivarian|co operative|cooperative|democratic|federal|federated|federative|free|grand|"
    "hashemite|independent|islamic|national|new|oriental|peoples|plurinational|popular|socialist|"
    "sovereign|united"
)
_STATE = (
    "republic|kingdom|states?|federation|commonwealth|union|emirate|sultanate|principality|duchy"
)
_FORM_OF_STATE = lazy_pattern(
    rf"(?:(?:(?:{_KIND_OF_STATE}) )*(?:{_STATE}) of (?:the )?)+(?P<name>.+)"
)
_TRAILING_TITLE = lazy_pattern(r"(?: travel (?:advisory|advice))+$")


@cache
def read_table(name: str) -> tuple[tuple[str, ...], ...]:
    """Read the rows of a table once, without comments and header; the last column is the name."""
    text = (pkgutil.get_data(__name__, f"{name}.csv") or b"").decode()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(tuple(row) for row in csv.reader(lines[1:]))


@cache
def destination_names() -> Mapping[str, str]:
    """Return the English short name of every known destination, by code."""
    return {code: name for code, _, _, name in read_table("iso3166")}


def destination_of(name: str) -> str:
    """Return the code of a destination for any name that a publisher uses.

    An inverted name ("Korea, South") is also tried in natural order, and an official name
    without its form of state. Raises `UnknownDestination`.
    """
    return _look_up(_known_form(name), _codes_by_name(), name, "synonyms")


def known_destination(name: str) -> str | None:
    """Return the code of a destination as `destination_of` does, or None for an unknown name."""
    return _codes_by_name().get(_known_form(name))


@lru_cache(maxsize=NAMES_KEPT)
def _known_form(name: str) -> str:
    """Return the form of a name that is in the tables; of an unknown name, any form.

    Unknown names are remembered too: an index gives each document by its address and its title.
    """
    head, _, tail = name.partition(",")
    plain = normalise(name)
    form = plain if plain in _codes_by_name() else normalise(f"{tail} {head}")
    if form not in _codes_by_name():
        form = _without_form_of_state(plain) or _without_form_of_state(form) or form
    return form


def _without_form_of_state(name: str) -> str:
    """Remove "Republic of" from a normalised name; empty where this would be a guess.

    A form of state tells two destinations apart if the name of another one ends in the same words
    (the two Congos, the two Koreas, Taiwan). Their official names are in the tables.
    """
    official = _FORM_OF_STATE.fullmatch(name)
    if official is None or (code := _codes_by_name().get(official["name"])) is None:
        return ""
    others = (known for known, other in _codes_by_name().items() if other != code)
    is_shared = any(known.endswith(f" {official['name']}") for known in others)
    return "" if is_shared else official["name"]


def destination_of_code(code: str) -> str:
    """Return our code for an ISO code: alpha-2, alpha-3, 3166-2 or reserved ("IC")."""
    return _look_up(code.strip().upper(), _codes_by_iso_code(), code, "iso3166")


def destination_of_fips(tag: str) -> str:
    """Return our code for a FIPS 10-4 code, which the US government uses to tag its feeds."""
    return _look_up(tag.strip().upper(), _codes_by_fips(), tag, "fips10_4")


def is_part(name: str) -> bool:
    """Tell whether a name is a part of a destination to which FIPS 10-4 gives a code of its own.

    `Gaza` and `West Bank` are two codes there and one destination here.
    """
    plain = normalise(name)
    return any(f"{part} ".startswith(f"{plain} ") for part in _part_names())


def destination_of_mofa(code: str) -> str:
    """Return our code for a country code of Japan's Ministry of Foreign Affairs."""
    return _look_up(code.strip(), _codes_by_mofa(), code, "mofa")


def destinations_of_mofa() -> frozenset[str]:
    """Return every destination that has a code of Japan's Ministry of Foreign Affairs."""
    return frozenset(_codes_by_mofa().values())


def name_of(code: str) -> str:
    """Return the English short name of a destination. Raises `UnknownDestination`."""
    return _look_up(code, destination_names(), code, "iso3166")


def name_or(code: str, said: str) -> str:
    """Return the English short name of a destination, or `said` for an unknown code."""
    return destination_names().get(code, said)


def normalise(name: str) -> str:
    """Reduce a name to its distinctive lower-case words.

    This removes the "travel advisory" of a title, and the details in which two editors of the
    same name differ: case, accents, punctuation, "&", "St.", a leading "the". Letters of other
    alphabets stay: without its last two letters, a `Nigeria` in Cyrillic would become Niger.
    """
    if name.isascii() and name.isalpha():  # as half of the names
        return "saint" if name.lower() == "st" else name.lower()
    plain = without_accents(without_accents(name).casefold())
    spelled = _APOSTROPHES.sub("", plain).replace("&", " and ")
    words = _NOT_A_WORD.sub(" ", spelled).split()
    joined = " ".join("saint" if word == "st" else word for word in words)
    return _TRAILING_TITLE.sub("", _LEADING_THE.sub("", joined))


@cache
def _codes_by_name() -> Mapping[str, str]:
    synonyms = {normalise(name): codes.split()[0] for codes, name in read_table("synonyms")}
    return synonyms | {normalise(name): code for code, name in destination_names().items()}


@cache
def _codes_by_iso_code() -> Mapping[str, str]:
    rows = read_table("iso3166")
    return {code: row[0] for row in rows for code in row[:3] if code}


@cache
def _codes_by_fips() -> Mapping[str, str]:
    return {fips: code for fips, code, _ in read_table("fips10_4")}


@cache
def _part_names() -> frozenset[str]:
    rows = read_table("fips10_4")
    times = Counter(code for _, code, _ in rows)
    shared = ((code, name) for _, code, name in rows if times[code] > 1)
    return frozenset(normalise(name) for code, name in shared if name != name_or(code, name))


@cache
def _codes_by_mofa() -> Mapping[str, str]:
    return {code: iso for code, iso, _ in read_table("mofa")}


def _look_up(key: str, entries: Mapping[str, str], found: str, table: str) -> str:
    try:
        return entries[key]
    except KeyError:
        raise UnknownDestination(
            f"destinations: expected an entry of core/destinations/{table}.csv, "
            f"found {found[:FOUND_MAX_CHARS]!r}; if it is right, add it there"
        ) from None
