"""Hashes an advisory by the properties that a traveller would notice."""

import json
import re
from functools import lru_cache
from hashlib import sha256

from advisory_watch.core.advisories import Advisory

RULES = 2
"""Version of the rules. It is raised whenever reading or judging changes: stored advisories
are then compared again.
"""

CACHED_TEXTS = 1024
"""Enough for every destination in two back ends; nearly all texts are the same at the next
check.
"""

_BETWEEN_WORDS = re.compile(r"[\W_]+")


def fingerprint(advisory: Advisory) -> str:
    """Hash level, scope, indicators, departure advice, issue date and text.

    The hash leaves out the link, which differs between a publisher's back ends, and the
    reader's own notes. White space and letter case of the text do not count.
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
    """Reduce text to its words, so that markup differences between back ends do not count."""
    return _BETWEEN_WORDS.sub(" ", (text or "").casefold()).strip()


def text_hash(advisory: Advisory) -> str:
    """Hash a text by its words: 64 bits of a SHA-256, in hexadecimal."""
    return _hash_of_words(advisory.text)


def copy_hash(advisory: Advisory) -> str:
    """Hash a copy by its text, or by its fingerprint if its endpoint carries no text."""
    return fingerprint(advisory)[:16] if advisory.text is None else text_hash(advisory)


@lru_cache(maxsize=CACHED_TEXTS)
def _hash_of_words(text: str | None) -> str:
    return sha256(normal_text(text).encode()).hexdigest()[:16]
