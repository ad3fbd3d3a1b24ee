"""Say levels, departure advice and what to do in plain words."""

import re

from advisory_watch.core.advisory import Advisory, Change, Departure, Severity
from advisory_watch.core.alert import Alert
from advisory_watch.core.messages.parts import severity_words
from advisory_watch.core.text import as_shown, in_short, to_from

DEPARTURE = {
    Departure.NONE: "no advice on leaving",
    Departure.LIMITED_SERVICES: "embassy can give little help",
    Departure.AUTHORIZED_DEPARTURE: "embassy staff may leave",
    Departure.ORDERED_DEPARTURE: "embassy staff ordered to leave",
    Departure.OPERATIONS_SUSPENDED: "embassy has suspended its work",
    Departure.DEPART_IMMEDIATELY: "citizens told to leave",
}
"""Each departure advice in a few words, for headlines."""

_EXPLAINED = {
    Departure.LIMITED_SERVICES: "The embassy can give little or no help to its citizens.",
    Departure.AUTHORIZED_DEPARTURE: (
        "The government lets staff of its embassy, or their families, leave at its expense "
        "(authorized departure)."
    ),
    Departure.ORDERED_DEPARTURE: (
        "The government takes staff of its embassy, or their families, out of the country "
        "(ordered departure). Expect less help from the embassy."
    ),
    Departure.OPERATIONS_SUSPENDED: (
        "The embassy has stopped its work (operations suspended). Do not count on its help."
    ),
    Departure.DEPART_IMMEDIATELY: "The government tells its citizens to leave the country.",
}

LOWEST = "the lowest level"
"""Instead of `normal`, which is false while parts of a destination are at a grave level."""

PARTS_ONLY = "warnings for parts only"

_ENGLISH = re.compile(r"travel|caution|precaution|level \d|summaries|no advice", re.IGNORECASE)
"""Words of the publishers who write in English; other levels are named in ours."""

_BRACKETED = re.compile(r" \([^()]*\)")

_NAMES_PARTS = re.compile(r"\b(?:parts|regional|areas)\b", re.IGNORECASE)
"""A level that speaks of parts, even if we do not know how grave their level is."""


def explain_departure(before: Advisory | None, after: Advisory | None) -> str:
    """Explain the departure advice in force, and name the one before if it was another."""
    now = after.departure if after else Departure.NONE
    then = before.departure if before else Departure.NONE
    if now is then is Departure.NONE:
        return ""
    explained = _EXPLAINED.get(now, "The advice on leaving has ended.")
    return explained if now is then else f"{explained} Before: {DEPARTURE[then]}."


def level_in_short(advisory: Advisory | None, other: Advisory | None = None) -> str:
    """Name the level of the whole destination in a few English words: `Level 3`.

    The publisher's words are kept if they are English. The word `normal` is replaced if parts are
    graver, now or in the `other` advisory of the same change.
    """
    if advisory is None:
        return "no advice"
    words = _BRACKETED.sub("", in_short(advisory.native_level))
    is_english = _ENGLISH.search(words) and advisory.native_level.isascii()
    if not is_english or _is_contradicted(advisory):
        return _severity_in_words(advisory)
    return LOWEST if _is_normal(words) and _has_any_graver_parts(advisory, other) else words


def level_in_full(advisory: Advisory, other: Advisory | None = None) -> str:
    """Give the publisher's words for the level of the whole, with ours if they are not English.

    The word `normal` is replaced as in `level_in_short`.
    """
    words = as_shown(advisory.native_level)
    if _is_normal(words) and _has_any_graver_parts(advisory, other):
        place = "for the rest" if has_graver_parts(advisory) else "for the whole"
        return f"{level_in_short(advisory, other)} {place}"
    if _is_contradicted(advisory) and not advisory.native_level:
        return _severity_in_words(advisory)
    if _is_contradicted(advisory):
        return f"{_severity_in_words(advisory)} ({words})"
    if advisory.severity and not (_ENGLISH.search(words) and words.isascii()):
        return f"{_severity_in_words(advisory)} ({words})"
    return words


def _has_any_graver_parts(*advisories: Advisory | None) -> bool:
    return any(has_graver_parts(advisory) for advisory in advisories if advisory)


def level_move(alert: Alert, mark: str = "") -> str:
    """Name both levels of a change: `to Level 3 from 1`; `mark` encloses words without a number.

    Levels that the publisher words alike are named by severity. A level that was unknown before
    is not named.
    """
    before, after = alert.before, alert.after
    then, now = level_in_short(before, after), level_in_short(after, before)
    if then == now and before and after and before.severity is not after.severity:
        then, now = _severity_in_words(before), _severity_in_words(after)
    marked_then, marked_now = (
        level if level[-1:].isdigit() or level == LOWEST else f"{mark}{level}{mark}"
        for level in (then, now)
    )
    is_unknown = before is not None and before.gravest_severity is None
    return f"to {marked_now}" if is_unknown else to_from(marked_now, marked_then)


def in_sentence_as_place(name: str) -> str:
    """Put the article before the name of a destination that needs one."""
    return f"the {name}" if _WITH_ARTICLE.search(name) else name


_WITH_ARTICLE = re.compile(
    r"^(?:United|Democratic|Dominican|Central African|Czech)\b|\b(?:Islands|Republic)$|"
    r"^(?:Netherlands|Philippines|Bahamas|Gambia|Maldives|Seychelles|Comoros|Azores)\b"
)


def has_graver_parts(advisory: Advisory) -> bool:
    """Tell whether parts are at `reconsider travel` or above, or the level speaks of parts."""
    part = advisory.partial_severity or 0
    is_graver = part >= Severity.RECONSIDER and part > (advisory.severity or 0)
    return is_graver or _NAMES_PARTS.search(as_shown(advisory.native_level)) is not None


def _severity_in_words(advisory: Advisory) -> str:
    if advisory.severity is None:
        return as_shown(advisory.native_level)
    is_partial = advisory.severity is Severity.NORMAL and has_graver_parts(advisory)
    return PARTS_ONLY if is_partial else severity_words(advisory.severity)


def _is_contradicted(advisory: Advisory) -> bool:
    """Tell whether a grave level is not in the publisher's words: the text ran ahead of them."""
    words = as_shown(advisory.native_level)
    is_silent = not advisory.native_level.strip() or ("to parts" in words and "whole" not in words)
    return is_silent and (advisory.severity or 0) >= Severity.RECONSIDER


def _is_normal(words: str) -> bool:
    return "normal" in words.casefold()


def suggest_action(alert: Alert, name: str) -> str:
    """Suggest what a person who is responsible for travellers does next; `name` is the place."""
    if not alert.is_urgent:
        return _if_not_urgent(alert)
    place = in_sentence_as_place(name)
    return " ".join(filter(None, [_about_people(alert, place), _about_trips(alert, place)]))


def _about_people(alert: Alert, name: str) -> str:
    departure = alert.after.departure if alert.after else Departure.NONE
    if departure is Departure.DEPART_IMMEDIATELY:
        return (
            f"Call your people in {name} now. The official page says who is meant, and which ways "
            "out there are."
        )
    kinds = set(map(Change, alert.kinds))
    if departure >= Departure.AUTHORIZED_DEPARTURE and kinds & _OF_LEAVING:
        return f"Find out who is in {name}, and how they could leave at short notice."
    if Change.LEVEL_RAISED in kinds:
        return f"Find out who is in {name} now."
    return f"Find out who is in these parts of {name}, or on the way there."


def _about_trips(alert: Alert, name: str) -> str:
    severity = alert.after.severity if alert.after else None
    if Change.LEVEL_RAISED.value not in alert.kinds or severity is None:
        return ""
    if severity is Severity.DO_NOT_TRAVEL:
        return f"Stop trips to {name}."
    return f"Hold trips to {name} until someone has checked them."


_OF_LEAVING = {Change.DEPARTURE_RAISED, Change.NOTICE_ISSUED}
_NO_ALL_CLEAR = {Change.LEVEL_LOWERED.value, Change.PART_LOWERED.value}


def _if_not_urgent(alert: Alert) -> str:
    if alert.is_notice:
        return "Read the notice, and pass it on to your people there."
    if alert.kind == Change.WITHDRAWN.value:
        return "Read the official page. Advice that is gone is no all-clear."
    if alert.after and alert.after.departure is Departure.DEPART_IMMEDIATELY:
        return "Nothing new needs to be done now. The advice to leave still stands."
    if alert.kind in _NO_ALL_CLEAR:
        return "Nothing needs to be done now. A lower level is no all-clear."
    return "Nothing needs to be done now."
