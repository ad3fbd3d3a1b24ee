"""A reader elsewhere, with a key of its own and a bucket in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from advisory_watch.adapters.memory import MemoryArchive, MemoryLedger, MemoryOutbox
from advisory_watch.adapters.warc.records import as_stored, pack_records, unpack_records
from advisory_watch.app.check import Check
from advisory_watch.app.ingest import Ingest
from advisory_watch.app.read_for import ReadFor
from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.core.errors import ArchiveError, Blocked
from advisory_watch.core.ingest.record import (
    IngestFolder,
    IngestRecord,
    StoredObject,
    record_of,
    signed,
)
from advisory_watch.core.ingest.registry import RegisteredReader
from advisory_watch.core.ingest.sent import SentPages
from advisory_watch.core.page import Page
from support.scenarios.watched_source import ScriptedWeb, Watch

SOURCE = "us_state"
NAME = "berlin"


@dataclass(slots=True, kw_only=True)
class MemoryIngestStore:
    """Implements `IngestStore` and `IngestWriter`; `asked` counts the requests."""

    objects: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    broken: ArchiveError | None = None

    def objects_after(self, folder: IngestFolder, key: str) -> Iterator[StoredObject]:
        """List a folder."""
        self.asked.append("list")
        if self.broken:
            raise self.broken
        for name, content in sorted(self.objects.items()):
            if name.startswith(folder.prefix) and name > key:
                yield StoredObject(key=name, size_bytes=len(content))

    def get(self, key: str) -> bytes:
        """Return an object."""
        self.asked.append("get")
        if key not in self.objects:
            raise ArchiveError(f"{key}: expected records of a reader, found none")
        return self.objects[key]

    def put_new(self, key: str, content: bytes) -> None:
        """Write an object, which must be new."""
        if self.broken:
            raise self.broken
        if key in self.objects:
            raise ArchiveError(f"{key}: expected to write a new object, found one of that name")
        self.objects[key] = content


@dataclass(slots=True, kw_only=True)
class MemorySentLog:
    """Implements `SentLog`."""

    sent: dict[str, SentPages] = field(default_factory=dict)

    def load(self, source_id: str) -> SentPages:
        """Return what was sent."""
        return self.sent.get(source_id, SentPages())

    def save(self, source_id: str, sent: SentPages) -> None:
        """Remember what was sent."""
        self.sent[source_id] = sent


class Signer:
    """The key of a reader, made from a number."""

    def __init__(self, seed: int = 1, name: str = NAME) -> None:
        self.name = name
        self._key = Ed25519PrivateKey.from_private_bytes(seed.to_bytes(32, "big"))

    @property
    def registered(self) -> RegisteredReader:
        """The entry of the reader in the stack."""
        return RegisteredReader(
            name=self.name,
            key=self._key.public_key().public_bytes_raw(),
            sources=frozenset({SOURCE}),
        )

    def sign(self, content: bytes) -> bytes:
        """Sign with the private key."""
        return self._key.sign(content)

    def record(self, page: Page) -> IngestRecord:
        """Sign the record of a page."""
        return signed(record_of(as_stored(replace(page, reader=self.name))), self.sign)


class ReadStack(Watch):
    """A stack that the publisher refuses, and a reader at another connection.

    `web` is the network of the stack, and `elsewhere` the network of the reader.
    """

    def __init__(self, *endpoints: str) -> None:
        self.elsewhere: ScriptedWeb | None = None
        super().__init__(*endpoints)
        self.elsewhere = ScriptedWeb(clock=self.time, serves=dict(self.web.serves))
        self.signer = Signer()
        self.store = MemoryIngestStore()
        self.readers: tuple[RegisteredReader, ...] = (self.signer.registered,)
        self.reading = self._reading()
        wall = Blocked(SOURCE, "blocked, a proxy wants a login: found HTTP 407")
        for endpoint in self.source.endpoints:
            self.web.serves[endpoint.id] = wall

    def publish(self, document: bytes, endpoint: str | None = None) -> None:
        """Publish a document, which only the reader can see."""
        assert self.elsewhere is not None
        for candidate in self.source.endpoints:
            if endpoint in (None, candidate.id):
                self.elsewhere.serves[candidate.id] = document

    def read(self, after_min: float = 5) -> SourceOutcome:
        """Let the reader read and send."""
        self.time.passes(minutes=after_min)
        return self.reading.read(self.source)

    def put(self, *records: IngestRecord, at: datetime | None = None) -> str:
        """Put records into the folder of the reader, as anyone with its credentials could."""
        folder = IngestFolder(reader=self.signer.name, source=self.source.id)
        key = folder.key_at(at or self.time.now)
        self.store.put_new(key, pack_records(records))
        return key

    def page(self, document: bytes, **fields: object) -> Page:
        """Build a page of the first endpoint, fetched now."""
        page = Page(target=self.source.endpoints[0].target, body=document, fetched_at=self.time.now)
        return replace(page, **fields)  # type: ignore[arg-type]

    def _check(self, *arguments: object) -> Check:
        ingest = Ingest(
            store=self.store,
            readers=self.readers,
            unpack=unpack_records,
            judge=lambda _page, _is_seen: None,
        )
        return replace(super()._check(*arguments), ingest=ingest)  # type: ignore[arg-type]

    def _reading(self) -> ReadFor:
        assert self.elsewhere is not None
        check = Check(
            rule_set_version=rule_set_version,
            web=self.elsewhere,
            ledger=MemoryLedger(MemoryOutbox()),
            archive=MemoryArchive(),
            clock=self.time,
        )
        return ReadFor(
            name=self.signer.name,
            check=check,
            writer=self.store,
            sent=MemorySentLog(),
            sign=self.signer.sign,
            as_stored=as_stored,
            pack=pack_records,
        )
