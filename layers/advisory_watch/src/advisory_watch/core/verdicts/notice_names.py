"""What a notice is known by: its names are remembered, never its words."""

import re

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.alerts import short_id
from advisory_watch.core.fingerprint import fingerprint, normal_text
from advisory_watch.core.scales import Departure

_SCHEME = re.compile(r"^https?://", re.IGNORECASE)


def guid_name(notice: Advisory) -> str:
    """Name a notice by the publisher's own id, without what a move of its site changes.

    Ids have the form of links: scheme and trailing slash do not count. One that has
    none is known by all that it says.
    """
    return short_id("guid", _bare_id(notice))


def twin_name(notice: Advisory) -> str | None:
    """Name a notice by its title and the moment of issue; None where there is no moment.

    Titles repeat word for word, but not within a second. It stays the same where a site
    gives all its items new ids.
    """
    if notice.issued_at is None:
        return None
    return short_id("twin", normal_text(notice.native_level), notice.issued_at.isoformat())


def rung_name(notice: Advisory, rung: Departure) -> str:
    """Name what a notice said about leaving."""
    return short_id("rung", _bare_id(notice), rung.name)


def names_of(notice: Advisory) -> tuple[str, ...]:
    """Return every name to remember a notice by; a rung covers those below it."""
    twin = twin_name(notice)
    rungs = (
        rung_name(notice, rung)
        for rung in Departure
        if Departure.AUTHORIZED_DEPARTURE <= rung <= notice.departure
    )
    return (guid_name(notice), *((twin,) if twin else ()), *rungs)


def _bare_id(notice: Advisory) -> str:
    said = (notice.notice_id or "").strip() or fingerprint(notice)
    return _SCHEME.sub("", said).rstrip("/")
