"""The demonstration's world: invented, labelled, and parsed like a real feed."""

import pytest

from advisory_watch.core.errors import SourceError
from advisory_watch.demo.stage import open_stage
from advisory_watch.demo.story import ACTS, Act, on_stage
from advisory_watch.sources.us_state import SOURCE
from builders import a_page


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.served)
def test_every_document_is_read_completely(act: Act) -> None:
    """A demonstration that shows an error only demonstrates the error."""
    (door,) = on_stage(SOURCE, "http://127.0.0.1:9/").doors
    reading = door.read(a_page(act.document))
    assert reading.problems == ()
    assert {"RU", "KW"} <= {advisory.destination for advisory in reading.advisories}


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.served)
def test_every_document_is_labelled_as_invented(act: Act) -> None:
    """A copied file must show that it is invented, without the program around it."""
    assert b"an invented world, for demonstration" in act.document


def test_the_acts_are_played_in_the_order_of_their_time() -> None:
    """Acts in another order would give other rule results."""
    assert list(ACTS) == sorted(ACTS, key=lambda act: act.at)


def test_the_demonstration_has_only_a_local_endpoint() -> None:
    """The demonstration must not send requests to the real publisher."""
    with open_stage() as stage:
        (door,) = on_stage(SOURCE, stage.url).doors
        assert door.target.url == stage.url
        assert stage.url.startswith("http://127.0.0.1:")


def test_an_empty_document_is_an_error() -> None:
    """A missing document must be an error, not a world without warnings."""
    (door,) = on_stage(SOURCE, "http://127.0.0.1:9/").doors
    with pytest.raises(SourceError):
        door.read(a_page(b""))
