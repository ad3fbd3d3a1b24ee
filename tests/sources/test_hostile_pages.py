"""Whatever a server answers, a reader reads it or refuses it in our words."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.advisories import Reading
from advisory_watch.core.errors import SourceError
from advisory_watch.core.pages import Page
from advisory_watch.core.records import to_json
from advisory_watch.core.sources import Listing
from advisory_watch.sources.register import SOURCES
from builders import NOON

HERE = Path(__file__).parent
EXAMPLES = settings(derandomize=True, deadline=None, max_examples=60, database=None)

WITH_AN_INDEX = [
    source.doors[0] for source in SOURCES.values() if any(door.has_index for door in source.doors)
]
SAVED = {
    door.target.source_id: sorted(
        path.read_bytes()
        for path in (HERE / door.target.source_id / door.id).rglob("*")
        if path.is_file() and not path.name.endswith(".reading.json")
    )
    for door in WITH_AN_INDEX
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


def _damaged(whole: bytes, data: st.DataObject) -> bytes:
    """Put something else in the place of a piece of a document."""
    start = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 40))
    return whole[:start] + data.draw(st.binary(max_size=8)) + whole[start + length :]


@pytest.mark.parametrize("source_id", SAVED)
@EXAMPLES
@given(data=st.data())
def test_a_damaged_page_is_read_or_refused_in_our_words(
    source_id: str, data: st.DataObject
) -> None:
    """A reader that falls over takes the check of all other destinations with it."""
    (door, *_) = SOURCES[source_id].doors
    body = _damaged(data.draw(st.sampled_from([b"", *SAVED[source_id]])), data)
    page = Page(target=door.target, body=body, fetched_at=NOON)
    _try_both(lambda: door.read(page), lambda: door.list(door.target, page))


@EXAMPLES
@given(name=st.sampled_from(["details", "links", "document_type", "base_path"]), value=VALUES)
def test_a_british_document_with_members_of_any_kind_is_read_or_refused(
    name: str, value: object
) -> None:
    """JSON that is well formed and means nothing is what a broken back end sends."""
    (door,) = SOURCES["uk_fcdo"].doors
    body = _json({"details": {"alert_status": [], "country": {"name": "Norway"}}, name: value})
    page = Page(target=door.target, body=body, fetched_at=NOON)
    _try_both(lambda: door.read(page), lambda: door.list(door.target, page))


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _try_both(read: Callable[[], Reading], list_: Callable[[], Listing]) -> None:
    for act in (read, list_):
        try:
            to_json(act())
        except SourceError as error:
            assert error.reason  # noqa: PT017 - most bytes raise, some do not
