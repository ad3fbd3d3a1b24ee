"""The RSS endpoint: one item per destination, sometimes more."""

from xml.etree.ElementTree import Element

from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.errors import Unreadable
from advisory_watch.core.page import Page
from advisory_watch.core.text import label_of
from advisory_watch.parsing.documents import day_of_rss, xml_of
from advisory_watch.parsing.html import visible
from advisory_watch.sources.us_state.items import Item, snapshot_of_items


def read(page: Page) -> Snapshot:
    """Read the feed. Raises `Unreadable` if the page is not RSS."""
    root = xml_of(page)
    if root.tag != "rss":
        raise Unreadable(
            page.target.source_id, f"expected an <rss> feed, found <{label_of(root.tag)}>"
        )
    return snapshot_of_items(page, map(_item, root.iter("item")))


def _item(element: Element) -> Item:
    tags = (tag for tag in element.findall("category") if tag.get("domain") == "Country-Tag")
    return Item(
        title=_text(element, "title"),
        link=_text(element, "link"),
        issued_on=day_of_rss(_text(element, "pubDate")),
        html=_text(element, "description"),
        fips=tuple(tag.text.strip() for tag in tags if tag.text),
    )


def _text(element: Element, name: str) -> str:
    return visible(element.findtext(name) or "").strip()
