"""Our values as plain JSON and back, driven by their type hints, and strict both ways.

A record holds every field, so that a later default cannot change what was written. Times
are UTC, sets are sorted, and a scale is written by its name (`RECONSIDER`), so that people
and tools can read the ledger without us. A key we do not know was written by a newer
program and is left alone; a key that is missing takes the field's default.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from advisory_watch.core.codecs import codec_of
from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.leaves import Converter, Mismatch
from advisory_watch.core.quoting import shown

FOUND_MAX_CHARS = 60
"""An error quotes no more than this of what it found: enough to search for it."""

_COMPACT = json.JSONEncoder(separators=(",", ":"))

Value = TypeVar("Value")
Raw = TypeVar("Raw")


def to_record(value: object) -> dict[str, Any]:
    """Turn a frozen dataclass into a JSON-able dict; the same value gives the same dict.

    Raises `CorruptLedger` for a value that could not be read back.
    """
    cls: Any = type(value)
    record: dict[str, Any] = _converted(cls, codec_of(cls).encode, value)
    return record


def from_record(cls: type[Value], raw: object) -> Value:
    """Read a value back. Raises `CorruptLedger` naming the path of what is wrong."""
    hint: Any = cls
    value: Value = _converted(cls, codec_of(hint).decode, raw)
    return value


def to_json(value: object) -> str:
    """Write a value as one line of ASCII JSON, which even a broken character survives."""
    return _COMPACT.encode(to_record(value))


def from_json(cls: type[Value], text: str | bytes) -> Value:
    """Read a value back from its line. Raises `CorruptLedger`."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        found = shown(text, FOUND_MAX_CHARS)
        raise CorruptLedger(f"{cls.__name__}: expected JSON, found {found}") from error
    return from_record(cls, raw)


def each_readable(read: Callable[[Raw], Value], raws: Iterable[Raw]) -> Iterator[Value]:
    """Read many values; one that cannot be read keeps no other back, and is raised last."""
    broken: CorruptLedger | None = None
    for raw in raws:
        try:
            value = read(raw)
        except CorruptLedger as error:
            broken = broken or error
        else:
            yield value
    if broken is not None:
        raise broken


def _converted(cls: type, convert: Converter, value: object) -> Any:
    try:
        return convert(value)
    except Mismatch as error:
        path = ".".join([cls.__name__, *reversed(error.path)])
        found = shown(error.found, FOUND_MAX_CHARS)
        raise CorruptLedger(f"{path}: expected {error.expected}, found {found}") from None
