"""Detects a sentence that says that advice to leave a country has ended."""

import re

from advisory_watch.core.leaving_limits import is_part

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
