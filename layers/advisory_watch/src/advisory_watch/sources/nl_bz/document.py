"""Read one document: the advice about one destination."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element

from advisory_watch.core.advisory import Advisory, Snapshot
from advisory_watch.core.destinations import destination_of_code
from advisory_watch.core.errors import MalformedItem, Unreadable
from advisory_watch.core.page import Page
from advisory_watch.core.text import label_of
from advisory_watch.parsing.documents import moment_of_iso, xml_of
from advisory_watch.parsing.html import prose_of, visible, web_address
from advisory_watch.parsing.json import snapshot_of
from advisory_watch.sources.nl_bz.colours import colours_in, country_of
from advisory_watch.sources.nl_bz.countries import HOMEPAGE, ID
from advisory_watch.sources.nl_bz.leaving import departure_in

_CHANGED = re.compile(r"laatst gewijzigd op:\s*(\d{1,2}-\d{1,2}-\d{4})", re.IGNORECASE)
"""The date shown to readers; the date after it is the day of the visit."""


def read(page: Page) -> Snapshot:
    """Read one document. Raises `Unreadable` for XML that is not a document with advice."""
    root = xml_of(page)
    if root.tag != "document" or root.find("introduction") is None:
        found = f"<{label_of(root.tag)}>"
        raise Unreadable(ID, f"expected a <document> with an <introduction>, found {found}")
    return snapshot_of(page, [(_text(root, "isocode") or "(no code)", root)], _advisory)


def _advisory(_: str, root: Element) -> Advisory:
    code, name = _required(root, "isocode"), _required(root, "location")
    destination = destination_of_code(code)
    introduction = _prose(root, "introduction")
    colours = colours_in(introduction, country_of(destination, name))
    text = "\n".join(filter(None, (introduction, *_blocks(root))))
    issued_at = moment_of_iso(_text(root, "lastmodified"))
    address = _text(root, "canonical")
    return Advisory(
        source=ID,
        destination=destination,
        name=name,
        native_level=colours.words,
        severity=colours.severity,
        partial_severity=colours.partial_severity,
        regions=colours.regions,
        departure=departure_in(text, name),
        issued_on=issued_at.date() if issued_at else _day_shown(_text(root, "modificationdate")),
        issued_at=issued_at,
        text=text,
        url=web_address(address) if address.startswith(f"{HOMEPAGE}/") else None,
        is_only_copy=True,
    )


def _blocks(root: Element) -> Iterator[str]:
    """Yield the title and text of each section."""
    for block in root.iter("contentblock"):
        yield " ".join(_text(block, "paragraphtitle").split())
        yield _prose(block, "paragraph")


def _day_shown(text: str) -> date | None:
    """Parse `Laatst gewijzigd op: 20-04-2026 | …`; None if it is not a date."""
    found = _CHANGED.search(text)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], "%d-%m-%Y").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _required(element: Element, name: str) -> str:
    text = " ".join(_text(element, name).split())
    if not text:
        raise MalformedItem(f"expected text in <{name}>, found none")
    return text


def _prose(element: Element, name: str) -> str:
    """Return the text of HTML whose source breaks lines in the middle of a sentence."""
    return prose_of(" ".join(_text(element, name).split()))


def _text(element: Element, name: str) -> str:
    return visible(element.findtext(name) or "").strip()
