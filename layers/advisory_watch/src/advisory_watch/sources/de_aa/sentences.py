"""Cut the head of a section into sentences, which may go on over line breaks and lists."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ITEM = "- "
"""The mark of a list item in the readable text."""

SENTENCE_MAX_CHARS = 4000
"""The longest recorded sentence has 1,200 characters; a longer one is cut."""

_ENDS = re.compile(r"(?<=[.!?])[\"”“)]*\s+(?=[\"„“(A-ZÄÖÜ])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:bzw|ca|sog|St|Nr|Dr|inkl|einschl|insb|ggf|evtl|etc|usw|vgl|z\. ?B|d\. ?h|u\. ?a|"
    r"o\. ?g|v\. ?a|[A-Z])|\b\d{1,2})\.\s*$"
)
ABBREVIATION_MAX_CHARS = 16
_OPENS = re.compile(
    r"\b[Vv](?:on|om|or)(?: [a-zäöüß(][\w,()-]*){0,8}(?: (?:[A-ZÄÖÜ]\w*r|R)eisen?\b|$)"
)
"""The start of advice: `Von nicht notwendigen Reisen`."""

_VERB = r"abgeraten|gewarnt|ist|sind|Sie|sollten?|müssen|muss|können|kann|gilt|gelten"
_ENDED = re.compile(rf"\b(?:{_VERB})\b")
_FINITE = re.compile(rf"\b(?:wird|werden|{_VERB})\b")
_STOPPED = re.compile(r"[.!?][\"”“)]*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and the items of the list below it if it ends with a colon."""

    words: str
    items: tuple[str, ...] = ()


def sentences_of(lines: Sequence[str]) -> tuple[Sentence, ...]:
    """Return the sentences of some lines, in their order."""
    found: list[Sentence] = []
    for paragraph, items in _paragraphs(lines):
        *whole, last = _split(paragraph)
        found += [Sentence(words) for words in whole]
        found.append(Sentence(last, items))
    return tuple(found)


def _paragraphs(lines: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each paragraph with its list; advice without its verb goes on in the next line."""
    paragraph, items, is_item = "", list[str](), False
    for line in lines:
        words = line.removeprefix(ITEM)
        if paragraph.endswith(":") and (line.startswith(ITEM) or not _FINITE.search(line)):
            items.append(words.rstrip(" ;,"))
        elif _is_open(paragraph):
            is_next_item = is_item and line.startswith(ITEM)
            paragraph = (
                f"{paragraph.rstrip(' ;,')}, {words}" if is_next_item else f"{paragraph} {words}"
            )
        else:
            if paragraph:
                yield paragraph, tuple(items)
            paragraph, items = words, []
        is_item = line.startswith(ITEM)
    if paragraph:
        yield paragraph, tuple(items)


def _split(paragraph: str) -> list[str]:
    """Split at the ends of sentences; an abbreviation or an unfinished advice does not end one."""
    sentences, start = list[str](), 0
    for end in _ENDS.finditer(paragraph):
        piece = paragraph[start : end.start()]
        is_short = len(piece) < SENTENCE_MAX_CHARS
        if is_short and (
            _ABBREVIATED.search(piece[-ABBREVIATION_MAX_CHARS:]) or _is_begun(piece, _FINITE)
        ):
            continue
        sentences.append(piece)
        start = end.end()
    return [*sentences, paragraph[start:]]


def _is_open(paragraph: str) -> bool:
    """Tell whether a paragraph breaks off within advice."""
    if _STOPPED.search(paragraph) or len(paragraph) > SENTENCE_MAX_CHARS:
        return False
    return _is_begun(_split(paragraph)[-1], _ENDED)


def _is_begun(piece: str, verb: re.Pattern[str]) -> bool:
    """Tell whether advice begins in a piece, without its verb."""
    openings = [opening.end() for opening in _OPENS.finditer(piece)]
    return bool(openings) and not verb.search(piece[openings[-1] :])
