"""One email for many changes: the urgent first, a few lines for each."""

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
"""Names a source by its short title: `US`."""

ALL_SOURCES = "Travel advice"
"""Who said it, where several sources changed at once."""


def render_group(dispatch: Dispatch, title_of: TitleOf, site_url: str = "") -> Message:
    """Word many alerts as one; phones and programs are sent each alert by itself."""
    line = _summary(dispatch, title_of)
    subject = cut_at_word(to_ascii(line), SUBJECT_MAX_CHARS)
    return Message(
        subject=subject,
        email=_body(dispatch, title_of, line, site_url),
        sms=cut_at_word(to_gsm7(line), SMS_MAX_CHARS),
        document=_document(dispatch, subject),
    )


def _summary(dispatch: Dispatch, title_of: TitleOf) -> str:
    """Say `US: 60 changes, 12 urgent: Iran, Iraq`: the places of the urgent, else of all."""
    alerts = dispatch.alerts
    urgent = [each for each in alerts if each.is_urgent]
    titles = {title_of(each.source) for each in alerts}
    who = titles.pop() if len(titles) == 1 else ALL_SOURCES
    part = f" ({dispatch.part}/{dispatch.parts})" if dispatch.parts > 1 else ""
    counted = f"{_count(alerts)}{part}" + (f", {len(urgent)} urgent" if urgent else "")
    named = [_place(each, title_of) for each in urgent or alerts]
    return f"{who}: {counted}: {', '.join(dict.fromkeys(named))}"


def _count(alerts: Sequence[Alert]) -> str:
    return "1 change" if len(alerts) == 1 else f"{len(alerts)} changes"


def _place(alert: Alert, title_of: TitleOf) -> str:
    return destination_name(alert) if alert.destination else title_of(alert.source)


def _body(dispatch: Dispatch, title_of: TitleOf, line: str, site_url: str) -> str:
    chapters = [cut_at_word(line, ENTRY_MAX_CHARS)]
    for heading, is_urgent in (("URGENT", True), ("OTHER CHANGES", False)):
        entries = [
            _entry(each, title_of, site_url)
            for each in dispatch.alerts
            if each.is_urgent is is_urgent
        ]
        chapters += [heading, *entries] if entries else []
    return readable("\n\n".join([*chapters, FOOTER])) + "\n"


def _entry(alert: Alert, title_of: TitleOf, site_url: str) -> str:
    """Say one change from what to what, where to read it, and under which id it is kept."""
    link = official_page(alert)
    rest = [each for each in (link, change_link(alert, site_url), f"Alert: {alert.id}") if each]
    room = ENTRY_MAX_CHARS - sum(map(len, rest)) - 2 * len(rest)
    if room < ENTRY_MAX_CHARS // 2:  # a link that leaves no room for the news
        return _entry_without_link(alert, title_of)
    news = cut_at_word(headline(alert, title_of(alert.source)), room)
    return "\n".join([news, *(f"  {each}" for each in rest)])


def _entry_without_link(alert: Alert, title_of: TitleOf) -> str:
    news = cut_at_word(headline(alert, title_of(alert.source)), ENTRY_MAX_CHARS // 2)
    return f"{news}\n  Alert: {alert.id}"


def _document(dispatch: Dispatch, line: str) -> str:
    """Name the alerts: whoever did not choose a channel gets them one by one as well."""
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
