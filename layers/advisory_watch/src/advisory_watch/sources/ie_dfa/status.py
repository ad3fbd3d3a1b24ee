"""The security status of a page: its banner, and what the advice below says.

The Department writes it with and without hyphens, in the plural, after a name, before an exception,
and on some pages only in a sentence.
"""

import re
from collections.abc import Iterable, Iterator
from unicodedata import category

from advisory_watch.core.advisory import Severity
from advisory_watch.core.errors import MalformedItem, UnknownLevel
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.parsing.index import destinations_named
from advisory_watch.sources.ie_dfa.levels import LEVELS

FOUND_MAX_CHARS = 80
"""How much of the banner and of the advice an error quotes."""

_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))  # noqa: RUF001
"""The dashes that editors paste, as hyphens: a pattern with all of them takes long to compile."""

_GAP = r"[\s-]{1,3}"


def _spaced(form: str) -> str:
    """Let any space or dash separate the words of a form."""
    return form.replace(" ", _GAP)


_LEADS = _spaced(r"(?:(?:exercise|exercising|take|taking|observe|observing) )?(?:an? )?")
_FORMS = {
    severity: _LEADS + _spaced(form)
    for severity, form in {
        Severity.NORMAL: r"normal (?:\w+ )?precautions?",
        Severity.CAUTION: r"high (?:degrees?|level) of caution",
        Severity.RECONSIDER: (
            rf"(?:avoid(?:ing)?|against) (?:all |any )?non(?:{_GAP})?essential travels?"
            r"|against all but essential travel"
        ),
        Severity.DO_NOT_TRAVEL: r"do not travel|(?:avoid(?:ing)?|against) (?:all |any )?travel",
    }.items()
}
"""The spellings of each rating: with and without a hyphen, `Normal Safety Precautions`."""

_ANY_FORM = "|".join(f"(?:{form})" for form in _FORMS.values())
_EXCEPTION = r"[ ,(-]*(?:with|except\w*|excluding|other than|apart from|outside)\b.*"
_BANNERS = {
    severity: lazy_pattern(rf"(?:{form})\W*(?P<exception>{_EXCEPTION})?", re.IGNORECASE | re.DOTALL)
    for severity, form in _FORMS.items()
}
_STATEMENT = re.compile(
    rf"(?:(?P<name>[^:]{{1,80}}?)(?: *:| -) *)??(?P<level>{_ANY_FORM})\b", re.IGNORECASE
)
"""A line of the advice: `Do Not Travel`, `Palestine: Do Not Travel, with the exception of …`."""

_HEADING = re.compile(
    r"(?:current )?(?:security|safety) (?:status|rating)s? *(?:[:-] *|\bis\b *|$)",
    re.IGNORECASE,
)
"""The heading of the level, above the banner and again in the advice."""

_SENTENCE = lazy_pattern(
    r"(?<!\bnot )(?<!\bno longer )"
    r"\b(?:advis(?:es?|ing)|(?:are|is) advised|advice [^.;:]{0,60}\bis|status [^.;:]{0,60}\bis)\b"
    rf"[^.;:]{{0,60}}? (?P<level>{_ANY_FORM})\b(?: (?:for|in|to) (?P<name>[^.,;]{{1,80}}))?"
    r"(?= *(?:[.,;]|$))",
    re.IGNORECASE,
)
"""The level in a sentence, on pages without the heading: `advises High Degree of Caution for …`."""

_GOES_ON = re.compile(
    r"\s+(?:at|until|due|because|given|as|currently|with|except\w*|excluding|unless|while|for|"
    r"outside|apart)\b.*",
    re.IGNORECASE,
)
"""What may follow the name of a destination, without meaning a part of it."""

_PARENTHESES = re.compile(r"\([^()]{0,80}\)")
_REST_OF = re.compile(r"(?:all |the )?(?:rest|remainder|other parts) of ", re.IGNORECASE)

Statement = tuple[str, str]
"""The name of a place, often empty, and the words of its level."""


def status_of(banner: str, destination: str, lines: Iterable[str]) -> tuple[str, Severity]:
    """Return the status in words and on our scale. Raises `UnknownLevel` and `MalformedItem`.

    A banner counts if the advice states the same. If the two differ, the advice counts. A graver
    banner that advises against travel is an error: one of the two is wrong. A banner without any
    status below counts unless it has the lowest one.

    Real cases: four banners fell to the lowest level for days, and one rose by a step for weeks.
    The advice below them kept its level.
    """
    native_level, by_banner = _read_rating(banner)
    lines = [_visible(line).translate(_HYPHENS) for line in lines]
    below = list(_below_heading(lines))
    stated = below or list(_in_sentences(lines, destination))
    ratings = {_read_rating(level)[1] for name, level in stated if _is_about(name, destination)}
    if by_banner in ratings or (not stated and by_banner > Severity.NORMAL):
        return native_level, by_banner
    if not stated:
        raise MalformedItem("expected a security status in the advice, found only the banner")
    if below and ratings and (by_banner < max(ratings) or by_banner < Severity.RECONSIDER):
        return _words_of(max(ratings)), max(ratings)
    said = "; ".join(": ".join(filter(None, statement)) for statement in stated)
    found = f"the banner {banner[:FOUND_MAX_CHARS]!r} and the advice {said[:FOUND_MAX_CHARS]!r}"
    raise UnknownLevel(f"{found} say different levels")


def _words_of(severity: Severity) -> str:
    return next(words for words, level in LEVELS.items() if level is severity)


def _read_rating(words: str) -> tuple[str, Severity]:
    """Return the usual words of a rating, or its own words if they name an exception."""
    if words in LEVELS:  # as on most pages
        return words, LEVELS[words]
    shown = _visible(words)
    for severity, form in _BANNERS.items():
        if found := form.fullmatch(shown.translate(_HYPHENS)):
            return shown if found["exception"] else _words_of(severity), severity
    found_words = repr(words[:FOUND_MAX_CHARS])
    raise UnknownLevel(
        f"expected one of the four ratings ({', '.join(LEVELS)}), found {found_words}"
    )


def _visible(line: str) -> str:
    """Return a line without soft hyphens and other characters that have no width."""
    if line.isascii():  # as most lines, and without such characters
        return line.strip()
    return "".join(char for char in line if category(char) != "Cf").strip()


def _below_heading(lines: Iterable[str]) -> Iterator[Statement]:
    """Yield the level after each heading of it, and those of the lines below that state one."""
    is_below = False
    for line in filter(None, lines):
        heading = _HEADING.match(line)
        words = line[heading.end() :] if heading else line
        found = _STATEMENT.match(words) if heading or is_below else None
        if found is not None:
            yield found["name"] or "", found["level"]
        is_below = found is not None or (heading is not None and not words)


def _in_sentences(lines: Iterable[str], destination: str) -> Iterator[Statement]:
    """Yield the levels that sentences state for the destination, or without a name."""
    for line in lines:
        for found in _SENTENCE.finditer(line):
            if found["name"] is None or _is_about(found["name"], destination):
                yield found["name"] or "", found["level"]


def _is_about(name: str, destination: str) -> bool:
    """Check whether a statement is about the whole destination; one without a name is."""
    bare = _PARENTHESES.sub("", _GOES_ON.sub("", name)).strip()
    return not bare or destination in destinations_named(name, bare, _REST_OF.sub("", bare))
