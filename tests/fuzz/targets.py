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

from advisory_watch.adapters.warc.page import pack_page, unpack_page
from advisory_watch.adapters.warc_reader import find_captures, load_captures
from advisory_watch.core.advisory import Severity
from advisory_watch.core.detection.policy import policy_of
from advisory_watch.core.page import Page
from advisory_watch.core.serialization import from_json, to_json
from advisory_watch.core.source import Endpoint, Source
from advisory_watch.parsing.classify import classify, is_html
from advisory_watch.parsing.feed import feed_of
from advisory_watch.sources import SOURCES
from advisory_watch.sources.us_state.text import words_of
from support.builders import NOON

SAVED = Path(__file__).parents[1] / "sources"

EMBASSY = "https://np.usembassy.gov/category/alert/feed/"
"""A notice does not name its country; the URL of its feed does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzTarget:
    """One parser, and the inputs to start with."""

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]


def targets() -> dict[str, FuzzTarget]:
    """Return every target by its name: sources first, then code independent of a source."""
    found = {name: target for source in SOURCES.values() for name, target in _of_source(source)}
    pages = [
        Page(target=_first_endpoint().target, body=body, fetched_at=NOON)
        for body in _saved("us_state")
    ]
    packed = tuple(pack_page(replace(page, headers={"etag": '"1"'})) for page in pages[:5])
    plain = tuple(gzip.decompress(record) for record in packed)
    return found | {
        "advice": FuzzTarget(
            read=_read_advice, seeds=_saved("us_state", "uk_fcdo", "us_embassies")
        ),
        "damage": FuzzTarget(
            read=_read_damaged, seeds=_saved("us_embassies_pages", "us_state/rss")
        ),
        "classify": FuzzTarget(read=_classify, seeds=_saved("ie_dfa", "nz_mfat")),
        "captures": FuzzTarget(read=_capture, seeds=(*packed, *plain)),
        "archive": FuzzTarget(read=_unpack, seeds=(*packed, *plain)),
    }


def _of_source(source: Source) -> Iterator[tuple[str, FuzzTarget]]:
    for endpoint in source.endpoints:
        seeds = _saved(f"{source.id}/{endpoint.id}", f"{source.id}_pages")
        yield f"{source.id}/{endpoint.id}", FuzzTarget(read=_reader(source, endpoint), seeds=seeds)
        if endpoint.has_index:
            listed = _saved(f"{source.id}/{endpoint.id}/listing")
            yield (
                f"{source.id}/{endpoint.id}/listing",
                FuzzTarget(read=_lister(endpoint), seeds=listed),
            )


def _reader(source: Source, endpoint: Endpoint) -> Callable[[bytes], object]:
    url = endpoint.target.url if source.id != "us_embassies" else EMBASSY
    target = replace(endpoint.target, url=url)

    def read(body: bytes) -> None:
        snapshot = endpoint.read(Page(target=target, body=body, fetched_at=NOON))
        _require_round_trip(snapshot)
        policy_of(source).detect(snapshot, {})

    return read


def _lister(endpoint: Endpoint) -> Callable[[bytes], object]:
    def read(body: bytes) -> None:
        page = Page(target=endpoint.target, body=body, fetched_at=NOON)
        for document in endpoint.list(endpoint.target, page).documents:
            _require_round_trip(document)

    return read


def _require_round_trip(value: object) -> None:
    """Require that a value is unchanged after serialization and parsing."""
    line = to_json(value)
    assert from_json(type(value), line) == value
    json.dumps(json.loads(line), ensure_ascii=False).encode()  # a lone surrogate cannot be encoded


def _read_advice(body: bytes) -> None:
    """Parse a text as the advice of an item, without the structure around it."""
    words_of(body.decode(errors="replace"), Severity.CAUTION)


def _read_damaged(body: bytes) -> None:
    """Parse a feed after a warning of PHP, so that the strict parser never accepts it."""
    page = Page(target=_first_endpoint().target, body=b"<br>" + body, fetched_at=NOON)
    for item in feed_of(page).items:
        f"{item.title}{item.link}{item.guid}{item.published}{item.content}".encode()


def _classify(body: bytes) -> None:
    is_html(body)
    page = Page(target=_first_endpoint().target, body=body, fetched_at=NOON)
    classify(page).evidence.encode()


def _capture(body: bytes) -> None:
    with NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        for page in load_captures(find_captures([Path(file.name)])):
            _require_round_trip(page.target)


def _unpack(body: bytes) -> None:
    """Unpack a record; compress an uncompressed one first, so that it reaches the WARC parser."""
    _require_round_trip(
        unpack_page(body if body[:2] == b"\x1f\x8b" else gzip.compress(body, 1)).target
    )


def _first_endpoint() -> Endpoint:
    return SOURCES["us_state"].endpoints[0]


def _saved(*folders: str) -> tuple[bytes, ...]:
    """Return the saved documents of the tests in some folders, shortest first."""
    paths = (path for folder in folders for path in SAVED.glob(f"{folder}/**/*"))
    documents = (path for path in paths if path.suffixes[-2:] != [".reading", ".json"])
    return tuple(sorted({path.read_bytes() for path in documents if path.is_file()}, key=len))
