"""Normal forms of URLs: captures of one page are found under every spelling of its address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.url import address_of, addresses_of

FEED = "https://travel.state.gov/_res/rss/TAsTWs.xml"


@pytest.mark.parametrize(
    "spelling",
    [
        "http://travel.state.gov/_res/rss/TAsTWs.xml",
        "https://travel.state.gov:443/_res/rss/TAsTWs.xml",
        "http://travel.state.gov:80/_res/rss/TAsTWs.xml",
        "https://Travel.State.GOV/_res/rss/TAsTWs.xml",
        "https://travel.state.gov./_res/rss/TAsTWs.xml",
        "https://www.travel.state.gov/_res/rss/tastws.xml/",
        "https://travel.state.gov/%5Fres/rss/TAsTWs.xml#items",
        "https://reader:secret@travel.state.gov/_res/rss/TAsTWs.xml",
        "https://travel.state.gov/_res/rss/TAsTWs.xml?",
    ],
)
def test_two_spellings_are_one_address(spelling: str) -> None:
    """A reviewer who replays an archive must not be shown a quiet day."""
    assert address_of(spelling) == address_of(FEED)


@pytest.mark.parametrize("query", ["_=1772452800", "cb=7&nocache", "utm_source=list"])
def test_a_query_that_selects_nothing_may_be_left_out(query: str) -> None:
    """Crawlers add a parameter to get past a cache."""
    assert addresses_of(f"{FEED}?{query}")[-1] == address_of(FEED)


@pytest.mark.parametrize("query", ["paged=2", "lang=es", "_=1&offset=200"])
def test_a_query_that_asks_for_another_page_stays(query: str) -> None:
    """The older items of a feed would be taken for the newest."""
    (address,) = addresses_of(f"{FEED}?{query}")
    assert address != address_of(FEED)


def test_parameters_have_no_order() -> None:
    """Libraries write them in the order of a dictionary, or sorted."""
    assert address_of(f"{FEED}?a=1&b=2") == address_of(f"{FEED}?b=2&a=1")


@pytest.mark.parametrize(
    "url",
    [
        "https://travel.state.gov:8443/_res/rss/TAsTWs.xml",
        "https://example.org/_res/rss/TAsTWs.xml",
        "https://travel.state.gov/_res/rss/TAs.xml",
        "https://travel.state.gov/",
        "urn:pageinfo:https://travel.state.gov/_res/rss/TAsTWs.xml",
    ],
)
def test_another_page_has_another_address(url: str) -> None:
    """A page given to the wrong reader fails its source."""
    assert address_of(url) != address_of(FEED)


@given(st.text(), st.sampled_from(["http", "https", "HTTPS"]), st.text("abc%20/?&=.", max_size=9))
def test_the_scheme_and_the_fragment_never_matter(path: str, scheme: str, fragment: str) -> None:
    """Archives hold addresses that no browser would accept."""
    url = f"travel.state.gov/{path.replace('#', '')}"
    assert addresses_of(f"{scheme}://{url}#{fragment}") == addresses_of(f"https://{url}")
