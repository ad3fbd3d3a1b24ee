"""From the names and codes that publishers use to our codes, and back to names.

Nothing is guessed: a name that is not in the tables is an `UnknownDestination`, since
a near miss (Niger, Nigeria; the two Congos) would warn of the wrong country.
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
"""How much of an unknown name an error quotes; the longest known one has half of that."""

NAMES_KEPT = 2048
"""Every name that ten publishers use for two hundred destinations; they use the same next time."""

_APOSTROPHES = re.compile("['`\u02bb\u02bc\u2018\u2019\u201b\u2032]")
_NOT_A_WORD = re.compile(r"[\W_]+")
_LEADING_THE = re.compile(r"^(?:the )+")
_TRAILING_TITLE = re.compile(r"(?: travel (?:advisory|advice))+$")


@lru_cache(maxsize=NAMES_KEPT)
def destination_of(name: str) -> str:
    """Return the code of a destination by any name that a publisher uses.

    A turned round name ("Korea, South") is read both ways. Raises `UnknownDestination`.
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
    """Return our code for a FIPS 10-4 code, as the US government tags its feeds."""
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
    """Return the English short name of a destination; what a publisher `said` where it has none."""
    return CODES.get(code, said)


def ascii_name(code: str) -> str:
    """Return the name without accents: one accent turns an SMS from 160 into 70 letters."""
    return _without_accents(name_of(code))


def normalise(name: str) -> str:
    """Reduce a name to what tells it from others: lower-case words.

    A title's "travel advisory" goes, and so does what varies between two editors of
    the same name: case, accents, punctuation, "&", "St.", a leading "the". Letters of
    other alphabets stay: without its last two, a `Nigeria` in Cyrillic would be Niger.
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
    """Put what follows a single comma first: "Gambia, The" becomes "The Gambia"."""
    head, _, tail = name.partition(",")
    return f"{tail} {head}"


def _without_accents(text: str) -> str:
    """Take each letter apart by itself: sorting a thousand accents on one takes for ever."""
    if text.isascii():
        return text
    parts = (part for char in text for part in normalize("NFKD", char))
    return "".join(part for part in parts if not combining(part))


def _unknown(found: str, table: str) -> UnknownDestination:
    """Say what was found, and where to add it if it is right."""
    path = f"core/destinations/{table}"
    return UnknownDestination(
        f"destinations: expected an entry of {path}, found {found[:FOUND_MAX_CHARS]!r}; "
        "if it is right, add it there"
    )
