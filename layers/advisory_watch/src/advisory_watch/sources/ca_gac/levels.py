"""Canada's four levels: a number and words, which must agree, and the headings of the parts."""

import unicodedata
from dataclasses import dataclass
from html import unescape

from advisory_watch.core.advisory import Severity
from advisory_watch.core.errors import UnknownLevel
from advisory_watch.core.text import label_of, shown
from advisory_watch.parsing.html import SHOWN_MAX_CHARS

SEVERITY_OF_STATE = {
    0: Severity.NORMAL,
    1: Severity.CAUTION,
    2: Severity.RECONSIDER,
    3: Severity.DO_NOT_TRAVEL,
}
"""Canada's `advisory-state`, from the index's own pairing with its words."""

LEVELS = {
    "Exercise normal security precautions": Severity.NORMAL,
    "Exercise a high degree of caution": Severity.CAUTION,
    "Avoid non-essential travel": Severity.RECONSIDER,
    "Avoid all travel": Severity.DO_NOT_TRAVEL,
}

SEVERITY_OF_WORDS = {
    **{words.casefold(): severity for words, severity in LEVELS.items()},
    "take normal security precautions": Severity.NORMAL,
}
"""The same levels in Canada's words; its pages say `Take`, its index says `Exercise`."""

REGIONAL = "with regional advisories"
"""The end of the words for a destination with parts that have a level of their own."""


def letters_of(text: str) -> str:
    """Reduce words to their letters: a space, a hyphen or a full stop makes no other level."""
    return "".join(sign for sign in unescape(text).casefold() if sign.isalnum())


_SEVERITY_OF_LETTERS = {letters_of(words): level for words, level in SEVERITY_OF_WORDS.items()}


def severity_of(state: object, words: str) -> Severity:
    """Map number and words to our scale. Raises `UnknownLevel` if they disagree or are unknown."""
    by_number = SEVERITY_OF_STATE.get(state) if type(state) is int else None
    by_words = _SEVERITY_OF_LETTERS.get(letters_of(words).removesuffix(letters_of(REGIONAL)))
    if by_number is None or by_words is None:
        found = shown(state, SHOWN_MAX_CHARS)
        raise UnknownLevel(f"no rule for state {found} with the words {words[:120]!r}")
    if by_number is not by_words:
        raise UnknownLevel(f"state {state!r} and the words {words[:120]!r} say different levels")
    return by_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The heading of an advisory: a place, empty if it names none, and the level for it."""

    place: str
    severity: Severity


_SEPARATORS = (
    "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}"
    "\N{MINUS SIGN}:|/,("
)


def heading_of(line: str) -> Heading | None:
    """Read `Border with Somalia - Avoid all travel`; None for a line that ends in no level."""
    seen = "".join(sign for sign in unescape(line) if unicodedata.category(sign) != "Cf")
    letters = letters_of(seen)
    words = next((words for words in _SEVERITY_OF_LETTERS if letters.endswith(words)), None)
    if words is None:
        return None
    start = [place for place, sign in enumerate(seen) if sign.isalnum()][-len(words)]
    before = seen[:start].strip()
    if before and before[-1] not in _SEPARATORS:
        return None
    place = " ".join(before.strip(f" {_SEPARATORS}").split())
    return Heading(place=place, severity=_SEVERITY_OF_LETTERS[words])


def regional_heading_of(line: str) -> Heading:
    """Read the heading of a part. Raises `UnknownLevel` for one without a place or a level."""
    heading = heading_of(line)
    if heading is None or not heading.place:
        raise UnknownLevel(f"no rule for the regional advisory {label_of(line)!r}")
    return heading


MARK = "## "
"""The mark of the heading of a part in the readable text."""


def line_of(heading: Heading) -> str:
    """Write a heading as a line of the readable text, in the words of the index."""
    return f"{MARK}{heading.place} - {words_of(heading.severity)}"


def words_of(severity: Severity) -> str:
    """Return the words of a level in the index."""
    return next(words for words, level in LEVELS.items() if level is severity)


def heading_in(line: str) -> Heading | None:
    """Read a line that `line_of` wrote; None for any other."""
    place, _, words = line.removeprefix(MARK).rpartition(" - ")
    if not line.startswith(MARK) or words not in LEVELS:
        return None
    return Heading(place=place, severity=LEVELS[words])
