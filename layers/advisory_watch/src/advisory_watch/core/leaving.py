"""Detects a sentence that tells the public to leave a whole country now.

Only the highest step of departure advice addresses the public, so all of these sentences
belong to it. They say to leave `now`, to leave `while commercial options remain`, or to leave
`by any available means`. The last two have no word for time. But advice that names the way
out, or says that it will close, means the next flight.

The bare `British nationals should leave Syria` also counts. The British, Irish and New Zealand
ministries reserve it for the gravest days. The Department of State also uses it in
long-standing advice; its sentences count only with a time or a way out.

Advice to *consider* leaving is no instruction. `leaving_limits` has the other exceptions: a
condition, or a part of a country.
"""

import re
from collections.abc import Iterator

from advisory_watch.core.leaving_limits import Said, is_limited, is_part
from advisory_watch.core.leaving_words import (
    ADVISES,
    HOME_PEOPLE,
    IF_THERE,
    LEAVE,
    MEANS,
    NAMED_COUNTRY,
    PEOPLE,
    SOON,
    URGED,
)

BEFORE_MAX_CHARS = 300
"""Characters before the verb that may name the addressees and a condition."""

_A_FEW_WORDS = r"(?:,? [\w'-]+){0,5}?"
_HURRY = (
    rf"\b{LEAVE}(?P<what>{_A_FEW_WORDS}),? (?P<soon>{SOON}|{MEANS})\b",
    rf"\b(?P<soon>immediately|now|urgently) {LEAVE}\b(?P<what>(?: [\w'-]+){{0,5}})",
)
_PLAIN = (
    rf"\b{LEAVE}(?P<what>(?: the country| (?:the )?{NAMED_COUNTRY})?)"
    r"(?=$|[.!,:]| (?:and|but|due to|because of|if|unless|at this time)\b)"
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


def _said(words: str) -> Iterator[Said]:
    """Yield every candidate instruction to leave, with the words around it."""
    for pattern in _HURRY:
        for verb in re.finditer(pattern, words):
            if is_part(verb["what"]):
                continue
            yield from _addressed(words, verb, _TOLD)
            if verb["soon"] == "immediately" and _AT_ONCE.match(words, verb.end()):
                yield _around(words, verb, "")
    for verb in re.finditer(_PLAIN, words):
        yield from _addressed(words, verb, _TOLD_AT_HOME, is_plain=True)


def _addressed(
    words: str, verb: re.Match[str], told: tuple[str, ...], *, is_plain: bool = False
) -> Iterator[Said]:
    start = max(0, verb.start() - BEFORE_MAX_CHARS)
    before = ("cut " if start else "") + words[start : verb.start()]
    for pattern in told:
        if who := re.search(pattern, before):
            yield _around(words, verb, who["where"], is_plain=is_plain)


def _around(words: str, verb: re.Match[str], where: str, *, is_plain: bool = False) -> Said:
    start, end = max(0, verb.start() - BEFORE_MAX_CHARS), verb.end()
    return Said(
        before=words[start : verb.start()],
        verb=verb.group(),
        after=words[end : end + BEFORE_MAX_CHARS],
        place=f"{where} {verb['what']}",
        is_plain=is_plain,
    )
