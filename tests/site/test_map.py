"""The map: complete, safe for any name, and readable without colour."""

import gzip
import re
from collections.abc import Mapping

import pytest
from lxml import html

from advisory_watch.core.advisory import Severity
from advisory_watch.core.destinations import destination_names
from advisory_watch.site.map import (
    SPLIT_SEVERITIES,
    MapSeverity,
    draw_map,
    list_places,
    render_map_style,
)
from advisory_watch.site.rendering.environment import STATIC, template_environment

SOURCES = ("us_state", "uk_fcdo", "ca_gac", "de_aa", "ie_dfa", "nz_mfat")

WITHOUT_SHAPE: Mapping[str, str] = {
    "AQ": "would take a fifth of the map",
    "BQ": "its islands are drawn, each under its own code",
    "BV": "is not in the set",
    "GI": "is not in the set",
    "TK": "is not in the set",
    "TV": "is not in the set",
    "UM": "is not in the set",
}
"""Destinations that the map cannot show, with reasons; the table below the map has all."""

BUDGET_BYTES = 45_000
"""The most that the map may add to the front page, compressed, for slow connections."""


def a_map(
    says: Mapping[str, Severity | MapSeverity | None],
    *,
    name: str = "Kuwait",
    source: str = "US",
) -> html.HtmlElement:
    """Draw a map with advice for only one destination."""
    names = {**destination_names(), "KW": name, "us_state": source}
    steps = {
        source_id: step if isinstance(step, MapSeverity) else MapSeverity(whole=step)
        for source_id, step in says.items()
    }
    return html.fromstring(draw_map({"KW": steps}, names))


def test_every_destination_is_drawn_or_listed_as_shapeless() -> None:
    """A missing destination would look safe."""
    drawn = [place.code for place in list_places()]
    assert sorted([*drawn, *WITHOUT_SHAPE]) == sorted(destination_names())


@pytest.mark.parametrize("code", ["SG", "MT", "MV", "TO", "KI", "VA", "GP", "ES-CN"])
def test_a_tiny_destination_has_a_dot(code: str) -> None:
    """An island of half a pixel is invisible, and so is its colour."""
    assert next(place for place in list_places() if place.code == code).dot


@pytest.mark.parametrize("code", ["AU", "FR", "GF", "RU", "FJ", "US"])
def test_a_large_destination_has_an_outline(code: str) -> None:
    """The data set has some countries twice: a reef must not replace Australia."""
    assert len(next(place for place in list_places() if place.code == code).outline) > 40


def test_no_outline_leaps_across_the_map() -> None:
    """A country on both sides of 180°, like Russia or Fiji, must not be drawn as a bar.

    The longest true step is the 49th parallel, under a tenth of the map.
    """
    for place in list_places():
        for ring in place.outline.split("M")[1:]:
            _, _, *steps = map(int, re.findall(r"-?\d+", ring))
            assert all(abs(step) < 1000 for step in steps), place.code


def test_the_map_of_a_full_world_is_small() -> None:
    """The map is part of a page that readers open on an old phone."""
    says = dict.fromkeys(SOURCES, MapSeverity(whole=Severity.CAUTION))
    drawn = draw_map(
        dict.fromkeys(destination_names(), says), {**destination_names(), "us_state": "US"}
    )
    assert len(gzip.compress(drawn.encode(), mtime=0)) < BUDGET_BYTES


def test_a_shape_says_each_source_and_the_gravest_of_all() -> None:
    """The source switch and the tooltip need the level of each government."""
    says = {"us_state": Severity.RECONSIDER, "ca_gac": Severity.CAUTION, "de_aa": None}
    (link,) = a_map(says).iter("a")
    assert link.get("href") == "d/kw.html"
    shape = link[0]
    marks = {name: value for name, value in shape.items() if name.startswith("data-")}
    expected = {"data-g": "3", "data-us_state": "3", "data-ca_gac": "2", "data-de_aa": "0"}
    assert marks == expected
    assert shape.findtext("title") == "Kuwait: US 3, ca_gac 2, de_aa –"


def test_a_part_above_the_whole_is_shown() -> None:
    """A green country with a war at its border would mislead a traveller."""
    says = {
        "us_state": MapSeverity(whole=Severity.CAUTION),
        "uk_fcdo": MapSeverity(whole=Severity.NORMAL, part=Severity.DO_NOT_TRAVEL),
    }
    (link,) = a_map(says).iter("a")
    assert link[0].get("data-g") == "2-4"
    assert link[0].get("data-uk_fcdo") == "1-4"
    assert link[0].findtext("title") == "Kuwait: US 2, uk_fcdo 1 (parts 4)"


def test_a_part_not_above_any_whole_adds_nothing() -> None:
    """If a government advises against the whole country, a part adds nothing."""
    part = MapSeverity(whole=Severity.NORMAL, part=Severity.DO_NOT_TRAVEL)
    (link,) = a_map({"us_state": Severity.DO_NOT_TRAVEL, "uk_fcdo": part}).iter("a")
    assert link[0].get("data-g") == "4"


def test_without_any_level_the_gravest_is_no_level() -> None:
    """A missing level is not Level 1: no government has called the place normal."""
    (link,) = a_map({"us_state": None}).iter("a")
    assert link[0].get("data-g") == "0"


def test_a_destination_without_advice_has_no_link() -> None:
    """It has no page, so a link would be broken."""
    assert len(list(a_map({"us_state": Severity.NORMAL}).iter("a"))) == 1


@pytest.mark.parametrize("hostile", ["</title><script>alert(1)</script>", "\"'><b onclick=x>&amp;"])
def test_a_hostile_name_is_only_text(hostile: str) -> None:
    """Names come from publishers' pages, which an attacker may have changed."""
    figure = a_map({"us_state": Severity.CAUTION}, name=hostile, source=hostile)
    (link,) = figure.iter("a")
    assert link[0].findtext("title") == f"{hostile}: {hostile} 2"
    assert not list(figure.iter("script", "b"))


def test_nothing_in_the_map_needs_a_looser_policy() -> None:
    """The page forbids inline style and script, which a browser would silently drop."""
    figure = a_map({"us_state": Severity.CAUTION})
    attributes = {name for element in figure.iter() for name in element.attrib}
    assert not {name for name in attributes if name == "style" or name.startswith("on")}


def test_keyboard_and_screen_readers_skip_the_map() -> None:
    """The map has two hundred links that the table repeats: tabbing through them takes too long."""
    figure = a_map({"us_state": Severity.CAUTION})
    assert figure.get("aria-hidden") == "true"
    assert {link.get("tabindex") for link in figure.iter("a")} == {"-1"}


def test_each_high_level_has_its_own_pattern() -> None:
    """Readers who cannot distinguish red from orange need patterns."""
    figure = a_map({"us_state": Severity.CAUTION})
    hatches = {pattern.get("id"): html.tostring(pattern) for pattern in figure.iter("pattern")}
    in_parts = {f"map-{step.mark}" for step in SPLIT_SEVERITIES}
    assert len(in_parts) == 9
    assert set(hatches) == {"map-2", "map-3", "map-4"} | in_parts
    drawn = {pattern.partition(b">")[2] for pattern in hatches.values()}
    assert len(drawn) == len(hatches)
    assert re.findall(rb'class="p(.)', hatches["map-1-4"]) == [b"4", b"1"]  # diamonds of the whole


def test_the_style_uses_the_patterns() -> None:
    """A pattern without a rule is never drawn."""
    style = (STATIC / "map.css").read_text() + render_map_style(["us_state"])
    for level in (2, 3, 4):
        fill = f"{{fill:url(#map-{level}) var(--s{level}"
        assert f'[data-g="{level}"]{fill}' in style
        assert f':root:has(#map-us_state:checked) .map [data-us_state="{level}"]{fill}' in style
    for step in SPLIT_SEVERITIES:
        assert f'.map [data-g="{step.mark}"]{{fill:url(#map-{step.mark})' in style
        assert f'[data-us_state="{step.mark}"]{{fill:url(#map-{step.mark})' in style


def test_a_new_source_gets_its_rules() -> None:
    """Without rules, a new source would show a world without advice."""
    rules = render_map_style([*SOURCES, "xx_new"])
    assert rules.count("#map-xx_new:checked") == rules.count("#map-us_state:checked") > 5


def test_choosing_a_source_first_resets_the_colours() -> None:
    """Otherwise, destinations without advice would keep another government's colour."""
    rules = render_map_style(["us_state"]).splitlines()
    first = next(rule for rule in rules if "#map-us_state:checked" in rule)
    assert first == ":root:has(#map-us_state:checked) .map [data-g]{fill:var(--s0)}"


def test_a_legend_swatch_is_coloured_like_the_map() -> None:
    """A legend with other patterns than the map explains nothing."""
    template = template_environment().from_string(
        '{% from "swatch.html" import swatch %}{{ swatch(4) }}'
    )
    assert 'data-g="4"' in template.render()
    assert '.swatch [data-g="4"]{fill:url(#map-4)' in (STATIC / "map.css").read_text()
