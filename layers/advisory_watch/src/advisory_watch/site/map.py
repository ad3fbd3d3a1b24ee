"""The world map: one SVG in the page, each destination in the colour of a source's severity.

The outlines are made by tools/world_map.py (docs/map.md). The switch of the page selects colours by
style alone. A shape has the advice of each source in `data-<source>`, and the highest severity of
all in `data-g`: the whole, and after a dash a part if that is higher. The colour is the higher
severity; diamonds in the colour of the whole show that only parts have it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from advisory_watch.core.advisory import Severity
from advisory_watch.core.views import graver_than
from advisory_watch.site.rendering.environment import template_environment

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


SourceSeverities = Mapping[str, MapSeverity]
"""The severities of a destination, by source."""

SPLIT_SEVERITIES = tuple(
    MapSeverity(whole=whole, part=part)
    for whole in (None, *Severity)
    for part in Severity
    if graver_than(whole, part)
)
"""Every combination in which a part is higher than the whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPlace:
    """A destination on the map: an outline, or a dot if the outline would be too small."""

    code: str
    outline: str = ""
    dot: tuple[int, int] | None = None


@cache
def read_geometry() -> Any:
    """Read the outlines once."""
    return json.loads(GEOMETRY.read_text("utf-8"))


@cache
def list_places() -> tuple[MapPlace, ...]:
    """Return everything to draw; dots come last, so that no neighbour covers them."""
    world = read_geometry()
    shapes = [MapPlace(code=code, outline=path) for code, path in world["shapes"].items()]
    dots = [MapPlace(code=code, dot=(at[0], at[1])) for code, at in world["dots"].items()]
    return (*shapes, *dots)


def draw_map(severities: Mapping[str, SourceSeverities], names: Mapping[str, str]) -> Markup:
    """Draw the map; `severities` is by destination, `names` is of destinations and sources.

    A destination without advice has no page, so it is no link. The map is only visual: screen
    readers and keyboards find the same links in the table.
    """
    template = template_environment().get_template("world.svg.html")
    places = list_places()
    return Markup(  # noqa: S704 - the template escapes its values
        template.render(
            world=read_geometry(),
            places=places,
            split_severities=SPLIT_SEVERITIES,
            marks={code: _marks(by_source) for code, by_source in severities.items()},
            titles={place.code: _title(place.code, severities, names) for place in places},
        )
    )


def find_gravest(severities: Iterable[MapSeverity]) -> MapSeverity:
    """Return the highest severity for the whole, and for a part if that is higher."""
    given = tuple(severities)
    whole = max((severity.whole for severity in given if severity.whole), default=None)
    part = max((severity.part for severity in given if severity.part), default=None)
    return MapSeverity(whole=whole, part=graver_than(whole, part))


def _marks(by_source: SourceSeverities) -> dict[str, str]:
    marks = {source: severity.mark for source, severity in by_source.items()}
    return {"g": find_gravest(by_source.values()).mark, **marks}


def _title(code: str, severities: Mapping[str, SourceSeverities], names: Mapping[str, str]) -> str:
    name = names.get(code, code)
    parts = [
        f"{names.get(source, source)} {_label(severity)}"
        for source, severity in severities.get(code, {}).items()
    ]
    return f"{name}: {', '.join(parts)}" if parts else name


def _label(severity: MapSeverity) -> str:
    whole = f"{severity.whole:d}" if severity.whole else "–"
    return f"{whole} (parts {severity.part:d})" if severity.part else whole


def render_map_style(source_ids: Iterable[str]) -> str:
    """Return the rules of the switch: the radio `map-<source>` colours by `data-<source>`.

    If no rule applies, as in a browser without `:has`, the highest severity is shown.
    """
    default = "".join(_split_rules(selector, "g") for selector in (".map ", ".swatch "))
    return default + "".join(
        _rules(f":root:has(#map-{source}:checked) .map ", source) for source in source_ids
    )


def _rules(selector: str, source: str) -> str:
    levels = "".join(
        f'{selector}[data-{source}="{level:d}"]{{fill:url(#map-{level:d}) var(--s{level:d})}}\n'
        for level in Severity
        if level > Severity.NORMAL
    )
    plain = f"{selector}[data-g]{{fill:var(--s0)}}\n"
    normal = f'{selector}[data-{source}="1"]{{fill:var(--s1)}}\n'
    return f"{plain}{normal}{levels}{_split_rules(selector, source)}"


def _split_rules(selector: str, source: str) -> str:
    return "".join(
        f'{selector}[data-{source}="{severity.mark}"]'
        f"{{fill:url(#map-{severity.mark}) var(--s{severity.part or NO_LEVEL:d})}}\n"
        for severity in SPLIT_SEVERITIES
    )
