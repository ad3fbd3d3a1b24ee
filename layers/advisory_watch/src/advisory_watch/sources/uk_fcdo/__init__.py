"""United Kingdom: foreign travel advice of the Foreign, Commonwealth & Development Office.

Pages     a JSON index of all destinations, and one JSON document each
Scale     four flags: against all travel or all but essential travel, to the whole or to parts;
          no flag means no advice against travel, which does not mean `safe`
Licence   Open Government Licence v3.0
Quirks    many real changes move only between whole and parts; `updated_at` moves with every
          republishing, `public_updated_at` only with changes announced to readers;
          slugs are its own (`turkey`, `usa`)
History   2026-11-24 first written
"""

from advisory_watch.core.pages import Target
from advisory_watch.core.scales import Severity
from advisory_watch.core.sources import Door, Level, Source
from advisory_watch.core.verdicts.states import STATES
from advisory_watch.sources.uk_fcdo.document import PARTS, WHOLE, read
from advisory_watch.sources.uk_fcdo.index import list_documents

ID = "uk_fcdo"

NO_FLAG = "no advice against travel"
"""Our words for an empty set; GOV.UK shows no warning box."""

SOURCE = Source(
    id=ID,
    title="UK",
    publisher="Foreign, Commonwealth & Development Office",
    homepage="https://www.gov.uk/foreign-travel-advice",
    licence="Open Government Licence v3.0",
    shape=STATES,
    levels=(
        Level(words=NO_FLAG, severity=Severity.NORMAL),
        *(Level(words=flag, severity=PARTS[flag], is_partial=True) for flag in PARTS),
        *(Level(words=flag, severity=WHOLE[flag]) for flag in WHOLE),
    ),
    levels_from="the words of the flags, which say what is advised against, and for which part",
    doors=(
        Door(
            target=Target(
                source_id=ID,
                door="index",
                url="https://www.gov.uk/api/content/foreign-travel-advice",
                media="json",
                crawl_delay_s=0.2,
            ),
            read=read,
            list=list_documents,
            has_index=True,
        ),
    ),
    expected=(180, 260),
)
"""Expected: 226 destinations were listed in 2025.

The delay is half of the rate that the documentation of GOV.UK's Content API allows a
client: ten requests a second.
"""
