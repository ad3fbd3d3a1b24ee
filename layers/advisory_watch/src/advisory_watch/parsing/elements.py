"""Elements of an HTML page, selected by CSS: text and attributes."""

from dataclasses import dataclass
from typing import Self

from selectolax.lexbor import LexborHTMLParser, LexborNode

from advisory_watch.core.errors import NotFound, Unreadable
from advisory_watch.core.pages import Page
from advisory_watch.parsing.documents import html_of
from advisory_watch.parsing.prose import prose_in

SOFT_404 = "page not found"
"""The start of a page that answers 200 although it was not found; the case varies."""

SHOWN_MAX_CHARS = 80
"""How much of a page's title an error quotes."""


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
        """The readable text, one paragraph per line.

        It is never longer than the page.
        """
        return prose_in(LexborHTMLParser(self._node.html or ""))

    @property
    def parent(self) -> Self:
        """The parent element; the root is its own parent."""
        return type(self)(self._node.parent) if self._node.parent is not None else self


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
