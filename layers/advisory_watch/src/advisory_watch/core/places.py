"""Compare the names of places: decide whether one part of a destination lies within others.

Publishers describe the same part in other words: "the border with Thailand", "Thai border areas".
A name is reduced to the words that say which place it is, so that new words are not a new place.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from advisory_watch.core.kinds_of_place import (
    DIRECTION,
    KINDS_OF_PLACE,
    ROOTS,
    with_kinds_corrected,
)
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.text import has_swapped_letters, without_accents

_ENDINGS = frozenset(("an", "en", "ian", "ean", "ese", "lese", "nese", "ish", "land", "er", "ern"))
"""What turns the name of a place into an adjective, or into a longer form of it."""

WIDER_BY = 1.1
"""A distance that grows by less was only converted: 100 miles are 160 km, or 150."""

ALIKE = 0.8
ALIKE_IN_ITS_NAME = 0.6
"""How alike two spellings of one place are; less is enough if the rest of its name is the same."""

ALIKE_MIN_CHARS = 4
"""Shorter names are compared letter by letter: `Goa` is not `Gao`.

Two swapped letters are one name in another spelling. Of the 5,178 words of names in ISO 3166-2, no
two of one country differ only so, if they begin with the same letter and have four letters.
"""

WORDS_AROUND_MIN = 2

CACHED_NAMES = 4096
"""The parts of all destinations, and the spellings that were compared."""

_ASIDE = lazy_pattern(
    r"\(([^()]*)\)|,? \b(?:including|particularly|in particular|such as|"
    r"einschließlich|insbesondere|inklusive)\b(.*)",
    re.IGNORECASE,
)
_EXCEPT = lazy_pattern(
    r",? \(?\b(?:except|excluding|apart from|other than|with the exception|"
    r"mit Ausnahme|außer)\b(.*)",
    re.IGNORECASE,
)
_MEMBERS = lazy_pattern(
    r"[,;/]| (?:and|or|&|plus|as well as|along with|together with|und|oder|sowie) ",
    re.IGNORECASE,
)
_DISTANCE = lazy_pattern(r"(\d+(?:\.\d+)?) ?(km|kilomet|mile|m\b)", re.IGNORECASE)
_METRES = {"km": 1000.0, "kilomet": 1000.0, "mile": 1609.0, "m": 1.0}
_WHOLE = lazy_pattern(r"\b(?:whole|entire|entirety|all (?:of|areas|parts))\b", re.IGNORECASE)
_LIMITED = lazy_pattern(
    r"\b(?:within|parts?|some|certain|borders?|frontiers?|near|beyond|outside|between|along|"
    r"up to|east|west|north|south|\w+ern|capital|city|cities|town|districts? (?:in|of)|"
    r"areas? (?:of|in))\b",
    re.IGNORECASE,
)
"""Words that make a part smaller than the place that it names."""

_APOSTROPHE = lazy_pattern(r"(?<=\w)['’‘ʼ`´](?=\w\w)")  # noqa: RUF001 - as editors type them
"""A sign within a name, which some spellings lack: `N’djili`, `Ndjili`; not `Chad’s`."""

_WORD = lazy_pattern(r"[^\W_]+(?:-[^\W_]+)*")
_REST_OF = lazy_pattern(
    r"^(?:the )?(?:rest|remainder|whole|entirety|remaining areas?) of ", re.IGNORECASE
)
_BESIDE = lazy_pattern(
    r"\b(?:borders?|frontiers?|within|near|between|parts?|regions?|provinces?)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the name of a part says.

    `members` are the names in a list, each as its words; `is_list` is set for several names, even
    without such words. `included` are the words of what is named in brackets or after "including",
    `exceptions` those of what is left out. `reach_m` is the distance in "within 10km", 0 without
    one. `is_all` is set for "the whole border", `is_limited` for "areas near the border", and
    `is_whole` for the destination itself.
    """

    plain: str
    members: tuple[frozenset[str], ...]
    included: frozenset[str]
    exceptions: frozenset[str]
    reach_m: float
    is_list: bool
    is_all: bool
    is_limited: bool
    is_whole: bool

    @property
    def words(self) -> frozenset[str]:
        """The words that say which place it is."""
        return frozenset().union(*self.members)

    @property
    def known_words(self) -> frozenset[str]:
        """The same, with those of the places that it includes."""
        return self.words | self.included

    def excludes(self, other: "Place") -> bool:
        """Tell whether the exceptions name the other place."""
        return any(_is_named(word, self.exceptions) for word in other.words)

    def leaves_no_more(self, other: "Place") -> bool:
        """Tell whether the other place has all of these exceptions."""
        return all(_is_named(word, other.exceptions) for word in self.exceptions)

    def is_within(self, known: Sequence["Place"]) -> bool:
        """Tell whether the known places contain this one."""
        if self.reaches_further(known):
            return False
        if any(self._is_named_so(place) and place.leaves_no_more(self) for place in known):
            return True
        if len(self.included) > 1 and any(_are_named(self.included, place) for place in known):
            return True
        if not all(_is_member_known(member, known) for member in self.members):
            return False
        alike = [place for place in known if self._shares_word_with(place)]
        same = [place for place in alike if self._has_words_of(place)]
        return not alike or any(map(self._is_no_wider_than, same or alike))

    def is_covered_by(self, others: Sequence["Place"]) -> bool:
        """Tell whether the others contain all of this place, and are no places inside it.

        `Goma in North Kivu` has the words of North Kivu, but also one that North Kivu lacks.
        """
        members = [member for place in others for member in place.members]
        return self.is_within(others) and all(
            any(_is_inside(member, other) for other in members) for member in self.members
        )

    def reaches_further(self, known: Sequence["Place"]) -> bool:
        """Tell whether the distance grew: known places of this name have one, and all are less."""
        reaches = [place.reach_m for place in known if place.reach_m and self._has_words_of(place)]
        return bool(reaches) and self.reach_m > max(reaches) * WIDER_BY

    def _shares_word_with(self, other: "Place") -> bool:
        return any(_is_named(word, other.known_words) for word in self.words)

    def _has_words_of(self, other: "Place") -> bool:
        """Tell whether the names have the same words, in any spelling."""
        return all(_is_named(word, self.words) for word in other.words) and all(
            _is_named(word, other.words) for word in self.words
        )

    def _is_named_so(self, other: "Place") -> bool:
        """Tell whether this is the other place, or a part of it: "southern Belize City"."""
        is_inside = not self.is_list and self.plain.endswith(f" {other.plain}")
        return self.plain == other.plain or (is_inside and " " in other.plain)

    def _is_no_wider_than(self, other: "Place") -> bool:
        if self.reach_m and other.reach_m and self.reach_m > other.reach_m * WIDER_BY:
            return False
        if other.exceptions and not self.exceptions:
            return False
        is_bare = not self.is_limited and other.is_limited
        is_subset = _are_named(self.words, other)
        return not (is_subset and (is_bare or (self.is_all and not other.is_all)))


@lru_cache(maxsize=CACHED_NAMES)
def place_of(name: str, whole: str) -> Place:
    """Read the name of a part; `whole` is the name of the destination, which says nothing."""
    name = with_kinds_corrected(name)
    own = frozenset(_plain(whole).split())
    except_for = " ".join(_EXCEPT.findall(name))
    kept = _EXCEPT.sub("", name)
    included = _words(" ".join(" ".join(aside) for aside in _ASIDE.findall(kept)), own)
    bare = _ASIDE.sub("", kept)
    names = [name for name in _MEMBERS.split(bare) if name.strip()]
    members = tuple(filter(None, (_words(name, own) for name in names)))
    if included and all(DIRECTION.fullmatch(word) for member in members for word in member):
        members = (included,)  # "eastern areas, including" says by these names which they are
    reaches = [float(number) * _METRES[unit.lower()] for number, unit in _DISTANCE.findall(bare)]
    return Place(
        plain=_plain(bare),
        members=members,
        included=included,
        exceptions=_words(except_for, own),
        reach_m=max(reaches, default=0.0),
        is_list=len(names) > 1,
        is_all=bool(_WHOLE.search(bare)),
        is_limited=bool(_LIMITED.search(bare)),
        is_whole=_is_whole(bare, whole),
    )


def _is_member_known(member: frozenset[str], known: Iterable[Place]) -> bool:
    """Check a member of a list: a known place has all its words, or contains it."""
    for place in known:
        new = [word for word in member if not _is_named(word, place.known_words)]
        if not new or any(_is_inside(member, other) for other in place.members):
            return True
        is_same_but_one = len(new) == 1 and len(member) > WORDS_AROUND_MIN
        if is_same_but_one and _is_named(new[0], place.known_words, ALIKE_IN_ITS_NAME):
            return True
    return False


def _is_inside(member: frozenset[str], known: frozenset[str]) -> bool:
    """Tell whether a member of a list lies in a known one: northern Agadez lies in Agadez."""
    is_proper = any(not DIRECTION.fullmatch(word) for word in known)
    return is_proper and all(_is_named(word, member) for word in known)


def _are_named(words: Iterable[str], place: Place) -> bool:
    return all(_is_named(word, place.known_words) for word in words)


def _is_named(word: str, names: Iterable[str], least: float = ALIKE) -> bool:
    return any(_is_alike(word, name, least) for name in names)


@lru_cache(maxsize=CACHED_NAMES)
def _is_alike(one: str, other: str, least: float) -> bool:
    """Compare two spellings: `Thai` and `Thailand` are one place, `Niger` and `Nigeria` two."""
    short, long = sorted((one, other), key=len)
    if one == other:
        return True
    if short[:1] != long[:1] or len(short) < ALIKE_MIN_CHARS or not (short + long).isalpha():
        return False
    if long.startswith(short):
        ending = long.removeprefix(short)
        return len(ending) == 1 or ending in _ENDINGS
    if has_swapped_letters(short, long):
        return True
    from difflib import SequenceMatcher  # noqa: PLC0415 - few names differ in letters

    return SequenceMatcher(a=short, b=long, autojunk=False).ratio() >= least


def _words(text: str, own: frozenset[str]) -> frozenset[str]:
    """Return the words that say which place it is: proper names, road numbers, directions."""
    bare = _APOSTROPHE.sub("", _DISTANCE.sub("", text))
    found = [word for part in _WORD.findall(bare) for word in part.split("-")]
    words = (root for word in found if _is_name(word) for root in _roots(word))
    return frozenset(word for word in words if _says_which(word, own))


def _roots(word: str) -> Iterable[str]:
    plain = _plain(word)
    return ROOTS.findall(plain) if DIRECTION.fullmatch(plain) else (plain,)


def _is_name(word: str) -> bool:
    is_road = any(character.isdigit() for character in word) and not word.isdigit()
    return word[:1].isupper() or is_road or DIRECTION.fullmatch(word) is not None


def _says_which(word: str, own: frozenset[str]) -> bool:
    if len(word) < 2 or word in KINDS_OF_PLACE:  # noqa: PLR2004 - a letter is no name
        return False
    return not _is_named(word, own)


def _plain(name: str) -> str:
    return " ".join(_WORD.findall(without_accents(name.replace("-", " ")).casefold()))


def _is_whole(name: str, whole: str) -> bool:
    """Tell whether a name is the destination itself, or the rest of it."""
    if _BESIDE.search(name):
        return False
    own, members = _head(whole), re.split(r" and |, ", _REST_OF.sub("", name))
    return any(head == own or has_swapped_letters(head, own) for head in map(_head, members))


def _head(name: str) -> str:
    """Return the plain name before a comma or bracket, without a leading `the`."""
    return _plain(re.split(r"[,(]", name, maxsplit=1)[0]).removeprefix("the ")
