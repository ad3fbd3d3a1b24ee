"""No reader uses the parts of a page that the stable hash leaves out."""

from dataclasses import replace
from pathlib import Path

import pytest

from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.errors import SourceError
from advisory_watch.core.page import Page
from advisory_watch.sources import SOURCES
from support.builders import NOON

HERE = Path(__file__).parent
DOORS = [
    door for source in SOURCES.values() for door in source.endpoints if door.target.media == "html"
]
PAGES = [
    (door, path)
    for door in DOORS
    for path in sorted(HERE.glob(f"{door.target.source_id}/{door.id}/*.html"))
]

OTHER_VISIT = b'<script nonce="b2">track("b2")</script><p hidden>Still current at: 1 May 2027</p>'


def test_every_publisher_of_html_has_saved_pages() -> None:
    """Without a saved page, the test below would prove nothing."""
    assert {path.relative_to(HERE).parts[0] for _, path in PAGES} == {
        endpoint.target.source_id for endpoint in DOORS
    }


@pytest.mark.parametrize("path", [path for _, path in PAGES], ids=lambda path: path.stem)
def test_pages_that_differ_in_moving_parts_read_the_same(path: Path) -> None:
    """A value read from a script, or from the day of the visit, would be reported late."""
    (endpoint,) = (endpoint for endpoint, saved in PAGES if saved == path)
    page = Page(target=endpoint.target, body=path.read_bytes(), fetched_at=NOON)
    first = replace(page, body=page.body.replace(b"</head>", OTHER_VISIT + b"</head>"))
    second = replace(
        first, body=first.body.replace(b"b2", b"c3").replace(b"1 May 2027", b"2 May 2027")
    )
    assert first.stable_hash == second.stable_hash

    def read(page: Page) -> Snapshot | str:
        try:
            return endpoint.read(page)
        except SourceError as error:
            return error.reason

    assert read(first) == read(second)
