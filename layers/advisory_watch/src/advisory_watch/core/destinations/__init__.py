"""Destinations: which country or territory a publisher means, and what we call it.

`iso3166` holds the codes, `fips10_4` the US government's, `synonyms` the other names,
`names` the look-ups.
"""

from advisory_watch.core.destinations.iso3166 import CODES
from advisory_watch.core.destinations.names import (
    ascii_name,
    destination_of,
    destination_of_code,
    destination_of_fips,
    name_of,
    normalise,
)

__all__ = [
    "CODES",
    "ascii_name",
    "destination_of",
    "destination_of_code",
    "destination_of_fips",
    "name_of",
    "normalise",
]
