"""Canada: travel advice and advisories of Global Affairs Canada.

Pages     a JSON index of all destinations, keyed by ISO code, and one JSON document each
Scale     four levels, `advisory-state` 0 to 3, and words for each; parts have headings of their own
Licence   Open Government Licence - Canada
Quirks    dates move many times as often as levels; reversals within days are real (hurricanes);
          the index has no text and is built about once a day; a legend on every page explains
          that people "should think about leaving"; documents state their time to the minute
History   2026-11-23 first written, with the index alone
          2026-11-29 the documents of what moved: parts, and who is asked to leave
"""

from advisory_watch.core.advisory import Advisory, Snapshot
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Endpoint, Level, PublisherPolicy, Source, SourceKind
from advisory_watch.sources.ca_gac.entry import ID
from advisory_watch.sources.ca_gac.index import list_documents
from advisory_watch.sources.ca_gac.levels import LEVELS

INDEX = "https://data.international.gc.ca/travel-voyage/index-alpha-eng.json"


def read(page: Page) -> Snapshot:
    """Read one document, or what an index states."""
    from advisory_watch.sources.ca_gac import document  # noqa: PLC0415 - loaded with the first document

    return document.read(page)


def read_again(advisory: Advisory) -> Advisory:
    """Read a stored text with today's reader."""
    from advisory_watch.sources.ca_gac import document  # noqa: PLC0415 - loaded with the first document

    return document.read_again(advisory)


SOURCE = Source(
    id=ID,
    title="Canada",
    publisher="Global Affairs Canada",
    homepage="https://travel.gc.ca/travelling/advisories",
    licence="Open Government Licence - Canada",
    kind=SourceKind.ADVISORIES,
    levels=(
        *(Level(words=words, severity=severity) for words, severity in LEVELS.items()),
        *(Level(words=words, severity=level, is_partial=True) for words, level in LEVELS.items()),
    ),
    levels_from="the index itself, which pairs a number from 0 to 3 with each of the words",
    endpoints=(
        Endpoint(
            target=Target(
                source_id=ID, endpoint="index", url=INDEX, media="json", crawl_delay_s=0.5
            ),
            read=read,
            list=list_documents,
            has_index=True,
            documents_at=INDEX.replace("index-alpha-eng.json", "cta-cap-"),
        ),
    ),
    expected=(180, 300),
    policy=PublisherPolicy(read_again=read_again, is_level_in_index=True),
    order=40,
)
"""Expected: 230 destinations were listed from 2024 to 2026, and never another number."""
