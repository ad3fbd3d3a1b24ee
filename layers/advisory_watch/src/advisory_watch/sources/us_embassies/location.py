"""Find the destinations of a post that a notice is about.

The first place that names one decides: the label `Location:`, the title, then the sentences that
address people in a place. If none does, the notice is about all destinations of the post. So an
unknown town is never a reason to be silent.
"""

from collections.abc import Iterable, Iterator
from itertools import takewhile

from advisory_watch.core.destinations.places import PlaceName, find_places, words_of
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.parsing.html import sentences

LOCATION_LINES_MAX = 20
"""A list of places is not longer: the Caribbean post covers 14 destinations."""

_LOCATION = lazy_pattern(r"(?i)^\W*(?:affected )?(?:locations?|places?|areas?)(?:\(s\))?\s*[:–—-]")
_NEXT_LABEL = lazy_pattern(
    r"(?i)\b(?:events?|actions?(?: to (?:take|be taken))?|(?:for )?assistance|date|time|details|"
    r"summary|what to do|background)(?:\(s\))?\s*:"
)
_CONTACTS = lazy_pattern(
    r"(?i)^\W*(?:for (?:further )?(?:assistance|information)|assistance|contact)\b"
)
_BUT = lazy_pattern(
    r"(?i)\b(?:except(?:ing| for)?|excluding|exclud\w+|other than|apart from|but not|"
    r"(?:does|do) not include|not including|with the exceptions? of)\b"
)
_NOT_AFFECTED = lazy_pattern(r"(?i)\b(?:not|un)[ -]?affected\b")
_WHOLE_DISTRICT = lazy_pattern(
    r"(?i)\b(?:consular district|region-?wide|(?:the|entire|whole) region|"
    r"all (?:of )?(?:the |our )?(?:other )?(?:countries|territories|destinations)|"
    r"(?:other|neighbou?ring|surrounding|nearby) (?:\w+ )?(?:islands?|countries|territories))\b"
)
_ADDRESSED = lazy_pattern(
    r"(?i)\b(?:citizens|nationals|americans|travell?ers|visitors|residents|persons|people|anyone|"
    r"everyone|those)\b"
)
_OFFICE = frozenset({"embassy", "consulate", "mission"})
_OF_OFFICE = frozenset(
    {"general", "agency", "u", "s", "us", "united", "states", "the", "in", "to", "of", "at"}
)
_SAINT = lazy_pattern(r"\bSt\.? (?=[A-Z])")
_PART_END = lazy_pattern(r"[;\n]|\.(?=\s|$)")


def find_destinations(covered: frozenset[str], title: str, text: str) -> frozenset[str]:
    """Return the destinations that a notice is about, out of those that its post covers."""
    if len(covered) == 1:
        return covered
    title, text = _SAINT.sub("Saint ", title), _SAINT.sub("Saint ", text)
    lines = _lines_before_contacts(text)
    return (
        _named_in(_location(lines), covered, is_office_a_place=True)
        or _named_in(title, covered)
        or _named_in(_addressed_sentences(lines), covered)
        or covered
    )


def _named_in(
    text: str, covered: frozenset[str], *, is_office_a_place: bool = False
) -> frozenset[str]:
    """Return the covered destinations that a text names, without those that it excludes."""
    named, spared = set[str](), set[str]()
    for part in _PART_END.split(text):
        included, *excluded = _BUT.split(part) if not _NOT_AFFECTED.search(part) else ("", part)
        spared |= _places(" ".join(excluded), covered, is_office_a_place=is_office_a_place)
        named |= (
            covered
            if _WHOLE_DISTRICT.search(included)
            else _places(included, covered, is_office_a_place=is_office_a_place)
        )
    return frozenset((named or covered) - spared) if named or spared else frozenset()


def _places(text: str, covered: frozenset[str], *, is_office_a_place: bool) -> frozenset[str]:
    words = words_of(text)
    places = find_places(words)
    told = places if is_office_a_place else _without_offices(words, places)
    return frozenset(code for place in told for code in place.destinations & covered)


def _without_offices(words: tuple[str, ...], places: Iterable[PlaceName]) -> Iterator[PlaceName]:
    """Skip places that only name the office: `U.S. Embassy Bridgetown, Barbados`.

    The office publishes the notice, whatever the notice is about.
    """
    office: PlaceName | None = None
    for place in places:
        before = place.start
        while before and words[before - 1] in _OF_OFFICE:
            before -= 1
        is_office = before > 0 and words[before - 1] in _OFFICE
        is_country = office is not None and (office.end, office.destinations) == (
            before,
            place.destinations,
        )
        office = place if is_office else None
        if not is_office and not is_country:
            yield place


def _location(lines: list[str]) -> str:
    """Return what follows the label, on its line or, if that is empty, up to the next label."""
    for number, line in enumerate(lines):
        if label := _LOCATION.match(line):
            said = _NEXT_LABEL.split(line[label.end() :])[0].strip()
            return said or "\n".join(_until_label(lines[number + 1 :]))
    return ""


def _until_label(lines: list[str]) -> Iterator[str]:
    for line in lines[:LOCATION_LINES_MAX]:
        if _NEXT_LABEL.search(line):
            return
        yield line


def _addressed_sentences(lines: list[str]) -> str:
    return "\n".join(
        sentence
        for sentence in sentences("\n".join(lines))
        if _ADDRESSED.search(sentence) or _WHOLE_DISTRICT.search(sentence)
    )


def _lines_before_contacts(text: str) -> list[str]:
    """Return the lines before the contacts, which name the town of the office in every notice."""
    return list(takewhile(lambda line: not _CONTACTS.match(line), text.splitlines()))
