"""All code that parses foreign bytes, with small documents to start from.

A parsed snapshot must also survive serialization and detection: input that fails only there would
stop a check as well.
"""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from advisory_watch.adapters.captures import find_captures, load_captures
from advisory_watch.adapters.warc import pack_page, unpack_page
from advisory_watch.adapters.web.glance import glance_at, is_html
from advisory_watch.core.pages import Page
from advisory_watch.core.records import from_json, to_json
from advisory_watch.core.scales import Severity
from advisory_watch.core.sources import Door, Source
from advisory_watch.sources.register import SOURCES
from advisory_watch.sources.us_state.wording import words_of
from builders import NOON

SAVED = Path(__file__).parents[1] / "sources"

EMBASSY = "https://np.usembassy.gov/category/alert/feed/"
"""A notice does not name its country; the URL of its feed does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One parser, and the inputs to start with."""

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]


def targets() -> dict[str, Target]:
    """Return every target by its name: sources first, then code independent of a source."""
    found = {name: target for source in SOURCES.values() for name, target in _of_source(source)}
    pages = [Page(target=_door().target, body=body, fetched_at=NOON) for body in _saved("us_state")]
    packed = tuple(pack_page(replace(page, headers={"etag": '"1"'})) for page in pages[:5])
    plain = tuple(gzip.decompress(record) for record in packed)
    return found | {
        "advice": Target(read=_read_advice, seeds=_saved("us_state", "uk_fcdo", "us_embassies")),
        "glance": Target(read=_glance, seeds=_saved("ie_dfa", "nz_mfat")),
        "captures": Target(read=_capture, seeds=(*packed, *plain)),
        "archive": Target(read=_unpack, seeds=(*packed, *plain)),
    }


def _of_source(source: Source) -> Iterator[tuple[str, Target]]:
    for door in source.doors:
        seeds = _saved(f"{source.id}/{door.id}", f"{source.id}_pages")
        yield f"{source.id}/{door.id}", Target(read=_reader(source, door), seeds=seeds)
        if door.has_index:
            listed = _saved(f"{source.id}/{door.id}/listing")
            yield f"{source.id}/{door.id}/listing", Target(read=_lister(door), seeds=listed)


def _reader(source: Source, door: Door) -> Callable[[bytes], object]:
    url = door.target.url if source.id != "us_embassies" else EMBASSY
    target = replace(door.target, url=url)

    def read(body: bytes) -> None:
        reading = door.read(Page(target=target, body=body, fetched_at=NOON))
        _require_kept(reading)
        source.shape.judge(reading, {})

    return read


def _lister(door: Door) -> Callable[[bytes], object]:
    def read(body: bytes) -> None:
        page = Page(target=door.target, body=body, fetched_at=NOON)
        for document in door.list(door.target, page).documents:
            _require_kept(document)

    return read


def _require_kept(value: object) -> None:
    """Require that a value is unchanged after serialization and parsing."""
    line = to_json(value)
    assert from_json(type(value), line) == value
    json.dumps(json.loads(line), ensure_ascii=False).encode()  # a lone surrogate cannot be encoded


def _read_advice(body: bytes) -> None:
    """Parse a text as the advice of an item, without the structure around it."""
    words_of(body.decode(errors="replace"), Severity.CAUTION)


def _glance(body: bytes) -> None:
    is_html(body)
    glance_at(body).evidence.encode()


def _capture(body: bytes) -> None:
    with NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        for page in load_captures(find_captures([Path(file.name)])):
            _require_kept(page.target)


def _unpack(body: bytes) -> None:
    """Unpack a record; compress an uncompressed one first, so that it reaches the WARC parser."""
    _require_kept(unpack_page(body if body[:2] == b"\x1f\x8b" else gzip.compress(body, 1)).target)


def _door() -> Door:
    return SOURCES["us_state"].doors[0]


def _saved(*folders: str) -> tuple[bytes, ...]:
    """Return the saved documents of the tests in some folders, shortest first."""
    paths = (path for folder in folders for path in SAVED.glob(f"{folder}/**/*"))
    documents = (path for path in paths if path.suffixes[-2:] != [".reading", ".json"])
    return tuple(sorted({path.read_bytes() for path in documents if path.is_file()}, key=len))
