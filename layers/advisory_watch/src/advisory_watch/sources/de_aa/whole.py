"""Decide whether the words for a place mean the whole destination, a part of it, or another one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, lru_cache
from itertools import islice

from advisory_watch.core.destinations import normalise, read_table


class Extent(Enum):
    """What the words for a place mean."""

    WHOLE = auto()
    PART = auto()
    ELSEWHERE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A destination: its code, the names that its document gives it, and other usual names.

    Some other names are of parts: `Gazastreifen`. In a list they do not mean the whole.
    """

    code: str
    names: tuple[str, ...]
    others: tuple[str, ...]


def country_of(code: str, said: str) -> Country:
    """Build a destination from its name, such as `Republik Korea (Südkorea)`."""
    bare, _, aside = said.rstrip("* ").partition("(")
    names = (*bare.split(" / "), aside.rstrip(") "))
    return Country(
        code=code,
        names=tuple(filter(None, map(normalise, names))),
        others=tuple(map(normalise, _german_names().get(code, ()))),
    )


@cache
def _german_names() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for code, name in read_table("german_names"):
        names[code] = (*names.get(code, ()), name)
    return names


EXCEPTION = re.compile(
    r"\b(?:[Aa]usnahmen?|[Aa]usgenommen|[Aa]ußer(?:halb)?|[Aa]bgesehen|bis auf (?![Ww]eiteres))\b"
)
"""Words that take something out of a place."""

_LEADS = re.compile(
    r"(?:(?:von und|und durch|nach|in|ins|im|auf|an|aus|zu|zum|zur|für|innerhalb|"
    r"die|der|den|das|dem|des|"
    r"derzeit|aktuell|zurzeit|momentan|weiterhin|generell|grundsätzlich|auch) +)*",
    re.IGNORECASE,
)
_ENTIRE = re.compile(r"(?:ganz\w*|gesamt\w*|komplett\w*) +", re.IGNORECASE)
_LAND = re.compile(r"(?:(?:Staats|Landes|Hoheits)gebiete?s?|Land(?:es)?)\b", re.IGNORECASE)
_KIND = (
    r"(?:Landesteilen?|Landesgebieten?|Teilen?|Teils?|Regionen|Gebieten?|Provinzen|Bundesstaaten|"
    r"Bundesländern?|Landkreisen?|Departements?|Departamentos|Distrikten?|Bezirken?|Gouvernoraten?|"
    r"Verwaltungsbezirken?|Gouvernements?|Präfekturen|Kantonen?|Counties|Countys|Inseln|Städten?)"
)
_EVERY = r"(?:all\w*|sämtlich\w*|jeglich\w*)"
_OTHER = r"(?:ander|übrig|restlich|sonstig|weiter|verbleibend|verbliebend|verblieben)\w*"
_REST = re.compile(
    rf"(?:(?:{_EVERY} +)?(?:(?:der|die|den|das) +)?{_OTHER}|{_EVERY}) +{_KIND}"
    rf"(?: *(?:,|und|oder|sowie|bzw\.) *{_KIND})*|(?:der|den|dem|vom)? *Rest(?:e?s)?\b",
    re.IGNORECASE,
)
_OTHER_LAND = re.compile(rf"{_OTHER} +", re.IGNORECASE)
_OF = re.compile(r" *(?:(?:in|von|des|der|im|innerhalb|auf) +)*", re.IGNORECASE)
_GOES_ON = re.compile(
    r" *(?:$|[,(/*–—-]|(?:und|sowie|einschließlich|einschl|inklusive|inkl|samt|insbesondere|"
    r"derzeit|weiterhin|bis auf|aufgrund|wegen|generell|grundsätzlich|aktuell|zurzeit|momentan|"
    r"zu (?:touristischen|privaten) Zwecken|"
    r"dringend|auch|ebenfalls|jedoch|mit Ausnahme|außer|ausgenommen|abgesehen)\b)"
)
"""What may follow the name of the whole: an addition, never a narrower place."""

_LISTED = re.compile(r" *(?:,|und\b|sowie\b)")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENDINGS = ("", "s", "es", "e", "en", "er", "em", "n")
_STEM_MIN_CHARS = 4

CACHED_WORDS = 4096
"""Pairs of words that were compared; few words begin the name of a place."""


def extent_of(place: str, country: Country) -> Extent:
    """Read the words for a place: `in die übrigen Landesteile Jordaniens` is the whole."""
    core = _after(_LEADS, place.strip())
    if not core or _is_whole(core, country):
        return Extent.WHOLE
    return Extent.ELSEWHERE if _is_elsewhere(core, country) else Extent.PART


def _is_whole(core: str, country: Country) -> bool:
    rest = _REST.match(core)
    if rest is not None:
        owner = _after(_OF, core[rest.end() :])
        return _ends(core[rest.end() :]) or _is_named(_after(_LEADS, owner), country)
    return _is_named(_after(_OTHER_LAND, _after(_ENTIRE, core)), country)


def _ends(words: str) -> bool:
    """Tell whether a place ends here: nothing says which larger place is meant."""
    return _GOES_ON.match(words) is not None


def _is_named(words: str, country: Country) -> bool:
    if (land := _LAND.match(words)) and _ends(words[land.end() :]):
        return True
    if any((end := _end_of_name(words, name)) and _ends(words[end:]) for name in country.names):
        return True
    ends = filter(None, (_end_of_name(words, name) for name in country.others))
    return any(_ends(words[end:]) and not _LISTED.match(words[end:]) for end in ends)


def _is_elsewhere(core: str, country: Country) -> bool:
    """Tell whether a place is another destination and nothing more."""
    names = (
        normalise(name)
        for code, known in _german_names().items()
        if code != country.code
        for name in known
    )
    return any(_end_of_name(core, name) == len(core.rstrip(" .,")) for name in names)


def _end_of_name(words: str, name: str) -> int:
    """Return where a name at the start of some words ends, in any inflection; 0 if it differs."""
    wanted = name.split()
    found = list(islice(_WORD.finditer(words), len(wanted)))
    if len(found) < len(wanted) or words[: found[0].start()].strip(' „“"'):
        return 0
    end = found[-1].end()
    is_same = all(
        _is_alike(normalise(word[0]), part) for word, part in zip(found, wanted, strict=True)
    )
    return end if is_same and words[end : end + 1] != "-" else 0


@lru_cache(maxsize=CACHED_WORDS)
def _is_alike(one: str, other: str) -> bool:
    return one == other or not set(_stems(one)).isdisjoint(_stems(other))


def _stems(word: str) -> Iterable[str]:
    stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    return (stem for stem in stems if len(stem) >= _STEM_MIN_CHARS)


def _after(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return text[found.end() :].strip() if found else text.strip()
