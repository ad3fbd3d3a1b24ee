"""Encodes scalar values as JSON and decodes them: texts, numbers, times, enumerations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum, IntEnum
from typing import Any

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
