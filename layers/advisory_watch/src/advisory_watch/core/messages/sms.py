"""The SMS: one part, whole words, the official link last."""

from urllib.parse import urlsplit

from advisory_watch.core.alerts import Alert
from advisory_watch.core.message import SMS_MAX_CHARS
from advisory_watch.core.messages.alphabets import cut_at_word, to_gsm7
from advisory_watch.core.messages.headline import headline
from advisory_watch.core.scales import Change, Departure


def sms(alert: Alert, title: str) -> str:
    """Say the news in one part of GSM 7-bit text.

    What matters most stands first, so that cutting loses least; where the official link
    does not fit, its host does.
    """
    link = _link(alert)
    news = to_gsm7(". ".join([headline(alert, title), *_details(alert)]))
    for address in (link, urlsplit(link).hostname or "", ""):
        ending = f" {to_gsm7(address)}" if address else ""
        if len(news) + len(ending) <= SMS_MAX_CHARS:
            return news + ending
    host = f" {urlsplit(link).hostname}" if link else ""
    return cut_at_word(news, SMS_MAX_CHARS - len(host)) + host


def _details(alert: Alert) -> list[str]:
    after = alert.after
    if after is None:
        return [alert.note] if alert.note else []
    details: list[str] = []
    if after.departure >= Departure.AUTHORIZED_DEPARTURE and not _is_headline(alert):
        details.append(_instruction(after.departure))
    if after.issued_on is not None:
        details.append(f"Issued {after.issued_on}")
    return details


def _is_headline(alert: Alert) -> bool:
    return alert.kind in (Change.DEPARTURE_RAISED.value, Change.REISSUED.value)


def _instruction(rung: Departure) -> str:
    return "Leave immediately" if rung is Departure.DEPART_IMMEDIATELY else rung.words.capitalize()


def _link(alert: Alert) -> str:
    return (alert.after and alert.after.url) or (alert.before and alert.before.url) or ""
