"""Records of a reader: a page, a page that is unchanged, or a failure, each one signed.

The signature covers the statement of a record: reader, source, address, time, status, headers, the
hash of the body, and the reason of a failure. A page that is unchanged is stated as if it had come
again: the body of the earlier record, under the new time (RFC 9111, 4.3.4).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256

from advisory_watch.core.ingest.ed25519 import is_signed
from advisory_watch.core.page import Page, Target

CONTEXT = b"advisory-watch reader record 1\n"
"""Begins every statement, so that no signature for another purpose fits."""

OBJECT_MAX_BYTES = 32 * 1024 * 1024
"""A reader writes several objects rather than a larger one (`app.read_for`)."""

SUFFIX = ".warc.gz"
_STAMP = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestRecord:
    """One record. `page` names the reader and has its signature.

    `page.body` is empty unless `is_whole`. The body of an unchanged page is in the object
    `stored_in`. `failure` is the reason why the reader got no page; its HTTP status is then 0.
    """

    page: Page
    sha256: str
    is_whole: bool = True
    stored_in: str = ""
    failure: str = ""

    def is_signed_by(self, key: bytes) -> bool:
        """Tell whether the signature belongs to a public Ed25519 key."""
        try:
            signature = bytes.fromhex(self.page.signature)
        except ValueError:
            return False
        return is_signed(key, statement(self), signature)

    def page_for(self, target: Target, body: bytes) -> Page:
        """Return the page with its body, for the target that it is read for."""
        return replace(self.page, target=target, body=body)


def record_of(page: Page) -> IngestRecord:
    """Return the record of a whole page, also of one in an archive."""
    return IngestRecord(page=page, sha256=page.sha256)


def failure_of(page: Page, reason: str) -> IngestRecord:
    """Return the record of a failure; `page` has no body, no headers and no status."""
    said = reason.encode(errors="replace")  # half a surrogate pair has no bytes
    digest = sha256(said).hexdigest()
    return IngestRecord(page=page, sha256=digest, is_whole=False, failure=said.decode())


def signed(record: IngestRecord, sign: Callable[[bytes], bytes]) -> IngestRecord:
    """Return a record with its signature."""
    signature = sign(statement(record)).hex()
    return replace(record, page=replace(record.page, signature=signature))


def statement(record: IngestRecord) -> bytes:
    """Return the bytes that the reader signs: one line of JSON with sorted keys, in ASCII."""
    page = record.page
    said = {
        "reader": page.reader,
        "source": page.target.source_id,
        "address": page.target.url,
        "final_address": page.final_url,
        "fetched_at": page.fetched_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "status": page.http_status,
        "headers": sorted(page.headers.items()),
        "sha256": record.sha256,
        "failure": record.failure,
    }
    return CONTEXT + json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """An object of the bucket, as a list shows it."""

    key: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestFolder:
    """The place of the records of one reader for one source."""

    reader: str
    source: str
    prefix: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "prefix", f"ingest/{self.reader}/{self.source}/")

    def key_at(self, moment: datetime) -> str:
        """Return the key of an object that is written at a time; keys sort by time."""
        return f"{self.prefix}{moment.astimezone(UTC):{_STAMP}}{SUFFIX}"

    def moment_of(self, key: str) -> datetime | None:
        """Return the time in a key, or None if it is not a key of this folder."""
        stamp = key.removeprefix(self.prefix).removesuffix(SUFFIX)
        try:
            moment = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
        except ValueError:
            return None
        return moment if self.key_at(moment) == key else None
