"""Where the documents of an index lie: what its links name, and addresses beside it."""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from advisory_watch.core.pages import Page
from advisory_watch.parsing.documents import html_of

WEB = ("https", "http")

_QUOTED = re.compile(r'"(https?://[^"\s]+|/[^"\s]*)"')
"""An address in the JSON that some pages carry in an attribute, for a script to draw links."""


def beside(index_url: str, name: str) -> str:
    """Return the address of a document that lies beside its index.

    An operator may have led the index to a mirror: its documents are looked for there too.
    A last segment with an extension (`index.json`) is the file of the index, and replaced.
    """
    parts = urlsplit(index_url)
    return urlunsplit((parts.scheme, parts.netloc, _folder(parts.path) + name, "", ""))


def web_address(text: str) -> str | None:
    """Return an address that leads to the web; None for a script, or for more than an address.

    It is sent to people as it is, and a line break in it would begin a line of ours.
    """
    try:
        parts = urlsplit(text)
    except ValueError:  # a bracket that opens no address
        return None
    is_one_line = text.isprintable() and " " not in text
    return text if is_one_line and parts.scheme in WEB and parts.hostname else None


def last_segment(url: str) -> str:
    """Return the last segment of the path, with or without a slash after it."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def names_below(page: Page, root_url: str) -> tuple[tuple[str, str], ...]:
    """Return what the links of an index name, each once, in the order of the page.

    A name is the one segment of a path below `root_url`, where the publisher has its
    documents, or below the address that the page was led to; beside it stands the text
    of its link.
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


def _links(page: Page) -> Iterator[tuple[str, str]]:
    """Yield the address and the text of every link, drawn or still to be drawn."""
    tree = html_of(page)
    for link in tree.css("a[href]:not(a *)"):
        yield link.attributes.get("href") or "", " ".join(link.text().split())
    for node in tree.css("[data-content]"):
        for address in _QUOTED.findall(node.attributes.get("data-content") or ""):
            yield address, ""


def _joined(here: str, address: str) -> SplitResult:
    """Complete an address; one that is none leads nowhere."""
    try:
        return urlsplit(urljoin(here, address))
    except ValueError:
        return urlsplit("")


def _folder(path: str) -> str:
    """Return the path in which the documents of an index lie, with its last slash."""
    segments = [segment for segment in path.split("/") if segment]
    if segments and "." in segments[-1]:
        segments.pop()
    return "/".join(["", *segments, ""])
