"""The registry of sources: every module of this package states one, and its place in lists."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from advisory_watch.core.source import Source

SOURCE_IDS = tuple(module.name for module in iter_modules(__path__))
"""The ids of all sources, sorted. Each is the name of a module, so that they load no source."""


class Registry(Mapping[str, Source]):
    """All sources in display order: by `order`, and by id where it is the same.

    A source is loaded when it is first looked up. To list them in order loads all.
    """

    def __getitem__(self, source_id: str) -> Source:
        if source_id not in SOURCE_IDS:
            raise KeyError(source_id)
        source: Source = import_module(f"{__name__}.{source_id}").SOURCE
        return source

    def __iter__(self) -> Iterator[str]:
        return iter(_ordered_ids())

    def __len__(self) -> int:
        return len(SOURCE_IDS)

    def __contains__(self, source_id: object) -> bool:
        return source_id in SOURCE_IDS


SOURCES = Registry()


@cache
def _ordered_ids() -> tuple[str, ...]:
    return tuple(sorted(SOURCE_IDS, key=lambda source_id: (SOURCES[source_id].order, source_id)))
