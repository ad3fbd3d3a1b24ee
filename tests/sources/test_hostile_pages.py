"""A reader parses any response of a server, or raises a `SourceError`."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.detection.policy import policy_of
from advisory_watch.core.errors import SourceError
from advisory_watch.core.page import Page
from advisory_watch.core.serialization import from_json, to_json
from advisory_watch.core.source import Endpoint, Source
from advisory_watch.sources import SOURCES
from support.builders import NOON

HERE = Path(__file__).parent
EXAMPLES = settings(derandomize=True, deadline=None, max_examples=60, database=None)

DOORS = {
    f"{source.id}/{door.id}": (source, door)
    for source in SOURCES.values()
    for door in source.endpoints
}
EMBASSY = "https://np.usembassy.gov/category/alert/feed/"

DEEP: list[Any] = []
for _ in range(400):
    DEEP = [DEEP]

WORDS = [
    "", "\0", "\x1b[31m", "\ud800", "\u202eLevel 1", "\ufeff", "<script>alert(1)</script>", "]]>",
    "</item>", "javascript:alert(1)", "a\r\nBcc: x", "=1+1", "<b x>" * 300, "<div>" * 300,
    "word " * 3000, "a" * 20_000, "292277026596-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00", "Mon, 01 Jan 0001 00:00:00 +1400",
    "Fri, 31 Dec 9999 23:59:59 -1400", "Sun, 06 Mar 2022 14:05:09 +99999999999",
    "Level 99999999999999999999: x", "Nigeria \u0430",
]  # fmt: skip
"""Values that have broken parsers: control characters, markup, extra lines, odd dates."""

VALUES: list[Any] = [
    *WORDS, None, True, 0, -1, 2**63, 10**300, 1e308, -1e308, 292277026596,
    [], {}, DEEP, [[]], [{}],
]  # fmt: skip


def saved(source: Source, endpoint: Endpoint) -> list[bytes]:
    """Return the test documents of an endpoint."""
    folders = (HERE / source.id / endpoint.id, HERE / f"{source.id}_pages")
    paths = (path for folder in folders for path in sorted(folder.rglob("*")))
    return [
        path.read_bytes()
        for path in paths
        if path.is_file() and not path.name.endswith(".reading.json")
    ]


def damaged(whole: bytes, data: st.DataObject) -> bytes:
    """Replace a piece of a document with random bytes."""
    start = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 40))
    return whole[:start] + data.draw(st.binary(max_size=8)) + whole[start + length :]


def distorted(whole: bytes, data: st.DataObject) -> bytes:
    """Replace a value in a document with a hostile one; the document stays well-formed."""
    try:
        document = json.loads(whole)
    except ValueError:
        return reworded(whole, data)
    places = list(places_in(document))
    if not places:
        return whole
    holder, key = data.draw(st.sampled_from(places))
    if isinstance(holder, dict) and data.draw(st.booleans()):
        holder[data.draw(st.sampled_from(WORDS))] = holder.pop(key)
    else:
        holder[key] = data.draw(st.sampled_from(VALUES))
    return json.dumps(document).encode()


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the container and key of every value in a JSON document."""
    keys = list(value) if isinstance(value, dict) else []
    for key in keys or (range(len(value)) if isinstance(value, list) else ()):
        yield value, key
        yield from places_in(value[key])


def reworded(whole: bytes, data: st.DataObject) -> bytes:
    """Replace a text or an attribute of XML or HTML with hostile text."""
    texts = list(re.finditer(rb"(?<=[>\"'])[^<>\"']+(?=[<\"'])", whole))
    if not texts:
        return whole
    text = data.draw(st.sampled_from(texts))
    words = data.draw(st.sampled_from(WORDS)).encode(errors="replace")
    return whole[: text.start()] + words + whole[text.end() :]


@pytest.mark.parametrize("hurt", [damaged, distorted])
@pytest.mark.parametrize("name", DOORS)
@EXAMPLES
@given(data=st.data())
def test_a_hostile_page_is_read_or_raises_a_source_error(
    name: str, hurt: Callable[[bytes, st.DataObject], bytes], data: st.DataObject
) -> None:
    """A reader that crashes stops the check of all other destinations."""
    source, endpoint = DOORS[name]
    target = (
        replace(endpoint.target, url=EMBASSY) if source.id == "us_embassies" else endpoint.target
    )
    body = hurt(data.draw(st.sampled_from([b"", *saved(source, endpoint)])), data)
    page = Page(target=target, body=body, fetched_at=NOON)
    try:
        snapshot = endpoint.read(page)
    except SourceError as error:
        assert error.reason  # noqa: PT017 - most bytes raise, some do not
        error.reason.encode()
    else:
        require_kept(snapshot)
        policy_of(source).detect(snapshot, {})
    if endpoint.has_index:
        require_listed(endpoint, page)


def require_listed(endpoint: Endpoint, page: Page) -> None:
    """Require that an index is listed or raises a `SourceError`."""
    try:
        require_kept(endpoint.list(endpoint.target, page))
    except SourceError as error:
        error.reason.encode()


def require_kept(value: object) -> None:
    """Require that a value survives the ledger unchanged and can be written to any file."""
    line = to_json(value)
    assert from_json(type(value), line) == value
    json.dumps(json.loads(line), ensure_ascii=False).encode()
