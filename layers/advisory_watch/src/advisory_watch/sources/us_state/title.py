"""The title of an item: the name of a destination, and its level."""

import re
from unicodedata import category

from advisory_watch.core.advisory import Severity
from advisory_watch.core.errors import MalformedItem, UnknownLevel

_REFERRAL = r"See (?:\w+ )?(?:Summar|Advisor)(?:y|ies)"
NO_LEVEL = re.compile(rf"(?:{_REFERRAL}|Other)$", re.IGNORECASE)
"""The words in place of a level if the parts of a destination have levels of their own."""

_INVISIBLE = "Cf"
"""Unicode's category of characters without a width, which editors paste into titles."""

_DASHES = "–—\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{HORIZONTAL BAR}\N{MINUS SIGN}-"

_SIGNS = f":;,|/•·~\N{FULLWIDTH COLON}{_DASHES}"

_NO_NAME = re.compile(rf"[ {_SIGNS}]*(?={_REFERRAL}|Level\W{{0,3}}[1-4]\b)", re.IGNORECASE)
"""A title without a name begins with the referral, `See Individual Summaries - Level 4: …`, or with
the level itself.
"""

_SPLIT = re.compile(
    rf" ?[{_SIGNS}]{{1,3}} ?(?=Level\b)| (?=Level\W{{0,3}}[1-4]\b)"
    rf"| ?[{_DASHES}] ?(?=See\b|Other$)",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    rf"Level[ {_DASHES}]{{0,3}}(?P<number>[1-4])(?![\w/])(?P<sign> ?[{_SIGNS}])?(?P<words>.*)",
    re.IGNORECASE,
)
"""The Department's numbered scale since January 2018; ours was modelled on it."""

_WORDS = {
    Severity.NORMAL: "exercise normal precautions",
    Severity.CAUTION: "exercise increased caution",
    Severity.RECONSIDER: "reconsider travel",
    Severity.DO_NOT_TRAVEL: "do not travel",
}
"""The words of each level: they prove a number that no sign separates from what follows."""


def split_title(title: str) -> tuple[str, str]:
    """Split a title before its level, never at a hyphen of the name, into subject and level.

    The sign between the two is of no account: it is a dash, a colon or only a space.

    `Mainland China, Hong Kong & Macau - See Summaries - Level 2: …` has both a referral and
    a level: the level counts. The subject is empty if the title begins with either.
    Raises `MalformedItem` for a title without a level.
    """
    shown = "".join(char for char in title if category(char) != _INVISIBLE)
    subject, *rest = _SPLIT.split(" ".join(shown.split()).rstrip(f" {_DASHES}"))
    if no_name := _NO_NAME.match(subject):
        return "", rest[-1] if rest else subject[no_name.end() :]
    if not rest:
        raise MalformedItem(f"expected `<destination> - Level <n>: <words>`, found {title[:120]!r}")
    return subject, rest[-1]


def severity_of(native_level: str) -> Severity | None:
    """Map `Level 3: Reconsider Travel` to our scale; None if no level is stated."""
    if NO_LEVEL.fullmatch(native_level):
        return None
    if match := _LEVEL.match(native_level):
        severity = Severity(int(match["number"]))
        words = " ".join(re.findall(r"\w+", match["words"].casefold()))
        if match["sign"] or words in ("", _WORDS[severity]):
            return severity
    raise UnknownLevel(f"no rule for level {native_level[:120]!r}")
