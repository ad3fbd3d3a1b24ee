"""Read the parts of a destination that a text advises against, in English.

Publishers advise in a few forms: "advises against all travel to X", "Do not travel to X", "all
travel to X should be avoided", and a heading over a list. The text is readable text (`prose_of`),
so that a stored text gives the same regions as a fresh page.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import zip_longest

from advisory_watch.core.advisory import Region, Severity
from advisory_watch.core.destinations import destination_of, normalise
from advisory_watch.core.errors import UnknownDestination
from advisory_watch.core.kinds_of_place import KINDS_OF_PLACE, with_kinds_corrected
from advisory_watch.core.text import cut_at_word, has_swapped_letters
from advisory_watch.core.text_cache import text_cache
from advisory_watch.parsing import region_patterns as patterns
from advisory_watch.parsing.html import sentences

REGION_NAME_MAX_CHARS = 600
"""A longer name is cut: publishers describe some areas road by road, in some
580 characters."""

REGIONS_MAX = 100
"""No page on record names half as many; more would be a page about something else."""

LONG_WORD_CHARS = 4
"""Shorter words (`the`, `and`) are in any title."""

CACHED_TEXTS = 1024
"""Texts change rarely, and the same text is read in check after check."""


@text_cache(CACHED_TEXTS)
def regions_in(
    text: str, destination: str, whole: Severity | None, least: Severity = Severity.RECONSIDER
) -> tuple[Region, ...]:
    """Return the parts with graver advice than the whole, in order of name.

    `least` is the mildest level that the publisher gives to parts. Other destinations are left
    out, unless no level is stated for the whole: its parts may then be destinations.
    """
    found: dict[str, Region] = {}
    for region in _regions(_plain(text).splitlines()):
        if region.severity < least or region.severity <= (whole or 0):
            continue
        if whole is not None and is_elsewhere(region.name, destination):
            continue
        key = normalise(region.name)
        if key not in found or found[key].severity < region.severity:
            found[key] = region
    return tuple(sorted(list(found.values())[:REGIONS_MAX]))


def _plain(text: str) -> str:
    american = patterns.AMERICAN.sub("US", text) if "U." in text else text
    return patterns.SHOWN.sub("", american) if patterns.REFERENCE.search(american) else american


def noted_regions(note: str, destination: str) -> tuple[Region, ...]:
    """Return the parts about which the note of an issue says that advice against them is new."""
    plain = sentences(patterns.PAGES_NAMED.sub("", note))
    now = "\n".join(sentence for sentence in plain if patterns.NOW.search(sentence))
    return regions_in(now, destination, None)


def lifted_regions(note: str, destination: str) -> tuple[Region, ...]:
    """Return the parts about which the note of an issue says that advice against them ended."""
    plain = sentences(patterns.PAGES_NAMED.sub("", note))
    ended = (patterns.KEPT.split(said)[0] for said in plain if patterns.NO_LONGER.search(said))
    against = "\n".join(patterns.NO_LONGER.sub("advis", said) for said in ended)
    return regions_in(against, destination, None)


def is_lifting(note: str) -> bool:
    """Tell whether the note of an issue says that advice ended."""
    return patterns.ENDED.search(note) is not None


def gravest(regions: Iterable[Region]) -> Severity | None:
    """Return the gravest severity of the regions, or None without regions."""
    return max((region.severity for region in regions), default=None)


def _regions(lines: Sequence[str]) -> Iterator[Region]:
    is_against = False
    for number, line in enumerate(lines):
        item = patterns.ITEM.match(line) if is_against else None
        is_heading = line.endswith(":") and patterns.AGAINST.search(line) is not None
        is_against = item is not None or is_heading
        if item is not None:
            yield from _region(_severity(item["essential"]), _name(line[item.end() :]))
        elif not line.startswith(patterns.NOTE):
            for severity, place in _advised(line):
                yield from _named(severity, place, lines, number)


def _advised(line: str) -> Iterator[tuple[Severity, str]]:
    """Yield each advice of a line with the words that follow it, a list heading included."""
    headed = patterns.HEADED.match(line) if "level " in line.casefold() else None
    if headed is not None:
        yield Severity(int(headed["number"])), headed["place"].strip("# ")
        line = line[headed.end() :]
    low = line.lower()
    if patterns.EXERCISE not in low and not patterns.TRAVEL.search(low):
        return
    plain = patterns.LED_IN.sub(":", line) if line.rstrip().endswith(":") else line
    for sentence in sentences(plain):
        yield from _milder(sentence)
        if patterns.TRAVEL.search(sentence.lower()):
            yield from _active(sentence)
            for passive in patterns.PASSIVE.finditer(sentence):
                yield _severity(passive["essential"]), passive["place"]


def _milder(sentence: str) -> Iterator[tuple[Severity, str]]:
    milder = patterns.MILDER.match(sentence.lstrip(" -–—•*"))
    if milder is not None and patterns.PREPOSITION.match(sentence, milder.end()):
        severity = Severity.CAUTION if milder["much"] else Severity.NORMAL
        yield severity, sentence[milder.end() :].strip()


def _active(sentence: str) -> Iterator[tuple[Severity, str]]:
    found = [match for match in patterns.ADVICE.finditer(sentence) if _is_said(sentence, match)]
    for match, following in zip_longest(found, found[1:]):
        end = following.start() if following else len(sentence)
        severity = _severity(match["essential"] or match["reconsider"])
        yield severity, _place_after(sentence[:end], match).strip()


def _is_said(sentence: str, match: re.Match[str]) -> bool:
    """Check that the words are advice about a place: not taken back, asked or conditional."""
    place = _place_after(sentence, match)
    is_heading = not place and "advis" in sentence[: match.start()]
    if not is_heading and not patterns.PREPOSITION.match(place):
        return False
    return not patterns.UNSAID.search(sentence[: match.start()])


def _place_after(sentence: str, match: re.Match[str]) -> str:
    rest = sentence[match.end() :]
    for_now = patterns.FOR_NOW.match(rest)
    return rest[for_now.end() :] if for_now else rest


def _severity(milder: str | None) -> Severity:
    return Severity.RECONSIDER if milder else Severity.DO_NOT_TRAVEL


def _named(severity: Severity, place: str, lines: Sequence[str], number: int) -> Iterator[Region]:
    """Yield the regions that one advice names, in its own words or in a list below it."""
    if listed := patterns.INLINE_LIST.match(place):
        place, lines, number = f"{listed['lead']}:", patterns.NEXT_ITEM.split(listed["items"]), -1
    is_list = place.endswith(":") or not place or patterns.PREPOSITION.fullmatch(place) is not None
    lead = _name(place)
    if not is_list:
        yield from _region(severity, lead)
        return
    items = list(_items(lines, number + 1))
    if patterns.EXCEPT.search(lead) and not patterns.FOLLOWING.search(
        patterns.EXCEPT.split(lead)[0]
    ):
        yield from _region(severity, " ".join([lead, ", ".join(items)]))
        return
    prefix = f"{lead} " if patterns.MEASURED.search(lead) or lead in ("within", "between") else ""
    for item in items:
        yield from _region(severity, item if patterns.WITHIN.match(item) else prefix + item)


def _items(lines: Sequence[str], start: int) -> Iterator[str]:
    """Yield the names in a list; it ends at the next advice, its heading, or a sentence.

    After an item with a full stop, a line without one above a sentence is the next title.
    """
    is_stopped = False
    for number in range(start, min(start + REGIONS_MAX, len(lines))):
        line = lines[number].strip(" -–—•*")
        if _is_advice(line) or (number > start and _is_heading(lines, number)):
            return
        first = _name(line)
        if not first or patterns.VERB.search(first) or patterns.TOPIC.fullmatch(first):
            return
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if is_stopped and not line.endswith(".") and patterns.VERB.search(below):
            return
        is_stopped = line.endswith(".")
        yield first


def _is_advice(line: str) -> bool:
    if patterns.HEADED.match(line) is not None:
        return True
    if patterns.MILDER.match(line) is not None:
        return True
    return any(True for _ in _advised(line))


def _is_heading(lines: Sequence[str], number: int) -> bool:
    """Check for the title of the next advice: that advice repeats a word of it, or mistypes it.

    A last item and a title look alike. "Amhara region" above "against all travel to Amhara
    region" is a title. Advice that says "also" continues the section above it.
    """
    line, below = lines[number], lines[number + 1 : number + 3]
    if line[:1].islower() or line[:1].isdigit() or line.endswith((".", ":", ",")):
        return False
    if not below or not _is_advice(below[0]) or " also " in below[0]:
        return False
    title, repeated = _long_words(line), _long_words(" ".join(below))
    return bool(title & repeated) or any(
        has_swapped_letters(word, other) for word in title for other in repeated
    )


def _long_words(text: str) -> frozenset[str]:
    words = normalise(text).split()
    long = (word for word in words if len(word) >= LONG_WORD_CHARS)
    return frozenset(word for word in long if word not in KINDS_OF_PLACE)


def _name(place: str) -> str:
    """Reduce the words after the advice to the name of the place."""
    name = re.sub(r"^(?:(?:to|in|into)(?=[\s:]))?[\s:]*", "", place.strip(), flags=re.IGNORECASE)
    heads = (name[: reason.start()] for reason in patterns.REASON.finditer(name))
    whole = (head for head in heads if head.count("(") == head.count(")"))
    return patterns.ENDS_IN_AND.sub("", next(whole, name).strip(" .:,;"))


def _region(severity: Severity, name: str) -> Iterator[Region]:
    name = " ".join(name.split()).strip(" .:,;")
    if pointer := patterns.POINTER.match(name):
        name = name[pointer.end() :]
    if _is_place(name) and not patterns.MANNER.search(name):
        yield Region(name=cut_at_word(name, REGION_NAME_MAX_CHARS), severity=severity)


def _is_place(name: str) -> bool:
    """Tell whether a name says where: "high crime areas" are nowhere in particular."""
    first, *others = name.split() or [""]
    is_named = first[:1].isupper() and normalise(first) not in KINDS_OF_PLACE
    has_names = any(word.strip('(“"‘')[:1].isupper() for word in others)
    return is_named or has_names or patterns.GEOGRAPHY.search(name) is not None


COUNTRY_MAX_WORDS = 4


def is_elsewhere(name: str, destination: str) -> bool:
    """Tell whether the name of a region is another destination, or a part of one.

    Advice about one country names its neighbours: "against all travel to Haiti", "Venezuela's
    border regions". A border with a neighbour belongs to both, so it is a part of this one.
    """
    name = with_kinds_corrected(name)
    if (itself := _code(name)) is not None:
        return itself != destination
    owner, is_owned, _ = re.sub("[’']s ", "\0", name).partition("\0")
    if is_owned and (codes := _codes(owner.split()[-COUNTRY_MAX_WORDS:])):
        return destination not in codes
    inside = patterns.INSIDE.search(name)
    if inside is None or patterns.BORDER.search(name[: inside.start()]):
        return False
    codes = _codes(name[inside.end() :].split()[:COUNTRY_MAX_WORDS])
    return bool(codes) and destination not in codes


def _codes(words: Sequence[str]) -> frozenset[str]:
    """Return the destinations that the first or the last of the words name."""
    heads = (words[:length] for length in range(1, len(words) + 1))
    tails = (words[start:] for start in range(len(words)))
    named = (_code(" ".join(part).strip(",.")) for part in (*heads, *tails))
    return frozenset(code for code in named if code is not None)


def _code(name: str) -> str | None:
    with suppress(UnknownDestination):
        return destination_of(name)
    return None
