"""What is known of the destinations of a source, each read when somebody looks at it."""

from collections.abc import Iterator, Mapping

from advisory_watch.core.records import from_json
from advisory_watch.core.versions import Known


class Unread(Mapping[str, Known]):
    """Destinations by code, from their records as they stood at one moment.

    In most checks no document has changed, and what is known is needed of nobody: reading
    all of it would take longer than asking for every page. Looking raises `CorruptLedger`
    where that one record cannot be read.
    """

    def __init__(self, records: Mapping[str, str]) -> None:
        self._records = records
        self._read: dict[str, Known] = {}

    def __getitem__(self, code: str) -> Known:
        """Return what is known of a destination."""
        if code not in self._read:
            self._read[code] = from_json(Known, self._records[code])
        return self._read[code]

    def __iter__(self) -> Iterator[str]:
        """Go through the codes, in their order."""
        return iter(self._records)

    def __len__(self) -> int:
        """Count the destinations."""
        return len(self._records)
