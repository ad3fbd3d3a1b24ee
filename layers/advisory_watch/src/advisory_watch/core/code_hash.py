"""Hash code by what it does, so that results of other code are recognised.

The hash covers functions, and every function, class and constant of this package that they reach
by name. The result of a cached function without parameters counts as a constant. Comments,
docstrings and line numbers do not count. No source file is read. The hash is the same in every
process; another version of Python may have another one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache, cached_property, partial
from hashlib import sha256
from operator import itemgetter
from re import Pattern
from types import CodeType, FunctionType, ModuleType, NoneType
from typing import Any

PACKAGE = __name__.partition(".")[0]

HASH_BYTES = 4
"""Enough to tell one version from the next; it is stored once for each document."""

PLAIN = frozenset({str, bytes, int, float, bool, NoneType, slice, date, datetime, timedelta})
"""Types whose `repr` tells all of a value."""

Definition = FunctionType | type
Part = tuple[str, tuple[Definition, ...]]
"""A text to hash, and the definitions that it reaches."""


def code_hash(*roots: object) -> int:
    """Hash functions, or constants that hold functions, with all the code that they reach."""
    text, reached = _join(map(_describe, roots))
    seen, waiting = set(reached), list(reached)
    while waiting:
        _, reached = hash_definition(waiting.pop())
        waiting += [definition for definition in reached if definition not in seen]
        seen.update(reached)
    digests = sorted(hash_definition(definition)[0] for definition in seen)
    return int.from_bytes(_digest("\n".join([text, *digests]))[:HASH_BYTES], "big")


@cache
def hash_definition(definition: Definition) -> Part:
    """Hash one function or class, and name those that it reaches; most are shared by sources."""
    is_class = isinstance(definition, type)
    parts = _parts_of_class(definition) if is_class else _parts_of_function(definition)
    text, reached = _join(parts)
    return _digest(f"{_name(definition)} {text}").hex(), reached


def _parts_of_function(function: Any) -> Iterator[Part]:
    yield from map(_describe, (function.__defaults__, function.__kwdefaults__))
    yield from (_describe(cell.cell_contents) for cell in function.__closure__ or ())
    yield from _parts_of_code(function.__code__, function.__globals__, function.__doc__)


def _parts_of_code(code: CodeType, names: Mapping[str, Any], doc: str | None) -> Iterator[Part]:
    yield code.co_code.hex(), ()
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _parts_of_code(constant, names, None)
        elif constant is not doc or doc is None:
            yield _describe(constant)
    for name in code.co_names:
        yield name, ()
        if isinstance(value := names.get(name), ModuleType):
            members = vars(value) if _is_ours(value.__name__) else {}
            yield from (_describe(members[used]) for used in code.co_names if used in members)
        elif value is not None:
            yield _describe(value)


def _parts_of_class(cls: Any) -> Iterator[Part]:
    yield _describe(cls.__bases__)
    if issubclass(cls, Enum):
        yield from (_describe((name, member.value)) for name, member in cls.__members__.items())
    for value in vars(cls).values():
        function = _unwrap(value)
        # The methods that `dataclass` writes have no file.
        if isinstance(function, FunctionType) and function.__code__.co_filename != "<string>":
            yield _describe(function)


def _describe(value: Any) -> Part:
    """Describe a value in the same words in every process."""
    if type(value) in PLAIN:
        return repr(value), ()
    if _is_table(value):
        return _join(map(_describe, (value.__wrapped__, value())))
    value = _unwrap(value)
    if isinstance(value, FunctionType | type):
        return _name(value), (value,) if _is_ours(value.__module__) else ()
    if isinstance(value, set | frozenset):
        return _join(sorted(map(_describe, value), key=itemgetter(0)))
    return _join(_parts_of_object(value))


def _parts_of_object(value: Any) -> Iterator[Part]:
    """Describe what a value holds, or only its type if that is unknown."""
    if isinstance(value, tuple | list):
        yield from map(_describe, value)
    elif isinstance(value, Mapping):
        items = map(_describe, value.items())
        # Classes as keys are a registry, which modules fill in the order of their import.
        is_registry = all(isinstance(key, type) for key in value)
        yield from sorted(items, key=itemgetter(0)) if is_registry else items
    else:
        yield _describe(type(value))
    if isinstance(value, Enum):
        yield value.name, ()
    elif isinstance(value, Pattern):
        yield from map(_describe, (value.pattern, value.flags))
    elif isinstance(value, partial):
        yield from map(_describe, (value.func, value.args, value.keywords))
    elif is_dataclass(value):
        yield from (_describe(getattr(value, field.name)) for field in fields(value))


def _is_table(value: Any) -> bool:
    """Tell whether a value is a cached function without parameters: then its result is constant."""
    if not hasattr(value, "cache_parameters") or not _is_ours(value.__module__):
        return False
    return bool(value.__wrapped__.__code__.co_argcount == 0)


def _unwrap(value: Any) -> Any:
    """Return the function in a property, a method or a cache."""
    if isinstance(value, property):
        return value.fget
    if isinstance(value, cached_property):
        return value.func
    return value if isinstance(value, type) else getattr(value, "__wrapped__", value)


def _join(parts: Iterable[Part]) -> Part:
    listed = tuple(parts)
    texts = ",".join(text for text, _ in listed)
    return f"({texts})", tuple(definition for _, reached in listed for definition in reached)


def _digest(text: str) -> bytes:
    return sha256(text.encode(errors="surrogatepass")).digest()


def _name(definition: Definition) -> str:
    return f"{definition.__module__}.{definition.__qualname__}"


def _is_ours(module: str | None) -> bool:
    return (module or "").partition(".")[0] == PACKAGE
