"""Atom feeds of changes, with their links and words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5
from xml.sax.saxutils import escape, quoteattr

from advisory_watch.core.alert import UNCONFIRMED_MEANS
from advisory_watch.core.change_log import ChangeLogEntry
from advisory_watch.core.text import as_shown, without_marks
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.rendering.config import (
    FRONT,
    SiteConfig,
    cap_file,
    change_page,
    path_to_root,
)
from advisory_watch.site.rendering.environment import format_iso

NAMESPACE = UUID("6d5c1c4e-2f0b-5d0a-9f53-4b1f9e3a7c21")
"""Our random namespace: entries keep their ids if the site moves to another URL."""

ENTRIES_MAX = 100
"""Entries in a feed: readers poll every hour, and the lists have all of them."""


def build_urn(name: str) -> str:
    """Return the id, for feed readers, of an entry (by its alert id) or of a feed (by its path)."""
    return f"urn:uuid:{uuid5(NAMESPACE, name)}"


def build_link(config: SiteConfig, path: str, root: str = "") -> str:
    """Return an absolute URL if the site has a public one, else a path relative to the file."""
    return f"{config.base_url}/{path}" if config.base_url else f"{root}{path}"


_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot carry."""


def replace_unprintable(text: str) -> str:
    """Replace characters that a feed cannot carry by a visible one, and remove direction marks."""
    return text if text.isprintable() else _UNPRINTABLE.sub("\ufffd", without_marks(text))


def render_title(entry: ChangeLogEntry) -> str:
    """Return the headline, marked as wrong if it was retracted."""
    title = f"CORRECTION: {entry.headline} was wrong" if entry.is_retracted else entry.headline
    return replace_unprintable(title)


def render_summary(entry: ChangeLogEntry) -> str:
    """Return what changed, in the publisher's words, when, and by which rule."""
    lines = [entry.retraction] if entry.is_retracted and entry.retraction else []
    if entry.from_native is not None and not entry.is_notice:
        lines.append(f"Before: {as_shown(entry.from_native)}")
    now = "no longer listed" if entry.to_native is None else as_shown(entry.to_native)
    lines.append(f"{'Notice' if entry.is_notice else 'Now'}: {now}")
    if entry.issued_on:
        lines.append(f"Issued: {entry.issued_on}")
    if entry.is_unconfirmed:
        lines.append(UNCONFIRMED_MEANS)
    lines.append(f"Seen: {entry.read_at:%Y-%m-%d %H:%M:%S} UTC; decided by rule {entry.rule}")
    if entry.url:
        lines.append(f"Official page: {entry.url}")
    return replace_unprintable("\n".join(lines))


NEVER_UPDATED = datetime(2020, 1, 1, tzinfo=UTC)
"""The `updated` time of a feed about which nothing is known: earlier than any possible reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHead:
    """What a feed says of itself.

    `path` is the feed's own path, `page` the path of the page that shows the same changes.
    `begun_at` is the `updated` time of a feed without entries, such as the first reading.
    """

    path: str
    title: str
    page: str = FRONT
    begun_at: datetime = NEVER_UPDATED


def render_atom(head: FeedHead, entries: Sequence[ChangeLogEntry], config: SiteConfig) -> WebFile:
    """Render a feed of the newest changes; `entries` are newest first."""
    body = "\n".join(_lines(head, entries[:ENTRIES_MAX], config))
    return WebFile(path=head.path, body=body.encode())


def _lines(head: FeedHead, entries: Sequence[ChangeLogEntry], config: SiteConfig) -> Iterator[str]:
    path, title, root = head.path, head.title, path_to_root(head.path)
    updated = max(map(_updated, entries), default=head.begun_at)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
    yield f"<id>{build_urn(path)}</id><title>{escape(replace_unprintable(title))}</title>"
    yield f"<updated>{format_iso(updated)}</updated><author><name>Advisory Watch</name></author>"
    own, home = build_link(config, path), build_link(config, head.page, root)
    if config.base_url:
        yield f'<link rel="self" type="application/atom+xml" href={_quote(own)}/>'
    yield f'<link rel="alternate" type="text/html" href={_quote(home)}/>'
    for entry in entries:
        yield from _entry(entry, config, root)
    yield "</feed>"


def _entry(entry: ChangeLogEntry, config: SiteConfig, root: str) -> Iterator[str]:
    published, updated = format_iso(entry.decided_at), format_iso(_updated(entry))
    page = build_link(config, change_page(entry.id), root)
    cap = build_link(config, cap_file(entry.id), root)
    yield f"<entry><id>{build_urn(entry.id)}</id><title>{escape(render_title(entry))}</title>"
    yield f"<published>{published}</published><updated>{updated}</updated>"
    yield f'<link rel="alternate" type="text/html" href={_quote(page)}/>'
    yield f'<link rel="related" type="application/cap+xml" href={_quote(cap)}/>'
    for term in (entry.source, entry.destination, *entry.kinds):
        yield f"<category term={_quote(term)}/>"
    yield f'<content type="text">{escape(render_summary(entry))}</content></entry>'


def _updated(entry: ChangeLogEntry) -> datetime:
    return entry.retracted_at or entry.decided_at


def _quote(text: str) -> str:
    return quoteattr(replace_unprintable(text))
