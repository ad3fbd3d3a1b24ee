"""The world map: one SVG in the page, each destination in the colour of a source's severity.

The outlines are made by tools/world_map.py (docs/map.md). The page's switch colours them
by style alone: a shape carries what each source says as `data-<source>`, and the gravest
of all as `data-g`: a step for the whole, and after a dash that of a graver part.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from advisory_watch.core.comparing import graver_than
from advisory_watch.core.scales import Severity
from advisory_watch.site.rendering import environment

GEOMETRY = Path(__file__).parent / "world.json"

NO_LEVEL = 0
"""Written where a source says something without a level for the whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a source says of a destination: of the whole, and of a part where that is graver."""

    whole: Severity | None
    part: Severity | None = None

    @property
    def mark(self) -> str:
        """How a shape carries it: `2`, or `1-4` where it is graver in parts."""
        whole = f"{self.whole or NO_LEVEL:d}"
        return f"{whole}-{self.part:d}" if self.part else whole


Stated = Mapping[str, Step]
"""What is said of a destination, by source."""

IN_PARTS = tuple(
    Step(whole=whole, part=part)
    for whole in (None, *Severity)
    for part in Severity
    if graver_than(whole, part)
)
"""Every way in which parts can be graver than the whole."""

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
        template.render(
            world=world,
            places=places(),
            in_parts=IN_PARTS,
            marks=marks,
            titles=titles,
            root=root,
        )
    )


def gravest(steps: Iterable[Step]) -> Step:
    """Take the gravest that anybody says of the whole, and of a part where that is graver."""
    said = tuple(steps)
    whole = max((each.whole for each in said if each.whole), default=None)
    part = max((each.part for each in said if each.part), default=None)
    return Step(whole=whole, part=graver_than(whole, part))


def _marks(says: Stated) -> dict[str, str]:
    return {"g": gravest(says.values()).mark} | {each: step.mark for each, step in says.items()}


def _title(code: str, stated: Mapping[str, Stated], names: Mapping[str, str]) -> str:
    said = [
        f"{names.get(source, source)} {_in_words(step)}"
        for source, step in stated.get(code, {}).items()
    ]
    return ": ".join(each for each in (names.get(code, code), ", ".join(said)) if each)


def _in_words(step: Step) -> str:
    whole = f"{step.whole:d}" if step.whole else "–"
    return f"{whole} (parts {step.part:d})" if step.part else whole


def map_stylesheet(source_ids: Iterable[str]) -> str:
    """Write the rules of the switch: the radio `map-<source>` colours by `data-<source>`.

    Without them, and where a browser does not know `:has`, the gravest word is shown.
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
