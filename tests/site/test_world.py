"""The map: that no destination is forgotten, no name breaks it, and no eye depends on colour."""

import gzip
import re
from collections.abc import Mapping

import pytest
from lxml import html

from advisory_watch.core.destinations.iso3166 import CODES
from advisory_watch.core.scales import Severity
from advisory_watch.site.assets import STATIC
from advisory_watch.site.rendering import environment
from advisory_watch.site.world import (
    IN_PARTS,
    WITHOUT_SHAPE,
    Step,
    map_stylesheet,
    places,
    world_map,
)

SOURCES = ("us_state", "uk_fcdo", "ca_gac", "de_aa", "ie_dfa", "nz_mfat")

BUDGET_BYTES = 45_000
"""What the map may add to the front page, compressed: it is read on bad connections."""


def a_map(
    says: Mapping[str, Severity | Step | None],
    *,
    name: str = "Kuwait",
    source: str = "US",
    root: str = "",
) -> html.HtmlElement:
    """Draw a world of which one destination is spoken of."""
    names = {**CODES, "KW": name, "us_state": source}
    steps = {
        each: step if isinstance(step, Step) else Step(whole=step) for each, step in says.items()
    }
    return html.fromstring(world_map({"KW": steps}, names, root))


def test_every_destination_is_drawn_or_said_to_have_no_shape() -> None:
    """A destination forgotten silently is taken for a safe one."""
    drawn = [place.code for place in places()]
    assert sorted([*drawn, *WITHOUT_SHAPE]) == sorted(CODES)


@pytest.mark.parametrize("code", ["SG", "MT", "MV", "TO", "KI", "VA", "GP", "ES-CN"])
def test_a_tiny_destination_has_a_dot(code: str) -> None:
    """An island of half a pixel cannot be seen, nor its colour."""
    assert next(each for each in places() if each.code == code).dot


@pytest.mark.parametrize("code", ["AU", "FR", "GF", "RU", "FJ", "US"])
def test_a_large_destination_has_an_outline(code: str) -> None:
    """The set has some countries twice: a reef must not replace Australia."""
    assert len(next(each for each in places() if each.code == code).outline) > 40


def test_no_outline_leaps_across_the_map() -> None:
    """Russia and Fiji lie on both sides of 180°: a bar across the Arctic hides other countries.

    The longest true step is the 49th parallel, under a tenth of the map.
    """
    for place in places():
        for ring in place.outline.split("M")[1:]:
            _, _, *steps = map(int, re.findall(r"-?\d+", ring))
            assert all(abs(step) < 1000 for step in steps), place.code


def test_the_map_of_a_full_world_is_small() -> None:
    """It stands in the page that is opened on an old phone in a hotel lobby."""
    says = dict.fromkeys(SOURCES, Step(whole=Severity.CAUTION))
    drawn = world_map(dict.fromkeys(CODES, says), {**CODES, "us_state": "US"}, "")
    assert len(gzip.compress(drawn.encode(), mtime=0)) < BUDGET_BYTES


def test_a_shape_says_each_source_and_the_gravest_of_all() -> None:
    """The switch, and the eye, must find what each government says."""
    says = {"us_state": Severity.RECONSIDER, "ca_gac": Severity.CAUTION, "de_aa": None}
    (link,) = a_map(says, root="../").iter("a")
    assert link.get("href") == "../d/kw.html"
    shape = link[0]
    marks = {name: value for name, value in shape.items() if name.startswith("data-")}
    expected = {"data-g": "3", "data-us_state": "3", "data-ca_gac": "2", "data-de_aa": "0"}
    assert marks == expected
    assert shape.findtext("title") == "Kuwait: US 3, ca_gac 2, de_aa –"


def test_a_part_that_is_graver_than_the_whole_is_seen() -> None:
    """A plain green country with a war at its border would lead somebody there."""
    says = {
        "us_state": Step(whole=Severity.CAUTION),
        "uk_fcdo": Step(whole=Severity.NORMAL, part=Severity.DO_NOT_TRAVEL),
    }
    (link,) = a_map(says).iter("a")
    assert link[0].get("data-g") == "2-4"
    assert link[0].get("data-uk_fcdo") == "1-4"
    assert link[0].findtext("title") == "Kuwait: US 2, uk_fcdo 1 (parts 4)"


def test_a_part_that_is_no_graver_than_anybodys_whole_adds_nothing() -> None:
    """Where a government advises against all of it, the map cannot say more."""
    part = Step(whole=Severity.NORMAL, part=Severity.DO_NOT_TRAVEL)
    (link,) = a_map({"us_state": Severity.DO_NOT_TRAVEL, "uk_fcdo": part}).iter("a")
    assert link[0].get("data-g") == "4"


def test_without_any_level_the_gravest_is_no_level() -> None:
    """No level is not level 1: nobody has called the place normal."""
    (link,) = a_map({"us_state": None}).iter("a")
    assert link[0].get("data-g") == "0"


def test_what_nobody_speaks_of_is_no_link() -> None:
    """It has no page: a link would lead nowhere."""
    assert len(list(a_map({"us_state": Severity.NORMAL}).iter("a"))) == 1


@pytest.mark.parametrize("hostile", ["</title><script>alert(1)</script>", "\"'><b onclick=x>&amp;"])
def test_a_hostile_name_is_only_text(hostile: str) -> None:
    """Names come from publishers' pages, which somebody else may have written."""
    figure = a_map({"us_state": Severity.CAUTION}, name=hostile, source=hostile)
    (link,) = figure.iter("a")
    assert link[0].findtext("title") == f"{hostile}: {hostile} 2"
    assert not list(figure.iter("script", "b"))


def test_nothing_in_the_map_needs_a_looser_policy() -> None:
    """The page forbids inline style and script; a browser would drop them silently."""
    figure = a_map({"us_state": Severity.CAUTION})
    attributes = {name for element in figure.iter() for name in element.attrib}
    assert not {name for name in attributes if name == "style" or name.startswith("on")}


def test_keys_and_screen_readers_pass_the_map_by() -> None:
    """Two hundred stops before the table, which has the same links, would keep people from it."""
    figure = a_map({"us_state": Severity.CAUTION})
    assert figure.get("aria-hidden") == "true"
    assert {link.get("tabindex") for link in figure.iter("a")} == {"-1"}


def test_each_grave_level_has_a_pattern_of_its_own() -> None:
    """Who cannot tell red from orange must not take one for the other."""
    figure = a_map({"us_state": Severity.CAUTION})
    hatches = {each.get("id"): html.tostring(each) for each in figure.iter("pattern")}
    in_parts = {f"map-{step.mark}" for step in IN_PARTS}
    assert len(in_parts) == 9
    assert set(hatches) == {"map-2", "map-3", "map-4"} | in_parts
    drawn = {each.partition(b">")[2] for each in hatches.values()}
    assert len(drawn) == len(hatches)


def test_the_style_uses_the_patterns() -> None:
    """A pattern that no rule names is never seen."""
    style = (STATIC / "map.css").read_text() + map_stylesheet(["us_state"])
    for level in (2, 3, 4):
        fill = f"{{fill:url(#map-{level}) var(--s{level}"
        assert f'[data-g="{level}"]{fill}' in style
        assert f':root:has(#map-us_state:checked) .map [data-us_state="{level}"]{fill}' in style
    for step in IN_PARTS:
        assert f'.map [data-g="{step.mark}"]{{fill:url(#map-{step.mark})' in style
        assert f'[data-us_state="{step.mark}"]{{fill:url(#map-{step.mark})' in style


def test_a_new_source_gets_its_rules_unasked() -> None:
    """A source that can be chosen and colours nothing would look like a world without advice."""
    rules = map_stylesheet([*SOURCES, "xx_new"])
    assert rules.count("#map-xx_new:checked") == rules.count("#map-us_state:checked") > 5


def test_a_choice_first_takes_away_the_gravest() -> None:
    """Where the chosen source is silent, another's colour would be put in its mouth."""
    rules = map_stylesheet(["us_state"]).splitlines()
    first = next(each for each in rules if "#map-us_state:checked" in each)
    assert first == ":root:has(#map-us_state:checked) .map [data-g]{fill:var(--s0)}"


def test_a_swatch_of_the_legend_is_coloured_as_the_map_is() -> None:
    """A legend with other patterns than the map explains nothing."""
    template = environment().from_string('{% from "swatch.html" import swatch %}{{ swatch(4) }}')
    assert 'data-g="4"' in template.render()
    assert '.swatch [data-g="4"]{fill:url(#map-4)' in (STATIC / "map.css").read_text()
