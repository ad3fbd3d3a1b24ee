"""Headlines of alerts, and the evidence and the links below them."""

import re
from collections.abc import Callable
from operator import attrgetter

from advisory_watch.core.advisory import Advisory, Change, Departure
from advisory_watch.core.alert import Alert, original_alert
from advisory_watch.core.destinations import name_or
from advisory_watch.core.fingerprint import indicator_moves
from advisory_watch.core.messages.parts import (
    changed_areas,
    gravest_parts,
    lowered_parts,
    raised_parts,
)
from advisory_watch.core.messages.plain_words import DEPARTURE, level_in_short, level_move
from advisory_watch.core.source_event import SourceEvent
from advisory_watch.core.text import WORDS_MAX_CHARS, cut_at_word, in_short, to_ascii

WRONG = " was wrong"
"""The end of a correction; cutting must preserve it."""


def render_headline(alert: Alert, title: str) -> str:
    """Return the news in one line: `US: Kuwait raised to Level 3 from 1`.

    A correction repeats the wrong headline, so that people recognise it.
    """
    news = _news(original_alert(alert), title)
    return cut_headline(f"CORRECTION: {news}{WRONG}" if alert.corrects else news, WORDS_MAX_CHARS)


def headline_in_ascii(line: str) -> str:
    """Convert a headline to ASCII; letters of another script are left out, not shown as `???`."""
    return _OTHER_SCRIPT.sub("", to_ascii(line))


_TWO_CUTS = re.compile(r"\.{4,}$")
"""The end of a name that was cut, before the end of a headline that was cut."""

_OTHER_SCRIPT = re.compile(r":? ?\?(?:[ ,.]*\?){2,}")


def cut_headline(line: str, limit: int) -> str:
    """Cut a headline to a limit; the ` was wrong` of a correction is kept."""
    if len(line) <= limit or not line.endswith(WRONG):
        return _TWO_CUTS.sub("...", cut_at_word(line, limit))
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


def label_notice(alert: Alert) -> str:
    """Return the kind of notice, the part of the news that must never be cut.

    A notice from before the first read says so: it may be two days old.
    """
    departure = _departure(alert.after)
    is_leaving = departure >= Departure.AUTHORIZED_DEPARTURE
    kind = DEPARTURE[departure] if is_leaving else "notice"
    return f"- {kind}{', published earlier' if alert.is_from_before else ''}:"


def _notice(alert: Alert) -> str:
    return f"{label_notice(alert)} {alert.after.native_level if alert.after else ''}"


def _level(alert: Alert) -> str:
    return level_in_short(alert.after, alert.before)


def _departure(advisory: Advisory | None) -> Departure:
    return advisory.departure if advisory else Departure.NONE


def _raised(alert: Alert) -> str:
    """Mention the raised level, departure advice and parts if they rise: all are news."""
    news = f"raised {level_move(alert)}"
    if Change.DEPARTURE_RAISED.value in alert.kinds:
        news = f"{news} - {DEPARTURE[_departure(alert.after)]}"
    return _and_parts(alert, news)


def _lowered(alert: Alert) -> str:
    """Say which parts stay graver: a lower level of the whole is no all-clear for them."""
    graver = gravest_parts(alert.after)
    return f"lowered {level_move(alert)}{'; ' if graver else ''}{graver}"


def _departure_raised(alert: Alert) -> str:
    return _and_parts(alert, f"- {DEPARTURE[_departure(alert.after)]} ({_level(alert)})")


def _and_parts(alert: Alert, news: str) -> str:
    """Add the parts that rose to other news: "citizens told to leave; parts raised to …"."""
    return f"{news}; {raised_parts(alert)}" if Change.PART_RAISED.value in alert.kinds else news


def _parts_raised(alert: Alert) -> str:
    """Name the parts, and the level of the whole if it was lowered."""
    if Change.LEVEL_LOWERED.value in alert.kinds:
        return f"- {raised_parts(alert)}; whole lowered {level_move(alert)}"
    return f"- {raised_parts(alert)}"


def _indicators(alert: Alert) -> str:
    """Name the risks, after advice to leave that this issue gives once more."""
    again = _told_again(alert)
    if alert.before is None or alert.after is None:
        return f"- {again}risk indicators changed ({_level(alert)})"
    added, removed = indicator_moves(alert.before, alert.after)
    changes = [
        f"{indicator.words} {verb}"
        for indicators, verb in ((added, "added"), (removed, "removed"))
        for indicator in sorted(indicators, key=attrgetter("value"))
    ]
    return f"- {again}risk of {', '.join(changes)} ({_level(alert)})"


def _told_again(alert: Alert) -> str:
    tells = alert.is_urgent and _departure(alert.after) is Departure.DEPART_IMMEDIATELY
    return "citizens told again to leave; " if tells else ""


def _scope(alert: Alert) -> str:
    """Name both levels if the level of the whole country appears or disappears."""
    before, after = alert.before, alert.after
    if before and after and (before.severity is None) != (after.severity is None):
        return f"now {_level(alert)}, before: {level_in_short(before, after)}"
    return f"- {_told_again(alert)}{changed_areas(alert)} ({_level(alert)})"


def _reissued(alert: Alert) -> str:
    issued = "advice issued again" if alert.kind == Change.REISSUED.value else "text changed"
    if _departure(alert.after) is not Departure.DEPART_IMMEDIATELY:
        return f"- {issued}, {_level(alert)} stays"
    if alert.is_urgent:
        return f"- citizens told again to leave ({_level(alert)})"
    return f"- {issued}, citizens still told to leave ({_level(alert)})"


_ENDED = {
    Departure.NONE: "advice on leaving changed",
    Departure.LIMITED_SERVICES: "embassy can help again",
    Departure.AUTHORIZED_DEPARTURE: "departure of embassy staff ended",
    Departure.ORDERED_DEPARTURE: "ordered departure of embassy staff ended",
    Departure.OPERATIONS_SUSPENDED: "embassy no longer closed",
    Departure.DEPART_IMMEDIATELY: "citizens no longer told to leave",
}

_NEWS: dict[Change, Callable[[Alert], str]] = {
    Change.LEVEL_RAISED: _raised,
    Change.DEPARTURE_RAISED: _departure_raised,
    Change.PART_RAISED: _parts_raised,
    Change.LEVEL_LOWERED: _lowered,
    Change.DEPARTURE_LOWERED: lambda alert: (
        f"- {_ENDED[_departure(alert.before)]} ({_level(alert)})"
    ),
    Change.PART_LOWERED: lambda alert: f"- {lowered_parts(alert)} ({_level(alert)})",
    Change.NOTICE_ISSUED: _notice,
    Change.SCOPE_CHANGED: _scope,
    Change.INDICATOR_ADDED: _indicators,
    Change.INDICATOR_REMOVED: _indicators,
    Change.WITHDRAWN: lambda alert: f"- no longer listed (last {level_in_short(alert.before)})",
    Change.TEXT_REVISED: _reissued,
    Change.REISSUED: _reissued,
    Change.FIRST_SEEN: lambda alert: f"- first seen at {_level(alert)}",
}

_SOURCE_NEWS = {
    SourceEvent.BLIND: "travel advice cannot be read",
    SourceEvent.PARTLY_BLIND: "parts of the travel advice cannot be read",
    SourceEvent.MASS_MOVE: "travel advice moved everywhere at once",
    SourceEvent.RECOVERED: "travel advice can be read again",
}
"""The text of each kind of news about our own view of a source."""


def render_evidence(alert: Alert, evidence_url: str) -> str:
    """Return the evidence that the alert is true; `evidence_url` is the address of the archive."""
    evidence = alert.evidence
    if evidence is None:
        return ""
    return (
        f"Seen {evidence.read_at:%Y-%m-%d %H:%M:%S} UTC "
        f"through {alert.source}/{evidence.endpoint}; decided by rule {alert.rule}.\n"
        f"Page as received: SHA-256 {evidence.page_key}\n"
        f"Evidence: {link_to_evidence(evidence.page_key, evidence_url)}\n"
        f"Alert: {alert.id}"
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
