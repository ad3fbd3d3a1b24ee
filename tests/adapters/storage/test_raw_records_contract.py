"""Contract of every store for verification: versions and files are returned as stored."""

import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.adapters.filesystem import FolderArchive
from advisory_watch.adapters.s3.pages import S3Archive
from advisory_watch.adapters.sqlite import SqliteLedger, connect
from advisory_watch.adapters.warc.page import pack_page, unpack_page
from advisory_watch.app.ports import Ledger, RawRecords
from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.evidence.chain import RawRecord
from advisory_watch.core.evidence.manifest import SealMark
from advisory_watch.core.serialization import to_json
from support.builders import a_page, a_record, a_version, an_advisory
from support.scenarios.stores import BUCKET, SOURCE_IDS, TABLE, Store

KEY = {"pk": {"S": "HISTORY#us_state#KW"}, "sk": {"S": "V#000001"}}


def test_versions_are_returned_as_they_were_written(
    ledger: Ledger, raw_records: RawRecords
) -> None:
    """The hash of any other text proves nothing about the stored one."""
    second = a_version(number=2, previous="ab" * 32)
    ledger.record(a_record(), a_version(), None)
    ledger.record(a_record(revision=2, number=2), second, None)
    assert raw_records.of("us_state", "KW") == (
        RawRecord(number=1, text=to_json(a_version())),
        RawRecord(number=2, text=to_json(second)),
    )


def test_every_destination_with_a_version_is_listed(
    ledger: Ledger, raw_records: RawRecords
) -> None:
    """Deleting the record of a destination must not hide its versions."""
    for code in ("RU", "KW"):
        said = an_advisory(destination=code)
        ledger.record(a_record(said), a_version(said), None)
    ledger.record(a_record(an_advisory(destination="AF"), number=0), None, None)
    assert list(raw_records.places()) == [("us_state", "KW"), ("us_state", "RU")]
    assert raw_records.of("us_state", "AF") == ()


def test_the_newest_manifest_is_remembered(store: Store) -> None:
    """Only the ledger notices that the newest manifest is gone."""
    seals: Any = store.ledger
    assert seals.last_seal() is None
    for day in (1, 2):
        mark = SealMark(day=date(2026, 9, day), hash=f"{day}" * 64)
        seals.remember_seal(mark)
        assert seals.last_seal() == mark
    assert list(store.raw_records.places()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("severity", {"N": "3"}),
        ("severity", None),
        ("native_level", {"S": "Level 2: Exercise Increased caution"}),
        ("issued_on", {"S": "2026-08-31"}),
        ("changes", {"L": []}),
        ("added", {"S": "by hand"}),
    ],
)
def test_an_attribute_that_disagrees_with_its_record_is_named(
    dynamodb: Any, name: str, value: dict[str, Any] | None
) -> None:
    """A person at the console reads the attributes, not the record."""
    item = stored(dynamodb)
    changed = {attribute: item[attribute] for attribute in item if attribute != name}
    dynamodb.put_item(TableName=TABLE, Item=changed | ({name: value} if value else {}))
    assert flaw(dynamodb).startswith(f"the attribute {name} ")


def flipped(at: int) -> Callable[[bytes], bytes]:
    """Return a function that flips the lowest bit of a byte."""
    return lambda packed: packed[:at] + bytes([packed[at] ^ 1]) + packed[at + 1 :]


@pytest.mark.parametrize(
    "spoil",
    [flipped(0), flipped(1), flipped(40), flipped(-2), lambda _: b"", lambda packed: packed[:-9]],
)
def test_a_damaged_packed_record_has_a_flaw(dynamodb: Any, spoil: Callable[[bytes], bytes]) -> None:
    """It must be named, and must not prevent reading the others."""
    item = stored(dynamodb)
    dynamodb.put_item(TableName=TABLE, Item=item | {"record": {"B": spoil(item["record"]["B"])}})
    assert "record" in flaw(dynamodb)


def test_a_record_that_is_not_a_version_is_left_to_its_parser(dynamodb: Any) -> None:
    """The parser of records reports the error, and it must be reported only once."""
    item = stored(dynamodb) | {"record": {"B": zlib.compress(b"[]", level=9)}}
    dynamodb.put_item(TableName=TABLE, Item=item)
    assert DynamoLedger(dynamodb, TABLE, SOURCE_IDS).of("us_state", "KW") == (
        RawRecord(number=1, text="[]"),
    )


def stored(dynamodb: Any) -> dict[str, Any]:
    """Record a version, and return its item."""
    DynamoLedger(dynamodb, TABLE, SOURCE_IDS).record(a_record(), a_version(), None)
    assert flaw(dynamodb) == ""
    item: dict[str, Any] = dynamodb.get_item(TableName=TABLE, Key=KEY)["Item"]
    return item


def flaw(dynamodb: Any) -> str:
    """Return the expectation that the only version misses, or an empty text if it has no flaw."""
    (original,) = DynamoLedger(dynamodb, TABLE, SOURCE_IDS).of("us_state", "KW")
    return original.flaw.expected if original.flaw else ""


def test_a_row_that_is_not_utf_8_is_an_original_with_a_flaw(tmp_path: Path) -> None:
    """One damaged byte in the file must not hide every other version."""
    with closing(connect(tmp_path / "ledger.sqlite")) as connection:
        SqliteLedger(connection).record(a_record(), a_version(), None)
        with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as spoiling, spoiling:
            spoiling.execute("UPDATE version SET record = CAST(X'7BFF7D' AS TEXT)")
        (original,) = SqliteLedger(connection).of("us_state", "KW")
    assert original.flaw is not None
    assert (original.text, original.flaw.expected) == ("{\\xff}", "a record in UTF-8")


def test_a_file_is_returned_as_stored(raw_archive: FolderArchive | S3Archive) -> None:
    """Unpacking first would hide the bytes that the checksum does not cover."""
    key = raw_archive.keep(a_page())
    packed = raw_archive.packed(key)
    assert list(raw_archive.keys()) == [packed.key] == [key]
    assert packed.file.endswith(f"{key[:2]}/{key}.warc.gz")
    assert packed.content.startswith(b"\x1f\x8b")


def test_a_missing_file_is_an_error(raw_archive: FolderArchive | S3Archive) -> None:
    """A deleted page is one of the findings that verification exists for."""
    with pytest.raises(ArchiveError):
        raw_archive.packed("ab" * 32)


def test_a_foreign_file_in_the_folder_is_listed(tmp_path: Path) -> None:
    """It was put there by hand, and a page under a wrong name would never be found."""
    raw_archive = FolderArchive(tmp_path, pack_page, unpack_page)
    for path in (f"ab/{'cd' * 32}.warc.gz", "notes.txt"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).touch()
    assert list(raw_archive.keys()) == [f"ab/{'cd' * 32}.warc.gz", "notes.txt"]


def test_a_foreign_object_in_the_bucket_is_listed(s3: Any) -> None:
    """It was put there by hand, and a page under a wrong name would never be found."""
    s3.put_object(Bucket=BUCKET, Key="pages/notes.txt", Body=b"")
    assert list(S3Archive(s3, BUCKET, pack_page, unpack_page).keys()) == ["pages/notes.txt"]
