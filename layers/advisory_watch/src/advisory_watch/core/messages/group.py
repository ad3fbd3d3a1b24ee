"""Render many changes as one email: urgent ones first, a few lines per change."""

import json
from collections.abc import Callable, Sequence

from advisory_watch.core.alerts import Alert
from advisory_watch.core.grouping import ENTRY_MAX_CHARS, Dispatch
from advisory_watch.core.message import SMS_MAX_CHARS, SUBJECT_MAX_CHARS, Message
from advisory_watch.core.messages.alphabets import cut_at_word, readable, to_ascii, to_gsm7
from advisory_watch.core.messages.document import SCHEMA_VERSION
from advisory_watch.core.messages.email import FOOTER, official_page
from advisory_watch.core.messages.headline import destination_name, headline
from advisory_watch.core.messages.proof import change_link

TitleOf = Callable[[str], str]
"""Returns the short title of a source, such as `US`."""

ALL_SOURCES = "Travel advice"
"""The title if several sources changed at once."""


def render_group(dispatch: Dispatch, title_of: TitleOf, site_url: str = "") -> Message:
    """Render many alerts as one message; phones and programs get the alerts one by one."""
    line = _summary(dispatch, title_of)
    subject = cut_at_word(to_ascii(line), SUBJECT_MAX_CHARS)
    return Message(
        subject=subject,
        email=_body(dispatch, title_of, line, site_url),
        sms=cut_at_word(to_gsm7(line), SMS_MAX_CHARS),
        document=_document(dispatch, subject),
    )


def _summary(dispatch: Dispatch, title_of: TitleOf) -> str:
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


def _body(dispatch: Dispatch, title_of: TitleOf, line: str, site_url: str) -> str:
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


def _document(dispatch: Dispatch, line: str) -> str:
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
