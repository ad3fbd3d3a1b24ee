"""Headlines of alerts, and the line of evidence below them."""

from collections.abc import Callable

from advisory_watch.core.advisory import Advisory, Change, Departure
from advisory_watch.core.alert import Alert, SourceEvent, original_alert
from advisory_watch.core.destinations import name_or
from advisory_watch.core.fingerprint import indicator_moves
from advisory_watch.core.text import WORDS_MAX_CHARS, cut_at_word, in_short, to_from

WRONG = " was wrong"
"""The end of a correction; cutting must preserve it."""


def headline(alert: Alert, title: str) -> str:
    """Return the news in one line: `US: Kuwait raised to Level 3 from 1`.

    A correction repeats the wrong headline, so that people recognise it.
    """
    if alert.corrects is None:
        return within(_line(alert, title), WORDS_MAX_CHARS)
    return within(f"CORRECTION: {_line(original_alert(alert), title)}{WRONG}", WORDS_MAX_CHARS)


def within(line: str, limit: int) -> str:
    """Cut a headline to a limit; the ` was wrong` of a correction is kept."""
    if len(line) <= limit or not line.endswith(WRONG):
        return cut_at_word(line, limit)
    return cut_at_word(line, limit - len(WRONG)) + WRONG


def _line(alert: Alert, title: str) -> str:
    if alert.destination is None:
        return _source_headline(alert, title)
    what = notice(alert) if alert.is_notice else _WORDS[Change(alert.kind)](alert)
    return " ".join(f"{title}: {destination_name(alert)} {what}".split())


def _source_headline(alert: Alert, title: str) -> str:
    return f"{title}: {_SIGHT[SourceEvent(alert.kind)]}"


def destination_name(alert: Alert) -> str:
    """Return the ISO name of the destination, or the publisher's name if it has no code."""
    said = alert.after or alert.before
    return name_or(alert.destination or "", said.name if said else str(alert.destination))


def level(advisory: Advisory | None) -> str:
    """Return the level of an advisory in a few words."""
    return short_level(advisory.native_level if advisory else None)


def short_level(native_level: str | None) -> str:
    """Shorten a native level to its distinguishing part: `Level 3`."""
    return "no advice" if native_level is None else in_short(native_level)


def _moved(verb: str) -> Callable[[Alert], str]:
    return lambda alert: f"{verb} {to_from(level(alert.after), level(alert.before))}"


def _raised(alert: Alert) -> str:
    """Mention the raised level and the departure advice if both rise: both are news."""
    said = _moved("raised")(alert)
    if alert.after is None or Change.DEPARTURE_RAISED.value not in alert.kinds:
        return said
    return f"{said} - {instruction(alert.after.departure)}"


def instruction(departure: Departure) -> str:
    """Describe a level of departure advice as an instruction to travellers."""
    return "leave immediately" if departure is Departure.DEPART_IMMEDIATELY else departure.words


def notice(alert: Alert) -> str:
    """Return the title of a notice, preceded by its departure advice, if any."""
    said = alert.after.native_level if alert.after else ""
    return f"{notice_label(alert)} {said}"


def notice_label(alert: Alert) -> str:
    """Return the kind of notice, the part of the news that must never be cut."""
    departure = alert.after.departure if alert.after else Departure.NONE
    is_leaving = departure >= Departure.AUTHORIZED_DEPARTURE
    return f"- {instruction(departure) if is_leaving else 'notice'}:"


def _departure(alert: Alert) -> str:
    departure = alert.after.departure if alert.after else Departure.NONE
    return f"- {instruction(departure)} ({level(alert.after)})"


def _departure_lowered(alert: Alert) -> str:
    before = alert.before.departure if alert.before else Departure.NONE
    return f"- {before.words} ended ({level(alert.after)})"


def _indicators(alert: Alert) -> str:
    if alert.before is None or alert.after is None:
        return f"- risk indicators changed ({level(alert.after)})"
    added, removed = indicator_moves(alert.before, alert.after)
    named = [
        *(f"{indicator.words} added" for indicator in sorted(added, key=lambda item: item.value))
    ]
    named += [
        f"{indicator.words} removed" for indicator in sorted(removed, key=lambda item: item.value)
    ]
    return f"- risk of {', '.join(named)} ({level(alert.after)})"


def _scope(alert: Alert) -> str:
    """Name both levels if the level of the whole country appears or disappears."""
    before, after = alert.before, alert.after
    if before and after and (before.severity is None) != (after.severity is None):
        return f"now {level(after)}, before: {level(before)}"
    return f"- areas covered changed ({level(after)})"


def _reissued(alert: Alert) -> str:
    if alert.after is not None and alert.after.departure is Departure.DEPART_IMMEDIATELY:
        return f"- leave immediately, said again ({level(alert.after)})"
    return f"- advice issued again, {level(alert.after)} stays"


_WORDS: dict[Change, Callable[[Alert], str]] = {
    Change.LEVEL_RAISED: _raised,
    Change.LEVEL_LOWERED: _moved("lowered"),
    Change.DEPARTURE_RAISED: _departure,
    Change.DEPARTURE_LOWERED: _departure_lowered,
    Change.NOTICE_ISSUED: notice,
    Change.SCOPE_CHANGED: _scope,
    Change.INDICATOR_ADDED: _indicators,
    Change.INDICATOR_REMOVED: _indicators,
    Change.WITHDRAWN: lambda alert: f"- no longer listed (last {level(alert.before)})",
    Change.TEXT_REVISED: _reissued,
    Change.REISSUED: _reissued,
    Change.FIRST_SEEN: lambda alert: f"- first seen at {level(alert.after)}",
}

_SIGHT = {
    SourceEvent.BLIND: "travel advice cannot be read",
    SourceEvent.PARTLY_BLIND: "parts of the travel advice cannot be read",
    SourceEvent.RECOVERED: "travel advice can be read again",
}
"""The text of each kind of news about our own view of a source."""


def proof(alert: Alert, evidence_url: str, site_url: str = "") -> str:
    """Return the evidence that the alert is true, and the address of its own page.

    `evidence_url` is the address of the archive, `site_url` the address of the site.
    """
    evidence = alert.evidence
    if evidence is None:
        return ""
    link = change_link(alert, site_url)
    page = f"This change: {link}\n" if link else ""
    return (
        f"Seen {evidence.read_at:%Y-%m-%d %H:%M:%S} UTC "
        f"through {alert.source}/{evidence.endpoint}; decided by rule {alert.rule}.\n"
        f"Page as received: SHA-256 {evidence.page_key}\n"
        f"Evidence: {evidence_link(evidence.page_key, evidence_url)}\n"
        f"{page}Alert: {alert.id}"
    )


def evidence_link(page_key: str, evidence_url: str) -> str:
    """Return the address of the page in the archive, or its key if the archive has no address."""
    key = f"pages/{page_key[:2]}/{page_key}.warc.gz"
    return f"{evidence_url.rstrip('/')}/{key}" if evidence_url else key


def change_link(alert: Alert, site_url: str) -> str:
    """Return the address of the alert's page on the site (see `site.addresses`).

    Returns an empty string without a site, and for news about a source, which has no page.
    """
    if not site_url or alert.destination is None:
        return ""
    return f"{site_url.rstrip('/')}/c/{alert.id}.html"
