"""Every source we read, in the order in which they are shown."""

from collections.abc import Mapping
from types import MappingProxyType

from advisory_watch.core.sources import Source
from advisory_watch.sources import ca_gac, de_aa, us_state

SOURCES: Mapping[str, Source] = MappingProxyType(
    {source.id: source for source in (us_state.SOURCE, ca_gac.SOURCE, de_aa.SOURCE)}
)
