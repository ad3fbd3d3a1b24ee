"""The source and endpoint of a URL, needed by a replay before it reads a capture."""

import pytest

from advisory_watch.app.replay import PageOwners
from advisory_watch.sources import SOURCES

OWNERSHIP = PageOwners(SOURCES.values())
CANADA = "https://data.international.gc.ca/travel-voyage"


@pytest.mark.parametrize(
    ("url", "source", "endpoint"),
    [
        ("https://travel.state.gov/_res/rss/TAsTWs.xml", "us_state", "rss"),
        ("https://www.gov.uk/api/content/foreign-travel-advice", "uk_fcdo", "index"),
        ("https://www.gov.uk/api/content/foreign-travel-advice/turkey", "uk_fcdo", "index"),
        ("https://www.ireland.ie/en/dfa/overseas-travel/advice/nepal/", "ie_dfa", "index"),
        ("https://np.usembassy.gov/category/alert/feed/", "us_embassies", "feed"),
        (f"{CANADA}/index-alpha-eng.json", "ca_gac", "index"),
        (f"{CANADA}/cta-cap-ke.json", "ca_gac", "index"),
        ("http://DATA.international.gc.ca/travel-voyage/cta-cap-KE.json?x=1", "ca_gac", "index"),
        ("https://www.safetravel.govt.nz/sitemap.xml", "nz_mfat", "sitemap"),
        ("https://www.safetravel.govt.nz/destinations", "nz_mfat", "index"),
        ("https://www.safetravel.govt.nz/destinations/nepal", "nz_mfat", "index"),
    ],
)
def test_a_page_belongs_to_the_endpoint_that_leads_to_it(
    url: str, source: str, endpoint: str
) -> None:
    """A capture given to the wrong reader fails the source or gives false advice."""
    owner = OWNERSHIP.of(url)
    assert owner is not None
    assert (owner.source.id, owner.endpoint.id) == (source, endpoint)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.gov.uk/api/content/foreign-travel-advice-of-old/turkey",
        "https://np.usembassy.gov/",
        f"{CANADA}/index-alpha-fra.json",
        "https://www.safetravel.govt.nz/news/nepal",
        "https://example.org/",
    ],
)
def test_an_unrelated_page_belongs_to_no_endpoint(url: str) -> None:
    """Web archives are full of other pages."""
    assert OWNERSHIP.of(url) is None


def test_a_page_may_belong_to_two_sources() -> None:
    """One feed has levels, which are a state, and mails, which are events."""
    url = "https://www.ezairyu.mofa.go.jp/opendata/area/newarrivalL.xml"
    owners = OWNERSHIP.all_of(url)
    assert [owner.source.id for owner in owners] == ["jp_mofa", "jp_mofa_mail"]
