"""Draw the world map of the site once, from the borders of Natural Earth.

usage: python tools/world_map.py COUNTRIES_50M.json > layers/…/site/world.json

The input is `countries-50m.json` of the npm package world-atlas 2.0.2 (`npm pack world-atlas`):
Natural Earth 1:50m admin-0, public domain, as TopoJSON. Borders are drawn as in that data set. The
same input gives the same output. Lengths in the output are tenths of a pixel.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import asin, cos, dist, radians, sin, sqrt
from pathlib import Path
from typing import Any

import pycountry

Point = tuple[float, float]
Line = list[Point]

WIDTH, HEIGHT = 1000, 460
SCALE = WIDTH / 5.4133
"""The Equal Earth projection is 2 · 2.70663 wide for a sphere of radius 1."""

NORTH = 1.3173
"""The height of the pole in that projection; the northernmost land, at 83.7° N, is at 1.29."""

CENTRE = 11
"""The middle meridian, in degrees: the map is cut at 169° W, between Russia and Alaska."""

TOLERANCE = 0.35
"""Bends of less than this many pixels are removed."""

SMALL = 2.6
"""A destination that fits into a square of this many pixels becomes a visible dot."""

ISLET = 0.6
"""Outlines smaller than this square are left out if the destination has a larger one."""

BY_NAME = {"Kosovo": "XK"}
"""Destinations without an ISO number in the data set."""

PARTS = {
    "BQ-BO": ("Netherlands", -68.3, 12.2),
    "BQ-SA": ("Netherlands", -63.23, 17.63),
    "BQ-SE": ("Netherlands", -62.97, 17.48),
    "CC": ("Indian Ocean Ter.", 96.85, -12.15),
    "CX": ("Indian Ocean Ter.", 105.65, -10.45),
    "ES-CN": ("Spain", -15.8, 28.3),
    "GF": ("France", -53.1, 3.9),
    "GP": ("France", -61.45, 16.2),
    "MQ": ("France", -61.0, 14.65),
    "PT-20": ("Portugal", -28.0, 38.5),
    "PT-30": ("Portugal", -17.0, 32.75),
    "RE": ("France", 55.5, -21.1),
    "SJ": ("Norway", 18.5, 78.8),
    "YT": ("France", 45.15, -12.8),
}
"""Destinations that the data set draws as part of another: its name, longitude and latitude.

French Guiana in the colour of France would show advice that no government gave.
"""

REACH = 15
"""The largest distance in pixels between a place and an outline that belongs to it."""

LEFT_OUT = {"AQ"}
"""Antarctica has no advice, and would take a fifth of the map."""


def equal_earth(longitude: float, latitude: float) -> Point:
    """Project degrees to pixels: the Equal Earth projection.

    Šavrič, Patterson and Jenny: The Equal Earth map projection, International Journal of
    Geographical Information Science, 2018, equations 8 and 9.
    """
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    root3 = sqrt(3)
    t = asin(root3 / 2 * sin(radians(latitude)))
    square = t * t
    sixth = square**3
    x = radians(longitude - CENTRE) * cos(t) * 2 / root3
    x /= a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)
    y = t * (a1 + a2 * square + sixth * (a3 + a4 * square))
    return WIDTH / 2 + x * SCALE, (NORTH - y) * SCALE


def decoded(topology: dict[str, Any]) -> list[Line]:
    """Return the simplified arcs in degrees: each border once, so that neighbours still meet."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line: Line = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append((x * kx + dx, y * ky + dy))
        arcs.append(simplified(unwound(line)))
    return arcs


def unwound(line: Line) -> Line:
    """Continue beyond 180° where a line crosses it, instead of jumping across the map."""
    found = line[:1]
    for x, y in line[1:]:
        found.append((x - 360 * round((x - found[-1][0]) / 360), y))
    return found


def projected(ring: Line) -> Line:
    """Project a ring as a whole, on the side of the map where its middle is."""
    ring = unwound(ring)
    shift = 360 * round((middle(ring)[0] - CENTRE) / 360)
    return [equal_earth(x - shift, y) for x, y in ring]


def simplified(line: Line) -> Line:
    """Remove points that make no visible difference (Douglas and Peucker); the ends stay."""
    if len(line) < 3:  # noqa: PLR2004 - only two ends
        return line
    seen = [equal_earth(*vertex) for vertex in line]
    inner = enumerate(seen[1:-1], start=1)
    far, at = max((_distance(seen[0], seen[-1], vertex), i) for i, vertex in inner)
    if far < TOLERANCE:
        return [line[0], line[-1]]
    return simplified(line[: at + 1])[:-1] + simplified(line[at:])


def _distance(a: Point, b: Point, point: Point) -> float:
    """Return the distance between a point and a segment."""
    (ax, ay), (bx, by), (px, py) = a, b, point
    length = (bx - ax) ** 2 + (by - ay) ** 2
    share = 0.0 if not length else ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length
    share = min(1.0, max(0.0, share))
    return sqrt((px - ax - share * (bx - ax)) ** 2 + (py - ay - share * (by - ay)) ** 2)


def rings(geometry: dict[str, Any], arcs: list[Line]) -> Iterator[Line]:
    """Join the arcs of a shape into closed lines, in pixels."""
    found: list[Any] = geometry.get("arcs", [])
    polygons = [found] if geometry.get("type") == "Polygon" else found
    for polygon in polygons:
        for ring in polygon:
            line: Line = []
            for index in ring:
                arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                line += arc[1:] if line else arc
            yield projected(line)


def size(line: Line) -> float:
    """Return the longer side of the bounding box of a line."""
    xs, ys = [x for x, _ in line], [y for _, y in line]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def path(lines: Iterable[Line]) -> str:
    """Return closed lines as an SVG path, in relative steps of a tenth of a pixel."""
    return "".join(_ring([(round(x * 10), round(y * 10)) for x, y in line]) for line in lines)


def _ring(points: list[tuple[int, int]]) -> str:
    kept = [point for point, following in pairwise(points) if point != following]
    if len(set(kept)) < 3:  # noqa: PLR2004 - the smallest area is a triangle
        return ""
    (x, y), *_ = kept
    steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(kept)]
    return f"M{x} {y}l{' '.join(steps)}z".replace(" -", "-")


def code_of(geometry: dict[str, Any]) -> str | None:
    """Return the destination code of a shape, or None if it has none of its own."""
    named = BY_NAME.get(geometry["properties"]["name"])
    country = pycountry.countries.get(numeric=str(geometry.get("id", "")))
    return named or (country.alpha_2 if country else None)


def part_of(name: str, line: Line) -> str | None:
    """Return the code of an outline that is a destination of its own, or None."""
    places = {
        code: dist(middle(line), equal_earth(x, y))
        for code, (mother, x, y) in PARTS.items()
        if mother == name
    }
    nearest = min(places, key=lambda code: places[code], default=None)
    return nearest if nearest and places[nearest] < REACH else None


def middle(line: Line) -> Point:
    """Return the centre of the bounding box of a line."""
    xs, ys = [x for x, _ in line], [y for _, y in line]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def outlines(topology: dict[str, Any]) -> dict[str | None, list[Line]]:
    """Collect closed lines by destination, largest first; the data set may have one twice."""
    arcs = decoded(topology)
    found: dict[str | None, list[Line]] = defaultdict(list)
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = code_of(geometry)
        for line in rings(geometry, arcs):
            found[part_of(geometry["properties"]["name"], line) or code].append(line)
    return {code: sorted(lines, key=size, reverse=True) for code, lines in found.items()}


def drawn(topology: dict[str, Any]) -> dict[str, Any]:
    """Return outlines by code, dots for small destinations, and land without a code."""
    found = outlines(topology)
    land = found.pop(None, [])
    shapes, dots = {}, {}
    for code in sorted(str(code) for code in found if code not in LEFT_OUT):
        if size(found[code][0]) < SMALL:
            dots[code] = [round(value * 10) for value in middle(found[code][0])]
        else:
            shapes[code] = path(ring for ring in found[code] if size(ring) > ISLET)
    kept = path(ring for ring in land if size(ring) > ISLET)
    return {"width": WIDTH, "height": HEIGHT, "shapes": shapes, "dots": dots, "land": kept}


def main() -> None:
    """Read the borders and print the outlines."""
    topology = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps(drawn(topology), indent=0))


if __name__ == "__main__":
    main()
