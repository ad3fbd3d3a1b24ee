"""Read and write stored values as JSON, strictly.

A record holds every field, so that a later default cannot change its meaning. Times are UTC,
sets are sorted, and a scale is written by name (`RECONSIDER`). People and tools can therefore
read the ledger without this program. An unknown key was written by a newer program and is
ignored. A missing key takes the default of its field.

msgspec converts and checks the values (docs/adr/0011-stored-values-through-msgspec.md). Each
dataclass has a twin, a msgspec `Struct` with the stored names and the stored form of each type.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum, IntEnum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.text import shown

STORED_NAMES: Mapping[str, str] = {
    "alerted_at": "told_at",
    "created_at": "owed_at",
    "endpoint": "door",
    "head_hash": "tip",
    "is_partially_sent": "is_handed",
    "partition": "part",
    "pending": "held",
    "stable_hash": "steady_hash",
}
"""Fields that are stored, and published as JSON, under the name they had in the first release."""

TIME: Any = datetime.__mro__[-3]
"""The type of a time for msgspec, which takes no subclass.

Tools that run a program at another time put a subclass in place of `datetime`.
"""

LATER_FIELDS = frozenset(
    {
        "against_travel",
        "are_parts_lifted",
        "awaiting",
        "begun_at",
        "changed_at",
        "clock_ahead_s",
        "content_hash",
        "damaged",
        "denies_level",
        "departure_words",
        "graver_seen",
        "known_text",
        "is_review",
        "known_copies",
        "known_notices",
        "last_tried_at",
        "level_before",
        "level_moved_at",
        "mass",
        "mass_moved_at",
        "never_read",
        "own_failed_at",
        "parts_lifted",
        "parts_raised",
        "readers",
        "records_read_at",
        "severity_before",
        "urgency",
        "varied",
    }
)
"""Fields added after the first release: at their default they are not written.

So a value of the first release keeps its line, and with it its hash.
"""

EXPECTED: Mapping[Any, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    datetime: "an ISO 8601 time with zone",
    date: "an ISO 8601 date",
    tuple: "a list",
    frozenset: "a list",
    Mapping: "an object",
}
"""What an error says of each type. A whole number is accepted where a decimal one is expected."""

FOUND_MAX_CHARS = 60
"""An error quotes at most this much of the value found: enough to search for it."""

Hook = Callable[[Any, Any], Any]
Value = TypeVar("Value")
Raw = TypeVar("Raw")


def to_json(value: object) -> str:
    """Write a value as one line of ASCII JSON, which even a broken character survives.

    The same value gives the same line. Raises `CorruptLedger` if it could not be read back.
    """
    stored = _converted(type(value), value, _word_of)
    raw = msgspec.to_builtins(stored, builtin_types=(TIME,), order="deterministic")
    return _COMPACT.encode(raw)


def to_utf8_json(value: object) -> bytes:
    """Write a value that the hash chain does not cover, in a sixth of the time of `to_json`.

    msgspec alone writes it: in UTF-8, with `Z` for UTC. `from_json` reads both forms. The same
    value gives the same bytes. Raises `CorruptLedger` if it could not be read back.
    """
    try:
        stored = _converted(type(value), value, _word_of)
        return msgspec.json.encode(stored, order="deterministic")
    except UnicodeEncodeError:  # half a surrogate pair
        return to_json(value).encode()


def to_record(value: object) -> dict[str, Any]:
    """Convert a frozen dataclass to the dict that its JSON holds. Raises `CorruptLedger`."""
    record: dict[str, Any] = json.loads(to_json(value))
    return record


def from_json(cls: type[Value], text: str | bytes) -> Value:
    """Read a value back from its line. Raises `CorruptLedger` with the path of the error.

    msgspec refuses half a surrogate pair, which feeds contain. The standard library reads it, so
    every refused line is read again there, and a real error is then named.
    """
    hint: Any = cls
    try:
        stored = _decoder(hint).decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return from_record(cls, _parsed(cls, text))
    return msgspec.convert(stored, cls, from_attributes=True)


def from_record(cls: type[Value], raw: object) -> Value:
    """Read a value back from a dict. Raises `CorruptLedger` with the path of the error."""
    return msgspec.convert(_converted(cls, raw, _member_of), cls, from_attributes=True)


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


class WordType(type):
    """The type of an enumeration in a twin; msgspec passes its values to a hook.

    An `IntEnum` is stored by name, any other enumeration by value: both are words. The hooks
    exchange words and members, and refuse anything else.
    """

    enumeration: type[Enum]
    members: Mapping[str, Enum]

    def __instancecheck__(cls, instance: object) -> bool:
        """Accept what the hook returned."""
        return True


def _member_of(word_type: Any, word: Any) -> Enum:
    if type(word) is not str or word not in word_type.members:
        raise ValueError
    member: Enum = word_type.members[word]
    return member


def _word_of(word_type: Any, member: Any) -> str:
    if type(member) is not word_type.enumeration:
        raise ValueError
    return _word(member)


def _word(member: Enum) -> str:
    return member.name if isinstance(member, IntEnum) else member.value


@cache
def _twin(hint: Any) -> Any:
    """Return the type in which msgspec reads and checks the stored form of a type."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is UnionType:
        return _twin(_without_none(hint)) | None
    if origin is Mapping:
        return origin[str, _twin(args[1])]
    if origin is not None:
        return origin[_twin(args[0]), ...] if origin is tuple else origin[_twin(args[0])]
    if is_dataclass(hint):
        return _struct(hint)
    if issubclass(hint, Enum):
        members = {_word(member): member for member in hint}
        return WordType(hint.__name__, (), {"enumeration": hint, "members": members})
    return Annotated[TIME, msgspec.Meta(tz=True)] if hint is datetime else hint


def _struct(cls: Any) -> Any:
    hints = get_type_hints(cls)
    members = [(field.name, _twin(hints[field.name]), _default_of(field)) for field in fields(cls)]
    return msgspec.defstruct(
        cls.__name__, members, rename=STORED_NAMES.get, kw_only=True, omit_defaults=True
    )


def _default_of(field: Field[Any]) -> Any:
    """Return the default; msgspec omits a plain one, and writes what a function returns."""
    factory, default = field.default_factory, field.default
    if factory is not MISSING:  # an empty `dict` is omitted, the result of a `partial` is not
        is_later = field.name in LATER_FIELDS
        return msgspec.field(default_factory=factory if is_later else partial(factory))
    if default is MISSING:
        return msgspec.field()
    if field.name in LATER_FIELDS:
        return msgspec.field(default=default)
    return msgspec.field(default_factory=lambda: default)


def _without_none(hint: Any) -> Any:
    """Return `X` of `X | None`; any other union cannot be decoded unambiguously."""
    if get_origin(hint) is not UnionType:
        return hint
    (option,) = (option for option in get_args(hint) if option is not NoneType)
    return option


@cache
def _decoder(cls: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(_twin(cls), dec_hook=_member_of)


def _write_time(moment: datetime) -> str:
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat()


_COMPACT = json.JSONEncoder(separators=(",", ":"), check_circular=False, default=_write_time)


def _parsed(cls: type, text: str | bytes) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        found = shown(text, FOUND_MAX_CHARS)
        raise CorruptLedger(f"{cls.__name__}: expected JSON, found {found}") from error


def _converted(cls: type, value: object, hook: Hook) -> Any:
    """Convert to the twin, from a value or from its stored form, as the hook says."""
    if TIME is not datetime:
        value = _with_plain_times(value)
    try:
        return msgspec.convert(value, _twin(cls), from_attributes=True, dec_hook=hook)
    except msgspec.ValidationError:
        path, expected, found = _find_fault(cls, value, hook)
        place = ".".join([cls.__name__, *path])
        message = f"{place}: expected {expected}, found {shown(found, FOUND_MAX_CHARS)}"
        raise CorruptLedger(message) from None


def _with_plain_times(value: Any) -> Any:
    if isinstance(value, TIME):
        return TIME.fromisoformat(value.isoformat())
    if is_dataclass(value) and not isinstance(value, type):
        own = {field.name: getattr(value, field.name) for field in fields(value)}
        return replace(value, **{name: _with_plain_times(part) for name, part in own.items()})
    if isinstance(value, tuple):
        return tuple(map(_with_plain_times, value))
    if isinstance(value, Mapping):
        return {name: _with_plain_times(part) for name, part in value.items()}
    return value


def _find_fault(hint: Any, value: object, hook: Hook) -> tuple[tuple[str, ...], str, object]:
    """Return path, expected type and content of the innermost part that cannot be converted."""
    for step, part_hint, part in _parts(_without_none(hint), value):
        try:
            msgspec.convert(part, _twin(part_hint), from_attributes=True, dec_hook=hook)
        except msgspec.ValidationError:
            path, expected, found = _find_fault(part_hint, part, hook)
            return (step, *path), expected, found
    return (), _expected(_without_none(hint), value), value


def _parts(hint: Any, value: Any) -> Iterator[tuple[str, Any, object]]:
    """Yield the parts of a value or of its stored form: name, type and content."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Mapping and isinstance(value, Mapping):
        yield from ((str(key), args[1], part) for key, part in value.items())
    elif origin in (tuple, frozenset) and isinstance(value, list | tuple | frozenset):
        yield from ((str(at), args[0], part) for at, part in enumerate(value))
    elif is_dataclass(hint) and isinstance(value, dict | hint):
        hints = get_type_hints(hint)
        for field in fields(hint):
            name = STORED_NAMES.get(field.name, field.name)
            if not isinstance(value, dict):
                yield name, hints[field.name], getattr(value, field.name)
            elif name in value or field.default is field.default_factory is MISSING:
                yield name, hints[field.name], value.get(name, NOTHING)


def _expected(hint: Any, found: object) -> str:
    if is_dataclass(hint):
        return "an object"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return f"one of {', '.join(map(_word, hint))}"
    if isinstance(found, datetime):
        return "an aware time"
    return EXPECTED[get_origin(hint) or hint]


class Nothing:
    """Placeholder for a missing required key; no type accepts it."""

    def __repr__(self) -> str:
        return "nothing"


NOTHING = Nothing()
