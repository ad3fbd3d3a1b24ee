"""Read the departure advice from the text of an advisory.

The phrases here come from the Department of State (7 FAM 050, 3 FAM 3770): `authorized` and
`ordered departure` of its own people, and suspended operations. `phrases` has the phrases of
the other ministries. A sentence that ends an order is not an order.

All patterns are plain strings. `re` compiles each on first use and caches it, and most checks
find no page to read.

Only the highest step of departure advice addresses the public, so all of these sentences
belong to it. They say to leave `now`, to leave `while commercial options remain`, or to leave
`by any available means`. The last two have no word for time. But advice that names the way
out, or says that it will close, means the next flight.

The bare `British nationals should leave Syria` also counts. The British, Irish and New Zealand
ministries reserve it for the gravest days. The Department of State also uses it in
long-standing advice; its sentences count only with a time or a way out.

Advice to *consider* leaving is no instruction. `phrases` has the other exceptions: a
condition, or a part of a country.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from advisory_watch.core.advisory import Departure
from advisory_watch.core.departure import phrases
from advisory_watch.core.departure.phrases import (
    ADVISES,
    HOME_PEOPLE,
    IF_THERE,
    LEAVE,
    MEANS,
    PEOPLE,
    SOON,
    URGED,
    InstructionMatch,
    is_limited,
    is_part,
    plain_words,
)
from advisory_watch.core.destinations import destination_names

BEFORE_MAX_CHARS = 300
"""Characters before the verb that may name the addressees and a condition."""

_A_FEW_WORDS = r"(?:,? [\w'-]+){0,5}?"
_HURRY = (
    rf"\b{LEAVE}(?P<what>{_A_FEW_WORDS}),? (?P<soon>{SOON}|{MEANS})\b",
    rf"\b(?P<soon>immediately|now|urgently) {LEAVE}\b(?P<what>(?: [\w'-]+){{0,5}})",
)
_FROM_THERE = (
    rf"(?:^|[:–—] )\W*(?P<where>{IF_THERE}[^.;]{{0,80}}?), "
    rf"(?:(?:then|please|{URGED}|you {URGED}) )?$"
)
_TOLD = (
    r"^\W*(?P<where>)(?:please )?$",
    rf"\b{PEOPLE}\b(?P<where>[^.;]{{0,160}}?)\b{URGED} $",
    (
        rf"\b{ADVISES} {PEOPLE}\b(?P<where>[^.;]{{0,160}}?) to "
        r"(?:[^.;]{0,60}? and )?(?:please )?$"
    ),
    rf"\b{ADVISES} that {PEOPLE}\b(?P<where>[^.;]{{0,80}}?) $",
    (
        r"\b(?:advice|message|recommendation)\b(?P<where>[^.;]{0,60}?) "
        r"(?:is|remains|continues to be)(?: still| now)?(?: for [^.;]{0,60}?)? to $"
    ),
    _FROM_THERE,
)
_TOLD_AT_HOME = (
    (
        rf"\b{HOME_PEOPLE}\b(?P<where>[^.;]{{0,160}}?) "
        r"(?:should (?:now |all |therefore |still )?|"
        r"(?:are|is) (?:now |still |again |also )?(?:strongly )?(?:advised|urged|told) to )$"
    ),
    rf"\b{ADVISES} {HOME_PEOPLE}\b(?P<where>[^.;]{{0,160}}?) to $",
    _FROM_THERE,
)
_AT_ONCE = re.compile(rf"[.!,]|$| (?={IF_THERE}|if (?:it is )?safe)")


def tells_to_leave(words: str) -> bool:
    """Tell whether a sentence in plain words tells people to leave the whole country now."""
    return any(not is_limited(said) for said in _said(words))


def _said(words: str) -> Iterator[InstructionMatch]:
    """Yield every candidate instruction to leave, with the words around it."""
    for pattern in _HURRY:
        for verb in re.finditer(pattern, words):
            if is_part(verb["what"]):
                continue
            yield from _addressed(words, verb, _TOLD)
            if verb["soon"] == "immediately" and _AT_ONCE.match(words, verb.end()):
                yield _around(words, verb, "")
    for verb in _plain().finditer(words):
        yield from _addressed(words, verb, _TOLD_AT_HOME, is_plain=True)


@cache
def _plain() -> re.Pattern[str]:
    countries = "|".join(re.escape(name.casefold()) for name in destination_names().values())
    return re.compile(
        rf"\b{LEAVE}(?P<what>(?: the country| (?:the )?(?:{countries}))?)"
        r"(?=$|[.!,:]| (?:and|but|due to|because of|if|unless|at this time)\b)"
    )


def _addressed(
    words: str, verb: re.Match[str], told: tuple[str, ...], *, is_plain: bool = False
) -> Iterator[InstructionMatch]:
    start = max(0, verb.start() - BEFORE_MAX_CHARS)
    before = ("cut " if start else "") + words[start : verb.start()]
    for pattern in told:
        if who := re.search(pattern, before):
            yield _around(words, verb, who["where"], is_plain=is_plain)


def _around(
    words: str, verb: re.Match[str], where: str, *, is_plain: bool = False
) -> InstructionMatch:
    start, end = max(0, verb.start() - BEFORE_MAX_CHARS), verb.end()
    return InstructionMatch(
        before=words[start : verb.start()],
        verb=verb.group(),
        after=words[end : end + BEFORE_MAX_CHARS],
        place=f"{where} {verb['what']}",
        is_plain=is_plain,
    )


_TO_LEAVE = r"(?:to leave|to depart|leaving)"
_ADVICE = rf"(?:advice|recommendation|instruction)\b(?P<where>[^.;]{{0,60}}?) {_TO_LEAVE}\b"
_OVER = r"(?:lifted|withdrawn|removed|rescinded|ended)"
_LIFTED = (
    (
        r"\bno longer (?:advis|recommend|urg|tell|ask|encourag)\w*(?P<where>[^.;]{0,120}?) "
        rf"{_TO_LEAVE}\b(?P<what>[^.;,]{{0,60}})"
    ),
    rf"\b{_ADVICE}(?P<what>[^.;]{{0,80}}?) (?:{_OVER}|no longer applies)\b",
    rf"\b(?:{_OVER}|removal of|lifting) (?:[\w']+ ){{0,3}}{_ADVICE}(?P<what>[^.;,]{{0,60}})",
)


def lifts_advice_to_leave(words: str) -> bool:
    """Tell whether advice to leave a whole country ended; for a part, other advice may remain."""
    found = (re.search(pattern, words) for pattern in _LIFTED)
    return any(match and not is_part(f"{match['where']} {match['what']}") for match in found)


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

    departure: Departure
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
    return DepartureAdvice(departure=max(rungs), is_lifting=is_lifting)


def _lifts(words: str) -> bool:
    return _is_ended(words) and _orders(words) is not Departure.NONE


def _is_ended(words: str) -> bool:
    return bool(re.search(_ENDED, words)) or (
        phrases.is_withdrawn(words) and phrases.is_back(words)
    )


def _rung_of(words: str) -> Departure:
    """Return the departure advice of one sentence in lower case."""
    if tells_to_leave(words):
        return Departure.DEPART_IMMEDIATELY
    if phrases.is_shut(words) and not phrases.is_back(words):
        return Departure.OPERATIONS_SUSPENDED
    if re.search(_SUSPENDED, words) and re.search(_EMBASSY, words) and not re.search(_ENDED, words):
        return Departure.OPERATIONS_SUSPENDED
    if not _is_ended(words) and (order := _orders(words)) is not Departure.NONE:
        return order
    if re.search(_LIMITED, words) or phrases.is_hardly_helping(words):
        return Departure.LIMITED_SERVICES
    return Departure.NONE


def _orders(words: str) -> Departure:
    if _is_among(_ORDERED, "order", words) or phrases.is_withdrawn(words):
        return Departure.ORDERED_DEPARTURE
    if _is_among(_AUTHORIZED, "authori", words):
        return Departure.AUTHORIZED_DEPARTURE
    return Departure.NONE


def _is_among(patterns: Iterable[str], stem: str, words: str) -> bool:
    """Search patterns that all contain `stem`; most sentences lack it, which saves the search."""
    return stem in words and any(re.search(pattern, words) for pattern in patterns)
