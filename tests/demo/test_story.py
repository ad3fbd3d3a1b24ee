"""The demonstration's small world: invented, labelled, and read like the real one."""

import pytest

from advisory_watch.core.errors import SourceError
from advisory_watch.demo.stage import open_stage
from advisory_watch.demo.story import ACTS, Act, on_stage
from advisory_watch.sources.us_state import SOURCE
from builders import a_page


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.served)
def test_every_document_is_read_completely(act: Act) -> None:
    """A demonstration that shows an error demonstrates the error."""
    (door,) = on_stage(SOURCE, "http://127.0.0.1:9/").doors
    reading = door.read(a_page(act.document))
    assert reading.problems == ()
    assert {"RU", "KW"} <= {each.destination for each in reading.advisories}


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.served)
def test_every_document_says_itself_that_it_is_invented(act: Act) -> None:
    """A file is copied without the program around it, and believed."""
    assert b"an invented world, for demonstration" in act.document


def test_the_acts_are_played_in_the_order_of_their_time() -> None:
    """A story told backwards would be judged backwards."""
    assert list(ACTS) == sorted(ACTS, key=lambda act: act.at)


def test_on_stage_no_other_door_is_left_open() -> None:
    """The demonstration must not ask the real publisher about an invented world."""
    with open_stage() as stage:
        (door,) = on_stage(SOURCE, stage.url).doors
        assert door.target.url == stage.url
        assert stage.url.startswith("http://127.0.0.1:")


def test_an_empty_stage_serves_nothing_that_could_be_believed() -> None:
    """A document forgotten is an error, never a quiet world."""
    (door,) = on_stage(SOURCE, "http://127.0.0.1:9/").doors
    with pytest.raises(SourceError):
        door.read(a_page(b""))
