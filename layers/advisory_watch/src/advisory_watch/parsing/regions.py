"""Read the parts of a destination that a text advises against, in English.

Publishers advise in a few forms: "advises against all travel to X", "Do not travel to X", "all
travel to X should be avoided", and a heading over a list. The text is readable text (`prose_of`),
so that a stored text gives the same regions as a fresh page.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import zip_longest

from advisory_watch.core.advisory import Region, Severity
from advisory_watch.core.destinations import destination_of, normalise
from advisory_watch.core.errors import UnknownDestination
from advisory_watch.core.regions import KINDS_OF_PLACE
from advisory_watch.core.text import cut_at_word
from advisory_watch.parsing.html import sentences

REGION_NAME_MAX_CHARS = 200
"""A longer name is cut: publishers describe some areas road by road."""

REGIONS_MAX = 100
"""No page on record names half as many; more would be a page about something else."""

CACHED_TEXTS = 512
"""Texts change rarely, and the same text is read in check after check."""

_ESSENTIAL = r"(?:all but|(?:all |any )?non)[ -]essential travel|unnecessary travel"
_OBJECT = rf"(?P<essential>{_ESSENTIAL})|(?:all|any) travel"
_ADVICE = re.compile(
    r"\b(?:(?:against|avoid|avoiding|defer|postpone|refrain from)(?: any| all)?"
    rf" (?:{_OBJECT})(?P<any>\b)"
    r"|(?P<reconsider>reconsider (?:your )?(?:need to )?travel)(?:ling|ing)?"
    r"|(?:do|should|must|to) not travel|not to travel)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(rf"(?:{_OBJECT})\b", re.IGNORECASE)
"""An item of the list below "FCDO advises against:"."""

_PASSIVE = re.compile(
    rf"\b(?:{_OBJECT}) (?P<place>(?:to|in|within|near|along)\b[^.;]{{1,200}}?),? "
    r"(?:should be (?:avoided|deferred|postponed)|is (?:strongly )?(?:advised|recommended) against"
    r"|is not (?:advised|recommended))",
    re.IGNORECASE,
)
_HEADED = re.compile(
    r"(?P<place>[^.:;]{2,200}?) ?[-–—] ?Level (?P<number>[1-4]): ?"
    r"(?:Do Not Travel|Reconsider Travel|Exercise (?:Increased Caution|Normal Precautions))"
)
"""The American heading of one region: `Lake Chad Region – Level 4: Do Not Travel`."""

_MILDER = re.compile(
    r"exercise (?P<much>increased caution|a high degree of caution)|"
    r"exercise normal (?:safety and security |security )?precautions?",
    re.IGNORECASE,
)
"""Milder words at the start of a line; they also end the list of the words before."""

_PREPOSITION = re.compile(
    r":?\s*(?:to|in|into|within|inside|near|along|across|around|on|from|between|through|throughout|"
    r"anywhere|:)(?=[\s:]|$)",
    re.IGNORECASE,
)
_FOR_NOW = re.compile(
    r"\s+(?:until|before|at this time|for now|currently)\b[^.;:,]{0,60}?(?=\s(?:to|in|within)\s)",
    re.IGNORECASE,
)
"""The time of advice that precedes its place: "until at least 30 October in the east"."""

_LED_IN = re.compile(r"[.:]? *(?:specifically|namely|these are|this includes)[: ]*$", re.IGNORECASE)
_UNSAID = re.compile(
    r"\b(?:no longer|not currently|stopped|lifted|removed|does not|do not|did not|not|if|where|"
    r"when|whether|unless|why|which)\b[^,:;]{0,80}$",
    re.IGNORECASE,
)
"""Words before the advice that take it back, ask about it, or make it a condition."""

_REASON = re.compile(
    r"[,;]?\s*\b(?:due(?: to| the|(?=to[a-z]))|because of|owing to|as a result of|following|given|described|"
    r"for any (?:reason|purpose)|for security reasons|since|until|at this time|in light of|"
    r"as (?:there|the (?:region|area|security|situation)|sporadic|tensions|you|it|they)\b)|"
    r", (?:as|but(?! not| excluding)|where|which|who|to which)\b|"
    r",? and (?:(?:we |now )?(?:also |continues? to )?advis|avoid|note|recommend)|(?<=\w\w\w)\. |; ",
    re.IGNORECASE,
)
"""The reason or the time behind the name of a place."""

_EXCEPT = re.compile(r"\b(?:except|excluding|apart from|other than|with the exception)\b", re.IGNORECASE)
_FOLLOWING = re.compile(r"\b(?:following|these|listed below)\b", re.IGNORECASE)
_WITHIN = re.compile(r"within|areas? ", re.IGNORECASE)
_MEASURED = re.compile(r"\d|\bborders?\b", re.IGNORECASE)
_POINTER = re.compile(
    r"(?:the |all |any )?(?:these|this|those|that|such|affected|above)\b"
    r"(?:[^,]*?,? (?:including|particularly|in particular|especially) |.*)|"
    r"(?:the |this )?(?:country|destination|area|region|(?:land )?border(?: area| region| crossing)?)"
    r"s?$",
    re.IGNORECASE,
)
"""Words that point to a place named elsewhere; names may follow them."""

_MANNER = re.compile(r"\b(?:after dark|at night|unless|alone|these|convoy|craft)\b", re.IGNORECASE)
"""Words about how or when to travel, not about where."""

_TOPIC = re.compile(
    r"(?:safety|security|crime|terrorism|flood|health|weather|transport|travel|political|natural|"
    r"demonstration|entry|local|further|additional|general)\w*\b.{0,40}",
    re.IGNORECASE,
)
"""The title of a section that follows a list."""

_VERB = re.compile(
    r"(?<!that )(?<!which )(?<!who )\b(?:is|are|was|were|has|have|had|can|could|should|may|might|"
    r"will|would|must|do not|don’t|occurs?|remains?|continues?|you|we|if|find out|see|read|review|check|"
    r"visit|follow|enroll|consular|country summary|advisory summary)\b",
    re.IGNORECASE,
)
"""A line with one of these is a sentence and not the name of an area."""

_AMERICAN = re.compile(r"\bU\. ?S\.(?! ?A\.)")
_NOTE = ": "
"""The start of a line that archives rendered from a term: the note of the latest change."""


@lru_cache(maxsize=CACHED_TEXTS)
def regions_in(
    text: str, destination: str, whole: Severity | None, least: Severity = Severity.RECONSIDER
) -> tuple[Region, ...]:
    """Return the parts with graver advice than the whole, in order of name.

    `least` is the mildest level that the publisher gives to parts. Other destinations are left
    out, unless no level is stated for the whole: its parts may then be destinations.
    """
    found: dict[str, Region] = {}
    for region in _regions(_AMERICAN.sub("US", text).splitlines()):
        if region.severity < least or region.severity <= (whole or 0):
            continue
        if whole is not None and is_elsewhere(region.name, destination):
            continue
        key = normalise(region.name)
        if key not in found or found[key].severity < region.severity:
            found[key] = region
    return tuple(sorted(list(found.values())[:REGIONS_MAX]))


_NOW = re.compile(r"\bnow (?:also )?advis", re.IGNORECASE)
_ENDED = re.compile(
    r"\bno longer advis|\bremov\w+ (?:the |our |its )?(?:advice|Level [34]|do not travel|areas?)\b",
    re.IGNORECASE,
)


def noted_regions(note: str, destination: str) -> tuple[Region, ...]:
    """Return the parts about which the note of an issue says that advice against them is new."""
    now = "\n".join(sentence for sentence in sentences(note) if _NOW.search(sentence))
    return regions_in(now, destination, None)


def is_lifting(note: str) -> bool:
    """Tell whether the note of an issue says that advice ended."""
    return _ENDED.search(note) is not None


def gravest(regions: Iterable[Region]) -> Severity | None:
    """Return the gravest severity of the regions, or None without regions."""
    return max((region.severity for region in regions), default=None)


def _regions(lines: Sequence[str]) -> Iterator[Region]:
    for number, line in enumerate(lines):
        for severity, place in () if line.startswith(_NOTE) else _advised(line):
            yield from _named(severity, place, lines, number)


def _advised(line: str) -> Iterator[tuple[Severity, str]]:
    """Yield each advice of a line with the words that follow it, a list heading included."""
    if (headed := _HEADED.match(line)) is not None:
        yield Severity(int(headed["number"])), headed["place"].strip("# ")
        line = line[headed.end() :]
    for sentence in sentences(_LED_IN.sub(":", line)):
        yield from _active(sentence)
        for passive in _PASSIVE.finditer(sentence):
            yield _severity(passive["essential"]), passive["place"]


def _active(sentence: str) -> Iterator[tuple[Severity, str]]:
    milder = _MILDER.match(sentence.lstrip(" -–—•*"))
    if milder is not None and _PREPOSITION.match(sentence, milder.end()):
        severity = Severity.CAUTION if milder["much"] else Severity.NORMAL
        yield severity, sentence[milder.end() :].strip()
    item = _ITEM.match(sentence)
    if item and _is_said(sentence, item) and not _VERB.search(sentence):
        yield _severity(item["essential"]), sentence[item.end() :].strip()
        return
    found = [match for match in _ADVICE.finditer(sentence) if _is_said(sentence, match)]
    for match, following in zip_longest(found, found[1:]):
        end = following.start() if following else len(sentence)
        severity = _severity(match["essential"] or match["reconsider"])
        yield severity, _place_after(sentence[:end], match).strip()


def _is_said(sentence: str, match: re.Match[str]) -> bool:
    """Check that the words are advice about a place: not taken back, asked or conditional."""
    place = _place_after(sentence, match)
    is_heading = not place and "advis" in sentence[: match.start()]
    if not is_heading and not _PREPOSITION.match(place):
        return False
    return not _UNSAID.search(sentence[: match.start()])


def _place_after(sentence: str, match: re.Match[str]) -> str:
    rest = sentence[match.end() :]
    for_now = _FOR_NOW.match(rest)
    return rest[for_now.end() :] if for_now else rest


def _severity(milder: str | None) -> Severity:
    return Severity.RECONSIDER if milder else Severity.DO_NOT_TRAVEL


def _named(severity: Severity, place: str, lines: Sequence[str], number: int) -> Iterator[Region]:
    """Yield the regions that one advice names, in its own words or in a list below it."""
    is_list = place.endswith(":") or not place or _PREPOSITION.fullmatch(place) is not None
    lead = _name(place)
    if not is_list:
        yield from _region(severity, lead)
        return
    items = list(_items(lines, number + 1))
    if _EXCEPT.search(lead) and not _FOLLOWING.search(_EXCEPT.split(lead)[0]):
        yield from _region(severity, " ".join([lead, ", ".join(items)]))
        return
    prefix = f"{lead} " if _MEASURED.search(lead) or lead in ("within", "between") else ""
    for item in items:
        yield from _region(severity, item if _WITHIN.match(item) else prefix + item)


def _items(lines: Sequence[str], start: int) -> Iterator[str]:
    """Yield the names in a list; it ends at the next advice, its heading, or a sentence.

    After an item with a full stop, a line without one above a sentence is the next title.
    """
    is_stopped = False
    for number in range(start, len(lines)):
        line = lines[number].strip(" -–—•*")
        if _is_advice(line) or (number > start and _is_heading(lines, number)):
            return
        first = _name(line)
        if not first or _VERB.search(first) or _TOPIC.fullmatch(first):
            return
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if is_stopped and not line.endswith(".") and _VERB.search(below):
            return
        is_stopped = line.endswith(".")
        yield first


def _is_advice(line: str) -> bool:
    if _HEADED.match(line) is not None:
        return True
    if _MILDER.match(line) is not None:
        return True
    return any(True for _ in _advised(line))


def _is_heading(lines: Sequence[str], number: int) -> bool:
    """Check for the title of the next advice: that advice repeats a word of it.

    A last item and a title look alike. "Amhara region" above "against all travel to Amhara
    region" is a title. Advice that says "also" continues the section above it.
    """
    line, below = lines[number], lines[number + 1 : number + 3]
    if line[:1].islower() or line[:1].isdigit() or line.endswith((".", ":", ",")):
        return False
    if not below or not _is_advice(below[0]) or " also " in below[0]:
        return False
    return bool(_long_words(line) & _long_words(" ".join(below)))


def _long_words(text: str) -> frozenset[str]:
    words = normalise(text).split()
    return frozenset(word for word in words if len(word) > 3 and word not in KINDS_OF_PLACE)


def _name(place: str) -> str:
    """Reduce the words after the advice to the name of the place."""
    name = re.sub(r"^(?:(?:to|in|into)(?=[\s:]))?[\s:]*", "", place.strip(), flags=re.IGNORECASE)
    heads = (name[: reason.start()] for reason in _REASON.finditer(name))
    whole = (head for head in heads if head.count("(") == head.count(")"))
    return next(whole, name).strip(" .:,;")


def _region(severity: Severity, name: str) -> Iterator[Region]:
    name = " ".join(name.split()).strip(" .:,;")
    if pointer := _POINTER.match(name):
        name = name[pointer.end() :]
    if name and not _MANNER.search(name):
        yield Region(name=cut_at_word(name, REGION_NAME_MAX_CHARS), severity=severity)


_BORDER = re.compile(r"\b(?:border|boundary|frontier|crossing|near|within)", re.IGNORECASE)
_INSIDE = re.compile(r"\b(?:in|of) (?=[A-Z])")
COUNTRY_MAX_WORDS = 4


def is_elsewhere(name: str, destination: str) -> bool:
    """Tell whether the name of a region is another destination, or a part of one.

    Advice about one country names its neighbours: "against all travel to Haiti", "Venezuela's
    border regions". A border with a neighbour belongs to both, so it is a part of this one.
    """
    if (itself := _code(name)) is not None:
        return itself != destination
    owner, is_owned, _ = re.sub("[’']s ", "\0", name).partition("\0")
    if is_owned and (codes := _codes(owner.split()[-COUNTRY_MAX_WORDS:])):
        return destination not in codes
    inside = _INSIDE.search(name)
    if inside is None or _BORDER.search(name[: inside.start()]):
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
