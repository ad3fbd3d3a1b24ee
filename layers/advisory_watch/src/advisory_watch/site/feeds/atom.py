"""Atom feeds (RFC 4287), of all changes and of each destination."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from advisory_watch.core.chronicle import Entry
from advisory_watch.core.files import File
from advisory_watch.site.addresses import cap_file, root
from advisory_watch.site.edition import Edition
from advisory_watch.site.feeds.links import NEWEST, entry_id, entry_link, feed_id, link
from advisory_watch.site.feeds.wording import printable, summary, title
from advisory_watch.site.rendering import iso

QUIET = datetime(2020, 1, 1, tzinfo=UTC)
"""The `updated` time of a feed without entries: earlier than any possible reader."""


def atom(path: str, name: str, entries: Iterable[Entry], edition: Edition) -> File:
    """Render a feed of the newest changes; `entries` are newest first."""
    newest = list(entries)[:NEWEST]
    body = "\n".join(_lines(path, name, newest, edition))
    return File(path=path, body=body.encode())


def _lines(path: str, name: str, entries: list[Entry], edition: Edition) -> Iterator[str]:
    updated = max(map(_updated, entries), default=QUIET)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
    yield f"<id>{feed_id(path)}</id><title>{escape(printable(name))}</title>"
    yield f"<updated>{iso(updated)}</updated><author><name>Advisory Watch</name></author>"
    if edition.base_url:
        yield f'<link rel="self" type="application/atom+xml" href={_quoted(link(edition, path))}/>'
    home = link(edition, "index.html", root(path))
    yield f'<link rel="alternate" type="text/html" href={_quoted(home)}/>'
    for entry in entries:
        yield from _entry(entry, edition, root(path))
    yield "</feed>"


def _entry(entry: Entry, edition: Edition, to_root: str) -> Iterator[str]:
    yield f"<entry><id>{entry_id(entry.id)}</id><title>{escape(title(entry))}</title>"
    yield f"<published>{iso(entry.decided_at)}</published><updated>{iso(_updated(entry))}</updated>"
    page, cap = entry_link(entry=entry, edition=edition, root=to_root), cap_file(entry.id)
    yield f'<link rel="alternate" type="text/html" href={_quoted(page)}/>'
    alert = link(edition, cap, to_root)
    yield f'<link rel="related" type="application/cap+xml" href={_quoted(alert)}/>'
    for term in (entry.source, entry.destination, *entry.kinds):
        yield f"<category term={_quoted(term)}/>"
    yield f'<content type="text">{escape(summary(entry))}</content></entry>'


def _updated(entry: Entry) -> datetime:
    return entry.retracted_at or entry.decided_at


def _quoted(text: str) -> str:
    return quoteattr(printable(text))
