"""The outlines in degrees: as on the map, within the rules of CAP and GeoJSON."""

import json
import subprocess
import sys

import pytest
from outlines import area, degrees_of, find_loop, is_inside, on_the_globe
from world_map import Line, equal_earth

from advisory_watch.core.destinations import destination_names
from advisory_watch.site.feeds.areas import CAP_MAX_POINTS, OUTLINES, Ring, read_areas
from advisory_watch.site.map import list_places
from support.aws.template import ROOT


def points(ring: Ring) -> Line:
    """Convert a ring as it is read from JSON."""
    return [(longitude, latitude) for longitude, latitude in ring]


def test_the_outlines_come_from_the_map() -> None:
    """A feed that draws another border than the map takes a side."""
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(ROOT / "tools" / "outlines.py")], capture_output=True, check=True
    )
    assert run.stdout == OUTLINES.read_bytes()
    assert set(read_areas()) == {place.code for place in list_places()}
    assert set(read_areas()) <= set(destination_names())


@pytest.mark.parametrize("at", [(0.0, 0.0), (-168.9, 65.6), (47.5, 29.3), (190.9, -80.0)])
def test_the_map_is_converted_back_to_degrees(at: tuple[float, float]) -> None:
    """The inverse of the projection, within a hundredth of a degree."""
    x, y = equal_earth(*at)
    assert degrees_of(x * 10, y * 10) == pytest.approx(at, abs=0.01)


def test_every_polygon_keeps_the_rules() -> None:
    """Receivers refuse open rings, and geometry libraries refuse rings that cross themselves."""
    for code, found in read_areas().items():
        longitude, latitude = found.point
        assert -180 <= longitude <= 180, code
        assert -90 <= latitude <= 90, code
        for exterior, *holes in found.polygons:
            assert area(points(exterior)) > 0, code
            assert all(area(points(hole)) < 0 for hole in holes), code
            for ring in map(points, (exterior, *holes)):
                assert ring[0] == ring[-1], code
                assert len(ring) >= 4, code
                assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring), code
                assert find_loop(ring[:-1]) is None, code
        if found.polygons:
            assert is_inside((longitude, latitude), points(found.polygons[0][0])), code
        assert sum(polygon.count(" ") + 1 for polygon in found.cap_polygons) <= CAP_MAX_POINTS


def test_the_limit_of_points_leaves_out_islands_alone() -> None:
    """Canada without its mainland would be no Canada."""
    canada = read_areas()["CA"]
    polygons = list(canada.cap_polygons)
    assert len(polygons) < len(canada.polygons)
    assert polygons[0].count(" ") + 1 == len(canada.polygons[0][0])


def test_a_ring_across_the_date_line_is_cut() -> None:
    """RFC 7946, 3.1.9: a line from 179° to -179° would go around the world."""
    west, east = on_the_globe([(179, 0), (179, 10), (182, 10), (182, 0), (179, 0)])
    assert {x for x, _ in west} == {179, 180}
    assert {x for x, _ in east} == {-180, -178}


def test_a_loop_is_found_and_split() -> None:
    """Rounding folds narrow bays."""
    assert find_loop([(0, 0), (2, 2), (2, 0), (0, 2)]) == (0, 2)
    assert find_loop([(0, 0), (2, 0), (2, 2), (0, 2)]) is None
    pinched: Line = [(0, 0), (4, 0), (4, 4), (2, 0), (0, 4), (0, 0)]
    assert sorted(map(len, on_the_globe(pinched))) == [4, 4]


def test_the_file_is_in_order() -> None:
    """A difference of a new data set can be read."""
    codes = list(json.loads(OUTLINES.read_text()))
    assert codes == sorted(codes)
