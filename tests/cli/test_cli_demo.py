"""The demonstration's world: invented, labelled, and parsed like a real feed."""

import pytest

from advisory_watch.cli.demo import ACTS, StoryMoment, open_demo_server, story_moments
from advisory_watch.core.errors import SourceError
from advisory_watch.sources.us_state import SOURCE
from support.builders import a_page


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.served)
def test_every_document_is_read_completely(act: StoryMoment) -> None:
    """A demonstration that shows an error only demonstrates the error."""
    (endpoint,) = story_moments(SOURCE, "http://127.0.0.1:9/").endpoints
    snapshot = endpoint.read(a_page(act.document))
    assert snapshot.problems == ()
    assert {"RU", "KW"} <= {advisory.destination for advisory in snapshot.advisories}


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.served)
def test_every_document_is_labelled_as_invented(act: StoryMoment) -> None:
    """A copied file must show that it is invented, without the program around it."""
    assert b"an invented world, for demonstration" in act.document


def test_the_acts_are_played_in_the_order_of_their_time() -> None:
    """Acts in another order would give other rule results."""
    assert list(ACTS) == sorted(ACTS, key=lambda act: act.at)


def test_the_demonstration_has_only_a_local_endpoint() -> None:
    """The demonstration must not send requests to the real publisher."""
    with open_demo_server() as stage:
        (endpoint,) = story_moments(SOURCE, stage.url).endpoints
        assert endpoint.target.url == stage.url
        assert stage.url.startswith("http://127.0.0.1:")


def test_an_empty_document_is_an_error() -> None:
    """A missing document must be an error, not a world without warnings."""
    (endpoint,) = story_moments(SOURCE, "http://127.0.0.1:9/").endpoints
    with pytest.raises(SourceError):
        endpoint.read(a_page(b""))
