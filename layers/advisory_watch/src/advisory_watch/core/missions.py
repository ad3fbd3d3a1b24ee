"""Phrases in which London, Dublin and Wellington announce reduced work of their missions.

Staff who were withdrawn left by order: `ordered departure`. An embassy that is closed, or
whose services in the country are suspended, has suspended operations. A government that cannot
help, or hardly can, also says so of countries in which it never had an embassy. That is
`limited services`, the same as in the words of the United States.
"""

import re

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
