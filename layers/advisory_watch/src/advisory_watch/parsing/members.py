"""Members of a JSON object, of the type that they must have; anything else is `MalformedItem`."""

from collections.abc import Mapping
from typing import Any

from advisory_watch.core.errors import MalformedItem

SHOWN_MAX_CHARS = 80
"""How much of a wrong value an error quotes."""


def an_object(value: Any, name: str = "item") -> Mapping[str, Any]:
    """Require an object."""
    if not isinstance(value, dict):
        raise _wrong("an object", name, value)
    return value


def object_in(member: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a member that must be an object."""
    return an_object(member.get(name), name)


def text_in(member: Mapping[str, Any], name: str) -> str:
    """Return a member that must be text, without space around it, and not empty."""
    value = member.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _wrong("text", name, value)
    return value.strip()


def flag_in(member: Mapping[str, Any], name: str) -> bool:
    """Return a member that must be true or false."""
    value = member.get(name)
    if not isinstance(value, bool):
        raise _wrong("true or false", name, value)
    return value


def _wrong(expected: str, name: str, value: object) -> MalformedItem:
    return MalformedItem(f"expected {expected} as {name}, found {repr(value)[:SHOWN_MAX_CHARS]}")
