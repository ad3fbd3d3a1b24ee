"""The cards of the source modules, and docs/sources.md made from them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module

from advisory_watch.core.source import Endpoint, Source
from advisory_watch.core.text import as_shown, step_of

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
    return Card(heading=heading, **{name.lower(): tuple(lines) for name, lines in sections.items()})


def _lines(body: str) -> Iterator[tuple[str, str]]:
    name = ""
    for line in body.splitlines():
        named = _NAMED.match(line)
        if named and named.end() == _MARGIN:
            name = named[1]
        elif not name or line[:_MARGIN].strip():
            raise ValueError(f"card: expected a section's name and its text, found {line!r}")
        yield name, line[_MARGIN:].strip()


INTRO = """\
# Sources

Made by `make generate` from the cards of the source modules and from what their `SOURCE` states:
edit those.

**The publishers' own words are shown verbatim, everywhere.** Names of flags are spelled as words
(`avoid_all_travel_to_parts`: "avoid all travel to parts"); programs get them as they are.

**Severity is ours, for filters and colours only:** 1 normal, 2 caution, 3 reconsider, 4 do not
travel. It is never averaged or merged over publishers. `show` and `compare` say where they differ
by two steps or more: governments advise their own citizens, draw their lines in different places,
and a difference says nothing of who is right.

**Advice on parts is shown next to the whole,** as partial severity. Filters, colours, counts and
comparisons use the graver of both. `us_state`, `uk_fcdo`, `ca_gac`, `de_aa`, `ie_dfa` and `nz_mfat`
name the parts.

**Severity 1 is never "safe".** In `uk_fcdo` it means that no flag is set: no advice against travel
to the whole; in `de_aa` that no sentence advises against travel to the whole: the general advice,
which may well be grave; in `jp_mofa` that no danger level is in force. In `us_state`, `ca_gac`,
`ie_dfa`, `nz_mfat`, `au_dfat` and `nl_bz` the publisher has words for its lowest step.
"""


def markdown(sources: Iterable[Source]) -> str:
    """Return the document. Raises `ValueError` if a source has no valid card."""
    chapters = ("\n".join(_chapter(registered, card_of(registered.id))) for registered in sources)
    return "\n".join((INTRO, *chapters))


def _chapter(source: Source, card: Card) -> Iterator[str]:
    yield f"## `{source.id}`: {card.heading.rstrip('.')}\n"
    yield f"Alerts call it {source.title}. Published by: {source.publisher}, <{source.homepage}>.\n"
    for name, lines in (("Pages", card.pages), ("Scale", card.scale), ("Quirks", card.quirks)):
        yield f"- **{name}:** {' '.join(lines)}"
    yield f"- **Licence:** {source.licence}\n"
    yield "| door | address | documents |\n|---|---|---|"
    for endpoint in source.endpoints:
        documents = f"{documents_of(endpoint)}{_example(endpoint)}"
        yield f"| `{endpoint.id}` | <{endpoint.target.url}> | {documents} |"
    yield ""
    yield from _levels(source)


def _levels(source: Source) -> Iterator[str]:
    if not source.levels:
        yield f"No levels: {source.levels_from}.\n"
        return
    yield "| their words | severity | of |\n|---|---|---|"
    for level in source.levels:
        number = "" if level.severity is None else f"{int(level.severity)} "
        of = "parts" if level.is_partial else "the whole"
        yield f"| {as_shown(level.words)} | {number}{step_of(level.severity)} | {of} |"
    yield f"\nMapped by: {source.levels_from}.\n"


def documents_of(endpoint: Endpoint) -> str:
    """Describe how many documents an endpoint has, as known without a request."""
    if endpoint.has_index:
        return "an index, and the documents that it names"
    count = len(endpoint.list(endpoint.target, None).documents)
    return "1 document" if count == 1 else f"{count} documents"


def _example(endpoint: Endpoint) -> str:
    documents = () if endpoint.has_index else endpoint.list(endpoint.target, None).documents
    return f", such as <{documents[0].target.url}>" if len(documents) > 1 else ""
