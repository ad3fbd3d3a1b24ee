"""Render a mass move: one email and one SMS say that the source moved everything."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from advisory_watch.core.advisory import Change, Severity
from advisory_watch.core.alert import UNCONFIRMED_MEANS, Alert
from advisory_watch.core.alert_batch import (
    ENTRY_MAX_CHARS,
    MASS_LINE_MAX_CHARS,
    SMS_MAX_CHARS,
    SUBJECT_MAX_CHARS,
    Message,
    Transmission,
)
from advisory_watch.core.mass_move import MassMove
from advisory_watch.core.messages.email import (
    FOOTER,
    TitleOf,
    official_page,
    render_group_document,
)
from advisory_watch.core.messages.headline import (
    link_to_change,
    name_destination,
    render_headline,
)
from advisory_watch.core.messages.plain_words import DEPARTURE, level_in_short
from advisory_watch.core.messages.sms import official_host
from advisory_watch.core.text import cut_at_word, readable, to_ascii, to_gsm7

LEVELS_MAX = 3
"""Levels named in a summary, the gravest first; the list below it has the level of each change."""

TITLE_MAX_CHARS = 60
"""A notice has no level: its title takes the place of one, cut to this length."""


def render_mass(
    group: Transmission, mass: MassMove, title_of: TitleOf, site_url: str = ""
) -> Message:
    """Render the alerts of a mass move as one message; programs get the alerts one by one."""
    title = title_of(group.alerts[0].source)
    news = _news(group, mass, title)
    subject = cut_at_word(to_ascii(news), SUBJECT_MAX_CHARS)
    return Message(
        subject=subject,
        email=_body(group, title, news, site_url),
        sms=_sms(group, news, link_to_list(site_url)),
        document=render_group_document(group, subject),
    )


def link_to_list(site_url: str) -> str:
    """Return the address of all changes on the site, or an empty text without a site."""
    return f"{site_url.rstrip('/')}/index.html#changes" if site_url else ""


def _news(group: Transmission, mass: MassMove, title: str) -> str:
    """Build `Canada raised 151 of 230 destinations at once: 31 to Avoid all travel, …`."""
    doubt = "Unconfirmed: " if all(alert.is_unconfirmed for alert in group.alerts) else ""
    part = f" ({group.part}/{group.parts})" if group.parts > 1 else ""
    return f"{doubt}{title} {mass.words}{part}: {', '.join(_levels(group.alerts))}"


def _levels(alerts: Sequence[Alert]) -> Iterator[str]:
    """Count the changes by what they lead to, the gravest first."""
    counts = Counter(filter(None, map(_outcome, alerts)))
    ordered = sorted(counts.items(), key=lambda counted: (-counted[0][0], -counted[1], counted[0]))
    for (_, words), count in ordered[:LEVELS_MAX]:
        yield f"{count} {words}"
    named = sum(count for _, count in ordered[:LEVELS_MAX])
    if named < len(alerts):
        yield f"{len(alerts) - named} other"


def _outcome(alert: Alert) -> tuple[int, str] | None:
    """Return the rank and the words of what a change leads to, or None if it moves nothing."""
    after = alert.after
    if after is None:
        return None
    if alert.is_notice:
        return after.departure.value, cut_at_word(after.native_level, TITLE_MAX_CHARS)
    match Change(alert.kind):
        case Change.LEVEL_RAISED | Change.LEVEL_LOWERED:
            return int(after.severity or 0), f"to {level_in_short(after)}"
        case Change.DEPARTURE_RAISED:
            return max(Severity) + after.departure, DEPARTURE[after.departure]
        case Change.PART_RAISED:
            return int(after.partial_severity or 0), "with parts raised"
        case _:
            return None


def _body(group: Transmission, title: str, news: str, site_url: str) -> str:
    """List every change by the name of its destination, urgent ones first."""
    count = len(group.alerts)
    paragraphs = [cut_at_word(news, ENTRY_MAX_CHARS), f"This email replaces {count} single ones."]
    if link := link_to_list(site_url):
        paragraphs.append(f"All changes: {link}")
    if any(alert.is_unconfirmed for alert in group.alerts):
        paragraphs.append(UNCONFIRMED_MEANS)
    ordered = sorted(group.alerts, key=lambda alert: (not alert.is_urgent, name_destination(alert)))
    for is_urgent, alerts in groupby(ordered, key=attrgetter("is_urgent")):
        lines = [_line(alert, title, site_url) for alert in alerts]
        heading = "URGENT" if is_urgent else "OTHER CHANGES"
        paragraphs.append("\n".join([f"{heading} ({len(lines)})", *lines]))
    return readable("\n\n".join([*paragraphs, FOOTER])) + "\n"


def _line(alert: Alert, title: str, site_url: str) -> str:
    """Return the headline without the publisher's name, and a link if there is room for it."""
    link = link_to_change(alert, site_url) or official_page(alert)
    headline = render_headline(alert, title).replace(f"{title}: ", "", 1)
    room = MASS_LINE_MAX_CHARS - len(link) - 4
    if link and room >= MASS_LINE_MAX_CHARS // 3:
        return f"- {cut_at_word(headline, room)}\n  {link}"
    return f"- {cut_at_word(headline, MASS_LINE_MAX_CHARS - 2)}"


def _sms(group: Transmission, news: str, link: str) -> str:
    """Return one part of an SMS; the link to the list, or the official host, is last."""
    urgent = sum(alert.is_urgent for alert in group.alerts)
    text = to_gsm7(f"{news}; {urgent} urgent" if urgent else news)
    address = to_gsm7(link) or official_host(group.alerts[0])
    if not address or len(address) > SMS_MAX_CHARS // 2:
        return cut_at_word(text, SMS_MAX_CHARS)
    return f"{cut_at_word(text, SMS_MAX_CHARS - 1 - len(address))} {address}"
