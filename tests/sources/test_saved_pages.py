"""Documents in the publishers' formats, one for each trap, and their expected readings.

`<source>/<door>/<case>.xml` has `<case>.reading.json` next to it. A file in a folder `listing` is
an index, and its `<case>.reading.json` holds the documents that it lists. After an intended change,
`pytest tests/sources --update-golden` rewrites the expected files: review the difference.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from advisory_watch.core.advisory import Advisory
from advisory_watch.core.errors import SourceError
from advisory_watch.core.page import Page
from advisory_watch.core.serialization import to_record
from advisory_watch.core.source import Endpoint
from advisory_watch.sources import SOURCES
from support.builders import NOON

SILENT = to_record(
    Advisory(source="", destination="", name="", native_level="(none)", severity=None)
)
"""The record of an advisory without any content."""

OF_THE_CHECK = {"listed", "first_reads", "first_documents"}
"""Fields that no reader sets: the check adds them after reading."""

ANYWHERE: dict[str, Any] = {"destinations": []}
"""The default of every item problem: its destination is unknown."""

HERE = Path(__file__).parent
PAGES = sorted(
    path
    for source_id in SOURCES
    for path in HERE.glob(f"{source_id}/*/**/*")
    if path.is_file() and not path.name.endswith(".reading.json")
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(HERE)))
def test_saved_page_reads_as_expected(path: Path, pytestconfig: pytest.Config) -> None:
    """Every trap was found in the real feeds; a reader that falls into one sends wrong advice."""
    actual = json.dumps(_reading(path), indent=2, ensure_ascii=False) + "\n"
    golden = path.with_suffix(".reading.json")
    if pytestconfig.getoption("--update-golden"):
        golden.write_text(actual)
    assert actual == golden.read_text()


def _reading(path: Path) -> dict[str, Any]:
    """Read a document through the endpoint named by its folder."""
    source_id, door_id, *below = path.relative_to(HERE).parts
    endpoint = _door(source_id, door_id)
    try:
        return _listed(endpoint, path) if "listing" in below else _read(endpoint, path)
    except SourceError as error:
        expected, _, _ = error.reason.partition(", found")  # the rest is the parser's own text
        return {"error": type(error).__name__, "reason": expected}


def _read(endpoint: Endpoint, path: Path) -> dict[str, Any]:
    page = Page(
        target=replace(endpoint.target, url="file"), body=path.read_bytes(), fetched_at=NOON
    )
    snapshot = to_record(endpoint.read(page))
    record = {name: value for name, value in snapshot.items() if name not in OF_THE_CHECK}
    record["advisories"] = [_telling(item) for item in record["advisories"]]
    record["problems"] = [_unlike(ANYWHERE, item) for item in record["problems"]]
    return record


def _listed(endpoint: Endpoint, path: Path) -> dict[str, Any]:
    """Return the listing of an index; its documents are next to the endpoint's URL."""
    page = Page(target=endpoint.target, body=path.read_bytes(), fetched_at=NOON)
    listing = endpoint.list(endpoint.target, page)
    documents = [{**to_record(item), "target": item.target.url} for item in listing.documents]
    problems = [_unlike(ANYWHERE, to_record(item)) for item in listing.problems]
    stated = [_telling(to_record(item)) for item in listing.advisories]
    return {"documents": documents, "problems": problems} | ({"stated": stated} if stated else {})


def _door(source_id: str, door_id: str) -> Endpoint:
    return next(endpoint for endpoint in SOURCES[source_id].endpoints if endpoint.id == door_id)


def _telling(advisory: dict[str, Any]) -> dict[str, Any]:
    """Leave out fields with default values, except an empty text, which has a meaning."""
    told = {**advisory, "notes": _unlike(SILENT["notes"], advisory["notes"])}
    return _unlike({**SILENT, "notes": {}, "text": "(always told)"}, told)


def _unlike(usual: dict[str, Any], record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value != usual.get(name)}
