"""A reader of GeoJSON that behaves as the integration `geo_json_events` of Home Assistant does.

Written after the reading of the public source of its libraries (exxamalte/python-aio-geojson-client
and -generic-client, 2026), and it parses with the same library, `geojson`:

- The name of an entity is the property `title`, its id the `id` of the feature.
- A point is its position. Of a polygon it takes the exterior, and no polygon of many parts.
- A feature without a geometry that it knows is left out, as is one beyond the radius.
- A property `pubDate` must be in the format of one Australian authority.
"""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

import geojson

EARTH_KM = 6371.0


@dataclass(frozen=True, kw_only=True)
class Entity:
    """What a user sees on the map and in automations; `distance` is the state, in kilometres."""

    external_id: str
    name: str
    latitude: float
    longitude: float
    distance: float


def read_entities(
    body: bytes, home: tuple[float, float], radius_km: float = 20_000
) -> dict[str, Entity]:
    """Return the entities within a radius of the home (latitude and longitude), by id."""
    found = {}
    for feature in geojson.loads(body.decode()).features:
        assert "pubDate" not in feature.properties
        if not isinstance(feature.geometry, geojson.geometry.Point):
            continue
        longitude, latitude = feature.geometry.coordinates
        distance = _distance(home, (latitude, longitude))
        if distance <= radius_km:
            found[feature["id"]] = Entity(
                external_id=feature["id"],
                name=feature.properties["title"],
                latitude=latitude,
                longitude=longitude,
                distance=distance,
            )
    return found


def _distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the distance on a sphere, in kilometres (haversine)."""
    (lat_a, lon_a), (lat_b, lon_b) = map(_in_radians, (a, b))
    chord = sin((lat_b - lat_a) / 2) ** 2
    chord += cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(chord))


def _in_radians(point: tuple[float, float]) -> tuple[float, float]:
    return radians(point[0]), radians(point[1])
