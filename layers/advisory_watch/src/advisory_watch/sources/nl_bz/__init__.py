"""Netherlands: travel advice of the Ministry of Foreign Affairs (Buitenlandse Zaken).

Pages     one XML document for each of 226 destinations, named by its ISO code
Scale     four colours, stated in fixed sentences of the introduction; there is no level field
Licence   CC0 1.0
Quirks    parts come before the whole, and the whole is often `the rest of` the country; some advice
          has colours for parts only; `Nog steeds geldig op` moves daily; HTTP 429 after some 195
          quick requests; version 1 of the interface is gone (410); the index is not read: no
          recorded one is held, and it gives at most 200 of 226 rows
History   2026-11-29 first written, after one recorded document and four recorded introductions
"""

from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.destinations import destination_of_code
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Document, Endpoint, Level, Listing, Source, SourceKind
from advisory_watch.parsing.html import beside
from advisory_watch.parsing.index import REST_S
from advisory_watch.sources.nl_bz.countries import HOMEPAGE, ID, codes
from advisory_watch.sources.nl_bz.levels import SEVERITY_OF_COLOUR

COUNTRIES = (
    "https://opendata.nederlandwereldwijd.nl/v2/sources/nederlandwereldwijd/infotypes/countries"
)
"""The folder of the documents. The documents of a mirror are looked for next to its address."""


def read(page: Page) -> Snapshot:
    """Read one document."""
    from advisory_watch.sources.nl_bz import document  # noqa: PLC0415 - loaded with the first document

    return document.read(page)


def list_documents(target: Target, _index: Page | None) -> Listing:
    """List the document of every destination."""
    return Listing(
        documents=tuple(
            Document(
                id=code,
                target=target.at(beside(target.url, f"{code}/traveladvice")),
                destinations=frozenset({destination_of_code(code)}),
                rest_s=REST_S,
            )
            for code in map(str.lower, codes())
        )
    )


SOURCE = Source(
    id=ID,
    title="Netherlands",
    publisher="Ministry of Foreign Affairs",
    homepage=HOMEPAGE,
    licence="CC0 1.0",
    kind=SourceKind.ADVISORIES,
    levels=tuple(
        Level(words=colour, severity=severity) for colour, severity in SEVERITY_OF_COLOUR.items()
    ),
    levels_from=(
        "the instruction that the ministry's colour texts give with each colour, such as "
        "`reis alleen hierheen als het noodzakelijk is`"
    ),
    endpoints=(
        Endpoint(
            target=Target(
                source_id=ID, endpoint="document", url=COUNTRIES, media="xml", crawl_delay_s=0.5
            ),
            read=read,
            list=list_documents,
        ),
    ),
    expected=(150, 260),
    order=75,
)
"""Expected: 226 destinations had advice in 2026.

The delay is a third of a rate that is far below the limit of the server, by the ministry's own
checker of these documents: six requests a second (NWW-team/validatie-opendatafeed).
"""
