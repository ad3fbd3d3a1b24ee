"""The email: a subject that says it all, and a body that can be checked."""

from collections.abc import Iterator
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
from advisory_watch.core.messages.paragraphs import WIDTH, beginning, difference, shortened
from advisory_watch.core.scales import Departure
from advisory_watch.core.wording import as_shown

BODY_MAX_CHARS = 12_000
"""More than all limited parts together: what they leave open may not make an alert too large."""


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
        yield fill(shortened(alert.note), WIDTH)
        return
    yield _facts(alert)
    yield _words(alert)
    yield _proof(alert)


def _facts(alert: Alert) -> str:
    """List the facts in the publisher's own words, each on one line."""
    rows = _notice_rows(alert) if alert.is_notice else _state_rows(alert)
    return "\n".join(f"{name + ':':<15}{shortened(value)}" for name, value in rows if value)


def _state_rows(alert: Alert) -> list[tuple[str, str]]:
    """List what is said now and what was said before."""
    before, after = alert.before, alert.after
    return [
        ("Destination", destination_name(alert)),
        ("Now", as_shown(after.native_level) if after else "no longer listed"),
        ("Before", as_shown(before.native_level) if before else ""),
        ("Changes", _changes(alert)),
        ("Departure", _departure(before, after)),
        ("Risks named", _risks(after)),
        ("Issued on", str(after.issued_on) if after and after.issued_on else ""),
        ("Official page", _official_page(before, after)),
    ]


def _notice_rows(alert: Alert) -> list[tuple[str, str]]:
    """List what was issued, and when: a notice has no level, and replaces nothing."""
    notice = alert.after
    return [
        ("Destination", destination_name(alert)),
        ("Notice", notice.native_level if notice else ""),
        ("Changes", _changes(alert)),
        ("Departure", _departure(notice, notice)),
        ("Issued at", _moment(notice)),
        ("Official page", _official_page(None, notice)),
    ]


def _changes(alert: Alert) -> str:
    return ", ".join(kind.replace("_", " ") for kind in alert.kinds)


def _moment(notice: Advisory | None) -> str:
    at = notice.issued_at if notice else None
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else ""


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


def _words(alert: Alert) -> str:
    """Show what changed in the text, or the text of a notice: there all of it is new."""
    old = alert.before.text if alert.before else None
    new = alert.after.text if alert.after else None
    if alert.is_notice and new:
        return "What it says:\n" + beginning(new)
    if not old or not new or old == new:
        return ""
    return "What changed in the text:\n" + difference(old, new)


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
