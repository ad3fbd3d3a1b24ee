"""Read RSS as publishers serve it: with a strict parser, or a damaged feed with a lenient one.

WordPress prints warnings before the feed, and puts control characters, `&nbsp;` and bare `&` into
titles. A strict parser reads nothing of such a feed, so a character in an old item would hide the
newest one. feedparser reads it. Neither a document type nor an entity is ever resolved.
"""

from __future__ import annotations  # no XML parser is loaded for a type

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING, Any, Self

from advisory_watch.core.errors import Unreadable
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.page import Page
from advisory_watch.core.text import label_of
from advisory_watch.parsing.documents import xml_of
from advisory_watch.parsing.html import unescaped, visible

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
"""The whole text of an item (RSS 1.0 module `content`); `description` may be an excerpt."""

MENDED_MAX_BYTES = 2_000_000
MENDED_MAX_TAGS = 50_000
"""The largest recorded feed has 1.1 MB and 31,228 tags; a damaged one of this size takes 3 s."""

REASON_MAX_CHARS = 300

_FAILURES = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What feedparser raises in one of a hundred feeds that were damaged at random."""

_START = "<rss"
_ITEM_END = "</item>"
_LIST_END = "</channel"
_DECLARED = lazy_pattern(rb"""\s*<\?xml[^>]{0,80}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_UTF_8 = frozenset({b"utf-8", b"utf8"})
_ENTITIES = lazy_pattern(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NOT_UTF_8 = lazy_pattern(r"[\udc80-\udcff]+")

_REFERENCE = lazy_pattern(r"&#(?:x[0-9a-f]+|[0-9]+);?", re.IGNORECASE)
_REFERENCE_MAX_CHARS = len("&#x10FFFF;")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """An item as text, empty where the feed has none; `tags` are pairs of domain and name."""

    title: str
    link: str
    guid: str
    published: str
    description: str
    content: str
    tags: tuple[tuple[str, str], ...]

    @classmethod
    def of_element(cls, element: Element) -> Self:
        """Read an element `item`."""

        def text(name: str) -> str:
            return visible(element.findtext(name) or "").strip()

        return cls(
            title=unescaped(text("title")),
            link=text("link"),
            guid=text("guid"),
            published=text("pubDate"),
            description=text("description"),
            content=text(CONTENT),
            tags=tuple(
                (tag.get("domain", ""), tag.text.strip())
                for tag in element.findall("category")
                if tag.text
            ),
        )

    @classmethod
    def of_entry(cls, entry: Any) -> Self:
        """Read an entry of feedparser, which names the elements in its own way."""

        def text(value: Any) -> str:
            return visible(value or "").strip()

        return cls(
            title=unescaped(text(entry.get("title"))),
            link=text(entry.get("link")),
            guid=text(entry.get("id")),
            published=text(entry.get("published")),
            description=text(entry.get("summary")),
            content=text(next((part.value for part in entry.get("content", ())), "")),
            tags=tuple(
                (tag.scheme or "", text(tag.term)) for tag in entry.get("tags", ()) if tag.term
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The items that could be read, in order; `damage` is empty for a well-formed feed.

    `is_cut` says that the feed ends early: items are missing. The incomplete one is left out.
    """

    items: tuple[FeedItem, ...]
    damage: str = ""
    is_cut: bool = False

    def named(self) -> Iterator[tuple[str, FeedItem]]:
        """Yield each item with a name for error messages."""
        for number, item in enumerate(self.items, start=1):
            yield label_of(item.title) or f"item {number}", item


def feed_of(page: Page) -> Feed:
    """Parse RSS. Raises `Unreadable` for anything else, and for a document type."""
    if wrong := _wrong_charset(page.body):
        return _mended(page, f"expected {wrong}, found UTF-8")
    try:
        root = xml_of(page)
    except Unreadable as error:
        return _mended(page, error.reason)
    if root.tag != "rss":
        found = f"expected an <rss> feed, found <{label_of(root.tag)}>"
        raise Unreadable(page.target.source_id, found)
    return Feed(items=tuple(map(FeedItem.of_element, root.iter("item"))))


def _mended(page: Page, damage: str) -> Feed:
    """Parse a damaged feed. Raises `Unreadable` with the damage if it is no feed at all."""
    text = _mendable(page, damage)
    items, end, rest = text.rpartition(_ITEM_END)
    is_cut = _LIST_END not in rest
    entries = _parse_leniently(page, items + end if is_cut else text, damage)
    return Feed(
        items=tuple(map(FeedItem.of_entry, entries)),
        damage=f"{damage}; it ends early" if is_cut else damage,
        is_cut=is_cut,
    )


def _mendable(page: Page, damage: str) -> str:
    """Return the text from `<rss` on, if it is bounded and declares no entities."""
    source_id, tags = page.target.source_id, page.body.count(b"<")
    if _START.encode() not in page.body:
        raise Unreadable(source_id, damage)
    if len(page.body) > MENDED_MAX_BYTES or tags > MENDED_MAX_TAGS:
        size = f"{tags} tags in {len(page.body)} bytes"
        raise Unreadable(source_id, f"{damage}; too large to mend: {size}")
    before, start, after = _decoded(page.body).partition(_START)
    if _ENTITIES.search(before + after.partition("<item")[0]):
        raise Unreadable(source_id, f"{damage}; a document type is not read")
    return start + _REFERENCE.sub(_mended_reference, after)


def _parse_leniently(page: Page, text: str, damage: str) -> Any:
    """Return the entries. A stream is parsed: feedparser would fetch or open what a text names."""
    import feedparser  # noqa: PLC0415 - loaded only for a damaged feed

    try:
        parsed = feedparser.parse(
            BytesIO(text.encode()),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except _FAILURES as error:
        reason = f"{damage}; too damaged to mend: {error!r}"[:REASON_MAX_CHARS]
        raise Unreadable(page.target.source_id, reason) from error
    return parsed.entries


def _wrong_charset(body: bytes) -> str:
    """Return the declared character set if the feed is in UTF-8 all the same."""
    declared = _DECLARED.match(body)
    if declared is None or declared[1].lower() in _UTF_8 or body.isascii():
        return ""
    try:
        body.decode()
    except ValueError:
        return ""
    return declared[1].decode()


def _decoded(body: bytes) -> str:
    """Decode UTF-8; bytes that are not UTF-8 are taken as Windows-1252, as browsers do."""
    text = body.decode("utf-8", "surrogateescape")
    return _NOT_UTF_8.sub(
        lambda found: found[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), text
    )


def _mended_reference(reference: re.Match[str]) -> str:
    """Replace a reference to a character that does not exist: feedparser fails on it."""
    is_short = len(reference[0]) <= _REFERENCE_MAX_CHARS
    is_valid = is_short and unescape(reference[0]).strip("\N{REPLACEMENT CHARACTER}")
    return reference[0] if is_valid else "\N{REPLACEMENT CHARACTER}"
