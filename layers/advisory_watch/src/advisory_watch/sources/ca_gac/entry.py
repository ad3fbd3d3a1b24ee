"""Read what the index and the documents have in common: a level in words and number, and a time."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from advisory_watch.core.advisory import Advisory
from advisory_watch.core.destinations import destination_of_code
from advisory_watch.parsing.documents import zoned_moment_of_iso
from advisory_watch.parsing.html import web_address
from advisory_watch.parsing.json import object_in, text_in, value_at
from advisory_watch.sources.ca_gac.levels import severity_of

ID = "ca_gac"
PAGE = "https://travel.gc.ca/destinations/{slug}"

ZONES = {"EDT": timezone(timedelta(hours=-4)), "EST": timezone(timedelta(hours=-5))}
"""Ottawa's summer and winter time, as the documents name them."""


def advisory_of(code: str, said: Mapping[str, Any]) -> Advisory:
    """Build the advisory that an entry states without a text."""
    english = object_in(said, "eng")
    native_level = text_in(english, "advisory-text")
    moment = moment_in(said)
    return Advisory(
        source=ID,
        destination=destination_of_code(code),
        name=text_in(english, "name"),
        native_level=native_level,
        severity=severity_of(said.get("advisory-state"), native_level),
        issued_on=moment.date() if moment else None,
        issued_at=moment.astimezone(UTC) if moment else None,
        url=web_address(PAGE.format(slug=text_in(english, "url-slug"))),
    )


def moment_in(said: Mapping[str, Any]) -> datetime | None:
    """Return the minute of this issue by the publisher's clock, or None if it is unreadable.

    A document states its time in words, without seconds. So the index is read to the minute too:
    otherwise no document would ever be as new as its entry.
    """
    exact = zoned_moment_of_iso(str(value_at(said, "date-published", "asp")))
    moment = exact or _moment_of_words(str(value_at(said, "eng", "friendly-date")))
    return moment.replace(second=0, microsecond=0) if moment else None


def _moment_of_words(text: str) -> datetime | None:
    """Parse `October 7, 2026 08:31 EDT`; None if it is not a time."""
    day_and_time, _, zone = text.strip().rpartition(" ")
    try:
        return datetime.strptime(day_and_time, "%B %d, %Y %H:%M").replace(tzinfo=ZONES[zone])
    except (KeyError, ValueError):
        return None
