"""The world map: one SVG in the page, each destination in the colour of a source's severity.

The outlines are made by tools/world_map.py (docs/map.md). The switch of the page selects colours by
style alone. A shape has the advice of each source in `data-<source>`, and the highest severity of
all in `data-g`: the whole, and after a dash a part if that is higher.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from advisory_watch.core.advisory import Severity
from advisory_watch.core.views import graver_than
from advisory_watch.site.rendering.environment import environment

GEOMETRY = Path(__file__).parent / "world.json"

NO_LEVEL = 0
"""Written if a source gives advice without a level for the whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSeverity:
    """The severity that a source gives for the whole, and for a part if that is higher."""

    whole: Severity | None
    part: Severity | None = None

    @property
    def mark(self) -> str:
        """The attribute value of a shape: `2`, or `1-4` if a part is higher."""
        whole = f"{self.whole or NO_LEVEL:d}"
        return f"{whole}-{self.part:d}" if self.part else whole


Stated = Mapping[str, MapSeverity]
"""The severities of a destination, by source."""

IN_PARTS = tuple(
    MapSeverity(whole=whole, part=part)
    for whole in (None, *Severity)
    for part in Severity
    if graver_than(whole, part)
)
"""Every combination in which a part is higher than the whole."""

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
"""Destinations that the map cannot show, with reasons; the table below the map has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPlace:
    """A destination on the map: an outline, or a dot if the outline would be too small."""

    code: str
    outline: str = ""
    dot: tuple[int, int] | None = None


@cache
def geometry() -> Mapping[str, Any]:
    """Read the outlines once."""
    read: dict[str, Any] = json.loads(GEOMETRY.read_text())
    return read


@cache
def places() -> tuple[MapPlace, ...]:
    """Return everything to draw; dots come last, so that no neighbour covers them."""
    world = geometry()
    shapes = [MapPlace(code=code, outline=path) for code, path in world["shapes"].items()]
    dots = [MapPlace(code=code, dot=(at[0], at[1])) for code, at in world["dots"].items()]
    return (*shapes, *dots)


def world_map(stated: Mapping[str, Stated], names: Mapping[str, str], root: str) -> Markup:
    """Draw the map; `stated` is by destination, `names` has the names of destinations and sources.

    A destination without advice has no page, so it is no link. The map is only visual: screen
    readers and keyboards find the same links in the table.
    """
    template = environment().get_template("world.svg.html")
    marks = {code: _marks(says) for code, says in stated.items()}
    titles = {place.code: _title(place.code, stated, names) for place in places()}
    world = geometry()
    return Markup(  # noqa: S704 - the template escapes its values
        template.render(
            world=world,
            places=places(),
            in_parts=IN_PARTS,
            marks=marks,
            titles=titles,
            root=root,
        )
    )


def gravest(steps: Iterable[MapSeverity]) -> MapSeverity:
    """Return the highest severity for the whole, and for a part if that is higher."""
    given = tuple(steps)
    whole = max((each.whole for each in given if each.whole), default=None)
    part = max((each.part for each in given if each.part), default=None)
    return MapSeverity(whole=whole, part=graver_than(whole, part))


def _marks(says: Stated) -> dict[str, str]:
    return {"g": gravest(says.values()).mark} | {
        source_id: step.mark for source_id, step in says.items()
    }


def _title(code: str, stated: Mapping[str, Stated], names: Mapping[str, str]) -> str:
    parts = [
        f"{names.get(source, source)} {_in_words(step)}"
        for source, step in stated.get(code, {}).items()
    ]
    return ": ".join(label for label in (names.get(code, code), ", ".join(parts)) if label)


def _in_words(step: MapSeverity) -> str:
    whole = f"{step.whole:d}" if step.whole else "–"
    return f"{whole} (parts {step.part:d})" if step.part else whole


def map_stylesheet(source_ids: Iterable[str]) -> str:
    """Return the rules of the switch: the radio `map-<source>` colours by `data-<source>`.

    If no rule applies, as in a browser without `:has`, the highest severity is shown.
    """
    chosen = "".join(_rules(f":root:has(#map-{each}:checked) .map ", each) for each in source_ids)
    return "".join(_in_parts(each, "g") for each in (".map ", ".swatch ")) + chosen


def _rules(chosen: str, source: str) -> str:
    levels = "".join(
        f'{chosen}[data-{source}="{level:d}"]{{fill:url(#map-{level:d}) var(--s{level:d})}}\n'
        for level in Severity
        if level > Severity.NORMAL
    )
    plain = f"{chosen}[data-g]{{fill:var(--s0)}}\n"
    normal = f'{chosen}[data-{source}="1"]{{fill:var(--s1)}}\n'
    return f"{plain}{normal}{levels}{_in_parts(chosen, source)}"


def _in_parts(chosen: str, source: str) -> str:
    return "".join(
        f'{chosen}[data-{source}="{step.mark}"]'
        f"{{fill:url(#map-{step.mark}) var(--s{step.whole or NO_LEVEL:d})}}\n"
        for step in IN_PARTS
    )
