"""The JSON endpoint: the same items with other field names, and times instead of days."""

from collections.abc import Iterator
from typing import Any

from advisory_watch.core.advisory import Problem, Snapshot
from advisory_watch.core.errors import MalformedItem, Unreadable
from advisory_watch.core.page import Page
from advisory_watch.core.walls import Wall, blocked_by
from advisory_watch.parsing.documents import day_of_iso, json_of
from advisory_watch.parsing.html import unescaped
from advisory_watch.parsing.json import plain_text
from advisory_watch.sources.us_state.items import Item, snapshot_of_items


def read(page: Page) -> Snapshot:
    """Read the list. Raises `Unreadable` if the page is not a JSON list.

    An empty list is what the wall in front of this endpoint answers to data centres: `Blocked`.
    """
    raw = json_of(page)
    if not isinstance(raw, list):
        found = type(raw).__name__
        raise Unreadable(page.target.source_id, f"expected a JSON list, found {found}")
    if not raw:
        found = f"expected a list of destinations, found HTTP {page.http_status}, an empty list"
        raise blocked_by(Wall.EMPTY, page.target.source_id, found)
    return snapshot_of_items(page, _items(raw))


def _items(raw: list[Any]) -> Iterator[Item | Problem]:
    for number, member in enumerate(raw, start=1):
        try:
            yield _item(member)
        except MalformedItem as error:
            yield Problem(subject=f"item {number}", reason=str(error))


def _item(member: Any) -> Item:
    """Read one member; missing fields are empty, because a level alone is still advice.

    `Published` is midnight UTC in Washington's local time, so its day is taken in UTC.
    """
    if not isinstance(member, dict):
        raise MalformedItem(f"expected an object, found {type(member).__name__}")
    return Item(
        title=unescaped(_text(member, "Title") or ""),
        link=_text(member, "Link") or "",
        issued_on=day_of_iso(_text(member, "Published") or ""),
        html=_text(member, "Summary"),
        fips=_tags(member.get("Category")),
    )


def _text(member: dict[str, Any], name: str) -> str | None:
    value = member.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise MalformedItem(f"expected text as {name}, found {type(value).__name__}")
    return plain_text(value, name)


def _tags(value: Any) -> tuple[str, ...]:
    """Return the country tags; any other value is ignored, as tags only help with new names."""
    return tuple(tag for tag in value if isinstance(tag, str)) if isinstance(value, list) else ()
