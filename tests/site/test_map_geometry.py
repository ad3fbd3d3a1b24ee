"""The program that draws the map, with a world of a few lines."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from support.aws.template import ROOT

PROGRAM = ROOT / "tools" / "world_map.py"

KUWAIT, IRAQ, FIJI, MALTA, AUSTRALIA = "414", "368", "242", "470", "036"


def a_square(west: int, south: int, side: int) -> list[list[int]]:
    """Return a closed square arc in degrees, as steps from one point to the next."""
    return [[west, south], [0, side], [side, 0], [0, -side], [-side, 0]]


def a_country(name: str, arcs: list[list[int]], number: str | None = None) -> dict[str, Any]:
    """Return a country in the format of the data set; some have no number."""
    known = {} if number is None else {"id": number}
    return {"type": "Polygon", "arcs": arcs, "properties": {"name": name}, **known}


def a_topology(arcs: list[list[list[int]]], *countries: dict[str, Any]) -> dict[str, Any]:
    """Return a world in whole degrees."""
    return {
        "type": "Topology",
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": arcs,
        "objects": {"countries": {"type": "GeometryCollection", "geometries": list(countries)}},
    }


def built(folder: Path, topology: dict[str, Any]) -> bytes:
    """Run the program as `make map` does."""
    path = folder / "countries.json"
    path.write_text(json.dumps(topology))
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(PROGRAM), str(path)], capture_output=True, check=True
    )
    return run.stdout


def drawn(folder: Path, topology: dict[str, Any]) -> dict[str, Any]:
    """Return the output of the program."""
    read: dict[str, Any] = json.loads(built(folder, topology))
    return read


def points(path: str) -> list[tuple[int, int]]:
    """Convert an outline with relative steps to absolute points."""
    numbers = [
        int(number) for number in path.strip("Mz").replace("l", " ").replace("-", " -").split()
    ]
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    found = pairs[:1]
    for dx, dy in pairs[1:]:
        found.append((found[-1][0] + dx, found[-1][1] + dy))
    return found


def test_the_same_borders_give_the_same_bytes(tmp_path: Path) -> None:
    """A new build must show that no border was changed by hand."""
    world = a_topology(
        [a_square(40, 20, 10), a_square(20, 10, 5)],
        a_country("Iraq", [[0]], IRAQ),
        a_country("Somaliland", [[1]]),
    )
    assert built(tmp_path, world) == built(tmp_path, world)


def test_neighbours_share_their_border(tmp_path: Path) -> None:
    """A gap between two countries looks like land without a country."""
    border = [[40, 20], [1, 3], [-1, 3], [0, 4]]
    west = [[40, 30], [-10, 0], [0, -10], [10, 0]]
    east = [[40, 30], [10, 0], [0, -10], [-10, 0]]
    world = a_topology(
        [border, west, east],
        a_country("Iraq", [[0, 1]], IRAQ),
        a_country("Kuwait", [[0, 2]], KUWAIT),
    )
    shapes = drawn(tmp_path, world)["shapes"]
    assert len(set(points(shapes["IQ"])) & set(points(shapes["KW"]))) == 4


def test_a_country_across_the_date_line_stays_in_one_place(tmp_path: Path) -> None:
    """Its outline would be a bar across the whole map."""
    arc = [[177, -18], [0, 4], [-354, 0], [0, -4], [354, 0]]
    (path,) = drawn(tmp_path, a_topology([arc], a_country("Fiji", [[0]], FIJI)))["shapes"].values()
    assert all(abs(b[0] - a[0]) < 300 for a, b in pairwise(points(path)))


def test_a_tiny_country_is_a_dot(tmp_path: Path) -> None:
    """Half a pixel has no visible colour."""
    world = drawn(
        tmp_path,
        a_topology(
            [a_square(40, 20, 10), [[14, 35], [0, 0], [0, 0]]],
            a_country("Iraq", [[0]], IRAQ),
            a_country("Malta", [[1]], MALTA),
        ),
    )
    assert (list(world["shapes"]), list(world["dots"])) == (["IQ"], ["MT"])


def test_a_country_that_the_set_has_twice_is_drawn_whole(tmp_path: Path) -> None:
    """The second Australia of the data set is a reef."""
    world = a_topology(
        [a_square(120, -30, 20), a_square(123, -13, 0)],
        a_country("Australia", [[0]], AUSTRALIA),
        a_country("Ashmore and Cartier Is.", [[1]], AUSTRALIA),
    )
    assert list(drawn(tmp_path, world)["shapes"]) == ["AU"]


def test_land_without_a_code_is_drawn_without_advice(tmp_path: Path) -> None:
    """Disputed land is drawn as in the data set, but without a government's advice."""
    world = a_topology([a_square(43, 8, 5)], a_country("Somaliland", [[0]]))
    assert drawn(tmp_path, world)["shapes"] == {}
    assert drawn(tmp_path, world)["land"].startswith("M")


@pytest.mark.parametrize(
    ("name", "number", "place", "code"),
    [("France", "250", (-56, 1), "GF"), ("Kosovo", None, (18, 40), "XK")],
)
def test_a_destination_of_its_own_has_its_own_shape(
    tmp_path: Path, name: str, number: str | None, place: tuple[int, int], code: str
) -> None:
    """French Guiana in the colour of France would claim advice that was never given."""
    world = a_topology([a_square(*place, 6)], a_country(name, [[0]], number))
    assert list(drawn(tmp_path, world)["shapes"]) == [code]
