"""Parse the records of a source only when they are looked up."""

from collections.abc import Iterator, Mapping

from advisory_watch.core.records import from_json
from advisory_watch.core.versions import Known


class Unread(Mapping[str, Known]):
    """Records by destination code, as stored at one moment and parsed on first access.

    In most checks no document has changed and no record is needed. Parsing all of them would take
    longer than requesting every page. A lookup raises `CorruptLedger` if its own record cannot be
    parsed.
    """

    def __init__(self, records: Mapping[str, str]) -> None:
        self._records = records
        self._read: dict[str, Known] = {}

    def __getitem__(self, code: str) -> Known:
        """Return the record of a destination."""
        if code not in self._read:
            self._read[code] = from_json(Known, self._records[code])
        return self._read[code]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the codes, in their order."""
        return iter(self._records)

    def __len__(self) -> int:
        """Count the destinations."""
        return len(self._records)
