"""Render the digest: a subject that sums up the day, and a plain-text body."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from textwrap import fill

from advisory_watch.core.digest import Digest
from advisory_watch.core.message import SUBJECT_MAX_CHARS
from advisory_watch.core.messages.alphabets import cut_at_word, readable, to_ascii
from advisory_watch.core.messages.digest_document import digest_document
from advisory_watch.core.messages.digest_lines import (
    below_the_line,
    news,
    retractions,
    sights,
    stands,
)

DIGEST_WIDTH = 76
"""A line quoted in a reply still fits into 78 characters."""

LINE_MAX_CHARS = 240
"""Three lines are enough for any piece of news; the alert or the ledger has the whole."""

SECTION_MAX_CHARS = 8_000
"""A hundred lines; five sections and the document stay below the 256 kB of Amazon SNS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMessage:
    """A digest rendered for people and programs; phones get none.

    `subject` is one line of ASCII of at most `SUBJECT_MAX_CHARS`, `email` plain text,
    `document` a JSON object.
    """

    subject: str
    email: str = field(repr=False)
    document: str = field(repr=False)


def render_digest(digest: Digest) -> DigestMessage:
    """Render a digest for every channel."""
    return DigestMessage(
        subject=cut_at_word(to_ascii(_subject(digest)), SUBJECT_MAX_CHARS),
        email=readable("\n\n".join(_parts(digest))) + "\n",
        document=digest_document(digest),
    )


def _subject(digest: Digest) -> str:
    return f"Advisory Watch {digest.at:%Y-%m-%d}: {_news(digest)}; {_seen(digest)}"


def _news(digest: Digest) -> str:
    """Sum up the changes and the retracted alerts."""
    retracted = len(digest.retracted)
    return _changes(digest) + (f", {retracted} retracted" if retracted else "")


def _changes(digest: Digest) -> str:
    """Count the changes; claim `no change` only if every source was read."""
    changes = digest.changes
    if not changes:
        return "no change seen" if digest.is_partly_dark else "no change in 24 hours"
    urgent = sum(alert.is_urgent for _, alert in changes)
    said = "1 change" if len(changes) == 1 else f"{len(changes)} changes"
    return f"{said}, {urgent} urgent" if urgent else said


def _seen(digest: Digest) -> str:
    watched, dark = len(digest.watched), len(digest.dark)
    if not watched:
        return "no source was ever checked"
    if dark:
        return f"{dark} of {watched} sources cannot be seen"
    return "the only source is read" if watched == 1 else f"all {watched} sources are read"


def _parts(digest: Digest) -> Iterator[str]:
    """Yield the sections; empty ones are left out."""
    first = f"{_news(digest).capitalize()}; {_seen(digest)}."
    span = f"From {digest.since:%Y-%m-%d %H:%M} to {digest.at:%Y-%m-%d %H:%M} UTC."
    yield f"{_wrapped(first)}\n{span}"
    sections = {
        "What changed": news(digest),
        "Retracted": retractions(digest),
        "Not told as an alert": below_the_line(digest),
        "Destinations you follow": stands(digest),
        "How well we see": sights(digest),
    }
    for heading, lines in sections.items():
        if shown := tuple(lines):
            yield f"{heading.upper()}\n{_listed(shown)}"


def _listed(lines: Iterable[str]) -> str:
    """Return as many lines as a section may have, and the number of lines left out."""
    whole = [_wrapped(cut_at_word(" ".join(entry.split()), LINE_MAX_CHARS)) for entry in lines]
    ends = accumulate(map(len, whole))
    shown = [entry for entry, end in zip(whole, ends, strict=True) if end <= SECTION_MAX_CHARS]
    more = len(whole) - len(shown)
    rest = [f"... and {more} more; the ledger has all of them"] if more else []
    return "\n".join([*shown, *rest])


def _wrapped(line: str) -> str:
    return fill(line, DIGEST_WIDTH, subsequent_indent="  ", break_on_hyphens=False)
