"""Headlines of alerts, and the evidence and the links below them."""

from collections.abc import Callable
from operator import attrgetter

from advisory_watch.core.advisory import Advisory, Change, Departure
from advisory_watch.core.alert import Alert, SourceEvent, original_alert
from advisory_watch.core.destinations import name_or
from advisory_watch.core.fingerprint import indicator_moves
from advisory_watch.core.messages.parts import lowered_parts, raised_parts
from advisory_watch.core.text import WORDS_MAX_CHARS, cut_at_word, in_short, to_from

WRONG = " was wrong"
"""The end of a correction; cutting must preserve it."""


def render_headline(alert: Alert, title: str) -> str:
    """Return the news in one line: `US: Kuwait raised to Level 3 from 1`.

    A correction repeats the wrong headline, so that people recognise it.
    """
    news = _news(original_alert(alert), title)
    return cut_headline(f"CORRECTION: {news}{WRONG}" if alert.corrects else news, WORDS_MAX_CHARS)


def cut_headline(line: str, limit: int) -> str:
    """Cut a headline to a limit; the ` was wrong` of a correction is kept."""
    if len(line) <= limit or not line.endswith(WRONG):
        return cut_at_word(line, limit)
    return cut_at_word(line, limit - len(WRONG)) + WRONG


def _news(alert: Alert, title: str) -> str:
    if alert.destination is None:
        return f"{title}: {_SOURCE_NEWS[SourceEvent(alert.kind)]}"
    news = _notice(alert) if alert.is_notice else _NEWS[Change(alert.kind)](alert)
    return " ".join(f"{label_doubt(alert)}{title}: {name_destination(alert)} {news}".split())


def label_doubt(alert: Alert) -> str:
    """Return the first word of a headline in doubt, so that no cut drops it."""
    return "Unconfirmed: " if alert.is_unconfirmed else ""


def name_destination(alert: Alert) -> str:
    """Return the ISO name of the destination, or the publisher's name if it has no code."""
    advisory = alert.after or alert.before
    return name_or(alert.destination or "", advisory.name if advisory else str(alert.destination))


def shorten_level(native_level: str | None) -> str:
    """Shorten a native level to its distinguishing part: `Level 3`."""
    return "no advice" if native_level is None else in_short(native_level)


def name_departure(departure: Departure) -> str:
    """Describe a level of departure advice as an instruction to travellers."""
    return "leave immediately" if departure is Departure.DEPART_IMMEDIATELY else departure.words


def label_notice(alert: Alert) -> str:
    """Return the kind of notice, the part of the news that must never be cut.

    A notice from before the first read says so: it may be two days old.
    """
    departure = _departure(alert.after)
    is_leaving = departure >= Departure.AUTHORIZED_DEPARTURE
    kind = name_departure(departure) if is_leaving else "notice"
    return f"- {kind}{', published earlier' if alert.is_from_before else ''}:"


def _notice(alert: Alert) -> str:
    return f"{label_notice(alert)} {alert.after.native_level if alert.after else ''}"


def _level(advisory: Advisory | None) -> str:
    return shorten_level(advisory.native_level if advisory else None)


def _departure(advisory: Advisory | None) -> Departure:
    return advisory.departure if advisory else Departure.NONE


def _raised(alert: Alert) -> str:
    """Mention the raised level, departure advice and parts if they rise: all are news."""
    news = f"raised {to_from(_level(alert.after), _level(alert.before))}"
    if alert.after is not None and Change.DEPARTURE_RAISED.value in alert.kinds:
        news = f"{news} - {name_departure(alert.after.departure)}"
    return _and_parts(alert, news)


def _lowered(alert: Alert) -> str:
    return f"lowered {to_from(_level(alert.after), _level(alert.before))}"


def _departure_raised(alert: Alert) -> str:
    news = f"- {name_departure(_departure(alert.after))} ({_level(alert.after)})"
    return _and_parts(alert, news)


def _and_parts(alert: Alert, news: str) -> str:
    """Add the parts that rose to other news: "leave immediately; parts raised to 4 …"."""
    return f"{news}; {raised_parts(alert)}" if Change.PART_RAISED.value in alert.kinds else news


def _parts_raised(alert: Alert) -> str:
    """Name the parts, and the level of the whole if it was lowered."""
    if Change.LEVEL_LOWERED.value in alert.kinds:
        return f"- {raised_parts(alert)}; whole {_lowered(alert)}"
    return f"- {raised_parts(alert)}"


def _indicators(alert: Alert) -> str:
    if alert.before is None or alert.after is None:
        return f"- risk indicators changed ({_level(alert.after)})"
    added, removed = indicator_moves(alert.before, alert.after)
    changes = [
        f"{indicator.words} {verb}"
        for indicators, verb in ((added, "added"), (removed, "removed"))
        for indicator in sorted(indicators, key=attrgetter("value"))
    ]
    return f"- risk of {', '.join(changes)} ({_level(alert.after)})"


def _scope(alert: Alert) -> str:
    """Name both levels if the level of the whole country appears or disappears."""
    before, after = alert.before, alert.after
    if before and after and (before.severity is None) != (after.severity is None):
        return f"now {_level(after)}, before: {_level(before)}"
    return f"- areas covered changed ({_level(after)})"


def _reissued(alert: Alert) -> str:
    if _departure(alert.after) is Departure.DEPART_IMMEDIATELY:
        return f"- leave immediately, said again ({_level(alert.after)})"
    return f"- advice issued again, {_level(alert.after)} stays"


_NEWS: dict[Change, Callable[[Alert], str]] = {
    Change.LEVEL_RAISED: _raised,
    Change.DEPARTURE_RAISED: _departure_raised,
    Change.PART_RAISED: _parts_raised,
    Change.LEVEL_LOWERED: _lowered,
    Change.DEPARTURE_LOWERED: lambda alert: (
        f"- {_departure(alert.before).words} ended ({_level(alert.after)})"
    ),
    Change.PART_LOWERED: lambda alert: f"- {lowered_parts(alert)} ({_level(alert.after)})",
    Change.NOTICE_ISSUED: _notice,
    Change.SCOPE_CHANGED: _scope,
    Change.INDICATOR_ADDED: _indicators,
    Change.INDICATOR_REMOVED: _indicators,
    Change.WITHDRAWN: lambda alert: f"- no longer listed (last {_level(alert.before)})",
    Change.TEXT_REVISED: _reissued,
    Change.REISSUED: _reissued,
    Change.FIRST_SEEN: lambda alert: f"- first seen at {_level(alert.after)}",
}

_SOURCE_NEWS = {
    SourceEvent.BLIND: "travel advice cannot be read",
    SourceEvent.PARTLY_BLIND: "parts of the travel advice cannot be read",
    SourceEvent.MASS_MOVE: "travel advice moved everywhere at once",
    SourceEvent.RECOVERED: "travel advice can be read again",
}
"""The text of each kind of news about our own view of a source."""


def render_evidence(alert: Alert, evidence_url: str, site_url: str = "") -> str:
    """Return the evidence that the alert is true, and the address of its own page.

    `evidence_url` is the address of the archive, `site_url` the address of the site.
    """
    evidence = alert.evidence
    if evidence is None:
        return ""
    link = link_to_change(alert, site_url)
    page = f"This change: {link}\n" if link else ""
    return (
        f"Seen {evidence.read_at:%Y-%m-%d %H:%M:%S} UTC "
        f"through {alert.source}/{evidence.endpoint}; decided by rule {alert.rule}.\n"
        f"Page as received: SHA-256 {evidence.page_key}\n"
        f"Evidence: {link_to_evidence(evidence.page_key, evidence_url)}\n"
        f"{page}Alert: {alert.id}"
    )


def link_to_evidence(page_key: str, evidence_url: str) -> str:
    """Return the address of the page in the archive, or its key if the archive has no address."""
    key = f"pages/{page_key[:2]}/{page_key}.warc.gz"
    return f"{evidence_url.rstrip('/')}/{key}" if evidence_url else key


def link_to_change(alert: Alert, site_url: str) -> str:
    """Return the address of the alert's page on the site (see `site.rendering.config`).

    Returns an empty string without a site, and for news about a source, which has no page.
    """
    if not site_url or alert.destination is None:
        return ""
    return f"{site_url.rstrip('/')}/c/{alert.id}.html"
