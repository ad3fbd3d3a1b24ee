"""openapi.json describes the JSON files of a built site, by OpenAPI 3.1."""

import json
from copy import deepcopy
from datetime import timedelta
from typing import Any

import jsonschema
import openapi_spec_validator
import pytest
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from advisory_watch.core.change_log import ChangeLog, SiteSnapshot
from advisory_watch.core.source_state import SourceState
from advisory_watch.core.web_file import WebFile, content_type
from advisory_watch.site.build import StaticSiteBuilder
from advisory_watch.site.rendering.config import SiteConfig
from advisory_watch.sources import SOURCES
from support.builders import NOON, a_health, a_record, an_entry

SERVED = SiteConfig(sources=tuple(SOURCES.values()), base_url="https://watch.example.org")
FOLDER = SiteConfig(sources=tuple(SOURCES.values()))
SCHEMAS = "/schema/{name}.json"
OURS = ("/openapi.json", SCHEMAS)
"""Files without a schema of their own."""


def files_of(config: SiteConfig) -> dict[str, WebFile]:
    """Build a small site; return its JSON files by address."""
    builder = StaticSiteBuilder(config=config)
    change_log = ChangeLog(entries=(an_entry(2), an_entry(1, url=None, to_native=None)))
    states = (SourceState(records={"KW": a_record()}, health=a_health()),)
    front = SiteSnapshot(at=NOON + timedelta(days=3), states=states, change_log=change_log)
    files = [
        *builder.render_static_files(),
        *builder.render_change_log(change_log),
        *builder.render_front_page(front),
    ]
    return {f"/{file.path}": file for file in files if file.path.endswith((".json", ".geojson"))}


FILES = files_of(SERVED)
DOCUMENT: dict[str, Any] = json.loads(FILES["/openapi.json"].body)


def described(path: str) -> dict[str, Any]:
    """Return what the document says of the answer to a path."""
    answer: dict[str, Any] = DOCUMENT["paths"][path]["get"]["responses"]["200"]["content"]
    return answer


def faults_of(path: str, body: bytes) -> list[str]:
    """Return where a file does not conform to its schema in the document."""
    ((_, content),) = described(path).items()
    schema = {**content["schema"], "components": DOCUMENT["components"]}
    validator = jsonschema.Draft202012Validator(schema)
    return [error.json_path for error in validator.iter_errors(json.loads(body))]


def test_the_document_is_valid() -> None:
    """Generators of clients reject any other."""
    openapi_spec_validator.validate(DOCUMENT)


def test_an_invalid_document_is_noticed() -> None:
    """The validator must see the version and the references."""
    broken = deepcopy(DOCUMENT)
    del broken["paths"]["/state.json"]["get"]["responses"]["200"]["description"]
    with pytest.raises(OpenAPIValidationError):
        openapi_spec_validator.validate(broken)


@pytest.mark.parametrize("config", [SERVED, FOLDER], ids=["served", "folder"])
def test_every_json_file_of_a_site_is_as_described(config: SiteConfig) -> None:
    """A file that the document omits is found by no client."""
    files = files_of(config)
    names = DOCUMENT["paths"][SCHEMAS]["parameters"][0]["schema"]["enum"]
    schemas = {f"/schema/{name}.json" for name in names}
    fixed = set(DOCUMENT["paths"]) - {SCHEMAS}
    assert set(files) == fixed | schemas
    for path in fixed:
        assert faults_of(path, files[path].body) == []
        assert list(described(path)) == [content_type(path)]


@pytest.mark.parametrize("path", [path for path in DOCUMENT["paths"] if path not in OURS])
def test_a_file_that_is_not_as_described_is_noticed(path: str) -> None:
    """A reference that resolves to nothing would accept everything."""
    document = json.loads(FILES[path].body)
    (entries,) = (value for name, value in document.items() if value and name in MEMBERS)
    del entries[0]["id" if "id" in entries[0] else "destination"]
    assert faults_of(path, json.dumps(document).encode()) != []


MEMBERS = ("words", "changes", "items", "features")
"""The list of entries in each file."""


def test_every_published_schema_is_a_schema() -> None:
    """A schema with an error in it describes nothing."""
    schemas = [file for path, file in FILES.items() if path.startswith("/schema/")]
    assert len(schemas) > len(MEMBERS)
    for file in schemas:
        jsonschema.Draft202012Validator.check_schema(json.loads(file.body))
