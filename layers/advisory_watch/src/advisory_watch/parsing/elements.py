"""Elements of an HTML page, asked for in CSS: words, prose and attributes."""

from dataclasses import dataclass
from typing import Self

from selectolax.lexbor import LexborHTMLParser, LexborNode

from advisory_watch.core.errors import NotFound, Unreadable
from advisory_watch.core.pages import Page
from advisory_watch.parsing.documents import html_of
from advisory_watch.parsing.prose import prose_in

SOFT_404 = "page not found"
"""How pages that answer 200 say that they are none; the case differs."""

SHOWN_MAX_CHARS = 80
"""How much of a page's title an error quotes."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element, and what stands in it."""

    _node: LexborNode

    def all(self, query: str) -> tuple[Self, ...]:
        """Return what matches below, in the order of the page."""
        return tuple(type(self)(node) for node in self._node.css(query))

    def first(self, query: str) -> Self | None:
        """Return the first that matches below, None where nothing does."""
        return next(iter(self.all(query)), None)

    def words(self, query: str) -> str:
        """Return the text of the first that matches, on one line; empty where nothing does."""
        found = self.first(query)
        return " ".join(found.prose.split()) if found is not None else ""

    def attribute(self, query: str, name: str) -> str:
        """Return an attribute of the first that matches; empty where there is none."""
        nodes = self._node.css(query)
        return (nodes[0].attributes.get(name) or "").strip() if nodes else ""

    @property
    def title(self) -> str:
        """The title of the page, which is no part of what stands on it."""
        return " ".join(" ".join(node.text() for node in self._node.css("head title")).split())

    @property
    def prose(self) -> str:
        """The readable text, one paragraph a line; as part of a page it is no longer than it."""
        return prose_in(LexborHTMLParser(self._node.html or ""))

    @property
    def parent(self) -> Self:
        """What it stands in; the whole page stands in nothing but itself."""
        return type(self)(self._node.parent) if self._node.parent is not None else self


def page_of(page: Page) -> Element:
    """Parse a page. Raises `NotFound` for one that says so itself, whatever its status code."""
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
    """Return the first that matches. Raises `Unreadable` for a page of another design."""
    found = element.first(query)
    if found is None:
        title = element.title[:SHOWN_MAX_CHARS]
        raise Unreadable(page.target.source_id, f"expected {query}, found a page {title!r}")
    return found
