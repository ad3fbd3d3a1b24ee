"""A change in a few lines of plain text for feeds."""

import re

from advisory_watch.core.chronicle import Entry
from advisory_watch.core.wording import as_shown

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
"""Characters that XML cannot carry, and controls that reverse the direction of a line."""


def printable(text: str) -> str:
    """Replace characters that a feed should not carry by a visible replacement character."""
    return text if text.isprintable() else _UNPRINTABLE.sub("\ufffd", text)


def title(entry: Entry) -> str:
    """Return the headline, marked as wrong if it was retracted."""
    headline = f"CORRECTION: {entry.headline} was wrong" if entry.is_retracted else entry.headline
    return printable(headline)


def summary(entry: Entry) -> str:
    """Return what changed, in the publisher's words, when, and by which rule."""
    lines = [entry.retraction] if entry.is_retracted and entry.retraction else []
    if entry.from_native is not None and not entry.is_notice:
        lines.append(f"Before: {as_shown(entry.from_native)}")
    now = "no longer listed" if entry.to_native is None else as_shown(entry.to_native)
    lines.append(f"{'Notice' if entry.is_notice else 'Now'}: {now}")
    if entry.issued_on:
        lines.append(f"Issued: {entry.issued_on}")
    lines.append(f"Seen: {entry.read_at:%Y-%m-%d %H:%M:%S} UTC; decided by rule {entry.rule}")
    if entry.url:
        lines.append(f"Official page: {entry.url}")
    return printable("\n".join(lines))
