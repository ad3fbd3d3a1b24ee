"""Canada: travel advice and advisories of Global Affairs Canada.

Pages     one JSON index of all destinations, keyed by ISO code
Scale     four levels, `advisory-state` 0 to 3, and words for each
Licence   Open Government Licence - Canada
Quirks    dates move many times as often as levels; reversals within days are real (hurricanes);
          the index has no text; fractions of a second have seven digits
History   2026-11-23 first written
"""

from typing import Any

from advisory_watch.core.advisory import Advisory, Severity, Snapshot
from advisory_watch.core.destinations import destination_of_code
from advisory_watch.core.errors import UnknownLevel, Unreadable
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Endpoint, Level, Source, SourceKind
from advisory_watch.core.text import shown
from advisory_watch.parsing.documents import json_of, moment_of_iso
from advisory_watch.parsing.html import SHOWN_MAX_CHARS, web_address
from advisory_watch.parsing.json import an_object, object_in, snapshot_of, text_in

ID = "ca_gac"

SEVERITY_OF_STATE = {
    0: Severity.NORMAL,
    1: Severity.CAUTION,
    2: Severity.RECONSIDER,
    3: Severity.DO_NOT_TRAVEL,
}
"""Canada's `advisory-state`, from the index's own pairing with its words."""

LEVELS = {
    "Exercise normal security precautions": Severity.NORMAL,
    "Exercise a high degree of caution": Severity.CAUTION,
    "Avoid non-essential travel": Severity.RECONSIDER,
    "Avoid all travel": Severity.DO_NOT_TRAVEL,
}

SEVERITY_OF_WORDS = {
    **{words.casefold(): severity for words, severity in LEVELS.items()},
    "take normal security precautions": Severity.NORMAL,
}
"""The same levels in Canada's words; its pages say `Take`, its index says `Exercise`."""

REGIONAL = " (with regional advisories)"
"""The suffix for parts with a level of their own; it does not name them."""

INDEX = "https://data.international.gc.ca/travel-voyage/index-alpha-eng.json"
PAGE = "https://travel.gc.ca/destinations/{slug}"


def read(page: Page) -> Snapshot:
    """Read the index. Raises `Unreadable` if `data` is missing."""
    raw = json_of(page)
    data = raw.get("data") if isinstance(raw, dict) else None
    if not isinstance(data, dict):
        raise Unreadable(ID, f"expected an object with `data`, found {type(raw).__name__}")
    return snapshot_of(page, data.items(), _advisory)


def _advisory(key: str, member: Any) -> Advisory:
    said = an_object(member)
    english = object_in(said, "eng")
    native_level = text_in(english, "advisory-text")
    issued_at = moment_of_iso(text_in(object_in(said, "date-published"), "asp"))
    return Advisory(
        source=ID,
        destination=destination_of_code(key),
        name=text_in(english, "name"),
        native_level=native_level,
        severity=severity_of(said.get("advisory-state"), native_level),
        issued_on=issued_at.date() if issued_at else None,
        issued_at=issued_at,
        url=web_address(PAGE.format(slug=text_in(english, "url-slug"))),
    )


def severity_of(state: object, words: str) -> Severity:
    """Map number and words to our scale. Raises `UnknownLevel` if they disagree or are unknown."""
    by_number = SEVERITY_OF_STATE.get(state) if type(state) is int else None
    by_words = SEVERITY_OF_WORDS.get(words.removesuffix(REGIONAL).strip().casefold())
    if by_number is None or by_words is None:
        found = shown(state, SHOWN_MAX_CHARS)
        raise UnknownLevel(f"no rule for state {found} with the words {words[:120]!r}")
    if by_number is not by_words:
        raise UnknownLevel(f"state {state!r} and the words {words[:120]!r} say different levels")
    return by_number


SOURCE = Source(
    id=ID,
    title="Canada",
    publisher="Global Affairs Canada",
    homepage="https://travel.gc.ca/travelling/advisories",
    licence="Open Government Licence - Canada",
    kind=SourceKind.ADVISORIES,
    levels=tuple(Level(words=words, severity=severity) for words, severity in LEVELS.items()),
    levels_from="the index itself, which pairs a number from 0 to 3 with each of the words",
    endpoints=(
        Endpoint(target=Target(source_id=ID, endpoint="index", url=INDEX, media="json"), read=read),
    ),
    expected=(180, 300),
    order=40,
)
"""Expected: 230 destinations were listed from 2024 to 2026, and never another number."""
