"""The folders of readers elsewhere, in S3."""

from datetime import timedelta
from typing import Any

import pytest

from advisory_watch.adapters.s3.ingest import S3IngestStore
from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.ingest.record import OBJECT_MAX_BYTES, IngestFolder
from support.builders import NOON
from support.scenarios.stores import BUCKET

FOLDER = IngestFolder(reader="berlin", source="us_state")
KEYS = [FOLDER.key_at(NOON + timedelta(minutes=minutes)) for minutes in range(3)]


@pytest.fixture
def store(s3: Any) -> S3IngestStore:
    """Open the store, with three objects and two of others."""
    store = S3IngestStore(s3, BUCKET)
    for key in KEYS:
        store.put_new(key, key.encode())
    store.put_new("ingest/berlin/us_embassies/x", b"another source")
    store.put_new("ingest/tokyo/us_state/x", b"another reader")
    return store


def test_only_later_objects_of_the_folder_are_listed_in_order(store: S3IngestStore) -> None:
    """A check must neither read an object twice, nor one of another reader."""
    assert [found.key for found in store.objects_after(FOLDER, FOLDER.prefix)] == KEYS
    (last,) = store.objects_after(FOLDER, KEYS[1])
    assert (last.key, last.size_bytes) == (KEYS[2], len(KEYS[2]))
    assert store.get(last.key) == KEYS[2].encode()


def test_an_object_is_written_once(store: S3IngestStore) -> None:
    """What the stack has taken must stay what it was."""
    with pytest.raises(ArchiveError, match="expected to write a new object, found one"):
        store.put_new(KEYS[0], b"other")
    assert store.get(KEYS[0]) == KEYS[0].encode()


def test_an_object_that_grew_since_the_list_is_not_loaded(store: S3IngestStore, s3: Any) -> None:
    """A check has half a gigabyte, and credentials of the reader may be stolen."""
    s3.put_object(Bucket=BUCKET, Key=KEYS[0], Body=bytes(OBJECT_MAX_BYTES + 1))
    with pytest.raises(ArchiveError, match=f"expected at most {OBJECT_MAX_BYTES} bytes"):
        store.get(KEYS[0])


def test_a_missing_bucket_and_object_are_errors(store: S3IngestStore, s3: Any) -> None:
    """A vendor's exception would end the check."""
    with pytest.raises(ArchiveError, match="expected records of a reader"):
        store.get("ingest/berlin/us_state/none")
    with pytest.raises(ArchiveError, match="expected a list"):
        list(S3IngestStore(s3, "gone").objects_after(FOLDER, FOLDER.prefix))
