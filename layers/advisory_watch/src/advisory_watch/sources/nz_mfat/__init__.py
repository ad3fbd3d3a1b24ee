"""New Zealand: SafeTravel of the Ministry of Foreign Affairs and Trade.

Pages     an HTML index that links to one HTML page for each destination
Scale     four advice levels, in words and as "level 2 of 4"
Licence   Crown copyright; attribute and link (the recorded page states no licence)
Quirks    the levels are in JSON that a script renders; its `regional` is set for whole
          countries too; `stillCurrentAt` moves daily; an unknown page answers 200
History   2026-11-24 first written, after one recorded page of level 2; the index was never seen
"""

from advisory_watch.core.pages import Page, Target
from advisory_watch.core.sources import Door, Level, Listing, Source
from advisory_watch.core.verdicts.states import STATES
from advisory_watch.parsing.listings import pages_linked
from advisory_watch.sources.nz_mfat.document import read
from advisory_watch.sources.nz_mfat.levels import LEVELS

ID = "nz_mfat"
INDEX = "https://www.safetravel.govt.nz/destinations"

NOT_DESTINATIONS = frozenset({"about-our-travel-advice"})
"""Pages below the index that describe the advice in general."""


def list_documents(target: Target, index: Page | None) -> Listing:
    """List every page that the index links to. Raises `Unreadable` if there are no links."""
    return pages_linked(target, index, INDEX, form="{name}", besides=NOT_DESTINATIONS)


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
"""Expected: from the number of states; no index of this publisher was available to count."""
