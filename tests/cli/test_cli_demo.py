"""The demonstration's world: invented, labelled, and parsed like a real feed."""

import pytest

from advisory_watch.cli.demo import STORY, StoryMoment, demo_source, open_demo_server
from advisory_watch.core.errors import SourceError
from advisory_watch.sources.us_state import SOURCE
from support.builders import a_page


@pytest.mark.parametrize("moment", STORY, ids=lambda moment: moment.served)
def test_every_document_is_read_completely(moment: StoryMoment) -> None:
    """A demonstration that shows an error only demonstrates the error."""
    (endpoint,) = demo_source(SOURCE, "http://127.0.0.1:9/").endpoints
    snapshot = endpoint.read(a_page(moment.document))
    assert snapshot.problems == ()
    assert {"RU", "KW"} <= {advisory.destination for advisory in snapshot.advisories}


@pytest.mark.parametrize("moment", STORY, ids=lambda moment: moment.served)
def test_every_document_is_labelled_as_invented(moment: StoryMoment) -> None:
    """A copied file must show that it is invented, without the program around it."""
    assert b"an invented world, for demonstration" in moment.document


def test_the_acts_are_played_in_the_order_of_their_time() -> None:
    """Acts in another order would give other rule results."""
    assert list(STORY) == sorted(STORY, key=lambda moment: moment.at)


def test_the_demonstration_has_only_a_local_endpoint() -> None:
    """The demonstration must not send requests to the real publisher."""
    with open_demo_server() as server:
        (endpoint,) = demo_source(SOURCE, server.url).endpoints
        assert endpoint.target.url == server.url
        assert server.url.startswith("http://127.0.0.1:")


def test_an_empty_document_is_an_error() -> None:
    """A missing document must be an error, not a world without warnings."""
    (endpoint,) = demo_source(SOURCE, "http://127.0.0.1:9/").endpoints
    with pytest.raises(SourceError):
        endpoint.read(a_page(b""))
