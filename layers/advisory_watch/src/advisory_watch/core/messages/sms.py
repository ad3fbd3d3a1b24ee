"""The SMS: one part, whole words, the official link last."""

from urllib.parse import urlsplit

from advisory_watch.core.alerts import Alert
from advisory_watch.core.message import SMS_MAX_CHARS
from advisory_watch.core.messages.alphabets import cut_at_word, to_gsm7
from advisory_watch.core.messages.headline import headline, instruction
from advisory_watch.core.scales import Change, Departure

HOST_MAX_CHARS = 60
"""A longer host name would leave no room for the news; real ones have half of this."""

SAID_IN_HEADLINE = frozenset({Change.DEPARTURE_RAISED, Change.REISSUED, Change.TEXT_REVISED})
"""Kinds whose headline says what people are told about leaving, as far as it is news."""


def sms(alert: Alert, title: str) -> str:
    """Say the news in one part of GSM 7-bit text.

    What matters most stands first, so that cutting loses least; where the official link
    does not fit, its host does.
    """
    news = to_gsm7(". ".join([headline(alert, title), *_details(alert)]))
    link = _link(alert)
    for address in (link, _host(link)):
        if address and len(news) + 1 + len(address) <= SMS_MAX_CHARS:
            return f"{news} {address}"
    host = _host(link)
    if not host:
        return cut_at_word(news, SMS_MAX_CHARS)
    return f"{cut_at_word(news, SMS_MAX_CHARS - 1 - len(host))} {host}"


def _details(alert: Alert) -> list[str]:
    after = alert.after
    if after is None:
        return [alert.note] if alert.note else []
    details: list[str] = []
    if after.departure >= Departure.AUTHORIZED_DEPARTURE and not _is_headline(alert):
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
