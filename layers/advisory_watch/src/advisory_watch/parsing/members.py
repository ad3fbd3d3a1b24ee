"""Typed access to members of a JSON object; a wrong type raises `MalformedItem`."""

from collections.abc import Mapping
from typing import Any

from advisory_watch.core.errors import MalformedItem
from advisory_watch.core.quoting import shown
from advisory_watch.parsing.letters import visible

SHOWN_MAX_CHARS = 80
"""How much of a wrong value an error quotes."""


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
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
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
