"""GeoJSON (RFC 7946) for maps: the present levels, and the changes of the last days.

Home Assistant shows `title`, and reads `id` and points; it knows no outline of many parts. So the
levels are written twice, as outlines and as points. A destination that the map does not have is a
feature without geometry.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from advisory_watch.core.advisory import Departure
from advisory_watch.core.change_log import ChangeLogEntry, SiteSnapshot
from advisory_watch.core.source import Source
from advisory_watch.core.text import as_shown, step_of
from advisory_watch.core.views import CurrentAdvice
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.comparison_page import DestinationRow, build_rows
from advisory_watch.site.feeds.areas import area_geometry, point_geometry
from advisory_watch.site.feeds.atom import build_link, render_title, replace_unprintable
from advisory_watch.site.feeds.cap_series import was_sent
from advisory_watch.site.rendering.config import (
    CHANGE_POINTS,
    LEVEL_POINTS,
    LEVELS,
    SiteConfig,
    cap_file,
    change_page,
    destination_cap_feed,
    destination_page,
    encode_web_url,
)
from advisory_watch.site.rendering.environment import format_iso

LAST_DAYS = timedelta(days=7)
"""The time of the feed of changes."""

CHANGES_MAX = 200
"""Changes in that feed, newest first: a map of more shows nothing."""

Changes = Mapping[tuple[str, str], ChangeLogEntry]
"""The last change of the advice of a source about a destination, corrected ones left out."""


def render_levels(site_snapshot: SiteSnapshot, config: SiteConfig) -> Iterator[WebFile]:
    """Render the present levels of every destination, as outlines and as points.

    The files change only with the advice: they do not have the time of the last check.
    """
    entries = site_snapshot.change_log.entries
    records = {state.health.source: state.records for state in site_snapshot.states}
    sources = [source for source in config.sources if source.levels]
    rows = build_rows(entries, records, [source.id for source in sources])
    changes = _last_changes(entries)
    levels = {row.code: _describe(row, sources, changes, config) for row in rows}
    yield _collection(LEVELS, "Levels of travel advice", levels.items(), area_geometry)
    yield _collection(LEVEL_POINTS, "Levels of travel advice", levels.items(), point_geometry)


def render_change_points(site_snapshot: SiteSnapshot, config: SiteConfig) -> WebFile:
    """Render the changes of the last days; the file also changes when a change grows old."""
    recent = [
        entry
        for entry in site_snapshot.change_log.entries
        if timedelta(0) <= site_snapshot.at - entry.decided_at <= LAST_DAYS and was_sent(entry)
    ]
    features = ((entry.id, _describe_change(entry, config)) for entry in recent[:CHANGES_MAX])
    places = {entry.id: point_geometry(entry.destination) for entry in recent}
    return _collection(CHANGE_POINTS, "Changes of travel advice", features, places.get)


def _collection(
    path: str,
    name: str,
    features: Iterable[tuple[str, Mapping[str, Any]]],
    geometry_of: Callable[[str], Any],
) -> WebFile:
    """Write a feature a line; `name` is what QGIS calls the layer."""
    lines = ",\n".join(
        _to_json(
            {
                "type": "Feature",
                "id": feature_id,
                "geometry": geometry_of(feature_id),
                "properties": properties,
            }
        )
        for feature_id, properties in features
    )
    body = f'{{"type":"FeatureCollection","name":{_to_json(name)},"features":[\n{lines}\n]}}\n'
    return WebFile(path=path, body=replace_unprintable(body).encode())


def _to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _last_changes(entries: Iterable[ChangeLogEntry]) -> Changes:
    changes: dict[tuple[str, str], ChangeLogEntry] = {}
    for entry in entries:
        if not entry.is_notice and not entry.is_retracted:
            changes.setdefault((entry.source, entry.destination), entry)
    return changes


def _describe(
    row: DestinationRow, sources: Iterable[Source], changes: Changes, config: SiteConfig
) -> dict[str, Any]:
    """Describe a destination: first for maps, which know no lists, then each government."""
    voices = [
        (source, advice)
        for source, advice in zip(sources, row.advice, strict=True)
        if advice and advice.advisory
    ]
    governments = [
        _describe_advice(source, advice, changes.get((source.id, row.code)), config)
        for source, advice in voices
    ]
    highest = row.gravest.part or row.gravest.whole
    departure = max((_departure(advice) for _, advice in voices), default=Departure.NONE)
    parts = " for parts" if row.gravest.part else ""
    level = f"level {highest:d} ({step_of(highest)}){parts}" if highest else "no level"
    return {
        "title": f"{row.name}: {level}",
        "code": row.code,
        "name": row.name,
        "highest": highest,
        "highest_is_for_parts": row.gravest.part is not None,
        "departure": departure.words,
        "page": build_link(config, destination_page(row.code)),
        "cap_feed": build_link(config, destination_cap_feed(row.code)),
        **{f"level_{source.id}": advice.gravest for source, advice in voices},
        "governments": governments,
    }


def _describe_advice(
    source: Source, advice: CurrentAdvice, change: ChangeLogEntry | None, config: SiteConfig
) -> dict[str, Any]:
    """Describe the advice of one government, and its last change since the watch began."""
    advisory = advice.advisory
    issued_on = advisory.issued_on if advisory else None
    return {
        "source": source.id,
        "publisher": source.publisher,
        "says": as_shown(advisory.native_level) if advisory else None,
        "level": advice.severity,
        "level_of_parts": advice.graver_part,
        "departure": _departure(advice).words,
        "issued_on": issued_on.isoformat() if issued_on else None,
        "is_withdrawn": advice.is_withdrawn,
        "is_unconfirmed": advice.is_unconfirmed,
        "url": encode_web_url(advisory.url if advisory else None) or None,
        "changed_at": format_iso(change.decided_at) if change else None,
        "is_urgent": change.is_urgent if change else False,
        "change": build_link(config, change_page(change.id)) if change else None,
        "cap": build_link(config, cap_file(change.id)) if change else None,
    }


def _departure(advice: CurrentAdvice) -> Departure:
    if advice.advisory is None or advice.is_withdrawn:
        return Departure.NONE
    return advice.advisory.departure


def _describe_change(entry: ChangeLogEntry, config: SiteConfig) -> dict[str, Any]:
    message_id = entry.correction or entry.id
    return {
        "title": render_title(entry),
        "code": entry.destination,
        "name": entry.name,
        "source": entry.source,
        "kinds": " ".join(entry.kinds),
        "is_urgent": entry.is_urgent and not entry.is_retracted,
        "is_notice": entry.is_notice,
        "is_corrected": entry.is_retracted,
        "says": None if entry.to_native is None else as_shown(entry.to_native),
        "level": entry.gravest_severity,
        "departure": entry.to_departure.words,
        "changed_at": format_iso(entry.decided_at),
        "url": encode_web_url(entry.url) or None,
        "page": build_link(config, change_page(message_id)),
        "cap": build_link(config, cap_file(message_id)),
    }
