"""A small validator of JSON Schema (draft 2020-12): the keywords that ours use, and no other."""

import re
from collections.abc import Iterator
from typing import Any

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}

KNOWN = frozenset(
    [
        "$schema",
        "$defs",
        "$ref",
        "title",
        "description",
        "type",
        "const",
        "enum",
        "oneOf",
        "required",
        "properties",
        "items",
        "pattern",
        "minimum",
        "maximum",
        "minItems",
        "maxItems",
        "maxLength",
    ]
)


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "$") -> list[str]:
    """Name what in a value is not as the schema says; a member that it does not describe, too."""
    return list(_faults(value, schema, root, at))


def _faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    for unknown in schema.keys() - KNOWN:
        yield f"{at}: the validator has no rule for {unknown}"
    if "$ref" in schema:
        yield from _faults(value, _resolved(schema["$ref"], root), root, at)
    if "oneOf" in schema:
        tried = [faults(value, each, root, at) for each in schema["oneOf"]]
        if sum(not each for each in tried) != 1:
            yield from (fault for each in tried for fault in each)
    yield from (f"{at}: {value!r} breaks {each}" for each in _broken(value, schema))
    if isinstance(value, dict) and "properties" in schema:
        yield from _members(value, schema, root, at)
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _faults(item, schema.get("items", {}), root, f"{at}[{number}]")


def _resolved(reference: str, root: dict[str, Any]) -> dict[str, Any]:
    found = root
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def _broken(value: Any, schema: dict[str, Any]) -> Iterator[str]:
    named = schema.get("type", list(TYPES))
    types = [named] if isinstance(named, str) else named
    held = {
        "type": any(type(value) in TYPES[name] for name in types),
        "const": value == schema.get("const", value),
        "enum": value in schema.get("enum", [value]),
        "limits": _is_within(value, schema),
    }
    yield from (keyword for keyword, is_held in held.items() if not is_held)


def _is_within(value: Any, schema: dict[str, Any]) -> bool:
    if type(value) is int:
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    if isinstance(value, str):
        is_short = len(value) <= schema.get("maxLength", len(value))
        return is_short and re.search(schema.get("pattern", ""), value) is not None
    if isinstance(value, list):
        return bool(schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)))
    return True


def _members(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    properties = schema["properties"]
    yield from (f"{at}: {each} is missing" for each in schema["required"] if each not in value)
    yield from (f"{at}: {each} is not described" for each in value.keys() - properties.keys())
    for name in value.keys() & properties.keys():
        yield from _faults(value[name], properties[name], root, f"{at}.{name}")
