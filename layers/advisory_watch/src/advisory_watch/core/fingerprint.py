"""A hash of what a traveller would notice, and of nothing else."""

import json
import re
from functools import lru_cache
from hashlib import sha256

from advisory_watch.core.advisories import Advisory

RULES = 2
"""Raised whenever our reading or judging changes: stored readings are then compared anew."""

CACHED_TEXTS = 1024
"""Enough for every destination of two back ends; nearly all texts are the same next time."""

_BETWEEN_WORDS = re.compile(r"[\W_]+")


def fingerprint(advisory: Advisory) -> str:
    """Hash level, scope, indicators, departure advice, issue date and words.

    Left out are the link, which differs between a publisher's back ends, and the
    reader's own notes. White space and case of the text do not count.
    """
    noticed = {
        "native_level": advisory.native_level,
        "severity": advisory.severity,
        "partial_severity": advisory.partial_severity,
        "regions": sorted((region.name, region.severity) for region in advisory.regions),
        "indicators": sorted(indicator.value for indicator in advisory.indicators),
        "departure": advisory.departure,
        "issued_on": advisory.issued_on.isoformat() if advisory.issued_on else None,
        "text": normal_text(advisory.text),
    }
    return sha256(json.dumps(noticed, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=CACHED_TEXTS)
def normal_text(text: str | None) -> str:
    """Reduce text to its words, so that two back ends' markup makes no difference."""
    return _BETWEEN_WORDS.sub(" ", (text or "").casefold()).strip()


def text_hash(advisory: Advisory) -> str:
    """Name a text by its words: 64 bits of their SHA-256, in hexadecimal."""
    return _hash_of_words(advisory.text)


def copy_hash(advisory: Advisory) -> str:
    """Name a copy by its words; where its door carries none, by all that it says."""
    return fingerprint(advisory)[:16] if advisory.text is None else text_hash(advisory)


@lru_cache(maxsize=CACHED_TEXTS)
def _hash_of_words(text: str | None) -> str:
    return sha256(normal_text(text).encode()).hexdigest()[:16]
