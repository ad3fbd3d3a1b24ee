"""The email: a subject that says it all, and a body that can be checked."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from textwrap import fill

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.alerts import Alert
from advisory_watch.core.message import SUBJECT_MAX_CHARS
from advisory_watch.core.messages.alphabets import (
    WORDS_MAX_CHARS,
    cut_at_word,
    readable,
    to_ascii,
)
from advisory_watch.core.messages.headline import destination_name, headline
from advisory_watch.core.scales import Departure

WIDTH = 78
"""Plain text in email is read at 78 characters a line (RFC 5322, 2.1.1)."""

BODY_MAX_CHARS = 12_000
"""More than all limited parts together: what they leave open may not make an alert too large."""

DIFF_MAX_PARAGRAPHS = 12
"""A short look at what changed; the whole of it is in the ledger."""


def subject(alert: Alert, title: str) -> str:
    """Return one line of ASCII; control characters cannot survive in it."""
    return cut_at_word(to_ascii(headline(alert, title)), SUBJECT_MAX_CHARS)


def body(alert: Alert, title: str) -> str:
    """Return the whole story: the publisher's words, what changed, when, and the evidence."""
    parts = [headline(alert, title), *_story(alert)]
    story = readable("\n\n".join(part for part in parts if part))
    return cut_at_word(story, BODY_MAX_CHARS) + "\n"


def _story(alert: Alert) -> Iterator[str]:
    if alert.destination is None:
        yield fill(_shortened(alert.note), WIDTH)
        return
    yield _facts(alert)
    yield _differences(alert.before, alert.after)
    yield _proof(alert)


def _facts(alert: Alert) -> str:
    """List what is said now and what was said before, in the publisher's own words."""
    before, after = alert.before, alert.after
    rows = [
        ("Destination", destination_name(alert)),
        ("Now", after.native_level if after else "no longer listed"),
        ("Before", before.native_level if before else ""),
        ("Changes", ", ".join(kind.replace("_", " ") for kind in alert.kinds)),
        ("Departure", _departure(before, after)),
        ("Risks named", _risks(after)),
        ("Issued on", str(after.issued_on) if after and after.issued_on else ""),
        ("Official page", _official_page(before, after)),
    ]
    return "\n".join(f"{name + ':':<15}{_shortened(value)}" for name, value in rows if value)


def _official_page(before: Advisory | None, after: Advisory | None) -> str:
    """Return the newest address we know: of what was withdrawn, the last one.

    A link that would be cut leads nowhere, and is left out.
    """
    link = (after and after.url) or (before and before.url) or ""
    return link if len(link) <= WORDS_MAX_CHARS else ""


def _departure(before: Advisory | None, after: Advisory | None) -> str:
    now = after.departure if after else Departure.NONE
    then = before.departure if before else Departure.NONE
    if now is then:
        return now.words if now is not Departure.NONE else ""
    return f"{now.words} (before: {then.words})"


def _risks(advisory: Advisory | None) -> str:
    named = advisory.indicators if advisory else frozenset()
    return ", ".join(sorted(indicator.words for indicator in named))


def _differences(before: Advisory | None, after: Advisory | None) -> str:
    """Show the paragraphs that were added and removed, shortened."""
    old = (before.text or "").splitlines() if before else []
    new = (after.text or "").splitlines() if after else []
    if not old or not new or old == new:
        return ""
    lines = list(_changed_lines(old, new))
    shown = lines[:DIFF_MAX_PARAGRAPHS]
    if len(lines) > len(shown):
        shown.append(f"... and {len(lines) - len(shown)} more paragraphs")
    return "What changed in the text:\n" + "\n".join(shown)


def _changed_lines(old: list[str], new: list[str]) -> Iterator[str]:
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(
        a=old, b=new, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            yield from (_paragraph("-", line) for line in old[old_from:old_to])
            yield from (_paragraph("+", line) for line in new[new_from:new_to])


def _paragraph(sign: str, line: str) -> str:
    return fill(_shortened(line), WIDTH, initial_indent=f"{sign} ", subsequent_indent="  ")


def _shortened(words: str) -> str:
    """Put words on one line, and no more of them than are needed to know them by."""
    return cut_at_word(" ".join(words.split()), WORDS_MAX_CHARS)


def _proof(alert: Alert) -> str:
    evidence = alert.evidence
    if evidence is None:
        return ""
    return (
        f"Seen {evidence.read_at:%Y-%m-%d %H:%M:%S} UTC through {alert.source}/{evidence.door}; "
        f"decided by rule {alert.rule}.\n"
        f"Page as received: SHA-256 {evidence.page_key}\n"
        f"Alert: {alert.id}"
    )
