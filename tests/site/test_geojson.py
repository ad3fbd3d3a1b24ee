"""GeoJSON for maps: valid, complete, read back by its own library and as Home Assistant does."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import geojson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Departure, Severity
from advisory_watch.core.change_log import ChangeLog, ChangeLogEntry, SiteSnapshot
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.source_state import SourceState
from advisory_watch.core.text import DIRECTION_MARKS
from advisory_watch.core.web_file import content_type
from advisory_watch.site.build import StaticSiteBuilder
from advisory_watch.site.feeds.geojson import CHANGES_MAX, render_change_points, render_levels
from support.builders import NOON, a_corrected_entry, a_health, a_record, an_advisory, an_entry
from support.cap_messages import FOLDER, SERVED
from support.home_assistant import read_entities

KUWAIT_CITY, LONDON = (29.37, 47.98), (51.5, -0.12)


def a_snapshot(
    *advisories: Any, entries: Iterable[ChangeLogEntry] = (), days: float = 0
) -> SiteSnapshot:
    """Build a snapshot with some advice, some days after noon; the last check moves with it."""
    at = NOON + timedelta(days=days)
    records: dict[str, dict[str, DestinationRecord]] = {}
    for advisory in advisories:
        records.setdefault(advisory.source, {})[advisory.destination] = a_record(advisory)
    states = tuple(
        SourceState(records=by_code, health=a_health(source=source, last_good_at=at))
        for source, by_code in records.items()
    )
    return SiteSnapshot(at=at, states=states, change_log=ChangeLog(entries=tuple(entries)))


KUWAIT = an_advisory(Severity.RECONSIDER, departure=Departure.ORDERED_DEPARTURE)
BRITISH = an_advisory(
    Severity.NORMAL,
    source="uk_fcdo",
    native_level="avoid_all_travel_to_parts",
    partial_severity=Severity.DO_NOT_TRAVEL,
)
TUVALU = an_advisory(Severity.CAUTION, destination="TV", name="Tuvalu")
TONGA = an_advisory(Severity.NORMAL, destination="TO", name="Tonga")
WORLD = (KUWAIT, BRITISH, TUVALU, TONGA)


def levels(snapshot: SiteSnapshot, path: str = "levels.geojson") -> geojson.FeatureCollection:
    """Read the present levels with the library, which must find no error."""
    files = {file.path: file.body for file in render_levels(snapshot, SERVED)}
    return read(files[path])


def read(body: bytes) -> geojson.FeatureCollection:
    """Read a file with the library of the format, and check every geometry."""
    collection = geojson.loads(body.decode())
    assert isinstance(collection, geojson.FeatureCollection)
    for feature in collection.features:
        assert isinstance(feature, geojson.Feature)
        assert feature.geometry is None or feature.geometry.is_valid, feature.geometry.errors()
    ids = [feature["id"] for feature in collection.features]
    assert len(set(ids)) == len(ids)
    return collection


def by_id(collection: geojson.FeatureCollection) -> dict[str, geojson.Feature]:
    """Return features by their ids."""
    return {feature["id"]: feature for feature in collection.features}


def test_a_destination_has_its_highest_level_and_each_government() -> None:
    """A map colours by one number; its reader asks who says so."""
    change = an_entry(2, is_urgent=True)
    wrong = a_corrected_entry(3)
    found = by_id(levels(a_snapshot(*WORLD, entries=(wrong, change, an_entry(1)))))
    kuwait = found["KW"].properties
    assert kuwait["title"] == "Kuwait: level 4 (do not travel) for parts"
    assert (kuwait["highest"], kuwait["highest_is_for_parts"]) == (4, True)
    assert kuwait["departure"] == "ordered departure"
    assert (kuwait["level_us_state"], kuwait["level_uk_fcdo"]) == (3, 4)
    assert kuwait["page"] == "https://watch.example.org/d/kw.html"
    assert kuwait["cap_feed"] == "https://watch.example.org/d/kw.cap.atom"
    american, british = kuwait["governments"]
    assert american["says"] == "Level 3: Reconsider Travel"
    assert american["is_urgent"] is True
    assert american["change"] == f"https://watch.example.org/c/{change.id}.html"
    assert american["cap"] == f"https://watch.example.org/c/{change.id}.cap.xml"
    assert american["url"] == "https://travel.state.gov/kuwait.html"
    assert british["says"] == "avoid all travel to parts"
    assert (british["level"], british["level_of_parts"]) == (1, 4)
    assert british["change"] is None


def test_outlines_and_points_have_the_same_properties() -> None:
    """A map of outlines and a map of points must say the same."""
    snapshot = a_snapshot(*WORLD)
    outlines, points = by_id(levels(snapshot)), by_id(levels(snapshot, "levels-points.geojson"))
    kinds = {code: getattr(feature.geometry, "type", None) for code, feature in outlines.items()}
    assert kinds == {"KW": "MultiPolygon", "TO": "Point", "TV": None}
    assert {code: getattr(feature.geometry, "type", None) for code, feature in points.items()} == {
        "KW": "Point",
        "TO": "Point",
        "TV": None,
    }
    for code, feature in outlines.items():
        assert feature.properties == points[code].properties


def test_withdrawn_advice_has_no_level() -> None:
    """Advice that is no longer published must not colour a map."""
    record = a_record(KUWAIT, is_withdrawn=True)
    states = (SourceState(records={"KW": record}, health=a_health()),)
    snapshot = SiteSnapshot(at=NOON, states=states, change_log=ChangeLog())
    properties = by_id(levels(snapshot))["KW"].properties
    assert (properties["highest"], properties["title"]) == (None, "Kuwait: no level")
    assert properties["departure"] == "none"
    assert properties["governments"][0]["is_withdrawn"] is True


def test_home_assistant_shows_levels_and_changes_as_points() -> None:
    """It needs a point, a title and an id, and measures the distance from home."""
    entries = [an_entry(0), an_entry(-1, destination="TO", name="Tonga", headline="US: Tonga")]
    snapshot = a_snapshot(*WORLD, entries=entries)
    files = {file.path: file.body for file in render_levels(snapshot, SERVED)}
    near = read_entities(files["levels-points.geojson"], KUWAIT_CITY, radius_km=500)
    assert [entity.name for entity in near.values()] == [
        "Kuwait: level 4 (do not travel) for parts"
    ]
    assert near["KW"].distance < 100
    changes = read_entities(render_change_points(snapshot, SERVED).body, LONDON)
    assert {entity.name for entity in changes.values()} == {entries[0].headline, "US: Tonga"}
    assert set(changes) == {entry.id for entry in entries}
    assert read_entities(files["levels.geojson"], KUWAIT_CITY, radius_km=500) == {}


def test_only_changes_of_the_last_days_are_on_the_map() -> None:
    """An old change next to a new one looks as urgent."""
    entries = [an_entry(number) for number in (9, 8, 1)]
    points = read(render_change_points(a_snapshot(entries=entries, days=9), SERVED).body)
    assert [feature["id"] for feature in points.features] == [entry.id for entry in entries[:2]]
    later = read(render_change_points(a_snapshot(entries=entries, days=30), SERVED).body)
    assert later.features == []


def test_a_corrected_change_says_so_and_an_unsent_one_is_left_out() -> None:
    """A false alarm on a map is believed."""
    wrong = a_corrected_entry(2, retracted_at=NOON)
    unsent = an_entry(1, is_retracted=True)
    body = render_change_points(a_snapshot(entries=(wrong, unsent), days=3), SERVED).body
    (feature,) = read(body).features
    assert feature.properties["title"] == f"CORRECTION: {wrong.headline} was wrong"
    assert (feature.properties["is_corrected"], feature.properties["is_urgent"]) == (True, False)
    assert feature.properties["cap"] == f"https://watch.example.org/c/{wrong.correction}.cap.xml"


def test_a_day_of_many_changes_is_bounded() -> None:
    """A map of a thousand points shows nothing."""
    entries = [
        an_entry(number, decided_at=NOON - timedelta(minutes=number))
        for number in range(CHANGES_MAX + 9)
    ]
    points = read(render_change_points(a_snapshot(entries=entries), SERVED).body)
    assert len(points.features) == CHANGES_MAX


def test_time_alone_changes_no_file() -> None:
    """Every version of a file costs money, and a map would redraw every hour."""
    entries = [an_entry(0)]
    early, late = (a_snapshot(*WORLD, entries=entries, days=days) for days in (1, 2))
    builder = StaticSiteBuilder(config=SERVED)

    def written(snapshot: SiteSnapshot) -> dict[str, bytes]:
        files = builder.render_front_page(snapshot)
        return {file.path: file.body for file in files if file.path.endswith(".geojson")}

    assert written(early) == written(late)
    assert set(written(early)) == {
        "levels.geojson",
        "levels-points.geojson",
        "changes.geojson",
    }
    assert content_type("levels.geojson") == "application/geo+json"


@given(st.text(max_size=40))
def test_hostile_words_break_no_map(words: str) -> None:
    """A publisher can be hacked, and a page of a map shows what it is given."""
    advisory = replace(KUWAIT, destination="XX", name=words, native_level=words, url=words)
    entry = an_entry(0, name=words, headline=words, to_native=words, url=words)
    snapshot = a_snapshot(advisory, entries=(entry,))
    files = [*render_levels(snapshot, FOLDER), render_change_points(snapshot, FOLDER)]
    for file in files:
        text = file.body.decode()
        assert not DIRECTION_MARKS.search(text)
        assert len(json.loads(text)["features"]) == 1


@pytest.mark.parametrize("config", [FOLDER, SERVED])
def test_links_are_absolute_if_the_site_has_an_address(config: Any) -> None:
    """A relative link in a file on another host leads nowhere."""
    file = next(iter(render_levels(a_snapshot(KUWAIT), config)))
    page = read(file.body).features[0].properties["page"]
    assert page == ("https://watch.example.org/d/kw.html" if config.base_url else "d/kw.html")
