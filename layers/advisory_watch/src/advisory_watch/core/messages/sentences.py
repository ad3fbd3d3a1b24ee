"""Split the readable text of a page into the passages that can be quoted.

A passage is a sentence, or the heading of a list joined to one of its items: `Do not travel to:`
says nothing alone. Every step is linear in the length of the text.
"""

import re
from collections.abc import Iterator

TEXT_MAX_CHARS = 200_000
"""How much of a text is searched; the longest recorded advice has 65 thousand characters."""

ITEMS_MAX = 60
"""Items of one list; the longest list of areas on record has 41."""

LEAD_MAX_CHARS = 400
"""A longer line is no heading; the limit bounds the time of the pattern."""

_END = re.compile(r"[.!?][\"'”’)]*\s+(?=[\"'“‘„(A-ZÄÖÜ0-9])|(?<=[。\uff01\uff1f])")
_ABBREVIATION = re.compile(
    r"\b(?:[A-Z]|St|Mr|Mrs|Ms|Dr|No|Gen|approx|ca|bzw|sog|Nr|inkl|z\. ?B|d\. ?h|u\. ?a)\.\s+$"
)
_DAY = re.compile(r"\b\d{1,2}\.\s+$")
_GERMAN_MONTH = re.compile(r"Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez")
"""A full stop that ends no sentence: `the U.S. government`, `am 24. Juli`."""

ABBREVIATION_MAX_CHARS = 16

_MARKS = " -–—•*●#"
"""Marks before a line that are no words of it."""

_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|could|should|may|might|will|would|must|you|we|"
    r"ist|sind|wird|werden|kann|können|sollte|sollten|geldt|wordt)\b"
)
_BRACKETED = re.compile(r"\([^()]*\)")


def passages_of(text: str, lead: re.Pattern[str], advice: re.Pattern[str]) -> Iterator[str]:
    """Yield the passages of a text in order, verbatim.

    `lead` matches a line that needs the lines below it, such as the heading of a list. Such a line
    is yielded by itself, and before each of its items. `advice` matches lines that are no items.
    """
    heading, items = "", 0
    for line in text[:TEXT_MAX_CHARS].splitlines():
        words = line.strip(_MARKS)
        if len(words) <= LEAD_MAX_CHARS and lead.search(words):
            heading, items = words, 0
        elif (
            heading and items < ITEMS_MAX and not advice.search(words) and _is_item(heading, words)
        ):
            yield _joined(heading, next(split_sentences(words), ""))
            items += 1
        else:
            heading = ""
        yield from split_sentences(words)


def _is_item(heading: str, line: str) -> bool:
    """Tell whether a line goes on with its heading; a sentence of its own does not."""
    if line.endswith(":") or not line:
        return False
    if not heading.endswith(":") and not _ADVISING.search(heading):
        return line[0].islower()
    return not _FINITE.search(_BRACKETED.sub("", next(split_sentences(line), "")))


_ADVISING = re.compile(r"\badvis", re.IGNORECASE)


def split_sentences(line: str) -> Iterator[str]:
    """Yield the sentences of a line."""
    start = 0
    for end in _END.finditer(line):
        tail = line[max(start, end.start() - ABBREVIATION_MAX_CHARS) : end.end()]
        is_date = _DAY.search(tail) and _GERMAN_MONTH.match(line, end.end())
        if is_date or _ABBREVIATION.search(tail):
            continue
        if sentence := line[start : end.end()].strip():
            yield sentence
        start = end.end()
    if sentence := line[start:].strip():
        yield sentence


def _joined(heading: str, item: str) -> str:
    is_continued = heading.endswith(":") or item[:1].islower()
    return f"{heading} {item}" if is_continued else f"{heading}: {item}"
