"""Where destinations are on the globe, for CAP and GeoJSON.

The outlines are the map in degrees (tools/outlines.py, docs/map.md).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

OUTLINES = Path(__file__).parents[1] / "outlines.json"

CAP_MAX_POINTS = 1000
"""Points of all polygons of a CAP message, 14 kB: Russia's mainland has 674."""

Ring = Sequence[Sequence[float]]
"""A closed line of longitudes and latitudes in degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A destination on the globe, as RFC 7946 writes positions: longitude before latitude.

    `point` is inside the largest polygon. `polygons` has the largest first, each an exterior ring
    and its holes; it is empty if the map shows the destination as a dot.
    """

    point: Sequence[float]
    polygons: Sequence[Sequence[Ring]]

    @property
    def cap_polygons(self) -> Iterator[str]:
        """The exterior rings for CAP, latitude first, largest first, within `CAP_MAX_POINTS`.

        CAP knows no holes. Islands that exceed the limit are left out whole.
        """
        left = CAP_MAX_POINTS
        for exterior, *_ in self.polygons:
            if len(exterior) <= left:
                left -= len(exterior)
                yield " ".join(f"{latitude},{longitude}" for longitude, latitude in exterior)


@cache
def read_areas() -> Mapping[str, Area]:
    """Read the areas of all destinations once, by code."""
    raw = json.loads(OUTLINES.read_text("utf-8"))
    return {code: Area(**area) for code, area in raw.items()}


def point_geometry(code: str) -> dict[str, Any] | None:
    """Return a GeoJSON point inside a destination, or None if the map does not have it."""
    area = read_areas().get(code)
    return None if area is None else {"type": "Point", "coordinates": area.point}


def area_geometry(code: str) -> dict[str, Any] | None:
    """Return the GeoJSON outline of a destination, its point if it is a dot, or None."""
    area = read_areas().get(code)
    if area is None or not area.polygons:
        return point_geometry(code)
    return {"type": "MultiPolygon", "coordinates": area.polygons}
