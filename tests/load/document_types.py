"""Shared parts of all documents: the advice in them, and the slugs of destinations."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from advisory_watch.core.destinations import name_of
from load.advice import PublishedAdvice

AdviceByDestination = Mapping[str, PublishedAdvice]
"""The issues of one government, by destination."""

Documents = Iterator[tuple[str, bytes]]
"""Documents by path below an endpoint; an empty path is the endpoint itself."""


def slug(code: str) -> str:
    """Return the slug of a destination."""
    plain = unicodedata.normalize("NFKD", name_of(code)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")
