"""Documents in the publishers' formats, one for each trap, and what is read from them.

`<source>/<door>/<case>.xml` has `<case>.reading.json` beside it. What lies in a folder
`listing` is an index, and `<case>.reading.json` holds the documents that it lists. After a
change that is meant, `pytest tests/sources --update-golden` writes those anew: read the
difference.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.errors import SourceError
from advisory_watch.core.pages import Page
from advisory_watch.core.records import to_record
from advisory_watch.core.sources import Door
from advisory_watch.sources.register import SOURCES
from builders import NOON

SILENT = to_record(
    Advisory(source="", destination="", name="", native_level="(none)", severity=None)
)
"""The record of an advisory that says nothing."""

OF_THE_CHECK = {"listed", "first_reads"}
"""What no reader tells: the check adds it to what it read."""

ANYWHERE: dict[str, Any] = {"destinations": []}
"""What every problem of an item says: we do not know which destination it is about."""

HERE = Path(__file__).parent
PAGES = sorted(
    path
    for source_id in SOURCES
    for path in HERE.glob(f"{source_id}/*/**/*")
    if path.is_file() and not path.name.endswith(".reading.json")
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(HERE)))
def test_saved_page_reads_as_expected(path: Path, pytestconfig: pytest.Config) -> None:
    """Every trap was met in the real feeds; a reader that falls into one again sends a lie."""
    actual = json.dumps(_reading(path), indent=2, ensure_ascii=False) + "\n"
    golden = path.with_suffix(".reading.json")
    if pytestconfig.getoption("--update-golden"):
        golden.write_text(actual)
    assert actual == golden.read_text()


def _reading(path: Path) -> dict[str, Any]:
    """Read a document through the door that its folder names."""
    source_id, door_id, *below = path.relative_to(HERE).parts
    door = _door(source_id, door_id)
    try:
        return _listed(door, path) if "listing" in below else _read(door, path)
    except SourceError as error:
        expected, _, _ = error.reason.partition(", found")  # the rest is the parser's own words
        return {"error": type(error).__name__, "reason": expected}


def _read(door: Door, path: Path) -> dict[str, Any]:
    page = Page(target=replace(door.target, url="file"), body=path.read_bytes(), fetched_at=NOON)
    reading = to_record(door.read(page))
    record = {name: value for name, value in reading.items() if name not in OF_THE_CHECK}
    record["advisories"] = [_telling(each) for each in record["advisories"]]
    record["problems"] = [_unlike(ANYWHERE, each) for each in record["problems"]]
    return record


def _listed(door: Door, path: Path) -> dict[str, Any]:
    """Tell what an index lists; its documents lie beside the address of its door."""
    page = Page(target=door.target, body=path.read_bytes(), fetched_at=NOON)
    listing = door.list(door.target, page)
    documents = [{**to_record(each), "target": each.target.url} for each in listing.documents]
    problems = [_unlike(ANYWHERE, to_record(each)) for each in listing.problems]
    return {"documents": documents, "problems": problems}


def _door(source_id: str, door_id: str) -> Door:
    return next(door for door in SOURCES[source_id].doors if door.id == door_id)


def _telling(advisory: dict[str, Any]) -> dict[str, Any]:
    """Leave out what an advisory would say anyway; an empty text says something."""
    told = {**advisory, "notes": _unlike(SILENT["notes"], advisory["notes"])}
    return _unlike({**SILENT, "notes": {}, "text": "(always told)"}, told)


def _unlike(usual: dict[str, Any], record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value != usual.get(name)}
