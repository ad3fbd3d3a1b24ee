"""How a type hint becomes a way to write JSON and read it back; `core.records` is the door."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from advisory_watch.core.leaves import SCALARS, Codec, Converter, Mismatch, enum_codec, expect


class Nothing:
    """Stands where a required key is missing; no codec accepts it."""

    def __repr__(self) -> str:
        return "nothing"


NOTHING = Nothing()


@cache
def codec_of(hint: Any) -> Codec:
    """Build the codec of a type, once; a type nobody taught us is a programming error."""
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
    """Write every field; read those that are there, and those that must be."""
    hints = get_type_hints(cls)
    codecs = {each.name: codec_of(hints[each.name]) for each in fields(cls)}
    optional = {each.name for each in fields(cls) if _has_default(each)}

    def encode(value: object) -> dict[str, Any]:
        expect(type(value) is cls, cls.__name__, value)
        return _at_each((name, each.encode, getattr(value, name)) for name, each in codecs.items())

    def decode(raw: Any) -> object:
        expect(type(raw) is dict, "an object", raw)
        return cls(
            **_at_each(
                (name, each.decode, raw.get(name, NOTHING))
                for name, each in codecs.items()
                if name in raw or name not in optional
            )
        )

    return Codec(encode, decode)


def _sequence(container: type, item: Codec) -> Codec:
    """Write as a list: a tuple in its order, a set sorted."""

    def encode(value: Any) -> list[Any]:
        expect(type(value) is container, container.__name__, value)
        items = _at_each((index, item.encode, each) for index, each in enumerate(value)).values()
        return sorted(items) if container is frozenset else list(items)

    def decode(raw: Any) -> object:
        expect(type(raw) is list, "a list", raw)
        items = _at_each((index, item.decode, each) for index, each in enumerate(raw))
        return container(items.values())

    return Codec(encode, decode)


def _mapping(item: Codec) -> Codec:
    """Write as an object with sorted keys; the keys of our mappings are words."""

    def encode(value: Any) -> dict[str, Any]:
        expect(isinstance(value, Mapping), "a mapping", value)
        return _at_each((key, item.encode, value[key]) for key in sorted(value))

    def decode(raw: Any) -> dict[str, Any]:
        expect(type(raw) is dict, "an object", raw)
        return _at_each((key, item.decode, each) for key, each in raw.items())

    return Codec(encode, decode)


def _optional(*hints: Any) -> Codec:
    """Write `X | None`; any other union has no single way back."""
    (hint,) = (each for each in hints if each is not NoneType)
    item = codec_of(hint)
    return Codec(
        lambda value: None if value is None else item.encode(value),
        lambda raw: None if raw is None else item.decode(raw),
    )


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _at_each(parts: Iterable[tuple[Any, Converter, Any]]) -> dict[Any, Any]:
    """Convert the parts of a value, each under its step of the path, for the error to say where."""
    converted: dict[Any, Any] = {}
    step: object = None
    try:
        for step, convert, value in parts:
            converted[step] = convert(value)
    except Mismatch as error:
        error.path.append(str(step))
        raise
    return converted
