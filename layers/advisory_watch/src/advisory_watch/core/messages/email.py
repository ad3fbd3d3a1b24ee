"""Render an alert, or a group of alerts, as an email."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from textwrap import fill

from advisory_watch.core.advisory import Advisory, Departure
from advisory_watch.core.alert import UNCONFIRMED_MEANS, Alert, original_alert
from advisory_watch.core.alert_batch import (
    ENTRY_MAX_CHARS,
    SMS_MAX_CHARS,
    SUBJECT_MAX_CHARS,
    Message,
    Transmission,
)
from advisory_watch.core.messages.headline import (
    cut_headline,
    link_to_change,
    name_destination,
    render_evidence,
    render_headline,
)
from advisory_watch.core.messages.parts import graver_parts
from advisory_watch.core.messages.payload import SCHEMA_VERSION
from advisory_watch.core.text import (
    WORDS_MAX_CHARS,
    as_shown,
    cut_at_word,
    readable,
    to_ascii,
    to_gsm7,
)

WIDTH = 78
"""Plain text in email has 78 characters per line (RFC 5322, 2.1.1)."""

PARAGRAPHS_MAX = 12
"""An excerpt; the full text is in the ledger, and behind the official link."""

BODY_MAX_CHARS = 12_000
"""More than all limited parts together; a limit for the parts that have none."""

FOOTER = """\
To end this subscription, use the link below, which Amazon SNS adds. To choose
other countries or levels, ask whoever runs this watch: they change what this
subscription lets through, and you need not confirm it again.
Not a government service: what counts is the official page."""
"""Recipients must be able to unsubscribe; SNS has no page to change a subscription."""


FROM_BEFORE = (
    "Published before the first read: this watch could not read the notices of this post until "
    "now. Check the time of issue; the official page may have later ones."
)
"""What a reader must know of a notice that is not of this minute."""


INCOMPLETE = (
    "Read in an incomplete copy: too many destinations were missing from the list of the "
    "publisher. Other changes of that time may follow later."
)
"""What a reader must know of news from a list that was cut short."""


def render_subject(alert: Alert, title: str) -> str:
    """Return one line of printable ASCII, without control characters."""
    return cut_headline(to_ascii(render_headline(alert, title)), SUBJECT_MAX_CHARS)


def render_body(alert: Alert, title: str, evidence_url: str = "", site_url: str = "") -> str:
    """Return the full report: the publisher's words, the changes, the times and the evidence."""
    sections = [render_headline(alert, title), *_sections(alert, evidence_url, site_url)]
    report = readable("\n\n".join(filter(None, sections)))
    return f"{cut_at_word(report, BODY_MAX_CHARS)}\n\n{FOOTER}\n"


def _sections(alert: Alert, evidence_url: str, site_url: str) -> Iterator[str]:
    if alert.corrects is not None:
        yield _wrap(f"Alert {alert.corrects} was wrong. Please disregard it. {alert.note}")
        yield "What it said:"
    elif alert.destination is None:
        yield _wrap(alert.note)
    if alert.destination is not None:
        rows = _notice_rows(alert) if alert.is_notice else _advice_rows(alert)
        yield "\n".join(f"{name + ':':<15}{_shorten(value)}" for name, value in rows if value)
        if alert.is_from_before:
            yield _wrap(FROM_BEFORE)
        if alert.is_unconfirmed:
            yield _wrap(f"{UNCONFIRMED_MEANS} Check the official page.")
        if alert.evidence is not None and alert.evidence.is_incomplete:
            yield _wrap(INCOMPLETE)
        yield _text_section(alert)
        yield render_evidence(alert, evidence_url, site_url)


def _shorten(text: str) -> str:
    return cut_at_word(" ".join(text.split()), WORDS_MAX_CHARS)


def _wrap(text: str, indent: str = "") -> str:
    return fill(_shorten(text), WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent))


def _advice_rows(alert: Alert) -> list[tuple[str, str]]:
    before, after = alert.before, alert.after
    indicators = after.indicators if after else frozenset()
    return [
        ("Destination", name_destination(alert)),
        ("Now", as_shown(after.native_level) if after else "no longer listed"),
        ("Parts", graver_parts(after)),
        ("Before", as_shown(before.native_level) if before else ""),
        ("Parts before", graver_parts(before)),
        ("Changes", _changes(alert)),
        ("Departure", _departure(before, after)),
        ("Risks named", ", ".join(sorted(indicator.words for indicator in indicators))),
        ("Issued on", str(after.issued_on) if after and after.issued_on else ""),
        ("Official page", official_page(alert)),
    ]


def _notice_rows(alert: Alert) -> list[tuple[str, str]]:
    """List the facts of a notice, which has no level and replaces nothing."""
    notice = alert.after
    issued_at = notice.issued_at if notice else None
    return [
        ("Destination", name_destination(alert)),
        ("Notice", notice.native_level if notice else ""),
        ("Changes", _changes(alert)),
        ("Departure", _departure(notice, notice)),
        ("Issued at", f"{issued_at:%Y-%m-%d %H:%M} UTC" if issued_at else ""),
        ("Official page", official_page(alert)),
    ]


def _changes(alert: Alert) -> str:
    return ", ".join(kind.replace("_", " ") for kind in original_alert(alert).kinds)


def _departure(before: Advisory | None, after: Advisory | None) -> str:
    now = after.departure if after else Departure.NONE
    then = before.departure if before else Departure.NONE
    if now is then:
        return now.words if now is not Departure.NONE else ""
    return f"{now.words} (before: {then.words})"


def official_page(alert: Alert) -> str:
    """Return the newest known address, for a withdrawn advisory the last one.

    A link over the length limit is left out: a cut link is useless.
    """
    advisories = (alert.after, alert.before)
    link = next((advisory.url for advisory in advisories if advisory and advisory.url), "")
    return link if len(link) <= WORDS_MAX_CHARS else ""


def _text_section(alert: Alert) -> str:
    """Show the changes in the text; for a notice, show its text, which is all new."""
    old = (alert.before and alert.before.text) or ""
    new = (alert.after and alert.after.text) or ""
    if alert.is_notice and new:
        return "What it says:\n" + _excerpt(map(_wrap, new.splitlines()))
    if not old or not new or old == new:
        return ""
    changes = _changed_paragraphs(old.splitlines(), new.splitlines())
    return "What changed in the text:\n" + _excerpt(changes)


def _excerpt(paragraphs: Iterable[str]) -> str:
    whole = list(paragraphs)
    excerpt = whole[:PARAGRAPHS_MAX]
    if more := len(whole) - len(excerpt):
        excerpt.append(f"... and {more} more paragraphs")
    return "\n".join(excerpt)


def _changed_paragraphs(old: list[str], new: list[str]) -> Iterator[str]:
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag != "equal":
            yield from (_wrap(line, "- ") for line in old[old_from:old_to])
            yield from (_wrap(line, "+ ") for line in new[new_from:new_to])


TitleOf = Callable[[str], str]
"""Returns the short title of a source, such as `US`."""

ALL_SOURCES = "Travel advice"
"""The title if several sources changed at once."""


def render_group(transmission: Transmission, title_of: TitleOf, site_url: str = "") -> Message:
    """Render many alerts as one message; phones and programs get the alerts one by one."""
    summary = _summary(transmission, title_of)
    subject = cut_at_word(to_ascii(summary), SUBJECT_MAX_CHARS)
    return Message(
        subject=subject,
        email=_group_body(transmission.alerts, title_of, summary, site_url),
        sms=cut_at_word(to_gsm7(summary), SMS_MAX_CHARS),
        document=render_group_document(transmission, subject),
    )


def _summary(group: Transmission, title_of: TitleOf) -> str:
    """Build `US: 60 changes, 12 urgent: Iran, Iraq`; list all destinations if none is urgent."""
    urgent = [alert for alert in group.alerts if alert.is_urgent]
    titles = {title_of(alert.source) for alert in group.alerts}
    title = titles.pop() if len(titles) == 1 else ALL_SOURCES
    count = "1 change" if len(group.alerts) == 1 else f"{len(group.alerts)} changes"
    part = f" ({group.part}/{group.parts})" if group.parts > 1 else ""
    count_urgent = f", {len(urgent)} urgent" if urgent else ""
    names = dict.fromkeys(
        name_destination(alert) if alert.destination else title_of(alert.source)
        for alert in urgent or group.alerts
    )
    return f"{title}: {count}{part}{count_urgent}: {', '.join(names)}"


def _group_body(alerts: Sequence[Alert], title_of: TitleOf, summary: str, site_url: str) -> str:
    paragraphs = [cut_at_word(summary, ENTRY_MAX_CHARS)]
    for heading, is_urgent in (("URGENT", True), ("OTHER CHANGES", False)):
        chosen = [alert for alert in alerts if alert.is_urgent is is_urgent]
        entries = [_entry(alert, title_of(alert.source), site_url) for alert in chosen]
        paragraphs += [heading, *entries] if entries else []
    return readable("\n\n".join([*paragraphs, FOOTER])) + "\n"


def _entry(alert: Alert, title: str, site_url: str) -> str:
    id_line = f"Alert: {alert.id}"
    details = [*filter(None, (official_page(alert), link_to_change(alert, site_url))), id_line]
    room = ENTRY_MAX_CHARS - sum(map(len, details)) - 2 * len(details)
    if room < ENTRY_MAX_CHARS // 2:  # links that leave no room for the news
        details, room = [id_line], ENTRY_MAX_CHARS // 2
    news = cut_at_word(render_headline(alert, title), room)
    return "\n".join([news, *(f"  {detail}" for detail in details)])


def render_group_document(group: Transmission, headline: str) -> str:
    """List the alerts; subscribers without a chosen channel also get each alert by itself."""
    members = {
        "schema": SCHEMA_VERSION,
        "id": group.id,
        "kind": "group",
        "headline": headline,
        "part": group.part,
        "parts": group.parts,
        "alerts": [alert.id for alert in group.alerts],
    }
    return json.dumps(members)
