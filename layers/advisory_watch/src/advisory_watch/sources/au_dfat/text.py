"""The advice in words: repaired text, and the parts that it names with their levels."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile, zip_longest

from advisory_watch.core.advisory import Region, Severity
from advisory_watch.core.errors import MalformedItem
from advisory_watch.core.text import cut_at_word
from advisory_watch.parsing.html import prose_of, sentences
from advisory_watch.sources.au_dfat.levels import LEVELS

BROKEN_QUOTE = re.compile(r"&(?:amp;)*\*\*")
"""What the export makes of a straight apostrophe or quotation mark."""

_GLUED = re.compile(r"(?<=[a-z0-9)\]’'][.!?])(?=[A-Z‘“])")
"""The end of a paragraph: the export joins the next one without a space."""

_ANY_LEVEL = "|".join(LEVELS)
_STATEMENT = re.compile(rf"(?<!\S)(?:{_ANY_LEVEL})\b")
"""The words of a level at the start of a statement; in the middle of one they are lower case."""

_LINE = re.compile(rf"(?P<level>{_ANY_LEVEL})\b(?P<rest>.*)")

_BECAUSE = r",?\s*\b(?:due to|because of|owing to|as a result of)\b"
_REASON = re.compile(rf"{_BECAUSE}:?[^;:]*")
"""The reason behind the name of a place; a colon or semicolon leads to further places."""

_LIST = re.compile(r"\s*(?:to\s*)?:")
"""The start of a list, `Do not travel to: A due to B C due to D`, whose items are run together."""

_LED_IN = re.compile(
    r"(?:overall\b)?[\s:,]*(?:(?:to|in|for)\b[\s:]*)?"
    r"(?:(?:the )?(?:following|these) (?:locations?|areas?|places?|regions?)\b[\s:,]*)?"
)
"""The words before the name of a place: `to`, `in`, `to the following locations:`."""

_BULLET = re.compile(r"\s*•\s*")
_OVERALL = re.compile(r"\s*\boverall\b")
_EDGES = " .,:;-–—"

REGION_NAME_MAX_CHARS = 300
"""Lists of provinces are long; all of them together are one part, with one level."""

REGIONS_MAX = 100
"""The most parts of a recorded row are four; more than this is not advice."""


FIELD_MAX_CHARS = 100_000
"""The longest recorded field has 3,900."""


def readable(raw: str) -> str:
    """Return the readable text of a field, with its quotes and paragraphs repaired.

    Raises `MalformedItem` for more text than advice has.
    """
    if len(raw) > FIELD_MAX_CHARS:
        raise MalformedItem(f"expected at most {FIELD_MAX_CHARS} characters, found {len(raw)}")
    return _GLUED.sub("\n", prose_of(BROKEN_QUOTE.sub("'", raw)))


def advice_lines(raw: str) -> str:
    """Return the advice of whole and parts, one statement a line.

    The field joins all of them to one text. Each has the level as a heading and again at the
    start of its sentence: `Do not travel Do not travel to A due to B., Do not travel …`. A heading
    without a place is left out.
    """
    text = " ".join(readable(raw).split())
    starts = [match.start() for match in _STATEMENT.finditer(text)]
    pieces = (text[start:end] for start, end in zip_longest([0, *starts], starts))
    lines = (piece.strip().removesuffix(",") for piece in pieces)
    return "\n".join(line for line in lines if line.rstrip(".") not in {"", *LEVELS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A level and the place that it is about, which may be empty: the whole."""

    severity: Severity
    place: str
    has_reason: bool


def statements_in(text: str) -> tuple[Statement, ...]:
    """Read every line of a readable text that begins with the words of a level."""
    lines = (_LINE.match(line) for line in text.splitlines())
    return tuple(
        Statement(
            severity=LEVELS[line["level"]],
            place=_place(line["rest"]),
            has_reason=_REASON.search(line["rest"]) is not None,
        )
        for line in lines
        if line is not None
    )


def _place(rest: str) -> str:
    """Extract the place from ` to the border area due to crime. See Safety`."""
    first = next(iter(sentences(_BULLET.sub("; ", rest).strip())), "")
    said = _without_last_reasons(first) if _LIST.match(first) else _REASON.sub("", first)
    named = _OVERALL.sub("", said)
    return cut_at_word(_LED_IN.sub("", named, count=1).strip(_EDGES), REGION_NAME_MAX_CHARS)


def _without_last_reasons(listed: str) -> str:
    """Remove the reason at the end of each item; between two reasons may be a place."""
    items = []
    for item in listed.split(";"):
        starts = [reason.start() for reason in re.finditer(_BECAUSE, item)]
        items.append(item[: starts[-1]] if starts else item)
    return ";".join(items)


def is_stated(severity: Severity, text: str) -> bool:
    """Tell whether a readable text states this level, for the whole or for a part."""
    return any(said.severity is severity for said in statements_in(text))


def regions_in(text: str, severity: Severity) -> tuple[Region, ...]:
    """Read the parts with a graver level than the whole, in order of name.

    Only the last lines count, those of `advice_lines`: the news above may warn of a neighbour. If
    they are graver than the level of the whole, the whole is a part too. A statement without a
    place does not count. The text may be a stored one.
    """
    last = takewhile(_LINE.match, reversed(text.splitlines()))
    statements = statements_in("\n".join(reversed(list(last))))
    graver = {
        Region(name=said.place, severity=said.severity)
        for said in _without_headings(statements)
        if said.severity > severity and said.place
    }
    gravest = sorted(graver, key=lambda region: (-region.severity, region.name))
    return tuple(sorted(gravest[:REGIONS_MAX]))


def _without_headings(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Merge each heading with the sentence below it; a heading names the place in fewer words."""
    heading: Statement | None = None
    for said in statements:
        if heading is not None and _is_heading(heading, said):
            yield heading
            heading = None
        else:
            if heading is not None:
                yield heading
            heading = said
    if heading is not None:
        yield heading


def _is_heading(said: Statement, below: Statement) -> bool:
    """Tell whether a statement without a reason is the heading of the one below."""
    if said.severity != below.severity or said.has_reason:
        return False
    return not _names(said.place).isdisjoint(_names(below.place))


def _names(place: str) -> frozenset[str]:
    """Return the words of a place that begin with a capital letter, or all without such words."""
    words = re.findall(r"\w+", place)
    return frozenset(word for word in words if word[0].isupper()) or frozenset(words)
