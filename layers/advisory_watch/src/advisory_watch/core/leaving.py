"""Whether a sentence tells everybody to leave a whole country now.

Advice to be *prepared* to leave, to leave *if* something happens, or to leave one *part*
of a country is not an instruction to leave the country.
"""

import re

from advisory_watch.core.destinations.iso3166 import CODES

_PEOPLE = (
    r"(?:u\.?s\.? citizens?|american citizens?|americans|u\.?s\.? nationals?|citizens|residents|"
    r"travelers|those|anyone|you)"
)
_URGED = (
    r"(?:should|must|to|(?:are|is)? ?(?:strongly |again )?(?:advised|urged|encouraged|"
    r"recommended|told|warned) to)"
)
_SOON = r"(?:immediately|now|at once|as soon as (?:possible|you can)|without delay|today)"
_A_FEW_WORDS = r"(?: [\w'’-]+){0,5}?"

_SOMEWHERE_SMALL = r"(?! (?:an?|the (?:area|vicinity|region|city|building|crowd))\b)"
_IF_THERE = (
    rf"if (?:you|they) are (?:currently |still |already )?(?:in{_SOMEWHERE_SMALL}|there|here)\b"
)
_LEAVE_NOW = (
    re.compile(
        rf"\b{_PEOPLE}\b(?P<where>[^.;]{{0,160}}?)\b{_URGED} "
        rf"(?:leave|depart)(?P<what>{_A_FEW_WORDS}) {_SOON}\b"
    ),
    re.compile(
        rf"\b(?P<where>)(?:leave|depart)(?P<what>{_A_FEW_WORDS}) immediately"
        rf"(?: (?={_IF_THERE}|if (?:it is )?safe)|[.!,]|$)"
    ),
    re.compile(
        rf"^\W*(?P<where>)(?:leave|depart)(?P<what>{_A_FEW_WORDS}) "
        r"(?:now|as soon as (?:possible|you can))\b"
    ),
    re.compile(
        rf"^\W*{_IF_THERE}(?P<where>[^.;]{{0,80}}?), "
        rf"(?:leave|depart)(?P<what>{_A_FEW_WORDS}) {_SOON}\b"
    ),
    re.compile(
        rf"\burges? {_PEOPLE}\b(?P<where>[^.;]{{0,80}}?) to [^.;]{{0,60}}? and "
        rf"(?:leave|depart)(?P<what>{_A_FEW_WORDS}) {_SOON}\b"
    ),
)
_NOT_AN_INSTRUCTION = re.compile(
    r"\b(?:prepared?|ready|able|unable|plans?|planning|in case|may need|might|could|"
    rf"(?!{_IF_THERE})if you|who (?:require|need|are in need|are affected)|dual)\b"
)
_COMPASS = r"(?:north|south|east|west)(?:ern|east|west)?(?:ern)?|central"
_A_PART_ONLY = re.compile(
    rf"\b(?:{_COMPASS}|border|province|district|department|state of|region|city of|areas?|camps?|"
    r"vicinity|scene|buildings?|hotels?|parks?|premises|crowds?|demonstrations?|protests?)\b"
)
_WHOLE_NAMES = re.compile(
    "|".join(
        re.escape(name.casefold())
        for name in CODES.values()
        if re.search(rf"\b(?:{_COMPASS})\b", name.casefold())
    )
)
"""Destinations that have a compass point in their own name, as South Sudan has."""


def tells_to_leave(words: str) -> bool:
    """Tell whether a sentence in lower case tells people to leave the whole country now."""
    for pattern in _LEAVE_NOW:
        for match in pattern.finditer(words):
            around = words[: match.end()]
            named = _WHOLE_NAMES.sub("", match.group("where") + " " + match.group("what"))
            if not _NOT_AN_INSTRUCTION.search(around) and not _A_PART_ONLY.search(named):
                return True
    return False
