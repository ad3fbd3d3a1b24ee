"""Render an alert, or a group of alerts, as an email."""

import json
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from textwrap import fill

from advisory_watch.core.advisory import Advisory, Departure
from advisory_watch.core.alert import Alert, original_alert
from advisory_watch.core.alert_batch import (
    ENTRY_MAX_CHARS,
    SMS_MAX_CHARS,
    SUBJECT_MAX_CHARS,
    Message,
    Transmission,
)
from advisory_watch.core.messages.headline import (
    change_link,
    destination_name,
    headline,
    proof,
    within,
)
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


def shortened(words: str) -> str:
    """Return the text on one line, shortened to `WORDS_MAX_CHARS`."""
    return cut_at_word(" ".join(words.split()), WORDS_MAX_CHARS)


def beginning(text: str) -> str:
    """Return the first paragraphs of a text, each shortened."""
    lines = [fill(shortened(line), WIDTH) for line in text.splitlines()]
    return _first(lines)


def difference(old_text: str, new_text: str) -> str:
    """Return the paragraphs that were added and removed, each shortened."""
    return _first(list(_changed_lines(old_text.splitlines(), new_text.splitlines())))


def _first(lines: list[str]) -> str:
    shown = lines[:PARAGRAPHS_MAX]
    if len(lines) > len(shown):
        shown.append(f"... and {len(lines) - len(shown)} more paragraphs")
    return "\n".join(shown)


def _changed_lines(old: list[str], new: list[str]) -> Iterator[str]:
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(
        a=old, b=new, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            yield from (_signed("-", line) for line in old[old_from:old_to])
            yield from (_signed("+", line) for line in new[new_from:new_to])


def _signed(sign: str, line: str) -> str:
    return fill(shortened(line), WIDTH, initial_indent=f"{sign} ", subsequent_indent="  ")


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
    return ", ".join(kind.replace("_", " ") for kind in original_alert(alert).kinds)


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


TitleOf = Callable[[str], str]
"""Returns the short title of a source, such as `US`."""

ALL_SOURCES = "Travel advice"
"""The title if several sources changed at once."""


def render_group(dispatch: Transmission, title_of: TitleOf, site_url: str = "") -> Message:
    """Render many alerts as one message; phones and programs get the alerts one by one."""
    line = _summary(dispatch, title_of)
    subject = cut_at_word(to_ascii(line), SUBJECT_MAX_CHARS)
    return Message(
        subject=subject,
        email=_body(dispatch, title_of, line, site_url),
        sms=cut_at_word(to_gsm7(line), SMS_MAX_CHARS),
        document=_document(dispatch, subject),
    )


def _summary(dispatch: Transmission, title_of: TitleOf) -> str:
    """Build `US: 60 changes, 12 urgent: Iran, Iraq`; list all destinations if none is urgent."""
    alerts = dispatch.alerts
    urgent = [change for change in alerts if change.is_urgent]
    titles = {title_of(change.source) for change in alerts}
    title = titles.pop() if len(titles) == 1 else ALL_SOURCES
    part = f" ({dispatch.part}/{dispatch.parts})" if dispatch.parts > 1 else ""
    counted = f"{_count(alerts)}{part}" + (f", {len(urgent)} urgent" if urgent else "")
    named = [_place(change, title_of) for change in urgent or alerts]
    return f"{title}: {counted}: {', '.join(dict.fromkeys(named))}"


def _count(alerts: Sequence[Alert]) -> str:
    return "1 change" if len(alerts) == 1 else f"{len(alerts)} changes"


def _place(alert: Alert, title_of: TitleOf) -> str:
    return destination_name(alert) if alert.destination else title_of(alert.source)


def _body(dispatch: Transmission, title_of: TitleOf, line: str, site_url: str) -> str:
    chapters = [cut_at_word(line, ENTRY_MAX_CHARS)]
    for heading, is_urgent in (("URGENT", True), ("OTHER CHANGES", False)):
        entries = [
            _entry(change, title_of, site_url)
            for change in dispatch.alerts
            if change.is_urgent is is_urgent
        ]
        chapters += [heading, *entries] if entries else []
    return readable("\n\n".join([*chapters, FOOTER])) + "\n"


def _entry(alert: Alert, title_of: TitleOf, site_url: str) -> str:
    """Describe one change: from and to, the official page, and the id of the alert."""
    link = official_page(alert)
    rest = [
        detail for detail in (link, change_link(alert, site_url), f"Alert: {alert.id}") if detail
    ]
    room = ENTRY_MAX_CHARS - sum(map(len, rest)) - 2 * len(rest)
    if room < ENTRY_MAX_CHARS // 2:  # a link that leaves no room for the news
        return _entry_without_link(alert, title_of)
    news = cut_at_word(headline(alert, title_of(alert.source)), room)
    return "\n".join([news, *(f"  {detail}" for detail in rest)])


def _entry_without_link(alert: Alert, title_of: TitleOf) -> str:
    news = cut_at_word(headline(alert, title_of(alert.source)), ENTRY_MAX_CHARS // 2)
    return f"{news}\n  Alert: {alert.id}"


def _document(dispatch: Transmission, line: str) -> str:
    """List the alerts; subscribers without a chosen channel also get each alert by itself."""
    members = {
        "schema": SCHEMA_VERSION,
        "id": dispatch.id,
        "kind": "group",
        "headline": line,
        "part": dispatch.part,
        "parts": dispatch.parts,
        "alerts": [alert.id for alert in dispatch.alerts],
    }
    return json.dumps(members)
