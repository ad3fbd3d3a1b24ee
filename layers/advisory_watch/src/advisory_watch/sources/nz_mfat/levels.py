"""The levels on a page of SafeTravel: one for the whole destination, others for parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from advisory_watch.core.advisories import Region
from advisory_watch.core.destinations import destination_of, normalise
from advisory_watch.core.errors import MalformedItem, UnknownDestination, UnknownLevel
from advisory_watch.core.quoting import label_of
from advisory_watch.core.scales import Severity
from advisory_watch.parsing.dates import day_of_rss
from advisory_watch.parsing.members import an_object, optional_text_in, text_in
from advisory_watch.parsing.prose import prose_of

LEVELS = {
    "Exercise normal safety and security precautions": Severity.NORMAL,
    "Exercise increased caution": Severity.CAUTION,
    "Avoid non-essential travel": Severity.RECONSIDER,
    "Do not travel": Severity.DO_NOT_TRAVEL,
}
"""SafeTravel's words for its levels 1 to 4; only the second was seen on a recorded page."""

_SEVERITY_OF_WORDS = {words.casefold(): severity for words, severity in LEVELS.items()}

_NUMBER = re.compile(r"\(level (\d) of 4\)", re.IGNORECASE)
"""The level number in the text of a level; the text may also mention the level of a part."""

_LED_IN = re.compile(
    r"^(?:(?:to|in|within|throughout) )?"
    r"(?:elsewhere in |everywhere else in |(?:all |the )?other (?:areas|parts|regions) of |"
    r"all (?:areas|parts) of |the (?:rest|remainder) of )?",
    re.IGNORECASE,
)
"""The words before the name of a place: `in`, `elsewhere in`, `to the rest of`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One level and its place, both in the publisher's words.

    The date of the last review changes daily and is not read.
    """

    words: str
    severity: Severity
    place: str
    text: str
    updated_on: date | None


def entry_of(raw: Any) -> Entry:
    """Read one entry. Words and number must agree if both are given."""
    said = an_object(raw, "level")
    words, subtitle = text_in(said, "title"), text_in(said, "subtitle")
    body = prose_of(optional_text_in(said, "body"))
    severity = severity_of(words)
    numbers = _NUMBER.findall(body)
    if numbers and str(int(severity)) not in numbers:
        raise UnknownLevel(f"{words[:80]!r} and `level {numbers[0]} of 4` are different levels")
    return Entry(
        words=words,
        severity=severity,
        place=_LED_IN.sub("", subtitle),
        text=f"{words} {subtitle}\n{body}",
        updated_on=day_of_rss(str(said.get("lastUpdated"))),
    )


def severity_of(words: str) -> Severity:
    """Map the words of a level. Raises `UnknownLevel`."""
    try:
        return _SEVERITY_OF_WORDS[words.casefold()]
    except KeyError:
        raise UnknownLevel(f"no rule for level {words[:80]!r}") from None


def whole_of(entries: Sequence[Entry], name: str) -> Entry:
    """Return the only entry for the whole destination; `name` is the page's heading.

    The place in the subtitle decides, because `regional` is not reliable. Another name of
    the same place counts if no subtitle has the name of the heading.
    """
    exact = [entry for entry in entries if normalise(entry.place) == normalise(name)]
    whole = exact or [entry for entry in entries if _is_same(entry.place, name)]
    if len(whole) != 1:
        places = label_of(", ".join(entry.place for entry in entries))
        raise MalformedItem(
            f"expected one level for all of {name[:80]!r}, found levels for: {places}"
        )
    return whole[0]


def regions_of(entries: Sequence[Entry], whole: Entry) -> tuple[Region, ...]:
    """Return the parts with a graver level than the whole."""
    graver = (entry for entry in entries if entry.severity > whole.severity)
    return tuple(sorted({Region(name=region.place, severity=region.severity) for region in graver}))


def _is_same(place: str, name: str) -> bool:
    try:
        return destination_of(place) == destination_of(name)
    except UnknownDestination:
        return False
