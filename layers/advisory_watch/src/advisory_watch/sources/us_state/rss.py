"""The RSS endpoint: one item per destination, sometimes more."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.errors import Unreadable
from advisory_watch.core.page import Page
from advisory_watch.core.text import label_of
from advisory_watch.parsing.documents import day_of_rss, xml_of
from advisory_watch.parsing.html import visible
from advisory_watch.sources.us_state.items import Item, snapshot_of


def read(page: Page) -> Snapshot:
    """Read the feed. Raises `Unreadable` if the page is not RSS."""
    root = xml_of(page)
    if root.tag != "rss":
        raise Unreadable(
            page.target.source_id, f"expected an <rss> feed, found <{label_of(root.tag)}>"
        )
    return snapshot_of(page, _items(root))


def _items(root: Element) -> Iterator[Item]:
    for element in root.iter("item"):
        yield Item(
            title=_text(element, "title"),
            link=_text(element, "link"),
            issued_on=day_of_rss(_text(element, "pubDate")),
            html=_text(element, "description"),
            fips=tuple(_categories(element, "Country-Tag")),
        )


def _text(element: Element, name: str) -> str:
    return visible(element.findtext(name) or "").strip()


def _categories(element: Element, domain: str) -> Iterator[str]:
    for category in element.findall("category"):
        if category.get("domain") == domain and category.text:
            yield category.text.strip()
