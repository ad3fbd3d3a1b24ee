"""Builds JSON codecs from type hints; `core.records` is the public interface."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from advisory_watch.core.leaves import SCALARS, Codec, Converter, Mismatch, enum_codec, expect


class Nothing:
    """Placeholder for a missing required key; no codec accepts it."""

    def __repr__(self) -> str:
        return "nothing"


NOTHING = Nothing()


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
    required = {field.name for field in fields(cls) if not _has_default(field)}

    writers = [(name, codec.encode) for name, codec in codecs.items()]
    readers = [(name, codec.decode) for name, codec in codecs.items()]

    # Explicit loops for speed: every check decodes the whole ledger, field by field.
    def encode(value: object) -> dict[str, Any]:
        expect(type(value) is cls, cls.__name__, value)
        raw: dict[str, Any] = {}
        name = ""
        try:
            for name, write in writers:
                raw[name] = write(getattr(value, name))
        except Mismatch as error:
            error.path.append(name)
            raise
        return raw

    def decode(raw: Any) -> object:
        expect(type(raw) is dict, "an object", raw)
        parts: dict[str, Any] = {}
        name = ""
        try:
            for name, read in readers:
                if name in raw or name in required:
                    parts[name] = read(raw.get(name, NOTHING))
        except Mismatch as error:
            error.path.append(name)
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
