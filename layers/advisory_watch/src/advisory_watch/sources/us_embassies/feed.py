"""The feed of one post: WordPress RSS 2.0, one item per notice."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from advisory_watch.core.advisories import Advisory, Problem, Reading
from advisory_watch.core.departure import departure_advice
from advisory_watch.core.destinations.names import name_of
from advisory_watch.core.errors import ItemError, MalformedItem, Unreadable
from advisory_watch.core.pages import Page
from advisory_watch.core.quoting import label_of
from advisory_watch.parsing.dates import moment_of_rss
from advisory_watch.parsing.documents import xml_of
from advisory_watch.parsing.letters import visible
from advisory_watch.parsing.links import web_address
from advisory_watch.parsing.prose import prose_of, sentences
from advisory_watch.sources.us_embassies.posts import POST_OF_HOST, Post

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
"""The whole text of an item (RSS 1.0 module `content`); `description` may be an excerpt."""

TITLE_MAX_CHARS = 200
"""How much of the first line replaces a missing title."""


def read(page: Page) -> Reading:
    """Read a feed; a feed without items is a quiet post.

    Raises `Unreadable` if the page is not RSS, or if its address does not identify the
    post. A notice itself does not name its destination.
    """
    source = page.target.source_id
    post = post_of(page)
    root = xml_of(page)
    if root.tag != "rss":
        raise Unreadable(source, f"expected an <rss> feed, found <{label_of(root.tag)}>")
    items = tuple(_items(source, root))
    notices = (item for item in items if isinstance(item, Advisory))
    return Reading(
        source=source,
        door=page.target.door,
        read_at=page.fetched_at,
        advisories=tuple(copy for notice in notices for copy in _copies(notice, post)),
        problems=tuple(item for item in items if isinstance(item, Problem)),
    )


def post_of(page: Page) -> Post:
    """Return the post that the address names, as a folder on a mirror or as the host."""
    url = page.target.url
    try:
        parts = urlsplit(url)
        places = (*parts.path.split("/"), parts.hostname or "")
    except ValueError:
        places = ()
    for place in places:
        if place in POST_OF_HOST:
            return POST_OF_HOST[place]
    raise Unreadable(
        page.target.source_id, f"expected the host of a post in the address, found {url!r}"
    )


def _items(source: str, root: Element) -> Iterator[Advisory | Problem]:
    for number, element in enumerate(root.iter("item"), start=1):
        try:
            yield _notice(source, element)
        except ItemError as error:
            subject = label_of(_text(element, "title")) or f"item {number}"
            yield Problem(subject=subject, reason=str(error))


def _notice(source: str, element: Element) -> Advisory:
    """Read one item, without a destination yet."""
    text = prose_of(_text(element, CONTENT) or _text(element, "description"))
    title = _title(element, text)
    link = _text(element, "link")
    advice = departure_advice((*sentences(title), *sentences(text)))
    issued_at = moment_of_rss(_text(element, "pubDate"))
    return Advisory(
        source=source,
        destination="",
        name="",
        native_level=title,
        severity=None,
        departure=advice.rung,
        lifts_departure=advice.is_lifting,
        issued_on=issued_at.date() if issued_at else None,
        issued_at=issued_at,
        text=text,
        url=web_address(link),
        notice_id=_notice_id(_text(element, "guid") or link),
    )


def _title(element: Element, text: str) -> str:
    """Return the title, or the first words of the text if the title is missing."""
    title = " ".join(_text(element, "title").split()) or text.partition("\n")[0][:TITLE_MAX_CHARS]
    if not title:
        raise MalformedItem("expected a title or a text, found neither")
    return title


def _notice_id(said: str) -> str:
    if not said:
        raise MalformedItem("expected a guid or a link, found neither")
    return said


def _copies(notice: Advisory, post: Post) -> Iterator[Advisory]:
    """Return a copy of a notice for each destination that its post covers."""
    for code in sorted(post.destinations):
        yield replace(notice, destination=code, name=name_of(code))


def _text(element: Element, name: str) -> str:
    return visible(element.findtext(name) or "").strip()
