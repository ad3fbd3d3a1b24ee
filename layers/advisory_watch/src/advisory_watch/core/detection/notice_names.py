"""Name notices, so that a notice is recognised under a new id, title or date."""

import re

from advisory_watch.core.advisory import Advisory, Departure
from advisory_watch.core.alert import short_id
from advisory_watch.core.fingerprint import fingerprint, normal_text

_SCHEME = re.compile(r"^https?://", re.IGNORECASE)


def guid_name(notice: Advisory) -> str:
    """Hash the publisher's own id of a notice, without the parts that a site move changes.

    Ids have the form of links; the scheme and a trailing slash are ignored. A notice
    without an id is identified by its whole content.
    """
    return short_id("guid", _bare_id(notice))


def twin_name(notice: Advisory) -> str | None:
    """Hash the title of a notice with its time of issue; None if it has no time.

    Titles repeat word for word, but not within a second. This name survives when a site
    gives all its items new ids.
    """
    if notice.issued_at is None:
        return None
    return short_id("twin", normal_text(notice.native_level), notice.issued_at.isoformat())


def departure_name(notice: Advisory, departure: Departure) -> str:
    """Hash the id of a notice with one level of its departure advice."""
    return short_id("rung", _bare_id(notice), departure.name)


def names_of(notice: Advisory) -> tuple[str, ...]:
    """Return every name to remember for a notice; a level of departure covers lower ones."""
    twin = twin_name(notice)
    departures = (
        departure_name(notice, departure)
        for departure in Departure
        if Departure.AUTHORIZED_DEPARTURE <= departure <= notice.departure
    )
    return (guid_name(notice), *((twin,) if twin else ()), *departures)


def _bare_id(notice: Advisory) -> str:
    said = (notice.notice_id or "").strip() or fingerprint(notice)
    return _SCHEME.sub("", said).rstrip("/")
