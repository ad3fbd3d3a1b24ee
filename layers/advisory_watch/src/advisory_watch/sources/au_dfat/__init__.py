"""Australia: travel advice of Smartraveller, Department of Foreign Affairs and Trade.

Pages     one JSON export of all destinations; an RSS feed of the same; no HTML page is read
Scale     four levels, in words
Licence   Creative Commons Attribution 4.0, as reusers of the material state it
Quirks    apostrophes and quotes come as `&amp;**`, paragraphs without a space between them;
          `changed` is the time in Canberra without a zone; a row `No travel advice` is no
          destination; single rows vanish for one read, and all of them did twice; the RSS counts
          `2/5` to `5/5`, and has no parts; data centres often get a 503
History   2026-11-29 first written, after one recorded export; the RSS is known from its readers
"""

from advisory_watch.core.advisory import Advisory, Snapshot
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Endpoint, Level, PublisherPolicy, Source, SourceKind
from advisory_watch.sources.au_dfat.levels import LEVELS

ID = "au_dfat"
HOSTS = frozenset({"www.smartraveller.gov.au", "smartraveller.gov.au"})
"""The only hosts to which redirects of the two endpoints may lead."""


def _target(endpoint: str, path: str, media: str) -> Target:
    url = f"https://www.smartraveller.gov.au{path}"
    return Target(source_id=ID, endpoint=endpoint, url=url, media=media, allowed_hosts=HOSTS)


def read_export(page: Page) -> Snapshot:
    """Read the rows of the export."""
    from advisory_watch.sources.au_dfat import export  # noqa: PLC0415 - loaded with the first document

    return export.read(page)


def read_rss(page: Page) -> Snapshot:
    """Read the feed."""
    from advisory_watch.sources.au_dfat import rss  # noqa: PLC0415 - loaded with the first document

    return rss.read(page)


def read_again(advisory: Advisory) -> Advisory:
    """Read a stored text with today's reader."""
    from advisory_watch.sources.au_dfat import export  # noqa: PLC0415 - loaded with the first document

    return export.read_text(advisory)


SOURCE = Source(
    id=ID,
    title="Australia",
    long_title="Australia, Smartraveller",
    publisher="Department of Foreign Affairs and Trade",
    homepage="https://www.smartraveller.gov.au/destinations",
    licence="Creative Commons Attribution 4.0, Commonwealth of Australia",
    kind=SourceKind.ADVISORIES,
    levels=tuple(Level(words=words, severity=severity) for words, severity in LEVELS.items()),
    levels_from="the publisher, which numbers them 1 to 4 where it explains its advice",
    endpoints=(
        Endpoint(target=_target("export", "/destinations-export", "json"), read=read_export),
        Endpoint(
            target=_target("rss", "/countries/documents/index.rss", "xml"),
            read=read_rss,
        ),
    ),
    expected=(140, 230),
    policy=PublisherPolicy(read_again=read_again),
    order=80,
)
"""Expected: 176 to 179 destinations were listed from 2024 to 2026; the publisher counts 178."""
