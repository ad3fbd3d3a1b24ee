"""Phrases that tell people to leave, limit such advice, or describe the state of an embassy.

All patterns expect text in the form of `plain_words`: lower case, single spaces, straight
apostrophes, no short forms of `is` and `are`.

Advice to be *prepared* to leave, to leave *if* something happens, or to leave one *part* of a
country is not an instruction to leave the country. `If it is safe to do so` is not such a
condition: the instruction still applies.

Staff who were withdrawn left by order: `ordered departure`. An embassy that is closed, or
whose services in the country are suspended, has suspended operations. A government that cannot
help, or hardly can, also says so of countries in which it never had an embassy. That is
`limited services`, the same as in the words of the United States.
"""

import re
from dataclasses import dataclass
from functools import cache

from advisory_watch.core.destinations import destination_names

_HOME = r"(?:british|uk|irish|new zealand)"
_KIN = r"(?:citizens?|nationals?|passport holders?|travell?ers)"
HOME_PEOPLE = rf"(?:{_HOME} {_KIN}|britons|new zealanders)"
"""The people whom London, Dublin and Wellington address."""

PEOPLE = (
    rf"(?:{HOME_PEOPLE}|us citizens?|american citizens?|americans|us nationals?|"
    rf"(?:australian|canadian) {_KIN}|australians|canadians|citizens|residents|"
    r"travell?ers|those|anyone|everyone|you)"
)
ADVISES = (
    r"(?:advis(?:e|es|ing)|urg(?:e|es|ing)|encourag(?:e|es|ing)|recommend(?:s|ing)?|"
    r"tell(?:s|ing)?|ask(?:s|ing)?|call(?:s|ing)? on)(?: all| any)?"
)
URGED = (
    r"(?:should|must|need to|to|(?:(?:are|is) )?(?:(?:now|still|also|strongly|urgently|again) )?"
    r"(?:advised|urged|encouraged|recommended|told|warned|asked) to)"
    r"(?: (?:now|all|therefore|also|still|please))?"
)
LEAVE = r"(?:leave|depart)"
SOON = (
    r"(?:immediately|now|at once|straight away|urgently|today|without (?:further )?delay|"
    r"as soon as (?:possible|practicable|you can|they can|(?:it is )?(?:possible and )?safe)|"
    r"at the (?:earliest|first) (?:safe |possible )?opportunity)"
)
MEANS = (
    r"(?:while (?:[\w'-]+ ){0,4}?(?:remain|remains|available|still|can|possible|operating)|"
    r"(?:by|via|using|on) (?:any |all |the |whatever |remaining |available |quickest |safest |"
    r"practical |practicable |possible |next )*"
    r"(?:commercial|means|(?:available|practical|practicable) (?:means|routes?|flights?)))"
)
"""Ways out, and warnings that they may close: these count as `now`."""

_SOMEWHERE_SMALL = r"(?! (?:an?|the (?:area|vicinity|region|city|building|crowd))\b)"
IF_THERE = (
    rf"if (?:you|they) are (?:currently |still |already )?(?:in{_SOMEWHERE_SMALL}|there|here)\b"
)

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc`", "'"))
_SHORT_FORMS = (
    ("u.s.", re.compile(r"\bu\.s\."), "us"),
    ("'re", re.compile(r"\b(you|they|we)'re\b"), r"\1 are"),
    ("it's", re.compile(r"\bit's\b"), "it is"),
    ("can", re.compile(r"\bcan(?:'|no)t\b"), "can not"),
    ("n't", re.compile(r"n't\b"), " not"),
)
"""A substring that is quick to find, the pattern, and its replacement."""


def plain_words(sentence: str) -> str:
    """Convert a sentence to the form that the patterns of leaving expect."""
    words = " ".join(sentence.casefold().split()).translate(_APOSTROPHES)
    for sign, form, plain in _SHORT_FORMS:
        if sign in words:
            words = form.sub(plain, words)
    return words


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
class InstructionMatch:
    """A candidate instruction: the verb, the words around it, and the place."""

    before: str
    verb: str
    after: str
    place: str
    is_plain: bool


def is_limited(said: InstructionMatch) -> bool:
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
    names = [name.casefold() for name in destination_names().values()]
    return "|".join(re.escape(name) for name in names if re.search(rf"\b(?:{_COMPASS})\b", name))


_OURS = r"(?:british|uk|irish|new zealand|fcdo|ireland)"
_STAFF = r"(?:staff|personnel|employees|officials|diplomats|dependants?|families)"
_GONE = r"(?:withdrawn|evacuated)"
_OUR_STAFF = rf"\b{_OURS}\b"
_WITHDRAWN = (
    rf"\b{_STAFF}\b[^.;]{{0,80}} (?:have|has|were|was|are|is)(?: also| now)?(?: been| being)?"
    rf"(?: temporarily| partially)? {_GONE}\b|"
    rf"\b(?:has|have|is|are)(?: also| now)?(?: temporarily| partially)? (?:withdrawn|withdrawing)"
    rf" [^.;]{{0,60}}\b{_STAFF}\b|"
    rf"\bwithdrawal of [^.;]{{0,60}}\b{_STAFF}\b"
)
_BACK = r"\b(?:(?:has|have) (?:now |since |all )?returned|reopen\w*|resum\w+|no longer|return of)\b"
_MISSION = r"(?:embassy|high commission)"
_CLOSED = (
    rf"\b(?:(?:british|irish|new zealand) {_MISSION}|embassy of ireland)\b[^.;]{{0,60}} "
    r"(?:is|remains|has been) (?:now |currently )*(?:temporarily closed"
    r"(?! (?:to|on|for|at|over|from|today)\b)|closed(?: until further notice)?(?=$|[.,]))"
)
_SERVICES_SUSPENDED = (
    rf"\b(?:in-country|consular|all) services\b[^.;]{{0,60}} (?:have been|are|were|remain) "
    rf"(?:temporarily )?suspended\b[^.;]{{0,40}}\b{_MISSION}\b|"
    rf"\b(?:in-country|consular|all) services\b[^.;]{{0,60}}\b{_OURS} {_MISSION}\b[^.;]{{0,60}} "
    r"(?:have been|are|were|remain) (?:temporarily )?suspended\b"
)
_CONSULAR = r"(?:in-person |face-to-face )?consular (?:assistance|support|services|help)"
_NO_HELP = (
    rf"\b(?:can not|unable to|not able to) (?:currently )?(?:provide|offer|give) "
    rf"(?:any )?{_CONSULAR}|"
    rf"\b{_CONSULAR} is not (?:currently )?available\b|"
    r"\b(?:support for (?:british|irish|new zealand)[\w ]{0,20}|consular (?:support|assistance))"
    r" is (?:currently |now |also )?(?:very|severely|extremely) limited\b"
)
_NOT_OF_ALL = r"\b(?:parts|areas|regions?|where|outside|dual|if|would|may)\b"


def is_withdrawn(words: str) -> bool:
    """Tell whether staff were withdrawn; `is_back` tells whether they returned."""
    is_gone = "withdr" in words or "evacuated" in words
    return is_gone and bool(re.search(_OUR_STAFF, words) and re.search(_WITHDRAWN, words))


def is_back(words: str) -> bool:
    """Tell whether a mission or its staff came back."""
    return bool(re.search(_BACK, words))


def is_shut(words: str) -> bool:
    """Tell whether a mission stopped its work; a day off does not count."""
    return bool(re.search(_CLOSED, words) or re.search(_SERVICES_SUSPENDED, words))


def is_hardly_helping(words: str) -> bool:
    """Tell whether a government can hardly help anywhere in a country."""
    return bool(re.search(_NO_HELP, words)) and not re.search(_NOT_OF_ALL, words)
