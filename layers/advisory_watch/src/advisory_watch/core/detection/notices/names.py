"""Name notices, so that a notice is recognised under a new id, title or date."""

import re

from advisory_watch.core.advisory import Advisory
from advisory_watch.core.alert import short_id
from advisory_watch.core.fingerprint import fingerprint, normal_text

_SCHEME = re.compile(r"^https?://", re.IGNORECASE)


def guid_name(notice: Advisory) -> str:
    """Hash the publisher's own id of a notice, without the parts that a site move changes.

    Ids have the form of links; the scheme and a trailing slash are ignored. A notice
    without an id is identified by its whole content.
    """
    said = (notice.notice_id or "").strip() or fingerprint(notice)
    return short_id("guid", _bare(said))


def link_name(notice: Advisory) -> str:
    """Hash the link of a notice in the same way; empty without a link."""
    link = (notice.url or "").strip()
    return short_id("link", _bare(link)) if link else ""


def copy_name(notice: Advisory) -> str:
    """Hash the words of a notice; white space, case and punctuation do not count."""
    return short_id("copy", normal_text(notice.native_level), normal_text(notice.text))


def twin_name(notice: Advisory) -> str | None:
    """Hash the title of a notice with its time of issue; None if it has no time.

    Titles repeat word for word, but not within a second. This name survives when a site
    gives all its items new ids.
    """
    if notice.issued_at is None:
        return None
    return short_id("twin", normal_text(notice.native_level), notice.issued_at.isoformat())


def names_of(notice: Advisory) -> tuple[str, ...]:
    """Return every name to remember for a notice that leaves the feed and may return."""
    twin = twin_name(notice)
    return (guid_name(notice), *((twin,) if twin else ()))


def _bare(address: str) -> str:
    return _SCHEME.sub("", address).rstrip("/")
