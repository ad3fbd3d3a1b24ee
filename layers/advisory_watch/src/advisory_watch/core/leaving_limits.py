"""Exceptions that make an instruction to leave no instruction: conditions, wishes, visas, parts.

Advice to be *prepared* to leave, to leave *if* something happens, or to leave one *part* of a
country is not an instruction to leave the country. `If it is safe to do so` is not such a
condition: the instruction still applies.
"""

import re
from dataclasses import dataclass
from functools import cache

from advisory_watch.core.destinations.iso3166 import CODES
from advisory_watch.core.leaving_words import IF_THERE

_NOT_AN_INSTRUCTION = (
    r"\b(?:prepared?|ready|able|unable|plans?|planning|in case|may need|might|could|"
    r"consider(?:ing)?|"
    rf"(?!{IF_THERE})if (?:you|they|your|their)|"
    r"who (?:require|need|are in need|are affected)|dual|"
    r"(?:wish|want|wishing|wanting|hoping|seeking|trying|intending|choose|decide|permit|visa) to|"
    r"(?:have|has|had) to|"
    r"(?:may|will|would|can) (?:also |then )?be (?:asked|told|ordered|required|forced|advised)|"
    r"(?:were|was|been) (?:\w+ )?(?:told|ordered|forced|asked)|"
    r"(?:authorities|police|army|military) (?:have |has )?(?:told|tell|ordered?|asked?|asks))\b"
)
_INCLUDING_DUAL = r"\b(?:including|and) (?:[\w-]+ ){0,2}dual \w+"
_NEGATED = (
    r"\b(?:not|no longer|never)(?: (?:yet|need|have|required|"
    r"advise|advises|advised|advising|asks|asking|urges|recommends|tells|telling|"
    r"urging|recommending|british|irish|citizens|nationals|new|zealanders|people|you|to)){0,6} $"
)
_CONDITION = (
    r"[^.;,]{0,80}?(?<!and )(?<!even )\b(?:if|in case|in the event|should you)\b"
    r"(?! (?:(?:it is |you can |they can |you |they )?"
    r"(?:(?:possible and |still |judge |consider |believe |think |feel |do so )*"
    r"(?:that )?(?:it is |it |this is )?(?:safe|safely|possible|at all possible))|"
    r"(?:you|they) are (?:there|here|able|in|still|currently|already)|able|"
    r"(?:you|they) (?:can|have no essential|do not need)|commercial|flights|options))"
)
_ANOTHER_THOUGHT = r",? (?:and|or|but) |[,:]"
_STAY = r"(?:visas?|permits?|permission|registration|stay|contract|licen[cs]e|residen\w+)"
_RUNS_OUT = (
    rf"\b(?:if|when|once|before|after|until|upon|as soon as)\b[^.;]{{0,60}}"
    rf"\b{_STAY}\b"
    r"[^.;]{0,30}?\b(?:expir\w+|cancel\w*|revoked?|refused|rejected|"
    r"ends?|ended|runs? out|invalid|lapses?)|"
    r"\boverstay\w*"
)
_RULES_OF_STAY = r"\b(?:visas?|permits?|days|months|overstay\w*|stay of|by law)\b"
_COMPASS = r"(?:north|south|east|west)(?:ern|east|west)?(?:ern)?|central"
_A_PART_ONLY = (
    rf"\b(?:{_COMPASS}|border|province|district|department|state of|region|city of|areas?|camps?|"
    r"vicinity|scene|buildings?|hotels?|parks?|premises|crowds?|demonstrations?|protests?|"
    r"homes?|houses?|rooms?|vehicles?|cars?|trains?|boats?|ships?|sites?|venues?|beach(?:es)?|"
    r"coast\w*|shore|water|sea|station|apartment|accommodation|zone|square|street|parts)\b"
)
_ELSEWHERE = (
    r"[^.;]{0,60}?\b(?:higher ground|inland|upper floors?|seek shelter|police station|"
    r"the (?:area|building|scene|beach|vicinity))\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A candidate instruction: the verb, the words around it, and the place."""

    before: str
    verb: str
    after: str
    place: str
    is_plain: bool


def is_limited(said: Said) -> bool:
    """Tell whether the words are not an instruction to everyone in the whole country."""
    until = re.sub(_INCLUDING_DUAL, "", said.before + said.verb)
    return bool(
        re.search(_NOT_AN_INSTRUCTION, until)
        or re.search(_NEGATED, said.before)
        or is_part(said.place)
        or re.match(_ELSEWHERE, said.after)
        or re.search(_RUNS_OUT, until + said.after)
        or re.match(_CONDITION, re.split(_ANOTHER_THOUGHT, said.after, maxsplit=1)[0])
        or (said.is_plain and re.search(_RULES_OF_STAY, until + said.after))
    )


def is_part(place: str) -> bool:
    """Tell whether the words name only a part of a country."""
    return bool(re.search(_A_PART_ONLY, re.sub(_whole_names(), "", place)))


@cache
def _whole_names() -> str:
    """Match destinations with a compass point in their own name, such as South Sudan."""
    names = [name.casefold() for name in CODES.values()]
    return "|".join(re.escape(name) for name in names if re.search(rf"\b(?:{_COMPASS})\b", name))
