"""Read one document: its flags, and the advice in the heads of two sections of its text.

The text is kept with marks for its titles, so that a stored text is read like a fresh document.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from advisory_watch.core.advisory import Advisory, Region, Snapshot
from advisory_watch.core.errors import ItemError, MalformedItem, TextTooLong, UnknownLevel
from advisory_watch.core.page import Page
from advisory_watch.core.text import cut_at_word, label_of
from advisory_watch.parsing.departure import with_departure_advice
from advisory_watch.parsing.html import prose_of
from advisory_watch.parsing.json import an_object, snapshot_of, text_in, value_at
from advisory_watch.parsing.regions import REGION_NAME_MAX_CHARS, REGIONS_MAX
from advisory_watch.sources.de_aa.advice import Statement, statements_of
from advisory_watch.sources.de_aa.entry import (
    advisory_of_flags,
    entries_of,
    flags_in,
    is_name_of_another,
)
from advisory_watch.sources.de_aa.index import combine
from advisory_watch.sources.de_aa.levels import Flag, Levels, Rung, levels_of
from advisory_watch.sources.de_aa.sentences import ITEM
from advisory_watch.sources.de_aa.whole import Extent, country_of

FLAGS, SECTION, SUBSECTION = "# ", "## ", "### "
"""The marks of lines in the readable text: the flags, the title of a section, of a subsection."""

_MARKS = {"h2": SECTION, "h3": SUBSECTION, "li": ITEM}
_MARKED = re.compile(r"<(h2|h3|li)\b[^>]*>", re.IGNORECASE)

_HEAD = re.compile(
    r"(?P<section>Aktuelles|Sicherheit)(?: ?[-–—:] ?(?P<claim>Reisewarnung|Teilreisewarnung))?"
)
"""The titles of the sections with advice. Their subsections explain it, and advise on less."""

HEAD_MAX_CHARS = 20_000
"""The longest recorded head has 1,400; the time to read one grows faster than its length."""

_CLAIMS = {"Reisewarnung": Flag.WARNING, "Teilreisewarnung": Flag.PARTIAL_WARNING}


def read(page: Page) -> Snapshot:
    """Read one document, or what an index states: it may be the evidence of a version.

    Raises `Unreadable` for the empty object of a service that is down.
    """
    entries = [*entries_of(page)]
    if len(entries) > 1 and not any(value_at(entry, "content") for _, entry in entries):
        stated = snapshot_of(
            page, entries, lambda key, entry: advisory_of_flags(key, an_object(entry))
        )
        return replace(stated, advisories=combine(stated.advisories))
    return snapshot_of(page, entries, _advisory)


def _advisory(key: str, member: Any) -> Advisory:
    entry = an_object(member)
    flagged = advisory_of_flags(key, entry)
    if is_name_of_another(flagged):
        found = f"{label_of(flagged.name)} under the code {flagged.destination}"
        raise MalformedItem(f"expected the name of its code, found {found}")
    return read_text(replace(flagged, text=_text(entry)))


def _text(entry: Mapping[str, Any]) -> str:
    """Return the readable text: a line of the flags, then titles, paragraphs and list items."""
    html = _MARKED.sub(lambda tag: tag[0] + _MARKS[tag[1].lower()], text_in(entry, "content"))
    seen = "".join(sign for sign in html if unicodedata.category(sign) != "Cf")
    flags = ", ".join(flag.value for flag in Flag if flag in flags_in(entry))
    return f"{FLAGS}{flags}\n{prose_of(seen)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """The lines before the first subsection of the sections with advice.

    `claims` are the flags that their titles state. `is_whole` is set if the section on safety
    is there: without it, no advice in the rest proves nothing.
    """

    lines: tuple[tuple[str, ...], ...]
    claims: frozenset[Flag]
    is_whole: bool


def read_again(advisory: Advisory) -> Advisory:
    """Read a stored text with today's reader; one that it cannot read stays as it was read."""
    if advisory.text is None or not advisory.text.startswith(FLAGS):
        return with_departure_advice(advisory)
    try:
        return read_text(advisory)
    except ItemError:
        return advisory


def read_text(advisory: Advisory) -> Advisory:
    """Read the levels from the flags and the text together, and departure advice from the heads.

    Raises `UnknownLevel` for advice in unknown words, `MalformedItem` for a gutted document.
    """
    first, _, text = (advisory.text or "").partition("\n")
    flags = frozenset(Flag(name) for name in first.removeprefix(FLAGS).split(", ") if name)
    heads = heads_in(text.splitlines())
    country = country_of(advisory.destination, advisory.name)
    stated = [found for lines in heads.lines for found in statements_of(lines, country)]
    statements = [_as_flagged(found, flags | heads.claims) for found in stated]
    if not heads.is_whole and not statements:
        raise MalformedItem("expected a section `Sicherheit` in the text, found none")
    words = _levels(statements, heads.claims)
    levels = _levels(statements, heads.claims | flags)
    head = "\n".join(line.removeprefix(ITEM) for lines in heads.lines for line in lines)
    return with_departure_advice(
        replace(
            advisory,
            native_level=levels.native_level,
            severity=levels.severity,
            partial_severity=levels.partial_severity,
            regions=_regions(statements, levels),
            states_level=words.severity >= levels.severity,
        ),
        head,
    )


def heads_in(lines: Sequence[str]) -> Heads:
    """Find the heads. Raises `UnknownLevel` for a section on safety with an unknown title."""
    found: list[tuple[str, ...]] = []
    claims: set[Flag] = set()
    is_whole = False
    for title, body in _sections(lines):
        head = _HEAD.fullmatch(title)
        if head is None and title.startswith("Sicherheit"):
            raise UnknownLevel(f"no rule for the section {label_of(title)}")
        if head is not None:
            require_bounded_head(body)
            found.append(tuple(body))
            claims |= {_CLAIMS[head["claim"]]} if head["claim"] else set()
            is_whole = is_whole or head["section"] == "Sicherheit"
    return Heads(lines=tuple(found), claims=frozenset(claims), is_whole=is_whole)


def require_bounded_head(lines: Sequence[str]) -> None:
    """Raise `TextTooLong` for a head that no reader would take for a summary."""
    size = sum(map(len, lines))
    if size > HEAD_MAX_CHARS:
        raise TextTooLong(f"expected a head of at most {HEAD_MAX_CHARS} characters, found {size}")


def _sections(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the title of each section, and its lines before the first subsection."""
    title, body, is_head = "", list[str](), False
    for line in lines:
        if line.startswith(SECTION):
            yield title, body
            title, body, is_head = line.removeprefix(SECTION).strip(), [], True
        elif line.startswith(SUBSECTION):
            is_head = False
        elif is_head:
            body.append(line)
    yield title, body


def _as_flagged(statement: Statement, flags: frozenset[Flag]) -> Statement:
    """Take a warning of the whole with exceptions as the publisher flags it: as one of parts.

    Real case: a country was under a Teilreisewarnung, "except" its two largest cities.
    """
    is_partial = Flag.PARTIAL_WARNING in flags and Flag.WARNING not in flags
    if statement.rung is Rung.WARNING and statement.places and is_partial:
        return replace(statement, extent=Extent.PART)
    return statement


def _levels(statements: Sequence[Statement], flags: frozenset[Flag]) -> Levels:
    """Return the gravest steps that the text or a flag states.

    The two disagree for territories with a disputed status, and while a page is edited.
    """
    wholes = [found.rung for found in statements if found.extent is Extent.WHOLE]
    parts = [found.rung for found in statements if found.extent is Extent.PART]
    return levels_of(
        (*wholes, *(flag.rung for flag in flags if not flag.is_partial)),
        (*parts, *(flag.rung for flag in flags if flag.is_partial)),
    )


def _regions(statements: Sequence[Statement], levels: Levels) -> tuple[Region, ...]:
    """Return the parts that are not milder than the whole, each at its gravest step."""
    found: dict[str, Region] = {}
    for statement in statements:
        severity = statement.rung.severity
        if statement.extent is not Extent.PART or severity < levels.severity:
            continue
        for place in statement.places:
            name = cut_at_word(place, REGION_NAME_MAX_CHARS)
            if name not in found or found[name].severity < severity:
                found[name] = Region(name=name, severity=severity)
    return tuple(sorted(list(found.values())[:REGIONS_MAX]))
