"""Destinations: maps publishers' names and codes to our codes, and codes to our names.

`iso3166` has the codes, `fips10_4` the codes of the US government, `synonyms` the other names,
and `names` the look-up functions.
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
