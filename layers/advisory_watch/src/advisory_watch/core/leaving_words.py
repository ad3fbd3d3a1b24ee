"""Phrases in which the English-speaking ministries tell their people to leave.

All patterns expect text in the form of `plain_words`: lower case, single spaces, straight
apostrophes, no short forms of `is` and `are`.
"""

import re

from advisory_watch.core.destinations.iso3166 import CODES

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
NAMED_COUNTRY = rf"(?:{'|'.join(re.escape(name.casefold()) for name in CODES.values())})"

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
