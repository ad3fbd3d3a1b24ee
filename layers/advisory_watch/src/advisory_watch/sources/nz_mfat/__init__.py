"""New Zealand: SafeTravel of the Ministry of Foreign Affairs and Trade.

Pages     an HTML index that links to one HTML page for each destination
Scale     four advice levels, in words and as "level 2 of 4"
Licence   Crown copyright; attribute and link (the recorded page states no licence)
Quirks    the levels stand in JSON that a script draws; its `regional` is set for whole
          countries too; `stillCurrentAt` moves daily; an unknown page answers 200
History   2026-11-24 first written, after one recorded page of level 2; the index was never seen
"""

from dataclasses import replace

from advisory_watch.core.errors import Unreadable
from advisory_watch.core.pages import Page, Target
from advisory_watch.core.sources import Document, Door, Level, Listing, Source
from advisory_watch.core.verdicts.states import STATES
from advisory_watch.parsing.links import beside, names_below
from advisory_watch.parsing.listings import destinations_named, index_page
from advisory_watch.sources.nz_mfat.document import read
from advisory_watch.sources.nz_mfat.levels import LEVELS

ID = "nz_mfat"
INDEX = "https://www.safetravel.govt.nz/destinations"

NOT_DESTINATIONS = frozenset({"about-our-travel-advice"})
"""Pages below the index that are about the advice as such."""

REST_S = 30 * 60
"""Two hundred pages, none of which says beforehand that it changed: as often as is polite."""


def list_documents(target: Target, index: Page | None) -> Listing:
    """List every page that the index links to; raises `Unreadable` where there is none."""
    named = names_below(index_page(target, index), INDEX)
    names = [(slug, text) for slug, text in named if slug not in NOT_DESTINATIONS]
    if not names:
        raise Unreadable(ID, f"expected links to pages below {INDEX}, found none")
    return Listing(documents=tuple(_document(target, slug, text) for slug, text in names))


def _document(target: Target, slug: str, text: str) -> Document:
    return Document(
        id=slug,
        target=replace(target, url=beside(target.url, slug)),
        destinations=destinations_named(slug, text),
        rest_s=REST_S,
    )


SOURCE = Source(
    id=ID,
    title="New Zealand",
    publisher="Ministry of Foreign Affairs and Trade",
    homepage=INDEX,
    licence="Crown copyright; attribute and link (no licence on the recorded page)",
    shape=STATES,
    levels=tuple(Level(words=words, severity=severity) for words, severity in LEVELS.items()),
    levels_from="the number in the text of each level; where it differs, the page is not read",
    doors=(
        Door(
            target=Target(source_id=ID, door="index", url=INDEX, media="html", crawl_delay_s=1.0),
            read=read,
            list=list_documents,
            has_index=True,
        ),
    ),
    expected=(120, 260),
)
"""Expected: from the number of states; no index of this publisher was at hand to count."""
