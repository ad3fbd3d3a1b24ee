"""The SMS: one part, whole words, the official link last."""

from urllib.parse import urlsplit

from advisory_watch.core.alerts import Alert
from advisory_watch.core.message import SMS_MAX_CHARS
from advisory_watch.core.messages.alphabets import to_gsm7
from advisory_watch.core.messages.headline import (
    destination_name,
    headline,
    instruction,
    notice_label,
    within,
)
from advisory_watch.core.messages.proof import change_link
from advisory_watch.core.scales import Change, Departure

HOST_MAX_CHARS = 60
"""A longer host name would leave no room for the news; real ones have half of this."""

TITLE_MIN_CHARS = 18
"""What is left of a notice's title should be more than dots: `Security Alert...` fits."""

SAID_IN_HEADLINE = frozenset({Change.DEPARTURE_RAISED, Change.REISSUED, Change.TEXT_REVISED})
"""Kinds whose headline says what people are told about leaving, as far as it is news."""


def sms(alert: Alert, title: str, site_url: str = "") -> str:
    """Say the news in one part of GSM 7-bit text, with our own link where it takes no room."""
    text, link = _text(alert, title), to_gsm7(change_link(alert, site_url))
    if not link or len(text) + 1 + len(link) > SMS_MAX_CHARS:
        return text
    said, _, last = text.rpartition(" ")
    is_address = last in (_link(alert), _host(_link(alert)))
    return f"{said} {link} {last}" if is_address else f"{text} {link}"


def _text(alert: Alert, title: str) -> str:
    """Say the news, and where it is official.

    What matters most stands first, so that cutting loses least; where the official link
    does not fit, its host does.
    """
    line = to_gsm7(headline(alert, title))
    news = to_gsm7(_sentences(line, *_details(alert)))
    link = _link(alert)
    for address in (link, _host(link)):
        if address and _room_beside(address) >= len(news):
            return f"{news} {address}"
        if address and _is_line_enough(alert, title, address):
            return f"{within(line, _room_beside(address))} {address}"
    host = _host(link)
    if not host and len(news) <= SMS_MAX_CHARS:
        return news
    whole = line if alert.corrects else news
    return f"{within(whole, _room_beside(host))} {host}" if host else within(whole, SMS_MAX_CHARS)


def _sentences(first: str, *others: str) -> str:
    """Put a stop between sentences; titles of notices may bring their own."""
    return ". ".join([first.rstrip("."), *others]) if others else first


def _room_beside(address: str) -> int:
    return SMS_MAX_CHARS - 1 - len(address)


def _is_line_enough(alert: Alert, title: str, address: str) -> bool:
    """Tell whether a headline beside an address says what it is about, even if it is cut.

    Titles of notices repeat word for word, and what to do stands before them: the link
    says more. The reason of a correction is told by email.
    """
    if alert.corrects:
        return len(to_gsm7(headline(alert, title))) <= _room_beside(address)
    if not alert.is_notice:
        return False
    label = to_gsm7(f"{title}: {destination_name(alert)} {notice_label(alert)} ")
    return len(label) + TITLE_MIN_CHARS <= _room_beside(address)


def _details(alert: Alert) -> list[str]:
    after = alert.after
    if after is None or alert.corrects:
        return [alert.note] if alert.note else []
    details: list[str] = []
    is_said = alert.is_notice or _is_headline(alert)
    if after.departure >= Departure.AUTHORIZED_DEPARTURE and not is_said:
        details.append(instruction(after.departure).capitalize())
    if after.issued_on is not None:
        details.append(f"Issued {after.issued_on}")
    return details


def _is_headline(alert: Alert) -> bool:
    return bool(SAID_IN_HEADLINE.intersection(map(Change, alert.kinds)))


def _link(alert: Alert) -> str:
    """Return the official address, unless an SMS would spoil it: a wrong link is worse."""
    link = (alert.after and alert.after.url) or (alert.before and alert.before.url) or ""
    return link if to_gsm7(link) == link and " " not in link else ""


def _host(link: str) -> str:
    try:
        host = urlsplit(link).hostname or ""
    except ValueError:
        return ""
    return host if len(host) <= HOST_MAX_CHARS and to_gsm7(host) == host else ""
