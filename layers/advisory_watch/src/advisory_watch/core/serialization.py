"""Read and write stored values as JSON, strictly.

A record holds every field, so that a later default cannot change its meaning. Times are UTC,
sets are sorted, and a scale is written by name (`RECONSIDER`). People and tools can therefore
read the ledger without this program. An unknown key was written by a newer program and is
ignored. A missing key takes the default of its field.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum, IntEnum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.text import shown

Converter = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Codec:
    """Encoder and decoder of one type; both raise `Mismatch`."""

    encode: Converter
    decode: Converter


class Mismatch(Exception):
    """The expected and the found value; the path grows from the leaf to the root."""

    def __init__(self, expected: str, found: object) -> None:
        super().__init__(expected)
        self.expected = expected
        self.found = found
        self.path: list[str] = []


def expect(is_met: bool, expected: str, found: object) -> None:  # noqa: FBT001 - an assertion
    """Raise `Mismatch` unless the condition is met."""
    if not is_met:
        raise Mismatch(expected, found)


def enum_codec(cls: type[Enum]) -> Codec:
    """Encode an `IntEnum` by name and any other enumeration by value: both are words."""
    words = {member.name if issubclass(cls, IntEnum) else member.value: member for member in cls}
    word_of = {member: word for word, member in words.items()}
    expected = f"one of {', '.join(words)}"

    def encode(value: Any) -> Any:
        expect(type(value) is cls, expected, value)
        return word_of[value]

    def decode(raw: Any) -> Enum:
        expect(type(raw) is str and raw in words, expected, raw)
        return words[raw]

    return Codec(encode, decode)


def _plain(cls: type, expected: str) -> Codec:
    """Accept only the exact JSON type: True is not a number."""

    def check(value: object) -> object:
        if type(value) is not cls:
            raise Mismatch(expected, value)
        return value

    return Codec(check, check)


def _number(value: Any) -> float:
    expect(type(value) in (int, float), "a number", value)
    return float(value)


def _write_time(value: Any) -> str:
    expect(isinstance(value, datetime) and value.tzinfo is not None, "an aware time", value)
    return str(value.astimezone(UTC).isoformat())


def _read_time(raw: Any) -> datetime:
    expected = "an ISO 8601 time with zone"
    try:
        value = datetime.fromisoformat(raw)
    except (TypeError, ValueError):
        raise Mismatch(expected, raw) from None
    expect(value.tzinfo is not None, expected, raw)
    return value.astimezone(UTC)


def _write_date(value: Any) -> str:
    expect(type(value) is date, "a date", value)
    return str(value.isoformat())


def _read_date(raw: Any) -> date:
    expected = "an ISO 8601 date"
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise Mismatch(expected, raw) from None


SCALARS: Mapping[type, Codec] = {
    str: _plain(str, "a text"),
    int: _plain(int, "a whole number"),
    float: Codec(_number, _number),
    bool: _plain(bool, "true or false"),
    datetime: Codec(_write_time, _read_time),
    date: Codec(_write_date, _read_date),
}
"""A whole number is accepted where a decimal number is expected."""


class Nothing:
    """Placeholder for a missing required key; no codec accepts it."""

    def __repr__(self) -> str:
        return "nothing"


NOTHING = Nothing()


STORED_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "alerted_at": "told_at",
        "created_at": "owed_at",
        "endpoint": "door",
        "head_hash": "tip",
        "is_partially_sent": "is_handed",
        "partition": "part",
        "pending": "held",
        "stable_hash": "steady_hash",
    }
)
"""Fields that are stored, and published as JSON, under the name they had in the first release."""


@cache
def codec_of(hint: Any) -> Codec:
    """Build the codec of a type, once. An unsupported type is a programming error."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is UnionType:
        return _optional(*args)
    if origin in (tuple, frozenset):
        return _sequence(origin, codec_of(args[0]))
    if origin is Mapping:
        return _mapping(codec_of(args[1]))
    if is_dataclass(hint):
        return _dataclass(hint)
    if issubclass(hint, Enum):
        return enum_codec(hint)
    return SCALARS[hint]


def _dataclass(cls: Any) -> Codec:
    """Encode every field; decode the fields that are present or required."""
    hints = get_type_hints(cls)
    codecs = {field.name: codec_of(hints[field.name]) for field in fields(cls)}
    required = {_stored_name(field.name) for field in fields(cls) if not _has_default(field)}

    writers = [(name, _stored_name(name), codec.encode) for name, codec in codecs.items()]
    readers = [(name, _stored_name(name), codec.decode) for name, codec in codecs.items()]

    # Explicit loops for speed: every check decodes the whole ledger, field by field.
    def encode(value: object) -> dict[str, Any]:
        expect(type(value) is cls, cls.__name__, value)
        raw: dict[str, Any] = {}
        stored = ""
        try:
            for name, stored, write in writers:
                raw[stored] = write(getattr(value, name))
        except Mismatch as error:
            error.path.append(stored)
            raise
        return raw

    def decode(raw: Any) -> object:
        expect(type(raw) is dict, "an object", raw)
        parts: dict[str, Any] = {}
        stored = ""
        try:
            for name, stored, read in readers:
                if stored in raw or stored in required:
                    parts[name] = read(raw.get(stored, NOTHING))
        except Mismatch as error:
            error.path.append(stored)
            raise
        return cls(**parts)

    return Codec(encode, decode)


def _sequence(container: type, item: Codec) -> Codec:
    """Encode as a list: a tuple in its order, a set sorted."""

    def encode(value: Any) -> list[Any]:
        expect(type(value) is container, container.__name__, value)
        items = _at_each(item.encode, enumerate(value)).values()
        return sorted(items) if container is frozenset else list(items)

    def decode(raw: Any) -> object:
        expect(type(raw) is list, "a list", raw)
        return container(_at_each(item.decode, enumerate(raw)).values())

    return Codec(encode, decode)


def _mapping(item: Codec) -> Codec:
    """Encode as an object with sorted keys; keys of our mappings are strings."""

    def encode(value: Any) -> dict[str, Any]:
        expect(isinstance(value, Mapping), "a mapping", value)
        return _at_each(item.encode, ((key, value[key]) for key in sorted(value)))

    def decode(raw: Any) -> dict[str, Any]:
        expect(type(raw) is dict, "an object", raw)
        return _at_each(item.decode, raw.items())

    return Codec(encode, decode)


def _optional(*hints: Any) -> Codec:
    """Build the codec of `X | None`; any other union cannot be decoded unambiguously."""
    (hint,) = (option for option in hints if option is not NoneType)
    item = codec_of(hint)
    return Codec(
        lambda value: None if value is None else item.encode(value),
        lambda raw: None if raw is None else item.decode(raw),
    )


def _stored_name(field_name: str) -> str:
    return STORED_NAMES.get(field_name, field_name)


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _at_each(convert: Converter, parts: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    """Convert the parts of a value and add each key to the path of an error."""
    converted: dict[Any, Any] = {}
    step: object = None
    try:
        for step, value in parts:
            converted[step] = convert(value)
    except Mismatch as error:
        error.path.append(str(step))
        raise
    return converted


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


def readable_values(read: Callable[[Raw], Value], raws: Iterable[Raw]) -> Iterator[Value]:
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
