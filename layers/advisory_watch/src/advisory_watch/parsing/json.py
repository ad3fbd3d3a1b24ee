"""Read the members of JSON documents strictly, and build a snapshot from them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from advisory_watch.core.advisory import Advisory, Problem, Snapshot
from advisory_watch.core.errors import ItemError, MalformedItem
from advisory_watch.core.page import Page
from advisory_watch.core.text import label_of, shown
from advisory_watch.parsing.html import SHOWN_MAX_CHARS, visible

Item = TypeVar("Item")
Value = TypeVar("Value")


def value_at(value: Any, *path: str) -> Any:
    """Return the value at a path of members, or None if any of them is absent."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def an_object(value: Any, name: str = "item") -> Mapping[str, Any]:
    """Return a value that must be an object."""
    if not isinstance(value, dict):
        raise _wrong("an object", name, value)
    return value


def object_in(member: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a member that must be an object."""
    return an_object(member.get(name), name)


def list_in(member: Mapping[str, Any], name: str) -> list[Any]:
    """Return a member that must be a list."""
    value = member.get(name)
    if not isinstance(value, list):
        raise _wrong("a list", name, value)
    return value


def text_in(member: Mapping[str, Any], name: str) -> str:
    """Return a member that must be text and not empty; surrounding space is removed."""
    value = member.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _wrong("text", name, value)
    return plain_text(value, name)


def plain_text(value: str, name: str) -> str:
    """Return a text as it may be printed. Raises `MalformedItem` for half of a surrogate pair."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise MalformedItem(f"expected text as {name}, found half of a character") from None
    return visible(value).strip()


def optional_text_in(member: Mapping[str, Any], name: str) -> str:
    """Return a member that is text if present; empty if absent."""
    return text_in(member, name) if member.get(name) not in (None, "") else ""


def flag_in(member: Mapping[str, Any], name: str) -> bool:
    """Return a member that must be true or false."""
    value = member.get(name)
    if not isinstance(value, bool):
        raise _wrong("true or false", name, value)
    return value


def _wrong(expected: str, name: str, value: object) -> MalformedItem:
    return MalformedItem(f"expected {expected} as {name}, found {shown(value, SHOWN_MAX_CHARS)}")


def read_items(
    items: Iterable[tuple[str, Item]], read: Callable[[str, Item], Value]
) -> tuple[tuple[Value, ...], tuple[Problem, ...]]:
    """Read every named item; one that raises `ItemError` becomes a problem of that name."""
    values: list[Value] = []
    problems: list[Problem] = []
    for name, item in items:
        try:
            values.append(read(name, item))
        except ItemError as error:
            problems.append(Problem(subject=label_of(name), reason=str(error)))
    return tuple(values), tuple(problems)


def snapshot_of(
    page: Page, items: Iterable[tuple[str, Item]], read: Callable[[str, Item], Advisory]
) -> Snapshot:
    """Read every named item of a page that holds one advisory an item."""
    advisories, problems = read_items(items, read)
    return Snapshot(
        source=page.target.source_id,
        endpoint=page.target.endpoint,
        read_at=page.fetched_at,
        advisories=advisories,
        problems=problems,
    )
