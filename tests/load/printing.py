"""What all papers have in common: what is said in them, and how places are named in addresses."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from advisory_watch.core.destinations import name_of
from load.issues import Issue

Said = Mapping[str, Issue]
"""What one government says, by destination."""

Papers = Iterator[tuple[str, bytes]]
"""Documents by their paths below a door; an empty path is the door itself."""


def slug(code: str) -> str:
    """Name a destination in an address."""
    plain = unicodedata.normalize("NFKD", name_of(code)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")
