"""Converts values to plain JSON and back, driven by type hints and strict in both directions.

A record holds every field, so that a later default cannot change its meaning. Times are UTC,
sets are sorted, and a scale is written by name (`RECONSIDER`). People and tools can therefore
read the ledger without this program. An unknown key was written by a newer program and is
ignored. A missing key takes the default of its field.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from advisory_watch.core.codecs import codec_of
from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.leaves import Converter, Mismatch
from advisory_watch.core.quoting import shown

FOUND_MAX_CHARS = 60
"""An error quotes at most this much of the value found: enough to search for it."""

_COMPACT = json.JSONEncoder(separators=(",", ":"))

Value = TypeVar("Value")
Raw = TypeVar("Raw")


def to_record(value: object) -> dict[str, Any]:
    """Convert a frozen dataclass to a JSON-able dict; the same value gives the same dict.

    Raises `CorruptLedger` for a value that could not be read back.
    """
    cls: Any = type(value)
    record: dict[str, Any] = _converted(cls, codec_of(cls).encode, value)
    return record


def from_record(cls: type[Value], raw: object) -> Value:
    """Read a value back. Raises `CorruptLedger` with the path of the error."""
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
    """Read many values; an unreadable one does not block the others, and is raised at the end."""
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
