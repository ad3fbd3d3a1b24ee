"""Atom feeds of changes, with their links and words."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid5
from xml.sax.saxutils import escape, quoteattr

from advisory_watch.core.change_log import ChangeLogEntry
from advisory_watch.core.text import as_shown
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.rendering.config import SiteConfig, cap_file, change_page, root
from advisory_watch.site.rendering.environment import iso

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


def link(config: SiteConfig, path: str, root: str = "") -> str:
    """Return an absolute URL if the site has a public one, else a path relative to the file."""
    return f"{config.base_url}/{path}" if config.base_url else f"{root}{path}"


def entry_link(config: SiteConfig, entry: ChangeLogEntry, root: str = "") -> str:
    """Return the link to the page of a change."""
    return link(config, change_page(entry.id), root)


_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
"""Characters that XML cannot carry, and controls that reverse the direction of a line."""


def printable(text: str) -> str:
    """Replace characters that a feed should not carry by a visible replacement character."""
    return text if text.isprintable() else _UNPRINTABLE.sub("\ufffd", text)


def title(entry: ChangeLogEntry) -> str:
    """Return the headline, marked as wrong if it was retracted."""
    headline = f"CORRECTION: {entry.headline} was wrong" if entry.is_retracted else entry.headline
    return printable(headline)


def summary(entry: ChangeLogEntry) -> str:
    """Return what changed, in the publisher's words, when, and by which rule."""
    lines = [entry.retraction] if entry.is_retracted and entry.retraction else []
    if entry.from_native is not None and not entry.is_notice:
        lines.append(f"Before: {as_shown(entry.from_native)}")
    now = "no longer listed" if entry.to_native is None else as_shown(entry.to_native)
    lines.append(f"{'Notice' if entry.is_notice else 'Now'}: {now}")
    if entry.issued_on:
        lines.append(f"Issued: {entry.issued_on}")
    lines.append(f"Seen: {entry.read_at:%Y-%m-%d %H:%M:%S} UTC; decided by rule {entry.rule}")
    if entry.url:
        lines.append(f"Official page: {entry.url}")
    return printable("\n".join(lines))


QUIET = datetime(2020, 1, 1, tzinfo=UTC)
"""The `updated` time of a feed without entries: earlier than any possible reader."""


def atom(path: str, name: str, entries: Iterable[ChangeLogEntry], config: SiteConfig) -> WebFile:
    """Render a feed of the newest changes; `entries` are newest first."""
    newest = list(entries)[:NEWEST]
    body = "\n".join(_lines(path, name, newest, config))
    return WebFile(path=path, body=body.encode())


def _lines(
    path: str, name: str, entries: list[ChangeLogEntry], config: SiteConfig
) -> Iterator[str]:
    updated = max(map(_updated, entries), default=QUIET)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
    yield f"<id>{feed_id(path)}</id><title>{escape(printable(name))}</title>"
    yield f"<updated>{iso(updated)}</updated><author><name>Advisory Watch</name></author>"
    if config.base_url:
        yield f'<link rel="self" type="application/atom+xml" href={_quoted(link(config, path))}/>'
    home = link(config, "index.html", root(path))
    yield f'<link rel="alternate" type="text/html" href={_quoted(home)}/>'
    for entry in entries:
        yield from _entry(entry, config, root(path))
    yield "</feed>"


def _entry(entry: ChangeLogEntry, config: SiteConfig, to_root: str) -> Iterator[str]:
    yield f"<entry><id>{entry_id(entry.id)}</id><title>{escape(title(entry))}</title>"
    yield f"<published>{iso(entry.decided_at)}</published><updated>{iso(_updated(entry))}</updated>"
    page, cap = entry_link(entry=entry, config=config, root=to_root), cap_file(entry.id)
    yield f'<link rel="alternate" type="text/html" href={_quoted(page)}/>'
    alert = link(config, cap, to_root)
    yield f'<link rel="related" type="application/cap+xml" href={_quoted(alert)}/>'
    for term in (entry.source, entry.destination, *entry.kinds):
        yield f"<category term={_quoted(term)}/>"
    yield f'<content type="text">{escape(summary(entry))}</content></entry>'


def _updated(entry: ChangeLogEntry) -> datetime:
    return entry.retracted_at or entry.decided_at


def _quoted(text: str) -> str:
    return quoteattr(printable(text))
