"""The registry of sources: every module of this package states one, and its place in lists."""

from collections.abc import Mapping
from importlib import import_module
from operator import attrgetter
from pkgutil import iter_modules
from types import MappingProxyType

from advisory_watch.core.source import Source

_STATED = [import_module(module.name).SOURCE for module in iter_modules(__path__, f"{__name__}.")]

SOURCES: Mapping[str, Source] = MappingProxyType(
    {source.id: source for source in sorted(_STATED, key=attrgetter("order", "id"))}
)
"""All sources in display order: by `order`, and by id where it is the same."""
