"""Read HTML: elements, links, prose, visible text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from advisory_watch.core.errors import MalformedItem, NotFound, Unreadable
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.page import Page
from advisory_watch.core.text import BOUNDS, is_bounded, size_of
from advisory_watch.parsing.documents import html_of

_LAST_CONTROL = 0x9F
"""The last control character of Latin-1; any of them may be a terminal command."""

_UNSEEN = {
    number: "\N{REPLACEMENT CHARACTER}"
    for number in range(_LAST_CONTROL + 1)
    if not chr(number).isprintable() and not chr(number).isspace()
}


_IS_UNSEEN = lazy_pattern(f"[{re.escape(''.join(map(chr, _UNSEEN)))}]")


def visible(text: str) -> str:
    r"""Replace control characters by U+FFFD, the replacement character.

    A level is verbatim, but `\x1b[2J` is not part of its words: printed on a terminal, it
    clears the screen. White space of any kind is kept.
    """
    if text.isascii() or _IS_UNSEEN.search(text):
        return text.translate(_UNSEEN)
    return text  # to translate it would be slow: letters beyond ASCII are looked up one by one


_ESCAPED = lazy_pattern(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED_TIMES = 3
"""Once is usual and twice was seen; a program may do it once more than that."""


def unescaped(text: str) -> str:
    """Return a title on one line, without character references that were escaped too often.

    `Côte d&amp;#39;Ivoire` is what a feed says whose publisher escapes a title twice.
    """
    from html import unescape  # noqa: PLC0415 - loads a table of two thousand names

    for _ in range(_ESCAPED_TIMES):
        if not _ESCAPED.search(text):
            break
        text = _ESCAPED.sub(lambda escaped: unescape(escaped[0]), text)
    return " ".join(visible(text).split())


BLOCKS = (
    "address, article, blockquote, br, dd, div, dl, dt, figcaption, figure, footer, "
    "h1, h2, h3, h4, h5, h6, header, hr, li, main, nav, ol, p, pre, section, "
    "table, td, th, tr, ul"
)
"""Elements that start a new line on a page (HTML Standard, 15.3 Flow content)."""

SENTENCE_MAX_CHARS = 1000
"""The longest sentence of a recorded page has 478; searching an endless one would be slow."""

_LEAVES = frozenset({"a", "div", "h1", "h2", "h3", "h4", "h5", "h6", "p", "span", "strong"})
"""Elements whose text need not be parsed again if they have nothing else, as most titles."""

_UNREAD = "script, style, noscript, template, head"
_EMPHASIS = lazy_pattern(r"\*{2,}|(?<![^\W_])_+|_+(?![^\W_])")
_SPACE_BEFORE_STOP = lazy_pattern(r" +([,.;:])(?!\d)")
_IS_SPACED = lazy_pattern(" [,.;:]")
_AMERICAN = lazy_pattern(r"\bU\. ?S\.(?: ?A\.)?")
_END_OF_SENTENCE = lazy_pattern(r"([.!?])[\"'”’)]*\s+(?=[\"'“‘(A-Z0-9])")


def prose_of(html: str) -> str:
    """Return the visible text: one paragraph per line, single spaces, no markup.

    Markdown's emphasis marks are removed too, because some archives and back ends leave
    them in. Raises `MalformedItem` for more markup than a text has.
    """
    if html.isprintable() and "<" not in html and "&" not in html:  # as most titles
        return tidy(html)
    return prose_in(_tree_of(html))


def _tree_of(html: str) -> LexborHTMLParser:
    whole = html.encode(errors="replace")
    if not is_bounded(whole):
        raise MalformedItem(f"expected {BOUNDS}, found {size_of(whole)}")
    return LexborHTMLParser(whole)


def prose_in(tree: LexborHTMLParser) -> str:
    """Return the visible text of a tree; the tree is modified."""
    for unread in tree.css(_UNREAD):
        unread.decompose()
    if tree.body is None:
        return ""
    for block in tree.body.css(BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    return tidy(tree.body.text())


def tidy(text: str) -> str:
    """Reduce spaces to one within lines, and remove empty lines."""
    plain = visible(text).replace("\u200b", "").replace("\ufeff", "")
    if "_" in plain or "**" in plain:
        plain = _EMPHASIS.sub(" ", plain)
    lines = (" ".join(line.split()) for line in plain.splitlines())
    tidied = "\n".join(filter(None, lines))
    return _SPACE_BEFORE_STOP.sub(r"\1", tidied) if _IS_SPACED.search(tidied) else tidied


def sentences(text: str) -> tuple[str, ...]:
    """Split readable text into sentences; a line end ends one, `U.S.` does not.

    A sentence over the limit is cut between words. So the time to analyse a text grows with
    its length and not with the square of it.
    """
    whole = _AMERICAN.sub("US", text) if "U." in text else text
    parts = (_END_OF_SENTENCE.sub("\\1\n", line).split("\n") for line in whole.splitlines())
    return tuple(piece for line in parts for part in line for piece in _pieces(part.strip()))


def _pieces(sentence: str) -> Iterator[str]:
    while len(sentence) > SENTENCE_MAX_CHARS:
        end = sentence.rfind(" ", 1, SENTENCE_MAX_CHARS)
        end = end if end > 0 else SENTENCE_MAX_CHARS
        yield sentence[:end]
        sentence = sentence[end:].lstrip()
    if sentence:
        yield sentence


SOFT_404 = "page not found"
"""The start of a page that answers 200 although it was not found; the case varies."""

SHOWN_MAX_CHARS = 80
"""How much of a wrong value, or of a page's title, an error quotes."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element with its content."""

    _node: LexborNode

    def all(self, query: str) -> tuple[Self, ...]:
        """Return the descendants that match, in the order of the page."""
        return tuple(type(self)(node) for node in self._node.css(query))

    def first(self, query: str) -> Self | None:
        """Return the first descendant that matches, or None."""
        return next(iter(self.all(query)), None)

    def words(self, query: str) -> str:
        """Return the text of the first match, on one line; empty without a match."""
        found = self.first(query)
        return " ".join(found.prose.split()) if found is not None else ""

    def attribute(self, query: str, name: str) -> str:
        """Return an attribute of the first match; empty if absent."""
        nodes = self._node.css(query)
        return (nodes[0].attributes.get(name) or "").strip() if nodes else ""

    @property
    def title(self) -> str:
        """The title of the page, which is not part of its visible text."""
        return " ".join(" ".join(node.text() for node in self._node.css("head title")).split())

    @property
    def prose(self) -> str:
        """The readable text, one paragraph per line; never longer than the page."""
        if self._has_only_text:
            return tidy(self._node.text())
        return prose_in(LexborHTMLParser(self._node.html or ""))

    @property
    def _has_only_text(self) -> bool:
        child = self._node.first_child
        is_only_child = child is not None and child.is_text_node and child.next is None
        return is_only_child and self._node.tag in _LEAVES

    def prose_without(self, query: str) -> str:
        """Return the readable text without the elements that match."""
        tree = LexborHTMLParser(self._node.html or "")
        for node in tree.css(query):
            node.decompose()
        return prose_in(tree)

    @property
    def parent(self) -> Self:
        """The parent element; the root is its own parent."""
        return type(self)(self._node.parent) if self._node.parent is not None else self


def element_of(html: str) -> Element:
    """Parse HTML in a member of a document. Raises `MalformedItem` for too much or no markup."""
    root = _tree_of(html).root
    if root is None:
        raise MalformedItem("expected HTML, found nothing")
    return Element(root)


def page_of(page: Page) -> Element:
    """Parse a page. Raises `NotFound` for a page that says so, even with status code 200."""
    root = html_of(page).root
    if root is None:
        raise Unreadable(page.target.source_id, "expected HTML, found nothing")
    element = Element(root)
    for said in (element.title, element.words("h1")):
        if said.casefold().startswith(SOFT_404):
            raise NotFound(
                page.target.source_id, f"expected a page, found {said[:SHOWN_MAX_CHARS]!r}"
            )
    return element


def require(page: Page, element: Element, query: str) -> Element:
    """Return the first match. Raises `Unreadable` if none is found, as after a redesign."""
    found = element.first(query)
    if found is None:
        title = element.title[:SHOWN_MAX_CHARS]
        raise Unreadable(page.target.source_id, f"expected {query}, found a page {title!r}")
    return found


WEB = ("https", "http")

_QUOTED = lazy_pattern(r'"(https?://[^"\s]+|/[^"\s]*)"')
"""An address in JSON that some pages carry in an attribute, for a script to draw links."""


def beside(index_url: str, name: str) -> str:
    """Return the address of a document in the same folder as its index.

    If an operator has replaced the index by a mirror, its documents are fetched from the mirror
    too. A last segment with an extension (`index.json`) is the file of the index, and is replaced.
    """
    parts = urlsplit(index_url)
    return urlunsplit((parts.scheme, parts.netloc, _folder(parts.path) + name, "", ""))


def web_address(text: str) -> str | None:
    """Return a web address unchanged, or None for a script or for more than an address.

    The address is sent to people as it is; a line break in it would start a line of our text.
    """
    try:
        parts = urlsplit(text)
    except ValueError:  # an unbalanced bracket
        return None
    is_one_line = text.isprintable() and " " not in text
    return text if is_one_line and parts.scheme in WEB and parts.hostname else None


def last_segment(url: str) -> str:
    """Return the last segment of the path, without a trailing slash; empty for no address."""
    return _joined("", url).path.rstrip("/").rpartition("/")[2]


def names_below(page: Page, root_url: str) -> tuple[tuple[str, str], ...]:
    """Return the documents that an index links to, each once, in the order of the page.

    The result is pairs of name and link text. A name is the single path segment below `root_url`,
    where the publisher has its documents, or below the address of the page itself.
    """
    here = page.target.url
    folders = {_folder(urlsplit(url).path) for url in (root_url, here)}
    hosts = {urlsplit(url).netloc for url in (root_url, here)}
    found: dict[str, str] = {}
    for address, text in _links(page):
        parts = _joined(here, address)
        folder, _, name = parts.path.rstrip("/").rpartition("/")
        if parts.netloc in hosts and f"{folder}/" in folders and name.strip("."):
            found.setdefault(name, text)
    return tuple(found.items())


def name_below(url: str, root_url: str) -> str:
    """Return the single path segment of an address below the publisher's folder, or an empty text.

    Scheme, port and the case of the host do not count.
    """
    parts, root = _joined(root_url, url.strip()), urlsplit(root_url)
    folder, _, name = parts.path.rstrip("/").rpartition("/")
    is_below = parts.hostname == root.hostname and f"{folder}/" == _folder(root.path)
    return name if is_below and name.strip(".") else ""


def _links(page: Page) -> Iterator[tuple[str, str]]:
    """Yield the address and text of every link, including links that a script would draw."""
    tree = html_of(page)
    for link in tree.css("a[href]:not(a *)"):
        yield link.attributes.get("href") or "", " ".join(link.text().split())
    for node in tree.css("[data-content]"):
        for address in _QUOTED.findall(node.attributes.get("data-content") or ""):
            yield address, ""


def _joined(here: str, address: str) -> SplitResult:
    """Resolve an address; most begin with a slash, which takes a third of the time of `urljoin`."""
    try:
        parts = urlsplit(address)
        if parts.path.startswith("/") and not parts.netloc and "/." not in parts.path:
            base = urlsplit(here)
            if parts.scheme in ("", base.scheme):
                return SplitResult(base.scheme, base.netloc, *parts[2:])
        return urlsplit(urljoin(here, address))
    except ValueError:
        return urlsplit("")


def _folder(path: str) -> str:
    """Return the folder of the documents of an index, with its final slash."""
    segments = [segment for segment in path.split("/") if segment]
    if segments and "." in segments[-1]:
        segments.pop()
    return "/".join(["", *segments, ""])
