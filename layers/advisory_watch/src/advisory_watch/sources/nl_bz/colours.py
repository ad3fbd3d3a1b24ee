"""Read the colours of a destination and of its parts from the introduction of its advice.

The ministry states each colour in a sentence of a few fixed forms. A colour in another form, or a
colour that is not one of the four, is an error: a default would be advice never given.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from advisory_watch.core.advisory import Region, Severity
from advisory_watch.core.errors import MalformedItem, UnknownDestination, UnknownLevel
from advisory_watch.parsing.html import sentences
from advisory_watch.sources.nl_bz.countries import code_named, plain_name
from advisory_watch.sources.nl_bz.levels import SEVERITY_OF_COLOUR

QUOTED_MAX_CHARS = 160
"""How much of a sentence an error quotes."""

_MOSTLY = r"(?P<mostly>(?:voor het grootste deel|grotendeels) )?"
_NOW = r"(?:(?:nu|nog steeds|weer|op dit moment|(?:sinds|vanaf) \d[\w ]{0,30}?) )?"
_ADVICE = r"(?:van|voor) het reisadvies"
_COLOUR = r"(?P<colour>\w+)"
_BUT = r"(?P<but>,? \(?(?:behalve|met uitzondering van) .+)?"
_FORMS = (
    (
        rf"de kleurcode {_ADVICE} (?:voor|van) (?P<country>.+?) is {_NOW}{_MOSTLY}{_COLOUR}"
        rf"(?: voor (?P<place>.+)|{_BUT})"
    ),
    rf"de kleurcode {_ADVICE} is {_NOW}{_MOSTLY}{_COLOUR}(?: voor (?P<place>.+)|{_BUT})",
    rf"vo{{1,2}}r (?P<place>.+?),? geldt {_NOW}{_MOSTLY}kleurcode {_COLOUR}{_BUT}",
    rf"kleurcode {_COLOUR} geldt {_NOW}(?:ook )?voor (?P<place>.+)",
    rf"(?:sinds|vanaf) \d[\w ]{{0,30}} geldt kleurcode {_COLOUR} voor (?P<place>.+)",
)
"""The forms of the ministry's colour texts, and what its pages really say.

Real pages have `voor het reisadvies`, `van India is rood voor de regio's …` and `Vor de rest van`.
"""

_STATEMENTS = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)
_MENTIONED = re.compile(r"\bkleurcode\b", re.IGNORECASE)
_COLOURS = re.compile(rf"\b(?:{'|'.join(SEVERITY_OF_COLOUR)}|kleurcode)\b", re.IGNORECASE)
_ALSO = re.compile(r"(?:en|ook|en ook) voor (?P<place>.+)", re.IGNORECASE)

_INSTRUCTIONS = (
    (r"\breis (?:er )?niet (?:hier|er)?heen\b", {"rood"}),
    (r"\breis (?:er )?alleen (?:hier|er)?heen als\b", {"oranje"}),
    (r"\bu kunt (?:er|hier)heen reizen\b", {"geel", "groen"}),
    (r"\bmaar let op: er zijn bijzondere veiligheidsrisico", {"geel"}),
)
"""The fixed instructions, and the colours that each of them goes with."""

_ALL_OF = re.compile(r"(?:heel|geheel|de gehele|het gehele|de hele|het hele) ", re.IGNORECASE)
_REST_OF = re.compile(r"(?:de )?rest(?: van)?(?: |$)", re.IGNORECASE)
_PART = re.compile(
    r"\b(?:(?:noord|zuid|oost|west|midden|centra)\w*|provinci\w+|stad|steden|\w*gebied\w*|"
    r"regio\w*|\w*eiland\w*|deel|delen|\w*deelstat\w*|\w*deelstaat|grens\w*|\w*strook|\w*kust\w*|"
    r"district\w*|departement\w*|omgeving|vallei|zone\w*)\b"
)
"""Words of a part, in lower case: a compass point in a name may belong to a country."""

_WHOLE_LAND = frozenset({"", "land"})


class Extent(Enum):
    """How much of the destination a sentence is about.

    `ELSEWHERE` is a destination with its own advice; `UNKNOWN` may be the destination itself.
    """

    WHOLE = "whole"
    MOST = "most"
    PART = "part"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A colour and its place; `words` are the colour with its limits, verbatim."""

    words: str
    severity: Severity
    place: str
    extent: Extent


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """The colours of a destination; `severity` is None if only parts have one.

    `regions` are the parts that are graver than the whole.
    """

    words: str
    severity: Severity | None
    regions: tuple[Region, ...]

    @property
    def partial_severity(self) -> Severity | None:
        """The gravest severity of the regions."""
        return max((region.severity for region in self.regions), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """The destination of a document: its code, and the names in its field `location`."""

    code: str
    names: frozenset[str]

    def is_named(self, place: str) -> bool:
        """Tell whether a place is a name of the whole destination."""
        return plain_name(place) in self.names or code_named(place) == self.code


def country_of(code: str, location: str) -> Country:
    """Collect the names in `location`: `Belarus (Wit-Rusland)`, `Congo, de Republiek`."""
    outside, _, inside = location.partition("(")
    head, _, tail = outside.partition(",")
    said = (location, outside, inside, f"{tail} {head}")
    return Country(code=code, names=frozenset(filter(None, map(plain_name, said))))


def colours_in(introduction: str, country: Country) -> Colours:
    """Read the colours from the text of an introduction, one paragraph per line.

    Raises `UnknownLevel` for a sentence that has no known form or colour, for two colours of the
    whole, and for a colour with the instruction of another. Raises `MalformedItem` without any
    colour, and `UnknownDestination` for a place that may be the destination under another name.
    """
    statements = [
        statement
        for line in introduction.splitlines()
        for statement in statements_in(line, country)
        if statement.extent is not Extent.ELSEWHERE
    ]
    if not statements:
        raise MalformedItem("expected a sentence with the `kleurcode`, found none")
    whole = _whole_of(statements)
    severity = whole.severity if whole else None
    regions = (
        Region(name=statement.place, severity=statement.severity)
        for statement in statements
        if statement.place and (severity is None or statement.severity > severity)
    )
    return Colours(
        words=whole.words if whole else _words_of_parts(statements),
        severity=severity,
        regions=tuple(dict.fromkeys(regions)),
    )


def _whole_of(statements: Sequence[Statement]) -> Statement | None:
    """Return the statement about the whole; None if all are about parts.

    "For the most part red" outweighs "the rest is orange" in the same text.
    """
    most = [statement for statement in statements if statement.extent is Extent.MOST]
    whole = most or [statement for statement in statements if statement.extent is Extent.WHOLE]
    if len({statement.severity for statement in whole}) > 1:
        said = ", ".join(statement.words for statement in whole)
        raise UnknownLevel(f"expected one colour of the whole, found {_quoted(said)}")
    if whole:
        return whole[0]
    for statement in statements:
        if statement.extent is Extent.UNKNOWN:
            raise UnknownDestination(
                "expected the destination or a part of it in a sentence about its `kleurcode`,"
                f" found {_quoted(statement.place)}; if it is another name of the destination,"
                " add it to sources/nl_bz/countries.py"
            )
    return None


def _words_of_parts(statements: Iterable[Statement]) -> str:
    found = {statement.severity for statement in statements}
    colours = [colour for colour, severity in SEVERITY_OF_COLOUR.items() if severity in found]
    return f"deels {', '.join(reversed(colours))}"


def statements_in(line: str, country: Country) -> tuple[Statement, ...]:
    """Read the colours that one paragraph states, and compare a single one with its instruction."""
    found: list[Statement] = []
    for sentence in (said.rstrip(" .!") for said in sentences(line)):
        if _MENTIONED.search(sentence):
            found.extend(_statement(sentence, country))
        elif found and (also := _ALSO.fullmatch(sentence)):
            place = also["place"]
            extent = _extent_of(place, country)
            found.append(
                Statement(
                    words=found[-1].words,
                    severity=found[-1].severity,
                    place=place,
                    extent=extent,
                )
            )
    if len({statement.severity for statement in found}) == 1:
        _require_instruction(line, found[0])
    return tuple(found)


def _statement(sentence: str, country: Country) -> Iterator[Statement]:
    """Yield the statement of a sentence; nothing for one that mentions colour codes in general."""
    matches = (form.fullmatch(sentence) for form in _STATEMENTS)
    said = next(filter(None, matches), None)
    if said is None:
        if len(_COLOURS.findall(sentence)) > 1:
            raise UnknownLevel(f"no rule for the sentence {_quoted(sentence)}")
        return
    words = {name: value or "" for name, value in said.groupdict().items()}
    place, named = words.get("place", ""), words.get("country", "")
    if _COLOURS.search(f"{place} {named} {words.get('but', '')}"):
        raise UnknownLevel(f"no rule for two colours in the sentence {_quoted(sentence)}")
    severity = SEVERITY_OF_COLOUR.get(words["colour"].casefold())
    if severity is None:
        found = _quoted(words["colour"])
        raise UnknownLevel(f"no rule for the colour {found} in {_quoted(sentence)}")
    is_mostly = bool(words.get("mostly"))
    yield Statement(
        words=f"{words.get('mostly', '')}{words['colour']}{words.get('but', '')}",
        severity=severity,
        place=place or named,
        extent=_extent_of(place or named, country, is_mostly=is_mostly, is_full=not place),
    )


def _extent_of(
    place: str, country: Country, *, is_mostly: bool = False, is_full: bool = False
) -> Extent:
    """Classify a place; `is_full` is set in the sentence whose place should be the destination."""
    rest = _REST_OF.match(place)
    core = place[rest.end() :].partition(",")[0] if rest else _ALL_OF.sub("", place, count=1)
    name = core.partition("(")[0]
    if plain_name(name) in _WHOLE_LAND or country.is_named(name):
        return Extent.MOST if is_mostly else Extent.WHOLE
    if code_named(name) is not None:
        return Extent.ELSEWHERE
    if _PART.search(core) or not (rest or is_full):
        return Extent.PART
    return Extent.UNKNOWN


def _require_instruction(line: str, statement: Statement) -> None:
    """Require that the instruction in a paragraph is the one of its colour.

    A slip in either of them is an error: which of the two is right cannot be known.
    """
    allowed = [
        colours
        for pattern, colours in _INSTRUCTIONS
        if re.search(pattern, line, flags=re.IGNORECASE)
    ]
    expected = {SEVERITY_OF_COLOUR[colour] for colours in allowed for colour in colours}
    if expected and statement.severity not in expected:
        raise UnknownLevel(
            f"the colour {statement.words[:QUOTED_MAX_CHARS]!r} and the instruction in"
            f" {_quoted(line)} say different levels"
        )


def _quoted(text: str) -> str:
    return repr(text[:QUOTED_MAX_CHARS])
