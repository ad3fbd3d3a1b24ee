"""The words in which publishers advise against travel to a part of a destination, in English."""

import re

from advisory_watch.core.lazy_pattern import lazy_pattern

HYPHEN = "[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH} ]"
ESSENTIAL = (
    rf"all{HYPHEN}but{HYPHEN}essential travel|(?:all |any )?non{HYPHEN}?essential travel|"
    r"unnecessary travel"
)
OBJECT = rf"(?P<essential>{ESSENTIAL})|(?:all|any) travel"
ADVICE = lazy_pattern(
    r"\b(?:(?:against|avoid|avoiding|defer|postpone|refrain from)(?: any| all)?"
    rf" (?:{OBJECT})(?P<any>\b)"
    r"|(?P<reconsider>reconsider (?:your )?(?:need to )?travel)(?:ling|ing)?"
    r"|(?:do|should|must|to) not travel|not to travel)\b",
    re.IGNORECASE,
)
TRAVEL = lazy_pattern(r"travel(?<=[lyrot] travel)(?:l?ing)?\b")
"""The word in every form of advice, after `all`, `any`, `essential`, `your`, `to` or `not`.

It is searched for first, in lower case: a search for a literal is a hundred times faster.
"""

AGAINST = lazy_pattern(r"\bagainst:$", re.IGNORECASE)
ITEM = lazy_pattern(rf"(?:{OBJECT})\b", re.IGNORECASE)
"""The heading "FCDO advises against:", and an item of the list below it."""

PASSIVE = lazy_pattern(
    rf"\b(?:{OBJECT}) (?P<place>(?:to|in|within|near|along)\b[^.;]{{1,200}}?),? "
    r"(?:should be (?:avoided|deferred|postponed)|is (?:strongly )?(?:advised|recommended) against"
    r"|is not (?:advised|recommended))",
    re.IGNORECASE,
)
HEADED = lazy_pattern(
    r"(?P<place>[^.:;]{2,200}?) ?[-–—:(] ?Level (?P<number>[1-4]) ?[-–—:] ?"
    r"(?:Do Not Travel|Reconsider Travel|Exercise (?:Increased Caution|Normal Precautions))\)?",
    re.IGNORECASE,
)
"""The American heading of one region: `Lake Chad Region – Level 4: Do Not Travel`."""

MILDER = lazy_pattern(
    r"exercise (?P<much>increased caution|a high degree of caution)|"
    r"exercise normal (?:safety and security |security )?precautions?",
    re.IGNORECASE,
)
"""Milder words at the start of a line; they also end the list of the words before."""

EXERCISE = "exerc"
"""The start of all milder words.

It has no `i` or `s`: a pattern that ignores case takes a dotless or long one for them.
"""

PREPOSITION = lazy_pattern(
    r":?\s*(?:to|in|into|within|inside|near|along|across|around|on|from|between|through|throughout|"
    r"anywhere|:)(?=[\s:]|$)",
    re.IGNORECASE,
)
FOR_NOW = lazy_pattern(
    r"\s+(?:until|before|at this time|for now|currently)\b[^.;:,]{0,60}?(?=\s(?:to|in|within)\s)",
    re.IGNORECASE,
)
"""The time of advice that precedes its place: "until at least 30 October in the east"."""

LED_IN = lazy_pattern(
    r"[.:]? ?\b(?:specifically|namely|these are|this includes): ?$", re.IGNORECASE
)
UNSAID = lazy_pattern(
    r"\b(?:no longer|not currently|stopped|lifted|removed|does not|do not|did not|not|if|where|"
    r"when|whether|unless|why|which)\b[^,:;]{0,80}$",
    re.IGNORECASE,
)
"""Words before the advice that take it back, ask about it, or make it a condition."""

REASON = lazy_pattern(
    r"[,;]?\s*due to\b|"
    r"[,;]?\s*\b(?:due(?: the|(?=to[a-z]))|because of|owing to|as a result of|following|given|"
    r"described|for any (?:reason|purpose)|for security reasons|since|until|at this time|"
    r"in light of|as (?:there|the (?:region|area|security|situation)|sporadic|tensions|you|it|"
    r"they)\b)|"
    r", (?:as|but(?! not| excluding)|where|which|who|to which)\b|"
    r",? and (?:(?:we |now )?(?:also |continues? to )?advis|avoid|note|recommend)|"
    r"(?<=\w\w\w)\. |; ",
    re.IGNORECASE,
)
"""The reason or the time behind the name of a place."""

_REFERENCE = r"\((?:see|shown|read|check|find)\b[^()]*\)"
REFERENCE = lazy_pattern(_REFERENCE, re.IGNORECASE)
SHOWN = lazy_pattern(f" ?{_REFERENCE}", re.IGNORECASE)
"""A reference behind the name of a place: `(see the map)`.

It is searched for without the space first: a pattern that begins with a literal is fast.
"""

INLINE_LIST = lazy_pattern(r"(?P<lead>[^:;]{0,60}): ?(?P<items>\S[^:]*;[^:]*)$")
NEXT_ITEM = lazy_pattern(r"; ?(?:and |or )?")
"""A list within its sentence: `to the following areas: Borno State; and Yobe State`."""

ENDS_IN_AND = lazy_pattern(r"(?:,? (?:and|or))+$")
EXCEPT = lazy_pattern(
    r"\b(?:except|excluding|apart from|other than|with the exception)\b", re.IGNORECASE
)
FOLLOWING = lazy_pattern(r"\b(?:following|these|listed below)\b", re.IGNORECASE)
WITHIN = lazy_pattern(r"within|areas? ", re.IGNORECASE)
MEASURED = lazy_pattern(r"\d|\bborders?\b", re.IGNORECASE)
POINTER = lazy_pattern(
    r"(?:the |all |any )?(?:these|this|those|that|such|affected|above)\b"
    r"(?:[^,]*?,? (?:including|particularly|in particular|especially) |.*)|"
    r"(?:the |this )?(?:country|destination|area|region|"
    r"border|border crossing)s?$",
    re.IGNORECASE,
)
"""Words that point to a place named elsewhere; names may follow them."""

MANNER = lazy_pattern(r"\b(?:after dark|at night|unless|alone|these|convoy|craft)\b", re.IGNORECASE)
"""Words about how or when to travel, not about where."""

GEOGRAPHY = lazy_pattern(
    r"\d|\b(?:border|desert|coast|mountain|island|river|lake|sea|volcano|crater|capital|province|"
    r"district|state|region|zone|county|strait|peninsula|north|south|east|west)",
    re.IGNORECASE,
)
"""What a name without proper names may still point to: "desert and border regions"."""

TOPIC = lazy_pattern(
    r"(?:safety|security|crime|terrorism|flood|health|weather|transport|travel|political|natural|"
    r"demonstration|entry|local|further|additional|general)\w*\b.{0,40}",
    re.IGNORECASE,
)
"""The title of a section that follows a list."""

VERB = lazy_pattern(
    r"(?<!that )(?<!which )(?<!who )\b(?:is|are|was|were|has|have|had|can|could|should|may|might|"
    r"will|would|must|do not|don’t|occurs?|remains?|continues?|you|we|if|find out|see|read|review|"
    r"check|visit|follow|enroll|consular|country summary|advisory summary)\b",
    re.IGNORECASE,
)
"""A line with one of these is a sentence and not the name of an area."""

AMERICAN = lazy_pattern(r"\bU\. ?S\.(?! ?A\.)")
NOTE = ": "
"""The start of a line that archives rendered from a term: the note of the latest change."""

PAGES_NAMED = lazy_pattern(r" \([^()]{0,120}\bpages?\)")
"""The pages on which a note says that something changed."""

NOW = lazy_pattern(r"\bnow (?:also )?advis", re.IGNORECASE)
ENDED = lazy_pattern(
    r"\bno longer advis|\bremov\w+ (?:the |our |its )?(?:advice|Level [34]|do not travel|areas?)\b",
    re.IGNORECASE,
)

NO_LONGER = lazy_pattern(r"\bno longer advis", re.IGNORECASE)
KEPT = lazy_pattern(r"\b(?:but|while|although|and) (?:still|now|(?:\w+ )?continu)", re.IGNORECASE)
"""What a note says to hold, in the sentence that says what ended: `but continues to advise`."""

BORDER = lazy_pattern(r"\b(?:border|boundary|frontier|crossing|near|within)", re.IGNORECASE)
INSIDE = lazy_pattern(r"\b(?:in|of) (?=[A-Z])")
