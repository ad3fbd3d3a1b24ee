"""Convert the outlines of the map back to degrees, for the feeds: `make map`.

usage: python tools/outlines.py > layers/…/site/outlines.json

The input is `site/world.json`, so a feed shows the same borders as the map. The output has, by
code, a point inside the destination and its polygons, as in RFC 7946: longitude before latitude,
closed rings, exteriors counter-clockwise, cut at 180°. The largest polygon comes first. A
destination that is a dot on the map has only the point. The same input gives the same output.
"""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from math import asin, cos, degrees, sin, sqrt
from typing import Any

from world_map import CENTRE, NORTH, SCALE, WIDTH, Line, Point

from advisory_watch.site.map import GEOMETRY

DIGITS = 2
"""A hundredth of a degree is 1.1 km; a step of the map is 4 km."""

ROUNDS = 12
"""Newton's method needs five for the exactness of a float."""

RING_MIN_POINTS = 4
"""The smallest closed ring is a triangle."""


def degrees_of(x: float, y: float) -> Point:
    """Return longitude and latitude of a point in tenths of a pixel: the inverse of the map.

    The longitude is beyond 180° east of the date line.
    """
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    across, up = (x / 10 - WIDTH / 2) / SCALE, NORTH - y / 10 / SCALE
    t, slope = up, 1.0
    for _ in range(ROUNDS):
        square, sixth = t * t, t**6
        slope = a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)
        t -= (t * (a1 + a2 * square + sixth * (a3 + a4 * square)) - up) / slope
    longitude = degrees(across * slope * sqrt(3) / 2 / cos(t)) + CENTRE
    return longitude, degrees(asin(2 / sqrt(3) * sin(t)))


def rings(path: str) -> Iterator[Line]:
    """Return the closed lines of a path of the map, in degrees."""
    for steps in path.strip("z").split("z"):
        x, y, *rest = map(int, re.findall(r"-?\d+", steps))
        line = [degrees_of(x, y)]
        for dx, dy in zip(rest[::2], rest[1::2], strict=True):
            x, y = x + dx, y + dy
            line.append(degrees_of(x, y))
        yield [*line, line[0]]


def area(ring: Line) -> float:
    """Return the area in square degrees, negative if the ring is clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def is_inside(point: Point, ring: Line) -> bool:
    """Tell whether a point is inside a ring (the rule of odd crossings)."""
    x, y = point
    crossed = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            crossed = not crossed
    return crossed


def cut(ring: Line, longitude: float, *, is_east: bool) -> Line:
    """Keep the part of a ring on one side of a meridian (Sutherland and Hodgman)."""
    kept: Line = []
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ax >= longitude) is is_east:
            kept.append((ax, ay))
        if (ax >= longitude) != (bx >= longitude):
            kept.append((longitude, ay + (by - ay) * (longitude - ax) / (bx - ax)))
    return [*kept, kept[0]] if kept else []


def on_the_globe(ring: Line) -> Iterator[Line]:
    """Cut a ring at 180°, and return each part with its own longitudes."""
    for line, shift in ((cut(ring, 180, is_east=False), 0), (cut(ring, 180, is_east=True), -360)):
        yield from without_loops([(x + shift, y) for x, y in line])


def without_loops(line: Line) -> Iterator[Line]:
    """Round a ring, and split it where rounding lets two sides meet, so that no sides cross.

    A loop that runs the other way is left out: it is made by rounding alone.
    """
    ring = [(round(x, DIGITS), round(y, DIGITS)) for x, y in line]
    parts = split(ring[:-1])
    yield from (part for part in parts if area(part) * area(ring) > 0)


def split(ring: Line) -> Iterator[Line]:
    """Split an open ring into closed ones without loops."""
    ring = [a for a, b in pairwise([*ring, *ring[:1]]) if a != b]
    if len(ring) < RING_MIN_POINTS - 1:
        return
    if loop := find_loop(ring):
        for part in loops_between(ring, *loop):
            yield from split(part)
    else:
        yield [*ring, ring[0]]


def loops_between(ring: Line, first: int, second: int) -> tuple[Line, Line]:
    """Return the two loops between sides that meet; a corner on the other side is in both."""
    inner, outer = ring[first + 1 : second + 1], [*ring[second + 1 :], *ring[: first + 1]]
    if not 1 < second - first < len(ring) - 1:
        return inner, outer
    a, b, c, d = outer[-1], inner[0], inner[-1], outer[0]
    if is_on(c, a, b):
        return inner, [c, *outer]
    if is_on(d, a, b):
        return [*inner, d], outer
    if is_on(a, c, d):
        return [a, *inner], outer
    return inner, [*outer, b] if is_on(b, c, d) else outer


def find_loop(ring: Line) -> tuple[int, int] | None:
    """Return the numbers of two sides that meet away from a common corner, or None."""
    sides = list(pairwise([*ring, ring[0]]))
    for first, (a, b) in enumerate(sides):
        west, east = min(a[0], b[0]), max(a[0], b[0])
        for second in range(first + 1, len(sides)):
            c, d = sides[second]
            if (c[0] < west and d[0] < west) or (c[0] > east and d[0] > east):
                continue
            is_next = second == first + 1 or (first, second) == (0, len(sides) - 1)
            if turns_back(a, b, c, d) if is_next else do_meet(a, b, c, d):
                return first, second
    return None


def do_meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Tell whether two sides cross or touch."""
    if side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0:
        return True
    return is_on(c, a, b) or is_on(d, a, b) or is_on(a, c, d) or is_on(b, c, d)


def turns_back(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Tell whether a side runs back over its neighbour."""
    (start, joint, end) = (a, b, d) if b == c else (c, d, b)
    return side(start, joint, end) == 0 and not is_between(start, end, joint)


def side(a: Point, b: Point, point: Point) -> int:
    """Return 1 if a point is to the left of a line, -1 to the right, 0 on it."""
    # Whole hundredths: a product of rounded decimals would never be exactly zero.
    ax, ay, bx, by, px, py = (round(value * 100) for value in (*a, *b, *point))
    product = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
    return (product > 0) - (product < 0)


def is_on(point: Point, a: Point, b: Point) -> bool:
    """Tell whether a point is on a side."""
    return side(a, b, point) == 0 and is_between(a, b, point)


def is_between(a: Point, b: Point, point: Point) -> bool:
    """Tell whether a point of a line is within the box of two others."""
    return all(
        min(low, high) <= value <= max(low, high)
        for low, high, value in zip(a, b, point, strict=True)
    )


def polygons(path: str) -> list[list[Line]]:
    """Return the polygons of a path, the largest first: each is an exterior and its holes."""
    lines = [line for ring in rings(path) for line in on_the_globe(ring)]
    # In the data set, exteriors are clockwise.
    exteriors = sorted((line for line in lines if area(line) < 0), key=area)
    found = [[line[::-1]] for line in exteriors]
    for hole in (line for line in lines if area(line) > 0):
        around = next((parts for parts in found if is_inside(hole[0], parts[0])), None)
        if around:
            around.append(hole[::-1])
    return found


def inner_point(polygon: list[Line]) -> Point:
    """Return the middle of the longest part of the middle latitude of a polygon."""
    ys = [y for _, y in polygon[0]]
    y = (min(ys) + max(ys)) / 2 + 10**-DIGITS / 3  # on no corner
    crossings = sorted(
        ax + (y - ay) * (bx - ax) / (by - ay)
        for ring in polygon
        for (ax, ay), (bx, by) in pairwise(ring)
        if (ay > y) != (by > y)
    )
    parts = zip(crossings[::2], crossings[1::2], strict=True)
    west, east = max(parts, key=lambda part: part[1] - part[0])
    return round((west + east) / 2, DIGITS), round(y, DIGITS)


def shape(path: str) -> dict[str, Any]:
    """Return the point and the polygons of an outline."""
    found = polygons(path)
    return {"point": inner_point(found[0]), "polygons": found}


def dot(x: float, y: float) -> dict[str, Any]:
    """Return the point of a dot, and no polygon."""
    longitude, latitude = degrees_of(x, y)
    east = longitude - 360 if longitude > 180 else longitude  # noqa: PLR2004 - half of a circle
    return {"point": (round(east, DIGITS), round(latitude, DIGITS)), "polygons": []}


def main() -> None:
    """Print the outlines, a destination a line."""
    world = json.loads(GEOMETRY.read_text("utf-8"))
    found = {code: shape(path) for code, path in world["shapes"].items()}
    found |= {code: dot(*at) for code, at in world["dots"].items()}
    lines = (
        f"{json.dumps(code)}: {json.dumps(found[code], separators=(',', ':'))}"
        for code in sorted(found)
    )
    print("{\n" + ",\n".join(lines) + "\n}")


if __name__ == "__main__":
    main()
