"""Germany: Reise- und Sicherheitshinweise of the Auswärtiges Amt.

Pages     one JSON document of all destinations, keyed by the number of their page
Scale     four flags: a warning for the whole or for parts, a situational one for whole or parts
Licence   free to use with attribution and a link to the page
Quirks    an empty `response` means that the service is down; times are epoch seconds;
          `lastModified` and `contentList` are listed among the destinations
History   2026-11-23 first written
"""

from datetime import UTC, datetime
from typing import Any

from advisory_watch.core.advisory import Advisory, Severity, Snapshot
from advisory_watch.core.departure.parse import with_departure_advice
from advisory_watch.core.destinations import destination_of_code
from advisory_watch.core.errors import Unreadable
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Endpoint, Level, PublisherPolicy, Source, SourceKind
from advisory_watch.parsing.documents import json_of
from advisory_watch.parsing.html import prose_of
from advisory_watch.parsing.json import (
    an_object,
    flag_in,
    optional_text_in,
    snapshot_of,
    text_in,
)

ID = "de_aa"

NOT_DESTINATIONS = frozenset({"lastModified", "contentList"})
"""Members of `response` that are not destinations (API description of the Auswärtiges Amt)."""

FLAGS = {
    "warning": "Reisewarnung",
    "situationWarning": "COVID-19-Reisewarnung",
    "partialWarning": "Teilreisewarnung",
    "situationPartWarning": "COVID-19-Teilreisewarnung",
}
"""The four flags and their German names, gravest first (API description of the Auswärtiges Amt)."""

WHOLE = {"warning": Severity.DO_NOT_TRAVEL, "situationWarning": Severity.RECONSIDER}
PARTS = {"partialWarning": Severity.DO_NOT_TRAVEL, "situationPartWarning": Severity.RECONSIDER}

NO_FLAG = "Reise- und Sicherheitshinweise"
"""The title of every page, used if no flag is set. It does not mean `safe`."""

INDEX = "https://www.auswaertiges-amt.de/opendata/travelwarning"
PAGE = "https://www.auswaertiges-amt.de/de/service/laender/{number}"


def read(page: Page) -> Snapshot:
    """Read the index. Raises `Unreadable` for the empty object that the service sends when down."""
    raw = json_of(page)
    response = raw.get("response") if isinstance(raw, dict) else None
    if not isinstance(response, dict):
        raise Unreadable(ID, f"expected an object with `response`, found {type(raw).__name__}")
    destinations = ((key, entry) for key, entry in response.items() if key not in NOT_DESTINATIONS)
    return snapshot_of(page, destinations, _advisory)


def _advisory(key: str, member: Any) -> Advisory:
    said = an_object(member)
    flags = frozenset(name for name in FLAGS if flag_in(said, name))
    issued_at = _moment(said.get("lastModified"))
    destination = destination_of_code(text_in(said, "countryCode"))
    # the index has no texts, the document of a destination has one
    text = prose_of(optional_text_in(said, "content")) if "content" in said else None
    advisory = Advisory(
        source=ID,
        destination=destination,
        name=text_in(said, "countryName"),
        native_level=" + ".join(FLAGS[name] for name in FLAGS if name in flags) or NO_FLAG,
        severity=max((WHOLE[flag] for flag in flags & WHOLE.keys()), default=Severity.NORMAL),
        partial_severity=max((PARTS[flag] for flag in flags & PARTS.keys()), default=None),
        issued_on=issued_at.date() if issued_at else None,
        issued_at=issued_at,
        text=text,
        url=PAGE.format(number=key) if key.isascii() and key.isdecimal() else None,
    )
    return with_departure_advice(advisory)


def _moment(seconds: object) -> datetime | None:
    """Convert epoch seconds; None for anything out of range or not a number."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


SOURCE = Source(
    id=ID,
    title="Germany",
    publisher="Auswärtiges Amt",
    homepage="https://www.auswaertiges-amt.de/de/reiseundsicherheit",
    licence="free to use with attribution and a link",
    kind=SourceKind.ADVISORIES,
    levels=(
        Level(words=NO_FLAG, severity=Severity.NORMAL),
        Level(words=FLAGS["situationPartWarning"], severity=Severity.RECONSIDER, is_partial=True),
        Level(words=FLAGS["situationWarning"], severity=Severity.RECONSIDER),
        Level(words=FLAGS["partialWarning"], severity=Severity.DO_NOT_TRAVEL, is_partial=True),
        Level(words=FLAGS["warning"], severity=Severity.DO_NOT_TRAVEL),
    ),
    levels_from="the API description of the Auswärtiges Amt; it knows no step in between",
    endpoints=(
        Endpoint(target=Target(source_id=ID, endpoint="index", url=INDEX, media="json"), read=read),
    ),
    expected=(150, 260),
    policy=PublisherPolicy(read_again=with_departure_advice),
    order=50,
)
"""Expected: 200 destinations were listed in July 2026."""
