"""Parts of a destination that have items of their own: `Gaza` and `West Bank`.

Both have the same code. Taken as two copies of one advisory, a raise of the milder part would look
like a lowering of the graver one. They are joined to one advisory: no level for the whole, and a
level for each part.
"""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date

from advisory_watch.core.advisory import Advisory, Notes, Region
from advisory_watch.core.destinations import is_part, name_of, normalise
from advisory_watch.core.errors import ItemError
from advisory_watch.sources.us_state.title import severity_of, split_title

SEPARATOR = "; "
"""Between the titles of the parts; no title has it."""


def join_parts(
    advisories: tuple[Advisory, ...],
) -> tuple[tuple[Advisory, ...], tuple[Advisory, ...]]:
    """Return the other items, and one for the parts of each destination without an item itself.

    One part alone counts too: the other one may be missing from a feed for a day. The text of a
    joined item is not read yet.
    """
    items = defaultdict[str, list[Advisory]](list)
    for advisory in advisories:
        items[advisory.destination].append(advisory)
    joined = {
        destination: _joined(parts)
        for destination, parts in items.items()
        if all(is_part(part.name) for part in parts)
    }
    others = tuple(item for item in advisories if item.destination not in joined)
    return others, tuple(joined.values())


def parts_in(native_level: str) -> tuple[Region, ...]:
    """Read the parts and their levels from the titles that make up a joined level."""
    parts = []
    for title in native_level.split(SEPARATOR):
        with suppress(ItemError):
            name, level = split_title(title)
            severity = severity_of(level)
            if is_part(name) and severity is not None:
                parts.append(Region(name=name, severity=severity))
    return tuple(parts)


def _joined(items: list[Advisory]) -> Advisory:
    """Join the newest copy of each part, in order of name."""
    newest: dict[str, Advisory] = {}
    for item in sorted(items, key=lambda item: (item.issued_on or date.min, item.severity or 0)):
        newest[normalise(item.name)] = item
    parts = [part for _, part in sorted(newest.items())]
    latest = max(parts, key=lambda part: part.issued_on or date.min)
    return replace(
        latest,
        name=name_of(latest.destination),
        native_level=SEPARATOR.join(f"{part.name} - {part.native_level}" for part in parts),
        severity=None,
        indicators=frozenset().union(*(part.indicators for part in parts)),
        text=_text(parts),
        states_level=all(part.states_level for part in parts),
        is_stub=any(part.is_stub for part in parts),
        notes=Notes(),
    )


def _text(parts: Iterable[Advisory]) -> str | None:
    texts = [part.text for part in parts if part.text is not None]
    return "\n".join(texts) if texts else None
