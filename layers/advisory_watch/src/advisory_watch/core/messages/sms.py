"""Render the SMS: one part, a sentence that a person would say, the official link last."""

from urllib.parse import urlsplit

from advisory_watch.core.advisory import Change, Departure
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import SMS_MAX_CHARS
from advisory_watch.core.messages.headline import (
    cut_headline,
    headline_in_ascii,
    label_doubt,
    label_notice,
    link_to_change,
    name_destination,
    render_headline,
)
from advisory_watch.core.messages.parts import gravest_parts, raised_parts
from advisory_watch.core.messages.plain_words import (
    DEPARTURE,
    in_sentence_as_place,
    level_in_short,
    level_move,
)
from advisory_watch.core.text import in_sentence, to_gsm7

HOST_MAX_CHARS = 60
"""A longer host name would leave no room for the news; real ones have half of this."""

TITLE_MIN_CHARS = 18
"""The least useful length of a cut notice title: `Security Alert...` fits."""


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

    The most important words come first, so that a cut loses least. The date gives way to the
    official link. A link that still does not fit gives way to its host.
    """
    link, host = _link(alert), _host(_link(alert))
    texts = [to_gsm7(headline_in_ascii(text)) for text in _texts(alert, title)]
    addresses = list(filter(None, (link, host)))
    if alert.corrects:
        pairs = ((text, address) for text in texts for address in addresses)
        for text, address in pairs:
            if len(text) <= _room_before(address):
                return f"{text} {address}"
    for address in addresses:
        for text in texts:
            if len(text) <= _room_before(address):
                return f"{text} {address}"
        if alert.is_notice and _is_title_useful(alert, title, address):
            return f"{cut_headline(texts[-1], _room_before(address))} {address}"
    if not host:
        whole = texts[0] if len(texts[0]) <= SMS_MAX_CHARS else texts[-1]
        return cut_headline(whole, SMS_MAX_CHARS)
    return f"{cut_headline(texts[-1], _room_before(host))} {host}"


def _texts(alert: Alert, title: str) -> tuple[str, ...]:
    """Return the news in full, and in fewer words.

    A correction first names the level in force; its email has the reason too.
    """
    headline = render_headline(alert, title)
    if alert.corrects:
        in_force = f"{headline}. {_in_force(alert)}".strip()
        return (f"{in_force} {alert.note}".strip(), in_force, headline)
    if alert.destination is None:
        return (f"{headline}. {alert.note}" if alert.note else headline,)
    sentence = None if alert.is_notice else _sentence(alert, in_sentence(title))
    said = f"{label_doubt(alert)}{_capital(sentence)}" if sentence else headline
    news = f"{said.rstrip('.')}."
    return (" ".join([news, *_date(alert)]), news if sentence else said)


def _room_before(address: str) -> int:
    return SMS_MAX_CHARS - 1 - len(address)


def _is_title_useful(alert: Alert, title: str, address: str) -> bool:
    """Check whether the cut title of a notice is useful before an address.

    Titles of notices repeat word for word, and the instruction precedes them; the link says
    more.
    """
    label = f"{label_doubt(alert)}{title}: {name_destination(alert)} {label_notice(alert)} "
    return len(to_gsm7(label)) + TITLE_MIN_CHARS <= _room_before(address)


def _sentence(alert: Alert, government: str) -> str | None:
    """Say a graver or milder level, and advice to leave, as a person would; None for other news."""
    name = in_sentence_as_place(name_destination(alert))
    kinds = set(map(Change, alert.kinds))
    moved = level_move(alert, mark='"')
    raised = [_capital(raised_parts(alert))] if Change.PART_RAISED in kinds else []
    match Change(alert.kind):
        case Change.LEVEL_RAISED:
            said = [f"{government} raised {name} {moved}", *_leaving(alert), *raised]
        case Change.LEVEL_LOWERED:
            graver = _capital(gravest_parts(alert.after))
            said = [f"{government} lowered {name} {moved}", *_leaving(alert), graver]
        case Change.DEPARTURE_RAISED if alert.after is not None:
            told = _TOLD[alert.after.departure].format(government=government, name=name)
            said = [told, f"Advice: {level_in_short(alert.after, alert.before)}", *raised]
        case Change.PART_RAISED:
            rest = raised_parts(alert).removeprefix("parts raised")
            lowered = f"The whole was lowered {moved}" if Change.LEVEL_LOWERED in kinds else ""
            said = [f"{government} raised parts of {name}{rest}", lowered]
        case _:
            return None
    return ". ".join(filter(None, said))


_TOLD = {
    Departure.NONE: "{government} changed its advice on leaving {name}",
    Departure.LIMITED_SERVICES: "{government} can give little help in {name}",
    Departure.AUTHORIZED_DEPARTURE: "{government} lets embassy staff leave {name}",
    Departure.ORDERED_DEPARTURE: "{government} ordered embassy staff to leave {name}",
    Departure.OPERATIONS_SUSPENDED: "{government} suspended the work of its embassy in {name}",
    Departure.DEPART_IMMEDIATELY: "{government} tells its citizens to leave {name}",
}


def _leaving(alert: Alert) -> tuple[str, ...]:
    departure = alert.after.departure if alert.after else Departure.NONE
    return (_capital(DEPARTURE[departure]),) if departure >= Departure.AUTHORIZED_DEPARTURE else ()


def _in_force(alert: Alert) -> str:
    return f"Still {level_in_short(alert.before, alert.after)}." if alert.before else ""


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _date(alert: Alert) -> tuple[str, ...]:
    after = alert.after
    is_dated = after is not None and after.issued_on is not None and not alert.corrects
    return (f"Issued {after.issued_on}",) if after and is_dated else ()


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
