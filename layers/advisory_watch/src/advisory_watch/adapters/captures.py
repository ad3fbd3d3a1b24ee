"""Captures from any WARC files, in the order in which they were made.

The files are read twice: once for the times and places of the records, then record by
record in time order, so that archives of any size fit in little memory.
"""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from advisory_watch.core.errors import UsageError
from advisory_watch.core.pages import Page, Target

BROKEN = (ArchiveLoadFailed, zlib.error, EOFError, ValueError)
"""What reading a file that is no WARC, or a truncated one, raises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a capture stands: its time, its file, and the byte at which its record begins."""

    captured_at: datetime
    path: Path
    offset: int


def find_captures(paths: Iterable[Path]) -> tuple[Place, ...]:
    """List the responses of all files in time order; equal times keep the order of the files.

    Raises `UsageError` for a file that is missing, unreadable or not whole.
    """
    found = [place for path in paths for place in _places(path)]
    return tuple(sorted(found, key=attrgetter("captured_at")))


def load_captures(places: Iterable[Place]) -> Iterator[Page]:
    """Read the captures one after the other."""
    for place in places:
        with place.path.open("rb") as file:
            file.seek(place.offset)
            for record in ArchiveIterator(file):
                yield _page(place, record)
                break


def _places(path: Path) -> Iterator[Place]:
    try:
        with path.open("rb") as file:
            records = ArchiveIterator(file)
            for record in records:
                if record.rec_type == "response":
                    offset = records.get_record_offset()
                    yield Place(captured_at=_time(record), path=path, offset=offset)
                    record.content_stream().read()
    except OSError as error:
        raise UsageError(
            f"{path}: expected a WARC file, found {error.strerror or error}"
        ) from error
    except BROKEN as error:
        raise UsageError(
            f"{path}: expected a whole WARC file, found {error or type(error).__name__}"
        ) from error


def _time(record: ArcWarcRecord) -> datetime:
    moment = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date", ""))
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _page(place: Place, record: ArcWarcRecord) -> Page:
    head = record.http_headers
    url = record.rec_headers.get_header("WARC-Target-URI", "")
    return Page(
        target=Target(source_id="capture", door="capture", url=url, media=""),
        body=record.content_stream().read(),
        fetched_at=place.captured_at,
        http_status=int(head.get_statuscode()) if head else 200,
        headers={name.lower(): value for name, value in head.headers} if head else {},
    )
