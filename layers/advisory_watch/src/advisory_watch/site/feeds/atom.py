"""Atom feeds of changes, with their links and words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5

from advisory_watch.core.alert import UNCONFIRMED_MEANS
from advisory_watch.core.change_log import ChangeLogEntry
from advisory_watch.core.text import as_shown, without_marks
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.feeds.cap_series import was_sent
from advisory_watch.site.feeds.xml_text import escape, quoted
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
    shown, root = entries[:ENTRIES_MAX], path_to_root(head.path)
    lines = (line for entry in shown for line in _entry(entry, config, root))
    return render_feed(head, max(map(_updated, shown), default=head.begun_at), lines, config)


def render_feed(
    head: FeedHead, updated: datetime, entries: Iterable[str], config: SiteConfig
) -> WebFile:
    """Render a feed from the lines of its entries."""
    body = "\n".join((*_head(head, updated, config), *entries, "</feed>"))
    return WebFile(path=head.path, body=body.encode())


def _head(head: FeedHead, updated: datetime, config: SiteConfig) -> Iterator[str]:
    path, title = head.path, escape(replace_unprintable(head.title))
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
    yield f"<id>{build_urn(path)}</id><title>{title}</title>"
    yield f"<updated>{format_iso(updated)}</updated><author><name>Advisory Watch</name></author>"
    own, home = build_link(config, path), build_link(config, head.page, path_to_root(path))
    if config.base_url:
        yield f'<link rel="self" type="application/atom+xml" href={quote(own)}/>'
    yield f'<link rel="alternate" type="text/html" href={quote(home)}/>'


def _entry(entry: ChangeLogEntry, config: SiteConfig, root: str) -> Iterator[str]:
    published, updated = format_iso(entry.decided_at), format_iso(_updated(entry))
    page = build_link(config, change_page(entry.id), root)
    yield f"<entry><id>{build_urn(entry.id)}</id><title>{escape(render_title(entry))}</title>"
    yield f"<published>{published}</published><updated>{updated}</updated>"
    yield f'<link rel="alternate" type="text/html" href={quote(page)}/>'
    for message_id in _messages(entry):
        cap = build_link(config, cap_file(message_id), root)
        yield f'<link rel="related" type="application/cap+xml" href={quote(cap)}/>'
    for term in (entry.source, entry.destination, *entry.kinds):
        yield f"<category term={quote(term)}/>"
    yield f'<content type="text">{escape(render_summary(entry))}</content></entry>'


def _messages(entry: ChangeLogEntry) -> Iterator[str]:
    """Yield the ids of the CAP messages of a change: its own, and the one that cancels it."""
    if was_sent(entry):
        yield entry.id
    if entry.correction:
        yield entry.correction


def _updated(entry: ChangeLogEntry) -> datetime:
    return entry.retracted_at or entry.decided_at


def quote(text: str) -> str:
    """Write an attribute value of XML, in quotes."""
    return quoted(replace_unprintable(text))
