"""What every store promises to whoever checks it: what lies there, exactly as it lies there."""

import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from advisory_watch.adapters.dynamodb import DynamoLedger, DynamoOriginals
from advisory_watch.adapters.folder import FolderArchive
from advisory_watch.adapters.s3 import S3Archive
from advisory_watch.adapters.sqlite import SqliteLedger, SqliteOriginals, connect
from advisory_watch.adapters.warc import pack_page, unpack_page
from advisory_watch.app.originals import Originals
from advisory_watch.app.ports import Ledger
from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.originals import Original
from advisory_watch.core.records import to_json
from builders import a_known, a_page, a_version, an_advisory
from stores import BUCKET, SOURCE_IDS, TABLE

KEY = {"pk": {"S": "HISTORY#us_state#KW"}, "sk": {"S": "V#000001"}}


def test_versions_come_as_they_were_written(ledger: Ledger, originals: Originals) -> None:
    """The hash of anything else is no proof of what was stored."""
    second = a_version(number=2, previous="ab" * 32)
    ledger.record(a_known(), a_version(), None)
    ledger.record(a_known(revision=2, number=2), second, None)
    assert originals.of("us_state", "KW") == (
        Original(number=1, text=to_json(a_version())),
        Original(number=2, text=to_json(second)),
    )


def test_every_place_with_a_version_is_named(ledger: Ledger, originals: Originals) -> None:
    """Whoever deletes what is known of a destination must not hide its versions with it."""
    for code in ("RU", "KW"):
        said = an_advisory(destination=code)
        ledger.record(a_known(said), a_version(said), None)
    ledger.record(a_known(an_advisory(destination="AF"), number=0), None, None)
    assert list(originals.places()) == [("us_state", "KW"), ("us_state", "RU")]
    assert originals.of("us_state", "AF") == ()


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
    changed = {each: item[each] for each in item if each != name}
    dynamodb.put_item(TableName=TABLE, Item=changed | ({name: value} if value else {}))
    assert flaw(dynamodb).startswith(f"the attribute {name} ")


def flipped(at: int) -> Callable[[bytes], bytes]:
    """Return what changes the lowest bit of a byte."""
    return lambda packed: packed[:at] + bytes([packed[at] ^ 1]) + packed[at + 1 :]


@pytest.mark.parametrize(
    "spoil",
    [flipped(0), flipped(1), flipped(40), flipped(-2), lambda _: b"", lambda packed: packed[:-9]],
)
def test_a_packed_record_that_was_spoilt_has_a_flaw(
    dynamodb: Any, spoil: Callable[[bytes], bytes]
) -> None:
    """It must be named, and must not keep anybody from reading the others."""
    item = stored(dynamodb)
    dynamodb.put_item(TableName=TABLE, Item=item | {"record": {"B": spoil(item["record"]["B"])}})
    assert "record" in flaw(dynamodb)


def test_a_record_that_is_no_version_is_left_to_whoever_reads_it(dynamodb: Any) -> None:
    """What is wrong in it is said once, by the reader of records."""
    item = stored(dynamodb) | {"record": {"B": zlib.compress(b"[]", level=9)}}
    dynamodb.put_item(TableName=TABLE, Item=item)
    assert DynamoOriginals(dynamodb, TABLE).of("us_state", "KW") == (Original(number=1, text="[]"),)


def stored(dynamodb: Any) -> dict[str, Any]:
    """Record a version, and return its item."""
    DynamoLedger(dynamodb, TABLE, SOURCE_IDS).record(a_known(), a_version(), None)
    assert flaw(dynamodb) == ""
    item: dict[str, Any] = dynamodb.get_item(TableName=TABLE, Key=KEY)["Item"]
    return item


def flaw(dynamodb: Any) -> str:
    """Return what the only version should be; empty where it is."""
    (original,) = DynamoOriginals(dynamodb, TABLE).of("us_state", "KW")
    return original.flaw.expected if original.flaw else ""


def test_a_row_that_is_no_text_any_more_is_an_original_with_a_flaw(tmp_path: Path) -> None:
    """One spoilt byte in the file must not hide every other version."""
    with closing(connect(tmp_path / "ledger.sqlite")) as connection:
        SqliteLedger(connection).record(a_known(), a_version(), None)
        with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as spoiling, spoiling:
            spoiling.execute("UPDATE version SET record = CAST(X'7BFF7D' AS TEXT)")
        (original,) = SqliteOriginals(connection).of("us_state", "KW")
    assert original.flaw is not None
    assert (original.text, original.flaw.expected) == ("{\\xff}", "a record in UTF-8")


def test_a_file_comes_as_it_lies_there(vault: FolderArchive | S3Archive) -> None:
    """Whoever unpacks first no longer sees what the checksum does not cover."""
    key = vault.keep(a_page())
    packed = vault.packed(key)
    assert list(vault.keys()) == [packed.key] == [key]
    assert packed.file.endswith(f"{key[:2]}/{key}.warc.gz")
    assert packed.content.startswith(b"\x1f\x8b")


def test_a_file_that_is_not_there_is_an_error(vault: FolderArchive | S3Archive) -> None:
    """A deleted page is what is looked for."""
    with pytest.raises(ArchiveError):
        vault.packed("ab" * 32)


def test_what_else_lies_in_a_folder_is_named(tmp_path: Path) -> None:
    """Somebody put it there, and a page under a wrong name is found by nobody."""
    vault = FolderArchive(tmp_path, pack_page, unpack_page)
    for path in (f"ab/{'cd' * 32}.warc.gz", "notes.txt"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).touch()
    assert list(vault.keys()) == [f"ab/{'cd' * 32}.warc.gz", "notes.txt"]


def test_what_else_lies_in_a_bucket_is_named(s3: Any) -> None:
    """Likewise."""
    s3.put_object(Bucket=BUCKET, Key="pages/notes.txt", Body=b"")
    assert list(S3Archive(s3, BUCKET, pack_page, unpack_page).keys()) == ["pages/notes.txt"]
