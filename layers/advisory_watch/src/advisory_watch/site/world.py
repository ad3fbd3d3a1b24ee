"""The world map: one SVG in the page, each destination in the colour of a source's severity.

The outlines are made by tools/world_map.py (docs/map.md). The page's switch colours them
by style alone: a shape carries what each source says as `data-<source>`, and the gravest
of all as `data-g`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from advisory_watch.core.scales import Severity
from advisory_watch.site.rendering import environment

GEOMETRY = Path(__file__).parent / "world.json"

Stated = Mapping[str, Severity | None]
"""What is said of a destination, by source; None: something, but no level for the whole."""

NO_LEVEL = 0
"""Written where a source says something without a level."""

WITHOUT_SHAPE: Mapping[str, str] = MappingProxyType(
    {
        "AQ": "would take a fifth of the map",
        "BQ": "its islands are drawn, each under its own code",
        "BV": "is not in the set",
        "GI": "is not in the set",
        "TK": "is not in the set",
        "TV": "is not in the set",
        "UM": "is not in the set",
    }
)
"""Destinations that the map cannot show, and why; the table below it has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A destination on the map: an outline, or a dot where it would be too small to see."""

    code: str
    outline: str = ""
    dot: tuple[int, int] | None = None


@cache
def geometry() -> Mapping[str, Any]:
    """Read the outlines once."""
    read: dict[str, Any] = json.loads(GEOMETRY.read_text())
    return read


@cache
def places() -> tuple[Place, ...]:
    """Return all that is drawn; dots last, so that no neighbour covers them."""
    world = geometry()
    shapes = [Place(code=code, outline=path) for code, path in world["shapes"].items()]
    dots = [Place(code=code, dot=(at[0], at[1])) for code, at in world["dots"].items()]
    return (*shapes, *dots)


def world_map(stated: Mapping[str, Stated], names: Mapping[str, str], root: str) -> Markup:
    """Draw the map; `stated` is by destination, `names` calls destinations and sources.

    A destination of which nothing is stated has no page, so it is no link. The map is for
    the eye alone: whoever listens, or uses the keys, has the same links in the table.
    """
    template = environment().get_template("world.svg.html")
    marks = {code: _marks(says) for code, says in stated.items()}
    titles = {place.code: _title(place.code, stated, names) for place in places()}
    world = geometry()
    return Markup(  # noqa: S704 - the template has escaped what it was given
        template.render(world=world, places=places(), marks=marks, titles=titles, root=root)
    )


def _marks(says: Stated) -> dict[str, int]:
    levels = {source: int(severity or NO_LEVEL) for source, severity in says.items()}
    return {"g": max(levels.values(), default=NO_LEVEL)} | levels


def _title(code: str, stated: Mapping[str, Stated], names: Mapping[str, str]) -> str:
    levels = [
        f"{names.get(source, source)} {int(severity) if severity else '–'}"
        for source, severity in stated.get(code, {}).items()
    ]
    return ": ".join(each for each in (names.get(code, code), ", ".join(levels)) if each)


def map_stylesheet(source_ids: Iterable[str]) -> str:
    """Write the rules of the switch: the radio `map-<source>` colours by `data-<source>`.

    Without them, and where a browser does not know `:has`, the gravest word is shown.
    """
    return "".join(_rules(f":root:has(#map-{each}:checked) .map ", each) for each in source_ids)


def _rules(chosen: str, source: str) -> str:
    levels = "".join(
        f'{chosen}[data-{source}="{level:d}"]{{fill:url(#map-{level:d}) var(--s{level:d})}}\n'
        for level in Severity
        if level > Severity.NORMAL
    )
    plain = f"{chosen}[data-g]{{fill:var(--s0)}}\n"
    return f'{plain}{chosen}[data-{source}="1"]{{fill:var(--s1)}}\n{levels}'
