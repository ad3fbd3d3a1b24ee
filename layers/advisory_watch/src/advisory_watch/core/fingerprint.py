"""A hash of what a traveller would notice, and of nothing else."""

import json
from hashlib import sha256

from advisory_watch.core.advisories import Advisory

RULES = 1
"""Raised whenever our reading or judging changes: stored readings are then compared anew."""


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


def normal_text(text: str | None) -> str:
    """Reduce text to its words, so that two back ends' markup makes no difference."""
    letters = "".join(each if each.isalnum() else " " for each in (text or "").casefold())
    return " ".join(letters.split())
