"""Render the SMS: one part, whole words, the official link last."""

from urllib.parse import urlsplit

from advisory_watch.core.advisory import Change, Departure
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import SMS_MAX_CHARS
from advisory_watch.core.messages.headline import (
    cut_headline,
    label_doubt,
    label_notice,
    link_to_change,
    name_departure,
    name_destination,
    render_headline,
)
from advisory_watch.core.text import to_gsm7

HOST_MAX_CHARS = 60
"""A longer host name would leave no room for the news; real ones have half of this."""

TITLE_MIN_CHARS = 18
"""The least useful length of a cut notice title: `Security Alert...` fits."""

DEPARTURE_IN_HEADLINE = frozenset({Change.DEPARTURE_RAISED, Change.REISSUED, Change.TEXT_REVISED})
"""Kinds whose headline already has the new departure advice."""


def render_sms(alert: Alert, title: str, site_url: str = "") -> str:
    """Return the news in one part of GSM 7-bit text, with the link to the site if it fits."""
    text, link = _text(alert, title), to_gsm7(link_to_change(alert, site_url))
    if not link or len(text) + 1 + len(link) > SMS_MAX_CHARS:
        return text
    news, _, last = text.rpartition(" ")
    is_address = last in (_link(alert), _host(_link(alert)))
    return f"{news} {link} {last}" if is_address else f"{text} {link}"


def _text(alert: Alert, title: str) -> str:
    """Return the news and the official address.

    The most important words come first, so that a cut loses least. If the official link
    does not fit, its host is used.
    """
    headline = to_gsm7(render_headline(alert, title))
    details = _details(alert)  # titles of notices may end with a full stop of their own
    news = to_gsm7(". ".join([headline.rstrip("."), *details])) if details else headline
    link = _link(alert)
    host = _host(link)
    for address in filter(None, (link, host)):
        if _room_before(address) >= len(news):
            return f"{news} {address}"
        if _is_headline_enough(alert, title, headline, address):
            return f"{cut_headline(headline, _room_before(address))} {address}"
    if not host and len(news) <= SMS_MAX_CHARS:
        return news
    text = headline if alert.corrects else news
    if not host:
        return cut_headline(text, SMS_MAX_CHARS)
    return f"{cut_headline(text, _room_before(host))} {host}"


def _room_before(address: str) -> int:
    return SMS_MAX_CHARS - 1 - len(address)


def _is_headline_enough(alert: Alert, title: str, headline: str, address: str) -> bool:
    """Check whether a headline before an address is useful even if it is cut.

    Titles of notices repeat word for word, and the instruction precedes them; the link says
    more. The reason of a correction is sent by email.
    """
    if alert.corrects:
        return len(headline) <= _room_before(address)
    if not alert.is_notice:
        return False
    name = name_destination(alert)
    label = to_gsm7(f"{label_doubt(alert)}{title}: {name} {label_notice(alert)} ")
    return len(label) + TITLE_MIN_CHARS <= _room_before(address)


def _details(alert: Alert) -> list[str]:
    after = alert.after
    if after is None or alert.corrects:
        return [alert.note] if alert.note else []
    details: list[str] = []
    is_in_headline = alert.is_notice or DEPARTURE_IN_HEADLINE.intersection(map(Change, alert.kinds))
    if after.departure >= Departure.AUTHORIZED_DEPARTURE and not is_in_headline:
        details.append(name_departure(after.departure).capitalize())
    if after.issued_on is not None:
        details.append(f"Issued {after.issued_on}")
    return details


def _link(alert: Alert) -> str:
    """Return the official address, unless GSM 7-bit would alter it: a wrong link is worse."""
    link = (alert.after and alert.after.url) or (alert.before and alert.before.url) or ""
    return link if to_gsm7(link) == link and " " not in link else ""


def official_host(alert: Alert) -> str:
    """Return the host of the official page, or an empty text."""
    return _host(_link(alert))


def _host(link: str) -> str:
    try:
        host = urlsplit(link).hostname or ""
    except ValueError:
        return ""
    return host if len(host) <= HOST_MAX_CHARS and to_gsm7(host) == host else ""
