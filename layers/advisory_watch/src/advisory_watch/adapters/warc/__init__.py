"""Pages, and the records of readers elsewhere, as WARC files."""

from advisory_watch.adapters.warc.page import examine_page, pack_page, unpack_page
from advisory_watch.adapters.warc.records import as_stored, pack_records, unpack_records

__all__ = [
    "as_stored",
    "examine_page",
    "pack_page",
    "pack_records",
    "unpack_page",
    "unpack_records",
]
