"""Quote, measure and re-encode text that other people wrote.

A parser repairs malformed HTML, and repair costs time. It searches the open elements again at
every tag, so a megabyte of `<div>` takes minutes. Bold, italics and similar elements that one
paragraph leaves open are opened again in each paragraph after it. In this way 13 kB become a
million elements. Counting tags bounds both, for any content and position of the tags.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from reprlib import Repr
from unicodedata import combining, normalize

from advisory_watch.core.advisory import Severity
from advisory_watch.core.lazy_pattern import lazy_pattern

LABEL_MAX_CHARS = 200
"""The longest title of a recorded item has 110."""


def shown(value: object, max_chars: int) -> str:
    """Quote a value of any type, cut to `max_chars`.

    Only its first levels are examined: a value may be nested deeper than Python can print.
    """
    brief = Repr()
    brief.maxstring = brief.maxother = max_chars
    return brief.repr(value)[:max_chars]


def label_of(text: str) -> str:
    """Convert a foreign name to one line that every terminal and log can print."""
    head = " ".join(text[:LABEL_MAX_CHARS].split())
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in head)


DIRECTION_MARKS = lazy_pattern(
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)
"""Marks that reverse or hide what a line says (UAX #9, 2), and tag characters.

They are invisible. Every language of our sources can be read without them.
"""


def without_marks(text: str) -> str:
    """Remove directional marks and tag characters: no text may leave the program with them."""
    return text if text.isascii() else DIRECTION_MARKS.sub("", text)


TAGS_MAX = 15_000
"""The largest recorded page has 5,720 tags; this many, all nested, take half a second."""

OPENED_AGAIN_MAX = 400_000
"""Elements that a parser may create for a page by reopening them: about 150 MB."""

HTML_MAX_BYTES = 2_000_000
"""The largest recorded page has 0.5 MB; the rules that search for words take 2 s for a megabyte."""

BOUNDS = f"HTML of at most {TAGS_MAX} tags and {HTML_MAX_BYTES} bytes, few of them left open"

_FORMATTING = lazy_pattern(
    rb"(?i)<(?=[bcefistu])(b|big|code|em|font|i|s|small|strike|strong|tt|u)([\s/>])"
)
"""Elements that a parser reopens and that do not close their own kind (HTML Standard, 13.2.4.3).

The first letter is looked at before the names, since that rules out most tags in half the time.
"""

_ALIKE_MAX = 3
"""The parser reopens at most this many identical elements (same section: the Noah's Ark clause)."""


def is_bounded(html: bytes) -> bool:
    """Tell whether the HTML can be parsed in little time and memory."""
    tags = html.count(b"<")
    if len(html) > HTML_MAX_BYTES or tags > TAGS_MAX:
        return False
    if tags * (1 + tags) <= OPENED_AGAIN_MAX:  # as in most texts, even if all are left open
        return True
    return tags * (1 + _left_open(html)) <= OPENED_AGAIN_MAX


def size_of(html: bytes) -> str:
    """Describe the amount of markup, for an error message."""
    return f"{html.count(b'<')} tags in {len(html)} bytes"


def _left_open(html: bytes) -> int:
    """Return the maximum number of elements that could be reopened at every tag."""
    found = Counter((name.lower(), end) for name, end in _FORMATTING.findall(html))
    alike = sum(min(_ALIKE_MAX, count) for (_, end), count in found.items() if end == b">")
    return alike + sum(count for (_, end), count in found.items() if end != b">")


NO_ADVICE_AGAINST = "no advice against travel"
"""The meaning of a page with no flag set (United Kingdom). It does not mean `safe`."""

_FLAGS = lazy_pattern(r"[a-z]+(?:_[a-z]+)+(?:,[a-z]+(?:_[a-z]+)+)*")
"""The names of a publisher's flags: `avoid_all_travel_to_parts,avoid_all_…`."""

_SHORT = {
    "avoid_all_travel_to_whole_country": "all travel",
    "avoid_all_but_essential_travel_to_whole_country": "all but essential travel",
    "avoid_all_travel_to_parts": "all travel to parts",
    "avoid_all_but_essential_travel_to_parts": "all but essential travel to parts",
}
"""The flags of the United Kingdom in few words, gravest first: a cut drops the milder ones."""


def as_shown(native_level: str) -> str:
    """Format a native level for display: verbatim, except flag names, which become words."""
    if not native_level.strip():
        return NO_ADVICE_AGAINST
    if _FLAGS.fullmatch(native_level):
        return native_level.replace("_", " ").replace(",", ", ")
    return native_level


def in_short(native_level: str) -> str:
    """Shorten a native level to its distinctive part: `Level 3`; the gravest flag comes first.

    A flag without a short form comes before the others, because its gravity is unknown.
    """
    flags = native_level.split(",")
    if not _FLAGS.fullmatch(native_level) or _SHORT.keys().isdisjoint(flags):
        return " ".join(as_shown(native_level).split()).partition(":")[0]
    unknown = [as_shown(flag) for flag in flags if flag not in _SHORT]
    known = [words for flag, words in _SHORT.items() if flag in flags]
    return " + ".join([*unknown, f"avoid {known[0]}", *known[1:]])


def to_from(now: str, before: str) -> str:
    """Describe a change of level without repeating the unit: `to Level 3 from 1`."""
    unit, _, rest = before.partition(" ")
    is_same_unit = rest.isdigit() and now.partition(" ")[0] == unit
    return f"to {now} from {rest if is_same_unit else before}"


def said(native_level: str) -> str:
    """Put a native level into a sentence; an empty level is not quoted."""
    shown = as_shown(native_level)
    return f"gives {shown}" if shown == NO_ADVICE_AGAINST else f"says “{shown}”"


def in_sentence(title: str) -> str:
    """Name a source in a sentence by its title: `the US`, `Canada`."""
    return f"the {title}" if title.partition(" ")[0].isupper() else title


NAMES_MAX = 10
"""How many names a line lists; the rest are counted."""


def listed(names: Iterable[str]) -> str:
    """List the first names, and count the others: `kenya, nepal and 3 more`."""
    whole = list(names)
    more = len(whole) - NAMES_MAX
    return ", ".join(whole) if more <= 0 else f"{', '.join(whole[:NAMES_MAX])} and {more} more"


TYPED_MAX_CHARS = 80
"""How much of a mistyped word is compared; the longest name has half of that."""


def closest_to(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like a mistyped one, in any case; empty if none is."""
    from difflib import get_close_matches  # noqa: PLC0415 - after a typing error only

    names = {name.casefold(): name for name in known}
    close = get_close_matches(word[:TYPED_MAX_CHARS].casefold(), names, n=1)
    return names[close[0]] if close else ""


def step_of(severity: Severity | None) -> str:
    """Name a severity: `do not travel`, or `no level` for None."""
    return "no level" if severity is None else severity.name.lower().replace("_", " ")


PLAIN = str.maketrans("’‘“”–—øØłŁđı", "''\"\"--oOlLdi") | str.maketrans(
    {"→": "to", "ß": "ss", "æ": "ae", "Æ": "AE"}
)
"""Letters that have a usual plain form but no decomposition in Unicode."""

NOT_GSM = "`^{}[]~\\|"
"""ASCII characters outside GSM 7-bit's basic set; most cost two places (3GPP TS 23.038)."""

WORDS_MAX_CHARS = 400
"""The limit for quoted publisher text; enough to recognise it.

Amazon SNS takes 256 kB for all forms of a message together. It would refuse a larger alert
every time, and the alert would stay in the outbox. So all text of a publisher has a limit.
"""


def to_ascii(text: str) -> str:
    """Convert text to printable ASCII: accents dropped, anything without a plain form a `?`."""
    plain = readable(without_accents(text.translate(PLAIN)))
    return re.sub("[^ -~]", "?", " ".join(plain.split()))


def without_accents(text: str) -> str:
    """Decompose each character separately: sorting a thousand accents on one letter is too slow."""
    if text.isascii():
        return text
    parts = (part for character in text for part in normalize("NFKD", character))
    return "".join(part for part in parts if not combining(part))


def has_swapped_letters(word: str, other: str) -> bool:
    """Tell whether two words differ only by two neighbouring letters that changed places.

    This is the transposition of the Damerau-Levenshtein distance. Unlike a letter that is new or
    missing, it is almost always a typing mistake: few words have the same letters as another.
    """
    if len(word) != len(other):
        return False
    start = next((at for at, (a, b) in enumerate(zip(word, other, strict=True)) if a != b), None)
    if start is None:
        return False
    pair, other_pair = word[start : start + 2], other[start : start + 2]
    return pair == other_pair[::-1] and word[start + 2 :] == other[start + 2 :]


def to_gsm7(text: str) -> str:
    """Convert text to characters that take one place in an SMS."""
    return "".join("-" if character in NOT_GSM else character for character in to_ascii(text))


def readable(text: str) -> str:
    """Remove control characters, incomplete letters and marks that can reverse a line's meaning."""
    if text.replace("\n", "").isprintable():
        return text
    return "".join(
        character if character == "\n" or character.isprintable() else " " for character in text
    )


def cut_at_word(text: str, limit: int) -> str:
    """Shorten text to a limit between words; three dots mark the cut."""
    if len(text) <= limit:
        return text
    head = text[: max(0, limit - 2)].rpartition(" ")[0].rstrip(" ,;:-(")
    return f"{head}..." if head else text[: max(0, limit)]


def in_words(span: timedelta) -> str:
    """Format a time span in words: `40 minutes`, `5 hours`, `3 days`."""
    minutes = max(0, round(span / timedelta(minutes=1)))
    for size, unit in ((1440, "day"), (60, "hour")):
        if minutes >= 2 * size:
            return f"{minutes // size} {unit}s"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
