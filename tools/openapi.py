"""The OpenAPI 3.1 document of the JSON files of a site, made from their schemas.

A static document: its only server is the folder that it is served from.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PUBLISHED = "layers/advisory_watch/src/advisory_watch/site/published"
SCHEMAS = f"{PUBLISHED}/schema"
DOCUMENT = "openapi.json"

JSON = "application/json"
GEOJSON = "application/geo+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFile:
    """A JSON file of the site; `schema` is the name of its schema."""

    path: str
    schema: str
    summary: str
    media_type: str = JSON


FILES = (
    JsonFile(
        path="/state.json",
        schema="state-1",
        summary="Current advice of every source for every destination",
    ),
    JsonFile(path="/changes.json", schema="changes-1", summary="Every change, newest first"),
    JsonFile(
        path="/feed.json",
        schema="feed-1",
        summary="The newest 100 changes, as JSON Feed 1.1",
        media_type="application/feed+json",
    ),
    JsonFile(
        path="/levels.geojson",
        schema="levels-1",
        summary="Present levels of every destination, as outlines",
        media_type=GEOJSON,
    ),
    JsonFile(
        path="/levels-points.geojson",
        schema="levels-1",
        summary="Present levels of every destination, as points",
        media_type=GEOJSON,
    ),
    JsonFile(
        path="/changes.geojson",
        schema="change-points-1",
        summary="The changes of the last seven days, as points",
        media_type=GEOJSON,
    ),
)
"""The files with a schema, in the order of the document."""


def published(root: Path) -> Mapping[Path, str]:
    """Return the text of every generated file: the document, and copies of the schemas in docs."""
    schemas = {path.name: path.read_text() for path in sorted((root / SCHEMAS).glob("*.json"))}
    text = json.dumps(build_openapi(schemas), indent=2) + "\n"
    copies = {root / "docs" / "schema" / name: schema for name, schema in schemas.items()}
    return {root / PUBLISHED / DOCUMENT: text, root / "docs" / DOCUMENT: text, **copies}


def build_openapi(schemas: Mapping[str, str]) -> dict[str, Any]:
    """Build the document from the texts of the schemas, by file name."""
    components = {
        name: schema
        for file in FILES
        for name, schema in _components(file.schema, json.loads(schemas[f"{file.schema}.json"]))
    }
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Advisory Watch",
            "version": "1",
            "summary": "What governments say about travel, and every change of it.",
            "description": "Files of a static site: GET only, without a key. "
            "A renamed or removed member is a new version of its schema.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": ".", "description": "The folder of this document."}],
        "paths": {
            **{file.path: _path(file.summary, file.media_type, file.schema) for file in FILES},
            f"/{DOCUMENT}": _path("This document"),
            "/schema/{name}.json": _schema_path([Path(name).stem for name in schemas]),
        },
        "components": {"schemas": components},
    }


def _path(summary: str, media_type: str = JSON, schema: str = "") -> dict[str, Any]:
    content = {"$ref": f"#/components/schemas/{schema}"} if schema else {"type": "object"}
    answer = {"description": summary, "content": {media_type: {"schema": content}}}
    return {"get": {"summary": summary, "responses": {"200": answer}}}


def _schema_path(names: list[str]) -> dict[str, Any]:
    """Describe the schemas, of what is served elsewhere too: messages, events, manifests."""
    name = {"name": "name", "in": "path", "required": True, "schema": {"enum": names}}
    return {"parameters": [name], **_path("A JSON schema of what this program publishes")}


def _components(name: str, schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield a schema and its definitions as components, since `#` is another document there."""
    whole = {key: value for key, value in schema.items() if key not in ("$schema", "$defs")}
    yield name, _with_references(whole, name)
    for definition, value in schema.get("$defs", {}).items():
        yield f"{name}.{definition}", _with_references(value, name)


def _with_references(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return [_with_references(item, name) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: item.replace("#/$defs/", f"#/components/schemas/{name}.")
        if key == "$ref"
        else _with_references(item, name)
        for key, item in value.items()
    }
