"""How versions hang together: each has the hash of the one before it.

The hash is taken of the record as it is stored, not of what is read from it: a field that a
later program adds has a default there, and would change what was hashed long ago.
"""

from dataclasses import replace
from hashlib import sha256

from advisory_watch.core.records import to_json
from advisory_watch.core.versions import Known, Version


def record_hash(text: str) -> str:
    """Return the SHA-256 of a record as it is stored, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def chained(known: Known, version: Version | None) -> Known:
    """Let what is known end in the version that is recorded with it, if there is one."""
    return known if version is None else replace(known, tip=record_hash(to_json(version)))
