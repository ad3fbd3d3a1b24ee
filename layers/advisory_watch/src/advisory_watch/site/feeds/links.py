"""URLs and ids of feed entries; the ids never change, wherever the site is served."""

from uuid import UUID, uuid5

from advisory_watch.core.chronicle import Entry
from advisory_watch.site.addresses import change_page
from advisory_watch.site.edition import Edition

NAMESPACE = UUID("6d5c1c4e-2f0b-5d0a-9f53-4b1f9e3a7c21")
"""Our random namespace: entries keep their ids if the site moves to another URL."""

NEWEST = 100
"""Entries in a feed: readers poll every hour, and the lists have all of them."""


def entry_id(alert_id: str) -> str:
    """Return the id of an alert for feed readers."""
    return f"urn:uuid:{uuid5(NAMESPACE, alert_id)}"


def feed_id(path: str) -> str:
    """Return the id of a feed for its readers."""
    return f"urn:uuid:{uuid5(NAMESPACE, path)}"


def link(edition: Edition, path: str, root: str = "") -> str:
    """Return an absolute URL if the site has a public one, else a path relative to the file."""
    return f"{edition.base_url}/{path}" if edition.base_url else f"{root}{path}"


def entry_link(edition: Edition, entry: Entry, root: str = "") -> str:
    """Return the link to the page of a change."""
    return link(edition, change_page(entry.id), root)
