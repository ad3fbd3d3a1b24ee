"""The words in the name of a part that say what kind of place it is, and its direction."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.text import has_swapped_letters, without_accents

_KINDS = """
a all an and any anywhere area areas around at autonomous border borders boundary capital certain
cities city close coast coastal commonly counties county department departments designated desert
district districts division else entire entirety era federal former formerly from frontier
frontiers governorate governorates high highway hills in immediate includes informal island
islands km land line located miles mount mountain mountains municipalities municipality national
near neighborhood neighborhoods neighbourhood neighbourhoods oblast occupied of off only other
outside park part parts province provinces region regional regions remainder republic rest river
rivers road roads s select so some soviet specific specified state states surrounding territories
territory the these to town towns travel union vicinity village villages whole with within zone
zones
"""
_GERMAN_KINDS = """
bezirk bezirke bezirken bundesstaat bundesstaaten bundesstaats departamento departamentos
departement departements distrikt distrikte distrikten gebiet gebiete gebieten gouvernorat
gouvernorate grenze grenzen grenzgebiet grenzgebiete grenzgebieten grenzregion grenzregionen
grenzverlauf landesteile landesteilen provinz provinzen region regionen teil teile teilen umgebung
"""
KINDS_OF_PLACE = frozenset(f"{_KINDS} {_GERMAN_KINDS}".split())
"""Words that say what kind of place it is, but not which."""

ROOTS = lazy_pattern(r"north|south|east|west|central|upper|lower|middle", re.IGNORECASE)
DIRECTION = lazy_pattern(rf"(?:{ROOTS.pattern})\w*", re.IGNORECASE)
"""A direction, and what it consists of: "north-eastern" is north and east."""

_COMPASS = ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest")
_HEIGHTS = ("central", "upper", "lower", "middle")
_DIRECTIONS = (*_COMPASS, *(f"{root}ern" for root in _COMPASS), *_HEIGHTS)

_RELATIONS = (
    "except", "exception", "excluding", "including", "along", "between", "beyond", "ausnahme",
)  # fmt: skip

CORRECTED_MIN_CHARS = 5
"""A shorter kind may have the letters of a real name: `Roda` and road, `Nera` and near."""

_SHORT_KINDS = ("area", "city", "park", "zone")
"""Shorter kinds that share their letters with no town in GeoNames."""

_LETTERS = lazy_pattern(r"[^\W\d_]{4,}")


def with_kinds_corrected(name: str) -> str:
    """Correct swapped letters in words that are no names: `Khost Provicne, ecxept Khost`.

    Proper names stay as they are: which spelling is right is not known.
    """
    return _LETTERS.sub(_corrected, name)


def _corrected(found: re.Match[str]) -> str:
    word = without_accents(found.group()).casefold()
    alike = _words_by_letters().get("".join(sorted(word)), ())
    return next((right for right in alike if has_swapped_letters(word, right)), found.group())


@cache
def _words_by_letters() -> Mapping[str, Sequence[str]]:
    words: dict[str, list[str]] = {}
    kinds = (kind for kind in KINDS_OF_PLACE if len(kind) >= CORRECTED_MIN_CHARS)
    for word in (*kinds, *_SHORT_KINDS, *_DIRECTIONS, *_RELATIONS):
        words.setdefault("".join(sorted(word)), []).append(word)
    return words
