"""Real documents of the publishers, read to the last destination.

They lie outside the repository: see `shared.py`.
"""

from datetime import UTC, datetime

import pytest

from advisory_watch.core.pages import Page
from advisory_watch.sources.register import SOURCES
from shared import shared

LATE_IN_2026 = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source_id", "name", "count"),
    [("ca_gac", "index_2026-07-02.json", 230), ("de_aa", "index_2026-07.json", 200)],
)
def test_a_real_index_is_read_completely(source_id: str, name: str, count: int) -> None:
    """One destination that we cannot read is one of which nobody is ever warned."""
    door = SOURCES[source_id].doors[0]
    body = shared("samples", source_id, name).read_bytes()
    reading = door.read(Page(target=door.target, body=body, fetched_at=LATE_IN_2026))
    assert reading.problems == ()
    assert len({each.destination for each in reading.advisories}) == count
    assert all(each.issued_on for each in reading.advisories)
