"""The card of a source: the docstring of its module, in five fixed sections."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

SECTIONS = ("Pages", "Scale", "Licence", "Quirks", "History")
"""Every card has these sections in this order; each name begins a line."""

_MARGIN = 10
"""Width of the column before the text of a section, on every line."""

_NAMED = re.compile(r"([A-Z][a-z]+) +(?=\S)")
_DATED = re.compile(r"\d{4}-\d{2}-\d{2} \S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a source module says about its publisher; each section is a tuple of lines."""

    heading: str
    pages: tuple[str, ...]
    scale: tuple[str, ...]
    licence: tuple[str, ...]
    quirks: tuple[str, ...]
    history: tuple[str, ...]


def card_of(source_id: str) -> Card:
    """Return the card of a source. Raises `ValueError` if its module has no valid card."""
    module = f"advisory_watch.sources.{source_id}"
    try:
        return read_card(import_module(module).__doc__ or "")
    except ValueError as error:
        raise ValueError(f"{module}: {error}") from error


def read_card(docstring: str) -> Card:
    """Parse a card. Raises `ValueError` for a section that is missing, empty or unknown."""
    heading, _, rest = docstring.strip().partition("\n\n")
    body = rest.partition("\n\n")[0]
    sections: dict[str, list[str]] = {}
    for name, text in _lines(body):
        sections.setdefault(name, []).append(text)
    if tuple(sections) != SECTIONS:
        raise ValueError(f"card: expected {', '.join(SECTIONS)}; found {', '.join(sections)}")
    if not all(map(_DATED.match, sections["History"])):
        raise ValueError(f"card: expected dated lines of history, found {sections['History']}")
    return Card(
        heading=heading,
        **{name.lower(): tuple(lines) for name, lines in sections.items()},
    )


def _lines(body: str) -> Iterator[tuple[str, str]]:
    """Yield each line with the name of its section."""
    name = ""
    for line in body.splitlines():
        named = _NAMED.match(line)
        if named and named.end() == _MARGIN:
            name = named[1]
        elif not name or line[:_MARGIN].strip():
            raise ValueError(f"card: expected a section's name and its text, found {line!r}")
        yield name, line[_MARGIN:].strip()
