"""Germany: Reise- und Sicherheitshinweise of the Auswärtiges Amt.

Pages     a JSON index of all destinations, keyed by the number of their page, and one JSON
          document each
Scale     Reisewarnung, for the whole or for parts, as flags; below it, `abgeraten` in four forms
          that are stated only in the text, in the head of `Aktuelles` and `Sicherheit`
Licence   free to use with attribution and a link to the page
Quirks    no flag does not mean that nothing is advised; `andere Landesteile` is the whole;
          sentences go on after a list; an empty `response` means that the service is down; times
          are epoch seconds; `lastModified` and `contentList` are listed among the destinations
History   2026-11-23 first written, with the flags of the index alone
          2026-11-29 the text of the documents decides
"""

from advisory_watch.core.advisory import Advisory, Severity, Snapshot
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Endpoint, Level, PublisherPolicy, Source, SourceKind
from advisory_watch.sources.de_aa.entry import ID
from advisory_watch.sources.de_aa.index import list_documents
from advisory_watch.sources.de_aa.levels import NO_ADVICE, Rung

INDEX = "https://www.auswaertiges-amt.de/opendata/travelwarning"


def read(page: Page) -> Snapshot:
    """Read one document, or what an index states."""
    from advisory_watch.sources.de_aa import document  # noqa: PLC0415 - loaded with the first document

    return document.read(page)


def read_again(advisory: Advisory) -> Advisory:
    """Read a stored text with today's reader."""
    from advisory_watch.sources.de_aa import document  # noqa: PLC0415 - loaded with the first document

    return document.read_again(advisory)


SOURCE = Source(
    id=ID,
    title="Germany",
    publisher="Auswärtiges Amt",
    homepage="https://www.auswaertiges-amt.de/de/reiseundsicherheit",
    licence="free to use with attribution and a link",
    kind=SourceKind.ADVISORIES,
    levels=(
        Level(words=NO_ADVICE, severity=Severity.NORMAL),
        *(
            Level(words=rung.words_for_parts, severity=rung.severity, is_partial=True)
            for rung in Rung
        ),
        *(Level(words=rung.value, severity=rung.severity) for rung in Rung),
    ),
    levels_from=(
        "the glossary of the Auswärtiges Amt: a Reisewarnung is an urgent appeal not to travel, "
        "`abgeraten` is the step below it"
    ),
    endpoints=(
        Endpoint(
            target=Target(
                source_id=ID, endpoint="index", url=INDEX, media="json", crawl_delay_s=0.5
            ),
            read=read,
            list=list_documents,
            has_index=True,
        ),
    ),
    expected=(150, 260),
    policy=PublisherPolicy(
        read_again=read_again, levels_without_flag=frozenset({Severity.RECONSIDER})
    ),
    order=50,
)
"""Expected: 200 destinations were listed in July 2026."""
