"""Classifies a government's words about leaving as departure advice, from none to depart now.

The phrases here come from the Department of State (7 FAM 050, 3 FAM 3770): `authorized` and
`ordered departure` of its own people, and suspended operations. `missions` has the phrases of
other ministries about their missions. `leaving` has the phrases that all ministries address to
the public. A sentence that ends an order is not an order.

All patterns are plain strings. `re` compiles each on first use and caches it, and most checks
find no page to read.
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
"""A sentence without any of these stems says nothing about leaving; most sentences have none."""

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
"""The steps that the Department of State orders and lifts for its own people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureAdvice:
    """The highest departure advice in a text, and whether the text says that an order ended."""

    rung: Departure
    is_lifting: bool


def departure_advice(sentences: Iterable[str]) -> DepartureAdvice:
    """Read the sentences in order, and return the highest departure advice that still holds.

    A sentence that says that an order ended cancels the orders before it, since advice
    recounts them in order of time. Advice to the public is not cancelled while any sentence
    still gives it: of two contradicting sentences the graver one counts. Real case: "On
    October 30 the Department ordered … As of January 9 the Department has lifted its ordered
    departure".
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
    """Return the departure advice of one sentence in lower case."""
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
    """Search patterns that all contain `stem`; most sentences lack it, which saves the search."""
    return stem in words and any(re.search(pattern, words) for pattern in patterns)
