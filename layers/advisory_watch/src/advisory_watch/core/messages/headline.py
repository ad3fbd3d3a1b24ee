"""Build the headline of an alert: source, destination, new and old level."""

from collections.abc import Callable

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.alerts import Alert, SourceNews
from advisory_watch.core.corrections import as_it_was
from advisory_watch.core.destinations.names import name_or
from advisory_watch.core.differences import indicator_moves
from advisory_watch.core.messages.alphabets import WORDS_MAX_CHARS, cut_at_word
from advisory_watch.core.scales import Change, Departure
from advisory_watch.core.wording import in_short, to_from

WRONG = " was wrong"
"""The end of a correction; cutting must preserve it."""


def headline(alert: Alert, title: str) -> str:
    """Return the news in one line: `US: Kuwait raised to Level 3 from 1`.

    A correction repeats the wrong headline, so that people recognise it.
    """
    if alert.corrects is None:
        return within(_line(alert, title), WORDS_MAX_CHARS)
    return within(f"CORRECTION: {_line(as_it_was(alert), title)}{WRONG}", WORDS_MAX_CHARS)


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
    return f"{title}: {_SIGHT[SourceNews(alert.kind)]}"


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


def instruction(rung: Departure) -> str:
    """Describe a level of departure advice as an instruction to travellers."""
    return "leave immediately" if rung is Departure.DEPART_IMMEDIATELY else rung.words


def notice(alert: Alert) -> str:
    """Return the title of a notice, preceded by its departure advice, if any."""
    said = alert.after.native_level if alert.after else ""
    return f"{notice_label(alert)} {said}"


def notice_label(alert: Alert) -> str:
    """Return the kind of notice, the part of the news that must never be cut."""
    rung = alert.after.departure if alert.after else Departure.NONE
    is_leaving = rung >= Departure.AUTHORIZED_DEPARTURE
    return f"- {instruction(rung) if is_leaving else 'notice'}:"


def _departure(alert: Alert) -> str:
    rung = alert.after.departure if alert.after else Departure.NONE
    return f"- {instruction(rung)} ({level(alert.after)})"


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
    SourceNews.BLIND: "travel advice cannot be read",
    SourceNews.PARTLY_BLIND: "parts of the travel advice cannot be read",
    SourceNews.RECOVERED: "travel advice can be read again",
}
"""The text of each kind of news about our own view of a source."""
