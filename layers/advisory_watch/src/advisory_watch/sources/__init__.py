"""The registry of sources."""

from collections.abc import Mapping
from types import MappingProxyType

from advisory_watch.core.source import Source
from advisory_watch.sources import (
    ca_gac,
    de_aa,
    ie_dfa,
    nz_mfat,
    uk_fcdo,
    us_embassies,
    us_state,
)

SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        source.id: source
        for source in (
            us_state.SOURCE,
            us_embassies.SOURCE,
            uk_fcdo.SOURCE,
            ca_gac.SOURCE,
            de_aa.SOURCE,
            ie_dfa.SOURCE,
            nz_mfat.SOURCE,
        )
    }
)
