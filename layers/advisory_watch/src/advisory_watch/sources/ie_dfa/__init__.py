"""Ireland: travel advice of the Department of Foreign Affairs.

Pages     an HTML index that links to one HTML page for each destination
Scale     four security statuses, in words
Licence   free to use with attribution and a link to the page
Quirks    a redesign lost every level at once; banners slip to the lowest status for hours
          while the advice below still says another; all four are listed again as a legend
History   2026-11-24 first written, after one recorded page; the index was never seen
"""

from advisory_watch.core.pages import Page, Target
from advisory_watch.core.sources import Door, Level, Listing, Source
from advisory_watch.core.verdicts.states import STATES
from advisory_watch.parsing.listings import pages_linked
from advisory_watch.sources.ie_dfa.document import INDEX, LEVELS, read

ID = "ie_dfa"


def list_documents(target: Target, index: Page | None) -> Listing:
    """List every page that the index links to. Raises `Unreadable` if there are no links."""
    return pages_linked(target, index, INDEX, form="{name}/")


SOURCE = Source(
    id=ID,
    title="Ireland",
    publisher="Department of Foreign Affairs",
    homepage=INDEX,
    licence="free to use with attribution and a link",
    shape=STATES,
    levels=tuple(Level(words=words, severity=severity) for words, severity in LEVELS.items()),
    levels_from="the pages, which call the second `level two of four ratings`",
    doors=(
        Door(
            target=Target(source_id=ID, door="index", url=INDEX, media="html", crawl_delay_s=1.0),
            read=read,
            list=list_documents,
            has_index=True,
        ),
    ),
    expected=(150, 260),
)
"""Expected: 211 destinations had a level in 2025."""
