"""Maps names and codes of publishers to our codes, and codes to names.

Names are never guessed. A name that is not in the tables raises `UnknownDestination`, since a
near match (Niger and Nigeria, the two Congos) would warn of the wrong country.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import chain
from unicodedata import combining, normalize

from advisory_watch.core.destinations.fips10_4 import ISO_OF_FIPS
from advisory_watch.core.destinations.iso3166 import CODE_OF_ALPHA3, CODE_OF_RESERVED, CODES
from advisory_watch.core.destinations.synonyms import GROUPS, SYNONYMS
from advisory_watch.core.errors import UnknownDestination

FOUND_MAX_CHARS = 120
"""How much of an unknown name an error quotes; the longest known name has half of that."""

NAMES_KEPT = 2048
"""All names that ten publishers use for two hundred destinations; every check uses the same
ones.
"""

_APOSTROPHES = re.compile("['`\u02bb\u02bc\u2018\u2019\u201b\u2032]")
_NOT_A_WORD = re.compile(r"[\W_]+")
_LEADING_THE = re.compile(r"^(?:the )+")
_TRAILING_TITLE = re.compile(r"(?: travel (?:advisory|advice))+$")


@lru_cache(maxsize=NAMES_KEPT)
def destination_of(name: str) -> str:
    """Return the code of a destination for any name that a publisher uses.

    An inverted name ("Korea, South") is also tried in natural order. Raises
    `UnknownDestination`.
    """
    known = _codes_by_name()
    for form in (normalise(name), normalise(_turned(name))):
        if form in known:
            return known[form]
    raise _unknown(name, "synonyms.py")


def destination_of_code(code: str) -> str:
    """Return our code for an ISO code: alpha-2, alpha-3, 3166-2 or reserved ("IC")."""
    wanted = code.strip().upper()
    for table in (CODE_OF_RESERVED, CODE_OF_ALPHA3):
        if wanted in table:
            return table[wanted]
    if wanted in CODES:
        return wanted
    raise _unknown(code, "iso3166.py")


def destination_of_fips(tag: str) -> str:
    """Return our code for a FIPS 10-4 code, which the US government uses to tag its feeds."""
    try:
        return ISO_OF_FIPS[tag.strip().upper()]
    except KeyError:
        raise _unknown(tag, "fips10_4.py") from None


def name_of(code: str) -> str:
    """Return the English short name of a destination. Raises `UnknownDestination`."""
    try:
        return CODES[code]
    except KeyError:
        raise _unknown(code, "iso3166.py") from None


def name_or(code: str, said: str) -> str:
    """Return the English short name of a destination, or `said` for an unknown code."""
    return CODES.get(code, said)


def ascii_name(code: str) -> str:
    """Return the name without accents: one accent reduces an SMS from 160 to 70 characters."""
    return _without_accents(name_of(code))


def normalise(name: str) -> str:
    """Reduce a name to its distinctive lower-case words.

    This removes the "travel advisory" of a title, and the details in which two editors of the
    same name differ: case, accents, punctuation, "&", "St.", a leading "the". Letters of other
    alphabets stay: without its last two letters, a `Nigeria` in Cyrillic would become Niger.
    """
    plain = _without_accents(_without_accents(name).casefold())
    spelled = _APOSTROPHES.sub("", plain).replace("&", " and ")
    words = _NOT_A_WORD.sub(" ", spelled).split()
    joined = " ".join("saint" if word == "st" else word for word in words)
    return _TRAILING_TITLE.sub("", _LEADING_THE.sub("", joined))


@cache
def _codes_by_name() -> Mapping[str, str]:
    """Return every code by every normalised name."""
    official = ((name, code) for code, name in CODES.items())
    others = ((name, code) for code, names in SYNONYMS.items() for name in names)
    groups = ((name, codes[0]) for name, codes in GROUPS.items())
    return {normalise(name): code for name, code in chain(official, others, groups)}


def _turned(name: str) -> str:
    """Move the text after a comma to the front: "Gambia, The" becomes "The Gambia"."""
    head, _, tail = name.partition(",")
    return f"{tail} {head}"


def _without_accents(text: str) -> str:
    """Decompose each character separately: sorting a thousand accents on one letter is too slow."""
    if text.isascii():
        return text
    parts = (part for char in text for part in normalize("NFKD", char))
    return "".join(part for part in parts if not combining(part))


def _unknown(found: str, table: str) -> UnknownDestination:
    """Build an error with the name found, and the table to add it to."""
    path = f"core/destinations/{table}"
    return UnknownDestination(
        f"destinations: expected an entry of {path}, found {found[:FOUND_MAX_CHARS]!r}; "
        "if it is right, add it there"
    )
