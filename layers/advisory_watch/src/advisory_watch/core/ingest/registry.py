"""The readers that a stack trusts: name, public key and sources, in the setting `READERS`.

One entry for each reader, with commas between them: `NAME:KEY:SOURCE+SOURCE`. The key is the
public Ed25519 key of 32 bytes in base64url (RFC 4648, 5) without padding: 43 characters.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass

from advisory_watch.core.errors import UsageError
from advisory_watch.core.ingest.ed25519 import decoded

NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
"""The name is a part of S3 keys and of policies."""

_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
_PADDING = "="

FORM = "NAME:KEY:SOURCE+SOURCE, as `advisory-watch read-for --new-key` prints it"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredReader:
    """A reader, its public key, and the sources that it may read for the stack."""

    name: str
    key: bytes
    sources: frozenset[str]


def parse_readers(text: str, known: Collection[str]) -> tuple[RegisteredReader, ...]:
    """Parse the setting; `known` are the ids of all sources. Raises `UsageError`."""
    readers = tuple(_parse(entry.strip(), known) for entry in text.split(",") if entry.strip())
    names = [reader.name for reader in readers]
    if twice := [name for name in names if names.count(name) > 1]:
        raise UsageError(f"READERS: expected each reader once, found {twice[0]!r} twice")
    return readers


def _parse(entry: str, known: Collection[str]) -> RegisteredReader:
    parts = entry.split(":")
    if len(parts) != len(("name", "key", "sources")):
        raise UsageError(f"READERS: expected {FORM}, found {entry!r}")
    name, key, listed = parts
    require_name(name, "READERS")
    point = urlsafe_b64decode(key + _PADDING) if _KEY.fullmatch(key) else b""
    if decoded(point) is None:
        raise UsageError(f"READERS: expected a public key of Ed25519 for {name}, found {key!r}")
    sources = listed.split("+")
    if unknown := [source for source in sources if source not in known]:
        expected = f"sources out of {', '.join(known)} for {name}"
        raise UsageError(f"READERS: expected {expected}, found {unknown[0]!r}")
    return RegisteredReader(name=name, key=point, sources=frozenset(sources))


def require_name(name: str, where: str) -> None:
    """Raise `UsageError` unless this can be the name of a reader."""
    if not NAME.fullmatch(name):
        expected = "a name of lower-case letters, digits and hyphens, at most 32 characters"
        raise UsageError(f"{where}: expected {expected}, found {name!r}")


def entry_of(reader: RegisteredReader) -> str:
    """Write the entry of a reader."""
    key = urlsafe_b64encode(reader.key).decode().rstrip(_PADDING)
    return f"{reader.name}:{key}:{'+'.join(sorted(reader.sources))}"
