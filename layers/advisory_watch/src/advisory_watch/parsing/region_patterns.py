"""The words in which publishers advise against travel to a part of a destination, in English."""

import re

ESSENTIAL = r"(?:all but|(?:all |any )?non)[ -]essential travel|unnecessary travel"
OBJECT = rf"(?P<essential>{ESSENTIAL})|(?:all|any) travel"
ADVICE = re.compile(
    r"\b(?:(?:against|avoid|avoiding|defer|postpone|refrain from)(?: any| all)?"
    rf" (?:{OBJECT})(?P<any>\b)"
    r"|(?P<reconsider>reconsider (?:your )?(?:need to )?travel)(?:ling|ing)?"
    r"|(?:do|should|must|to) not travel|not to travel)\b",
    re.IGNORECASE,
)
AGAINST = re.compile(r"\bagainst:$", re.IGNORECASE)
ITEM = re.compile(rf"(?:{OBJECT})\b", re.IGNORECASE)
"""The heading "FCDO advises against:", and an item of the list below it."""

PASSIVE = re.compile(
    rf"\b(?:{OBJECT}) (?P<place>(?:to|in|within|near|along)\b[^.;]{{1,200}}?),? "
    r"(?:should be (?:avoided|deferred|postponed)|is (?:strongly )?(?:advised|recommended) against"
    r"|is not (?:advised|recommended))",
    re.IGNORECASE,
)
HEADED = re.compile(
    r"(?P<place>[^.:;]{2,200}?) ?[-–—] ?Level (?P<number>[1-4]): ?"
    r"(?:Do Not Travel|Reconsider Travel|Exercise (?:Increased Caution|Normal Precautions))"
)
"""The American heading of one region: `Lake Chad Region – Level 4: Do Not Travel`."""

MILDER = re.compile(
    r"exercise (?P<much>increased caution|a high degree of caution)|"
    r"exercise normal (?:safety and security |security )?precautions?",
    re.IGNORECASE,
)
"""Milder words at the start of a line; they also end the list of the words before."""

PREPOSITION = re.compile(
    r":?\s*(?:to|in|into|within|inside|near|along|across|around|on|from|between|through|throughout|"
    r"anywhere|:)(?=[\s:]|$)",
    re.IGNORECASE,
)
FOR_NOW = re.compile(
    r"\s+(?:until|before|at this time|for now|currently)\b[^.;:,]{0,60}?(?=\s(?:to|in|within)\s)",
    re.IGNORECASE,
)
"""The time of advice that precedes its place: "until at least 30 October in the east"."""

LED_IN = re.compile(r"[.:]? ?\b(?:specifically|namely|these are|this includes): ?$", re.IGNORECASE)
UNSAID = re.compile(
    r"\b(?:no longer|not currently|stopped|lifted|removed|does not|do not|did not|not|if|where|"
    r"when|whether|unless|why|which)\b[^,:;]{0,80}$",
    re.IGNORECASE,
)
"""Words before the advice that take it back, ask about it, or make it a condition."""

REASON = re.compile(
    r"[,;]?\s*\b(?:due(?: to| the|(?=to[a-z]))|because of|owing to|as a result of|following|given|"
    r"described|for any (?:reason|purpose)|for security reasons|since|until|at this time|"
    r"in light of|as (?:there|the (?:region|area|security|situation)|sporadic|tensions|you|it|"
    r"they)\b)|"
    r", (?:as|but(?! not| excluding)|where|which|who|to which)\b|"
    r",? and (?:(?:we |now )?(?:also |continues? to )?advis|avoid|note|recommend)|"
    r"(?<=\w\w\w)\. |; ",
    re.IGNORECASE,
)
"""The reason or the time behind the name of a place."""

ENDS_IN_AND = re.compile(r"(?:,? (?:and|or))+$")
EXCEPT = re.compile(
    r"\b(?:except|excluding|apart from|other than|with the exception)\b", re.IGNORECASE
)
FOLLOWING = re.compile(r"\b(?:following|these|listed below)\b", re.IGNORECASE)
WITHIN = re.compile(r"within|areas? ", re.IGNORECASE)
MEASURED = re.compile(r"\d|\bborders?\b", re.IGNORECASE)
POINTER = re.compile(
    r"(?:the |all |any )?(?:these|this|those|that|such|affected|above)\b"
    r"(?:[^,]*?,? (?:including|particularly|in particular|especially) |.*)|"
    r"(?:the |this )?(?:country|destination|area|region|"
    r"border|border crossing)s?$",
    re.IGNORECASE,
)
"""Words that point to a place named elsewhere; names may follow them."""

MANNER = re.compile(r"\b(?:after dark|at night|unless|alone|these|convoy|craft)\b", re.IGNORECASE)
"""Words about how or when to travel, not about where."""

TOPIC = re.compile(
    r"(?:safety|security|crime|terrorism|flood|health|weather|transport|travel|political|natural|"
    r"demonstration|entry|local|further|additional|general)\w*\b.{0,40}",
    re.IGNORECASE,
)
"""The title of a section that follows a list."""

VERB = re.compile(
    r"(?<!that )(?<!which )(?<!who )\b(?:is|are|was|were|has|have|had|can|could|should|may|might|"
    r"will|would|must|do not|don’t|occurs?|remains?|continues?|you|we|if|find out|see|read|review|"
    r"check|visit|follow|enroll|consular|country summary|advisory summary)\b",
    re.IGNORECASE,
)
"""A line with one of these is a sentence and not the name of an area."""

AMERICAN = re.compile(r"\bU\. ?S\.(?! ?A\.)")
NOTE = ": "
"""The start of a line that archives rendered from a term: the note of the latest change."""

NOW = re.compile(r"\bnow (?:also )?advis", re.IGNORECASE)
ENDED = re.compile(
    r"\bno longer advis|\bremov\w+ (?:the |our |its )?(?:advice|Level [34]|do not travel|areas?)\b",
    re.IGNORECASE,
)

BORDER = re.compile(r"\b(?:border|boundary|frontier|crossing|near|within)", re.IGNORECASE)
INSIDE = re.compile(r"\b(?:in|of) (?=[A-Z])")
