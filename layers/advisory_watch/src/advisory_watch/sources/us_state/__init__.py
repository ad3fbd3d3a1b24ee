"""United States: travel advisories of the Department of State.

Pages     one RSS feed of all destinations; a JSON API says the same
Scale     four numbered levels, `Level 1` to `Level 4`; none for "See Individual Summaries"
Licence   US Government work, public domain
Quirks    country tags are FIPS 10-4; two back ends alternate; placeholder items; wrong dates;
          an umbrella title ("Mainland China, Hong Kong & Macau") next to the places' own items
History   2026-11-23 first written
"""

from advisory_watch.core.advisory import Advisory, Severity, Snapshot
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Endpoint, Level, PublisherPolicy, Source, SourceKind

ID = "us_state"
HOSTS = frozenset({"travel.state.gov", "cadataapi.state.gov"})
"""The only hosts to which redirects of the two endpoints may lead."""


def _target(endpoint: str, url: str, media: str) -> Target:
    return Target(source_id=ID, endpoint=endpoint, url=url, media=media, allowed_hosts=HOSTS)


def read_rss(page: Page) -> Snapshot:
    """Read the feed."""
    from advisory_watch.sources.us_state import rss  # noqa: PLC0415 - loaded with the first document

    return rss.read(page)


def read_api(page: Page) -> Snapshot:
    """Read the list of the API."""
    from advisory_watch.sources.us_state import api  # noqa: PLC0415 - loaded with the first document

    return api.read(page)


def read_again(advisory: Advisory) -> Advisory:
    """Read a stored text with today's reader."""
    from advisory_watch.sources.us_state import items  # noqa: PLC0415 - loaded with the first document

    return items.read_text(advisory)


SOURCE = Source(
    id=ID,
    title="US",
    long_title="United States, Department of State",
    publisher="United States Department of State",
    homepage="https://travel.state.gov/en/international-travel/travel-advisories.html",
    licence="US Government work, public domain",
    kind=SourceKind.ADVISORIES,
    levels=(
        Level(words="Level 1: Exercise Normal Precautions", severity=Severity.NORMAL),
        Level(words="Level 2: Exercise Increased Caution", severity=Severity.CAUTION),
        Level(words="Level 3: Reconsider Travel", severity=Severity.RECONSIDER),
        Level(words="Level 4: Do Not Travel", severity=Severity.DO_NOT_TRAVEL),
        Level(words="See Individual Summaries", severity=None),
    ),
    levels_from="the numbers in the words",
    endpoints=(
        Endpoint(
            target=_target("rss", "https://travel.state.gov/_res/rss/TAsTWs.xml", "xml"),
            read=read_rss,
        ),
        Endpoint(
            target=_target("api", "https://cadataapi.state.gov/api/TravelAdvisories", "json"),
            read=read_api,
        ),
    ),
    expected=(150, 300),
    policy=PublisherPolicy(is_reissue_formal=True, read_again=read_again),
    order=10,
    check_interval_min=5,
)
"""Expected: 211 to 217 destinations were listed from 2024 to 2026; some are listed twice."""
