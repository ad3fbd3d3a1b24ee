"""The registry of sources: every module of this package states one, and its place in lists."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from advisory_watch.core.source import Source


def _stated() -> Iterator[Source]:
    for module in iter_modules(__path__, f"{__name__}."):
        yield import_module(module.name).SOURCE


SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        source.id: source
        for source in sorted(_stated(), key=lambda source: (source.order, source.id))
    }
)
"""All sources in display order: by `order`, and by id where it is the same."""
