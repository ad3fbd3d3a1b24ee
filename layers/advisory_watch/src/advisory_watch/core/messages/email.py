"""Render the email: a subject with the whole news, and a body with the evidence."""

from collections.abc import Iterator
from textwrap import fill

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.alerts import Alert
from advisory_watch.core.corrections import as_it_was
from advisory_watch.core.message import SUBJECT_MAX_CHARS
from advisory_watch.core.messages.alphabets import (
    WORDS_MAX_CHARS,
    cut_at_word,
    readable,
    to_ascii,
)
from advisory_watch.core.messages.headline import destination_name, headline, within
from advisory_watch.core.messages.paragraphs import WIDTH, beginning, difference, shortened
from advisory_watch.core.messages.proof import proof
from advisory_watch.core.scales import Departure
from advisory_watch.core.wording import as_shown

BODY_MAX_CHARS = 12_000
"""More than all limited parts together; a limit for the parts that have none."""

FOOTER = """\
To end this subscription, use the link below, which Amazon SNS adds. To choose
other countries or levels, ask whoever runs this watch: they change what this
subscription lets through, and you need not confirm it again.
Not a government service: what counts is the official page."""
"""Recipients must be able to unsubscribe; SNS has no page to change a subscription."""


def subject(alert: Alert, title: str) -> str:
    """Return one line of printable ASCII, without control characters."""
    return within(to_ascii(headline(alert, title)), SUBJECT_MAX_CHARS)


def body(alert: Alert, title: str, evidence_url: str = "", site_url: str = "") -> str:
    """Return the full report: the publisher's words, the changes, the times and the evidence."""
    parts = [headline(alert, title), *_story(alert, evidence_url, site_url)]
    story = readable("\n\n".join(part for part in parts if part))
    return f"{cut_at_word(story, BODY_MAX_CHARS)}\n\n{FOOTER}\n"


def _story(alert: Alert, evidence_url: str, site_url: str) -> Iterator[str]:
    if alert.corrects is not None:
        yield _taken_back(alert)
    if alert.destination is None:
        yield fill(shortened(alert.note), WIDTH) if alert.corrects is None else ""
        return
    yield _facts(alert)
    yield _words(alert)
    yield proof(alert, evidence_url, site_url)


def _taken_back(correction: Alert) -> str:
    """Start with the retraction and its reason; the retracted text follows."""
    said = f"Alert {correction.corrects} was wrong. Please disregard it. {correction.note}"
    return fill(shortened(said), WIDTH) + "\n\nWhat it said:"


def _facts(alert: Alert) -> str:
    """List the facts in the publisher's own words, one per line."""
    rows = _notice_rows(alert) if alert.is_notice else _state_rows(alert)
    return "\n".join(f"{name + ':':<15}{shortened(value)}" for name, value in rows if value)


def _state_rows(alert: Alert) -> list[tuple[str, str]]:
    """List the current and the previous advice."""
    before, after = alert.before, alert.after
    return [
        ("Destination", destination_name(alert)),
        ("Now", as_shown(after.native_level) if after else "no longer listed"),
        ("Before", as_shown(before.native_level) if before else ""),
        ("Changes", _changes(alert)),
        ("Departure", _departure(before, after)),
        ("Risks named", _risks(after)),
        ("Issued on", str(after.issued_on) if after and after.issued_on else ""),
        ("Official page", official_page(alert)),
    ]


def _notice_rows(alert: Alert) -> list[tuple[str, str]]:
    """List the facts of a notice, which has no level and replaces nothing."""
    notice = alert.after
    return [
        ("Destination", destination_name(alert)),
        ("Notice", notice.native_level if notice else ""),
        ("Changes", _changes(alert)),
        ("Departure", _departure(notice, notice)),
        ("Issued at", _moment(notice)),
        ("Official page", official_page(alert)),
    ]


def _changes(alert: Alert) -> str:
    return ", ".join(kind.replace("_", " ") for kind in as_it_was(alert).kinds)


def _moment(notice: Advisory | None) -> str:
    at = notice.issued_at if notice else None
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else ""


def official_page(alert: Alert) -> str:
    """Return the newest known address, for a withdrawn advisory the last one.

    A link over the length limit is left out: a cut link is useless.
    """
    advisories = (alert.after, alert.before)
    link = next((version.url for version in advisories if version and version.url), "")
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
    """Show the changes in the text; for a notice, show its text, which is all new."""
    old = alert.before.text if alert.before else None
    new = alert.after.text if alert.after else None
    if alert.is_notice and new:
        return "What it says:\n" + beginning(new)
    if not old or not new or old == new:
        return ""
    return "What changed in the text:\n" + difference(old, new)
