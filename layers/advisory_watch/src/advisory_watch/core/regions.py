"""Compare the parts of a destination in two advisories: which part is graver now, which milder.

Publishers describe the same part in other words: "the border with Thailand", "Thai border areas".
A part is compared by the places that its name contains, so that new words are not a new part.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from advisory_watch.core.advisory import Advisory, Region, Severity
from advisory_watch.core.text import without_accents

_ASIDE = re.compile(r"\(([^()]*)\)|,? \b(?:including|particularly|in particular|such as)\b(.*)")
_EXCEPT = re.compile(r",? \(?\b(?:except|excluding|apart from|other than|with the exception)\b(.*)")
_MEMBERS = re.compile(r"[,;]| and | or | & ")
_DISTANCE = re.compile(r"(\d+(?:\.\d+)?) ?(km|kilomet|mile|m\b)", re.IGNORECASE)
_METRES = {"km": 1000.0, "kilomet": 1000.0, "mile": 1609.0, "m": 1.0}
_WHOLE = re.compile(r"\b(?:whole|entire|entirety|all (?:of|areas|parts))\b", re.IGNORECASE)
_LIMITED = re.compile(
    r"\b(?:within|parts?|some|certain|borders?|near|beyond|outside|between|along|up to|east|west|"
    r"north|south|\w+ern|capital|city|cities|town|districts? (?:in|of)|areas? (?:of|in))\b",
    re.IGNORECASE,
)
"""Words that make a part smaller than the place that it names."""

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_DIRECTION = re.compile(r"(?:north|south|east|west|central|upper|lower|middle)\w*", re.IGNORECASE)
KINDS_OF_PLACE = frozenset(
    ["a", "all", "an", "and", "any", "anywhere", "area", "areas", "around", "at", "autonomous", "border", "borders", "boundary", "capital", "certain", "cities", "city", "close", "coast", "coastal", "commonly", "counties", "county", "department", "departments", "designated", "desert", "district", "districts", "division", "else", "entire", "entirety", "era", "federal", "former", "formerly", "from", "governorate", "governorates", "high", "highway", "hills", "in", "immediate", "includes", "informal", "island", "islands", "km", "land", "line", "located", "miles", "mount", "mountain", "mountains", "municipalities", "municipality", "national", "near", "neighborhood", "neighborhoods", "neighbourhood", "neighbourhoods", "oblast", "occupied", "of", "off", "only", "other", "outside", "park", "part", "parts", "province", "provinces", "region", "regional", "regions", "remainder", "republic", "rest", "river", "rivers", "road", "roads", "s", "select", "so", "some", "soviet", "specific", "specified", "state", "states", "surrounding", "territories", "territory", "the", "these", "to", "town", "towns", "travel", "union", "vicinity", "village", "villages", "whole", "with", "within", "zone", "zones"]
)
"""Words that say what kind of place it is, but not which."""

WIDER_BY = 1.1
"""A distance that grows by less was only converted: 100 miles are 160 km, or 150."""

_ENDINGS = frozenset(
    "an en ian ean ese lese nese ish land lander er ern ward most".split()
)
"""What turns the name of a place into an adjective, or into a longer form of it."""

ALIKE_MIN_CHARS = 4
ALIKE = 0.8
ALIKE_IN_ITS_NAME = 0.6
"""How alike two spellings of one place are; less is enough if the rest of its name is the same."""


def raised_regions(before: Advisory, after: Advisory) -> tuple[Region, ...]:
    """Return the parts that are graver than before, at `reconsider travel` or above.

    A part is compared with the gravest advice that was in force for it, of the whole or of any
    part that contains it. A part that the publisher's note announces counts, unless graver
    advice was in force. If the note only takes advice back, new names are new words.
    """
    if before.regions == after.regions and before.severity == after.severity:
        return ()
    if after.notes.are_parts_lifted and not after.notes.parts_raised:
        return ()
    is_new_note = after.notes.parts_raised != before.notes.parts_raised
    noted = after.notes.parts_raised if is_new_note else ()
    by_note = (region for region in noted if not _was_graver(region, before))
    by_name = (region for region in after.regions if not _is_in_force(region, before))
    grave = (part for part in (*by_name, *by_note) if part.severity >= Severity.RECONSIDER)
    graver = (part for part in grave if part.severity > (after.severity or 0))
    return tuple(sorted(dict.fromkeys(graver)))


def lowered_regions(before: Advisory, after: Advisory) -> tuple[Region, ...]:
    """Return the parts that were at `reconsider travel` or above, and are milder now."""
    if before.regions == after.regions and before.severity == after.severity:
        return ()
    grave = (region for region in before.regions if region.severity >= Severity.RECONSIDER)
    return tuple(region for region in grave if not _is_in_force(region, after))


def raised_part(before: Advisory, after: Advisory) -> Severity | None:
    """Return the gravest level to which a part rose above the advice in force for it, or None.

    A publisher that names no parts still says how grave the gravest is. A part that is not graver
    than the whole says nothing new. A level read from a text is compared with another text only.
    """
    if before.has_text != after.has_text:
        return None
    levels = [region.severity for region in raised_regions(before, after)]
    part, whole = after.partial_severity or 0, after.severity or 0
    if part > max(whole, before.partial_severity or 0, before.severity or 0):
        levels.append(Severity(part))
    return max(levels, default=None)


def is_part_lowered(before: Advisory, after: Advisory) -> bool:
    """Tell whether the advice about a part is milder than before, for the whole included."""
    if before.has_text != after.has_text:
        return False
    now = max(after.severity or 0, after.partial_severity or 0)
    was_part = (before.partial_severity or 0) > (before.severity or 0)
    is_milder = was_part and now < (before.partial_severity or 0)
    return is_milder or bool(lowered_regions(before, after))


def _was_graver(region: Region, before: Advisory) -> bool:
    """Tell whether the advice in force was graver, or as grave for a wider part."""
    if (before.severity or 0) >= region.severity:
        return True
    above = (level for level in Severity if level > region.severity)
    if any(_is_in_force(replace(region, severity=level), before) for level in above):
        return True
    here = _place(region.name, before.name)
    known = _places(before, region.severity)
    return bool(here.reach_m) and here.is_within(known) and any(
        place.reach_m > here.reach_m for place in known if place.known_words & here.words
    )


def _is_in_force(region: Region, advisory: Advisory) -> bool:
    """Tell whether an advisory advises as gravely about a part, under any name."""
    if (advisory.severity or 0) >= region.severity:
        return True
    if not advisory.regions:  # the publisher names no parts
        return (advisory.partial_severity or 0) >= region.severity
    known = _places(advisory, region.severity)
    here = _place(region.name, advisory.name)
    if here.is_whole_destination:
        return any(place.is_whole_destination and place.leaves_no_more(here) for place in known)
    if not here.words:
        return bool(known)  # not a named part
    if here.is_within(known):
        return True
    if here.is_within(_places(advisory, Severity.NORMAL)):  # at a milder level
        return False
    return any(place.is_whole_destination and not place.excludes(here) for place in known)


def _places(advisory: Advisory, least: Severity) -> list["_Place"]:
    return [
        _place(region.name, advisory.name)
        for region in advisory.regions
        if region.severity >= least
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What the name of a part says.

    `members` are the names in a list, each as its words. `known_words` are all words, those in
    brackets included. `exceptions` are the words of what is left out.
    """

    bare: str
    members: tuple[frozenset[str], ...]
    included: frozenset[str]
    known_words: frozenset[str]
    exceptions: frozenset[str]
    reach_m: float
    is_all: bool
    is_limited: bool
    is_whole_destination: bool

    @property
    def words(self) -> frozenset[str]:
        return frozenset().union(*self.members)

    def excludes(self, other: "_Place") -> bool:
        return any(_is_named(word, self.exceptions) for word in other.words)

    def leaves_no_more(self, other: "_Place") -> bool:
        return all(_is_named(word, other.exceptions) for word in self.exceptions)

    def is_within(self, known: list["_Place"]) -> bool:
        """Tell whether the known parts contain this one."""
        if any(self._is_named_so(place) and place.leaves_no_more(self) for place in known):
            return True
        if len(self.included) > 1 and any(_are_named(self.included, place) for place in known):
            return True
        if not all(_is_member_known(member, known) for member in self.members):
            return False
        alike = [place for place in known if self.words & place.known_words]
        return not alike or any(self._is_no_wider_than(place) for place in alike)

    def _is_named_so(self, other: "_Place") -> bool:
        """Tell whether this is the other part, or a part of it: "southern Belize City"."""
        is_inside = len(self.members) == 1 and self.bare.endswith(f" {other.bare}")
        return self.bare == other.bare or (is_inside and " " in other.bare)

    def _is_no_wider_than(self, other: "_Place") -> bool:
        if self.reach_m and other.reach_m and self.reach_m > other.reach_m * WIDER_BY:
            return False
        if other.exceptions - self.exceptions - other.known_words and not self.exceptions:
            return False
        is_bare = not self.is_limited and other.is_limited
        is_subset = all(_is_named(word, other.known_words) for word in self.words)
        return not (is_subset and (is_bare or (self.is_all and not other.is_all)))


def _is_member_known(member: frozenset[str], known: Iterable[_Place]) -> bool:
    """Check a member of a list: a known part has all its words, or contains the place."""
    for place in known:
        new = [word for word in member if not _is_named(word, place.known_words)]
        proper = [word for word in place.words if _is_proper(word)]
        if not new or (proper and all(_is_named(word, member) for word in place.words)):
            return True
        is_same_but_one = len(new) == 1 and len(member) > 2  # noqa: PLR2004
        if is_same_but_one and _is_named(new[0], place.known_words, ALIKE_IN_ITS_NAME):
            return True
    return False


def _are_named(words: frozenset[str], place: _Place) -> bool:
    return all(_is_named(word, place.known_words) for word in words)


def _is_named(word: str, names: Iterable[str], least: float = ALIKE) -> bool:
    return any(_is_alike(word, name, least) for name in names)


@lru_cache(maxsize=4096)
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
    return SequenceMatcher(a=short, b=long, autojunk=False).ratio() >= least


@lru_cache(maxsize=4096)
def _place(name: str, whole: str) -> _Place:
    own = _own_words(whole)
    except_for = " ".join(_EXCEPT.findall(name))
    kept = _EXCEPT.sub("", name)
    included = _words(" ".join(" ".join(aside) for aside in _ASIDE.findall(kept)), own)
    bare = _ASIDE.sub("", kept)
    members = tuple(filter(None, (_words(member, own) for member in _MEMBERS.split(bare))))
    if included and not any(_is_proper(word) for member in members for word in member):
        members = (included,)  # "eastern areas, including" says by these names which they are
    reaches = [float(number) * _METRES[unit.lower()] for number, unit in _DISTANCE.findall(bare)]
    return _Place(
        bare=_plain(bare),
        members=members,
        included=included,
        known_words=frozenset().union(*members, included),
        exceptions=_words(except_for, own),
        reach_m=max(reaches, default=0.0),
        is_all=bool(_WHOLE.search(bare)),
        is_limited=bool(_LIMITED.search(bare)),
        is_whole_destination=_is_whole(bare, whole),
    )


@lru_cache(maxsize=512)
def _own_words(whole: str) -> frozenset[str]:
    return frozenset(_plain(whole).split())


def _plain(name: str) -> str:
    return " ".join(_WORD.findall(without_accents(name.replace("-", " ")).casefold()))


def _is_proper(word: str) -> bool:
    return not _DIRECTION.fullmatch(word)


def _words(text: str, own: frozenset[str]) -> frozenset[str]:
    """Return the words that say which place it is: proper names, road numbers, directions."""
    found = [word for part in _WORD.findall(_DISTANCE.sub("", text)) for word in part.split("-")]
    words = (_plain(word) for word in found if _is_name(word))
    return frozenset(word for word in words if _says_which(word, own))


def _is_name(word: str) -> bool:
    is_road = any(character.isdigit() for character in word) and not word.isdigit()
    return word[:1].isupper() or is_road or _DIRECTION.fullmatch(word) is not None


def _says_which(word: str, own: frozenset[str]) -> bool:
    if len(word) < 2 or word in KINDS_OF_PLACE or word in own:
        return False
    return not any(_is_alike(word, name, ALIKE) for name in own)


def _is_whole(name: str, whole: str) -> bool:
    """Tell whether a name is the destination itself, or the rest of it."""
    if _BESIDE.search(name):
        return False
    members = re.split(r" and |, ", _REST_OF.sub("", name))
    return _head(whole) in {_head(member) for member in members}


def _head(name: str) -> str:
    """Return the plain name before a comma or bracket, without a leading `the`."""
    return _plain(re.split(r"[,(]", name, maxsplit=1)[0]).removeprefix("the ")


_REST_OF = re.compile(r"^(?:the )?(?:rest|remainder|whole|entirety|remaining areas?) of ")
_BESIDE = re.compile(r"\b(?:borders?|within|near|between|parts?|regions?|provinces?)\b", re.I)
