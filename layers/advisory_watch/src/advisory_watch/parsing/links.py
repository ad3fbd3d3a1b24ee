"""Addresses of the documents of an index: from its links, or relative to it."""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from advisory_watch.core.pages import Page
from advisory_watch.parsing.documents import html_of

WEB = ("https", "http")

_QUOTED = re.compile(r'"(https?://[^"\s]+|/[^"\s]*)"')
"""An address in JSON that some pages carry in an attribute, for a script to draw links."""


def beside(index_url: str, name: str) -> str:
    """Return the address of a document in the same folder as its index.

    If an operator has replaced the index by a mirror, its documents are fetched from the
    mirror too. A last segment with an extension (`index.json`) is the file of the index,
    and is replaced.
    """
    parts = urlsplit(index_url)
    return urlunsplit((parts.scheme, parts.netloc, _folder(parts.path) + name, "", ""))


def web_address(text: str) -> str | None:
    """Return a web address unchanged, or None for a script or for more than an address.

    The address is sent to people as it is; a line break in it would start a line of our
    text.
    """
    try:
        parts = urlsplit(text)
    except ValueError:  # an unbalanced bracket
        return None
    is_one_line = text.isprintable() and " " not in text
    return text if is_one_line and parts.scheme in WEB and parts.hostname else None


def last_segment(url: str) -> str:
    """Return the last segment of the path, without a trailing slash."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def names_below(page: Page, root_url: str) -> tuple[tuple[str, str], ...]:
    """Return the documents that an index links to, each once, in the order of the page.

    The result is pairs of name and link text. A name is the single path segment below
    `root_url`, where the publisher has its documents, or below the address of the page
    itself.
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
    """Yield the address and text of every link, including links that a script would draw."""
    tree = html_of(page)
    for link in tree.css("a[href]:not(a *)"):
        yield link.attributes.get("href") or "", " ".join(link.text().split())
    for node in tree.css("[data-content]"):
        for address in _QUOTED.findall(node.attributes.get("data-content") or ""):
            yield address, ""


def _joined(here: str, address: str) -> SplitResult:
    """Resolve an address; an invalid one gives an empty result."""
    try:
        return urlsplit(urljoin(here, address))
    except ValueError:
        return urlsplit("")


def _folder(path: str) -> str:
    """Return the folder of the documents of an index, with its final slash."""
    segments = [segment for segment in path.split("/") if segment]
    if segments and "." in segments[-1]:
        segments.pop()
    return "/".join(["", *segments, ""])
