"""Hash chain of versions: each version holds the hash of the one before it.

The hash covers the record as it is stored, not the value read from it. A field that a later
program adds has a default in the value; hashing the value would change old hashes.
"""

from dataclasses import replace
from hashlib import sha256

from advisory_watch.core.records import to_json
from advisory_watch.core.versions import Known, Version


def record_hash(text: str) -> str:
    """Return the SHA-256 of a stored record, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def chained(known: Known, version: Version | None) -> Known:
    """Set the chain head of a record to the version that is recorded with it, if any."""
    return known if version is None else replace(known, tip=record_hash(to_json(version)))
