"""What the words of a government say about leaving, as a rung of the departure ladder.

The phrases here are those of the Department of State (7 FAM 050, 3 FAM 3770):
`authorized` and `ordered departure` of its own people, and suspended operations. What
other ministries say of their missions stands in `missions`, and what they all say to
everyone in `leaving`. A sentence that ends an order is not an order.

The patterns of all these are plain strings: `re` compiles each when it is first needed and
keeps it, and most checks find no page that is to be read.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from advisory_watch.core import missions
from advisory_watch.core.leaving import tells_to_leave
from advisory_watch.core.leaving_lifted import lifts_advice_to_leave
from advisory_watch.core.leaving_words import plain_words
from advisory_watch.core.scales import Departure

_SPEAKS_OF_IT = (
    r"leav|depart|suspen[ds]|limited|unable to|not able|can not|not (?:currently )?available|"
    r"withdr|evacuat|closed"
)
"""A sentence without any of these says nothing about leaving; most have none."""

_ENDED = (
    r"\b(?:lift(?:ed|ing|s)?|end(?:ed|ing)? (?:of )?(?:the |its )?(?:ordered|authorized)|"
    r"the end of|terminat\w+|rescind\w*|cancel\w*|no longer (?:on|under|in)|resum\w+|"
    r"reopen\w*|return of)\b"
)
_STAFF = r"[^.;]{0,120}(?:personnel|employees?|staff|family members?|dependents?)[^.;]{0,120}"
_STAFF_OF_US = r"(?:personnel|employees?|staff|family members?|dependents?)[^.;]{0,60}"
_ORDERED = (
    r"\bordered (?:the )?departure\b",
    rf"\border(?:ed|ing) {_STAFF} (?:to (?:leave|depart)|departure)\b",
    rf"\b{_STAFF_OF_US} (?:were|have been|are|was|has been) ordered to (?:leave|depart)\b",
)
_AUTHORIZED = (
    r"\bauthori[sz]ed? (?:the )?(?:voluntary )?departure\b",
    rf"\bauthori[sz]ed {_STAFF} to (?:leave|depart)\b",
    rf"\b{_STAFF_OF_US} (?:were|have been|are|was|has been) authori[sz]ed to (?:leave|depart)\b",
)
_SUSPENDED = (
    r"\b(?:suspension of (?:\w+ )?operations|"
    r"suspend(?:ed|s)? (?:all |its |normal |routine )*(?:\w+ )?operations|"
    r"operations (?:are|were|have been|remain) suspended)\b"
)
_EMBASSY = r"\b(?:embassy|mission|interests section|office)\b"
_LIMITED = (
    r"\b(?:(?:extremely |very |severely )?limited ability to (?:help|assist|provide)|"
    r"unable to provide (?:emergency |routine |consular )*(?:services|assistance|help))\b"
)


STAFF_ORDERS = frozenset({Departure.AUTHORIZED_DEPARTURE, Departure.ORDERED_DEPARTURE})
"""The rungs that the Department orders and lifts for its own people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureAdvice:
    """The highest rung that the words reach, and whether they say an order ended."""

    rung: Departure
    is_lifting: bool


def departure_advice(sentences: Iterable[str]) -> DepartureAdvice:
    """Read the sentences in their order; the highest rung that still holds counts.

    A sentence that says that an order ended takes back the orders told before it: advice
    recounts them in order of time. Advice to everyone that still stands anywhere in the
    text is not taken back: of two contradicting sentences the graver one counts. Real
    case: "On October 30 the Department ordered … As of January 9 the Department has
    lifted its ordered departure".
    """
    rungs, is_lifting = {Departure.NONE}, False
    for sentence in sentences:
        words = plain_words(sentence)
        if not re.search(_SPEAKS_OF_IT, words):
            continue
        if _lifts(words):
            is_lifting, rungs = True, rungs - STAFF_ORDERS
        is_lifting = is_lifting or lifts_advice_to_leave(words)
        rungs.add(_rung_of(words))
    return DepartureAdvice(rung=max(rungs), is_lifting=is_lifting)


def _lifts(words: str) -> bool:
    return _is_ended(words) and _orders(words) is not Departure.NONE


def _is_ended(words: str) -> bool:
    return bool(re.search(_ENDED, words)) or (
        missions.is_withdrawn(words) and missions.is_back(words)
    )


def _rung_of(words: str) -> Departure:
    """Return the rung of one sentence in lower case."""
    if tells_to_leave(words):
        return Departure.DEPART_IMMEDIATELY
    if missions.is_shut(words) and not missions.is_back(words):
        return Departure.OPERATIONS_SUSPENDED
    if re.search(_SUSPENDED, words) and re.search(_EMBASSY, words) and not re.search(_ENDED, words):
        return Departure.OPERATIONS_SUSPENDED
    if not _is_ended(words) and (order := _orders(words)) is not Departure.NONE:
        return order
    if re.search(_LIMITED, words) or missions.is_hardly_helping(words):
        return Departure.LIMITED_SERVICES
    return Departure.NONE


def _orders(words: str) -> Departure:
    if _is_among(_ORDERED, "order", words) or missions.is_withdrawn(words):
        return Departure.ORDERED_DEPARTURE
    if _is_among(_AUTHORIZED, "authori", words):
        return Departure.AUTHORIZED_DEPARTURE
    return Departure.NONE


def _is_among(patterns: Iterable[str], stem: str, words: str) -> bool:
    """Look for patterns of which each has a stem in it; most sentences have not."""
    return stem in words and any(re.search(pattern, words) for pattern in patterns)
