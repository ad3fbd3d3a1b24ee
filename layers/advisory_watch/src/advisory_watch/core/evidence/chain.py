"""Check the hash chain of a destination, and name what is wrong with it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, partial
from itertools import accumulate

from advisory_watch.core.advisory import Advisory
from advisory_watch.core.errors import ArchiveError, CorruptLedger
from advisory_watch.core.page import Page
from advisory_watch.core.record import DestinationRecord, Version, exact_text_hash
from advisory_watch.core.serialization import from_json

FEW_BYTES = 8
"""Decay and tampering change few bytes of a packed file; another version of zlib changes most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageFlaw:
    """A deviation of a stored item from the way in which the program writes it."""

    expected: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRecord:
    """A version as stored: its number and its record.

    `flaw` is an attribute of the item that does not agree with the record, or the reason why
    the record cannot be read. It is None for an item in the expected layout.
    """

    number: int
    text: str
    flaw: StorageFlaw | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFile:
    """A file of the archive: its key, its location, and its bytes."""

    key: str
    file: str
    content: bytes

    def unpack(self, unpack: Callable[[bytes], Page]) -> Page:
        """Return its page. Raises `ArchiveError` if that has another key."""
        page = unpack(self.content)
        if page.sha256 != self.key:
            raise ArchiveError(f"{self.file}: expected the page of that name, found {page.sha256}")
        return page


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedPage:
    """The page in an archive file, and any deviation of the file from the way we write it."""

    page: Page
    flaw: str = ""


def nudged_at(found: bytes, expected: bytes) -> int | None:
    """Return the index of the first differing byte, if two packings differ in only a few bytes.

    Returns None if they are equal, or differ as the outputs of two zlib versions do.
    """
    if len(found) != len(expected):
        return None
    unlike = [at for at in range(len(found)) if found[at] != expected[at]]
    return unlike[0] if 0 < len(unlike) <= FEW_BYTES else None


class IssueSeverity(IntEnum):
    """The severity of a finding."""

    NOTE = 0
    REREAD = 1
    BROKEN = 2

    @property
    def words(self) -> str:
        """The severity in words."""
        return WORDS[self]


WORDS = {
    IssueSeverity.NOTE: "note",
    IssueSeverity.REREAD: "read differently by today's rules",
    IssueSeverity.BROKEN: "does not hold",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationIssue:
    """One line of a verification.

    `about` is a source and destination (`us_state/KW`), a file, or a manifest. `version` is
    None if the finding concerns no single version.
    """

    severity: IssueSeverity
    about: str
    expected: str
    found: str
    version: int | None = None

    @property
    def where(self) -> str:
        """The subject, with the version if there is one."""
        return self.about if self.version is None else f"{self.about} version {self.version}"


def _issue(
    severity: IssueSeverity, about: str, expected: str, found: str, version: int | None = None
) -> VerificationIssue:
    return VerificationIssue(
        severity=severity, about=about, expected=expected, found=found, version=version
    )


broken_issue = partial(_issue, IssueSeverity.BROKEN)
"""Report that a value is not what it must be."""

reread_issue = partial(_issue, IssueSeverity.REREAD)
"""Report that today's rules or parser give another result."""

note_issue = partial(_issue, IssueSeverity.NOTE)
"""Report a limit of the proof that is not a fault."""

HASH_SHOWN = 12
"""Hexadecimal digits shown of a hash, enough to distinguish it."""


@dataclass(frozen=True, kw_only=True)  # no slots: the cached properties need a `__dict__`
class Chain:
    """The versions of one destination as they are stored, and its current record.

    `record` is None if the record is missing or unreadable.
    """

    source: str
    destination: str
    raw_records: Sequence[RawRecord]
    record: DestinationRecord | None = None

    @property
    def place(self) -> str:
        """The name shown to people: source and destination."""
        return f"{self.source}/{self.destination}"

    @cached_property
    def hashes(self) -> Mapping[int, str]:
        """The hash of each version, by its number."""
        return {stored.number: exact_text_hash(stored.text) for stored in self.raw_records}

    @cached_property
    def versions(self) -> Mapping[int, Version]:
        """The readable versions, by their number."""
        return {
            number: version
            for number, version in self._read.items()
            if isinstance(version, Version)
        }

    @property
    def newest(self) -> int:
        """The number of the newest version that exists or is named by the record; 0 if none."""
        return max([self.record.number if self.record else 0, *self.hashes])

    @property
    def begins_at(self) -> int:
        """The first version whose hash is stored elsewhere; one more than the newest if none is."""
        named = [number - 1 for number, version in self.versions.items() if version.previous]
        if self.record is not None and self.record.head_hash:
            named.append(self.record.number)
        return min(named, default=self.newest + 1)

    def words_at(self, number: int) -> Advisory | None:
        """Return the advisory in force after a version: the last one that was not a withdrawal."""
        at = bisect_right(self._numbers, number)
        return self._words[at - 1] if at else None

    def issues(self) -> Iterator[VerificationIssue]:
        """Yield what is missing, changed, or out of order."""
        yield from self._gaps()
        for original in self.raw_records:
            yield from self._flaws(original)
        yield from self._links()
        yield from self._end()
        if self.newest and self.begins_at > 1:
            before = min(self.begins_at - 1, self.newest)
            which = "version 1 was" if before == 1 else f"versions 1 to {before} were"
            found = f"{which} recorded before there was a chain, and may have been changed since"
            yield note_issue(self.place, "every version in the chain", found)

    @cached_property
    def _numbers(self) -> Sequence[int]:
        return sorted(self.versions)

    @cached_property
    def _words(self) -> Sequence[Advisory | None]:
        """The last advisory at each of these numbers; a withdrawal keeps the one before it."""
        advisories = (self.versions[number].advisory for number in self._numbers)
        return list(accumulate(advisories, _last))

    @cached_property
    def _read(self) -> Mapping[int, Version | CorruptLedger]:
        return {stored.number: _version(stored.text) for stored in self.raw_records}

    def _gaps(self) -> Iterator[VerificationIssue]:
        """Report every gap once, however wide: a changed number may have any size."""
        last = 0
        for number in (*sorted(self.hashes), self.newest + 1):
            if number < 1:
                yield broken_issue(
                    self.place, "a number from 1", f"a version under {number}", number
                )
            elif number > last + 1:
                found = "none" if number == last + 2 else f"none up to version {number - 1}"
                yield broken_issue(self.place, f"versions 1 to {self.newest}", found, last + 1)
            last = max(last, number)
        counted = Counter(entry.number for entry in self.raw_records)
        for number in sorted(entry for entry, count in counted.items() if count > 1):
            yield broken_issue(
                self.place, "one version of that number", f"{counted[number]}", number
            )

    def _flaws(self, original: RawRecord) -> Iterator[VerificationIssue]:
        """Report a version in a wrong format or place."""
        number, read = original.number, self._read[original.number]
        if original.flaw is not None:
            yield broken_issue(self.place, original.flaw.expected, original.flaw.found, number)
        elif isinstance(read, CorruptLedger):
            yield broken_issue(self.place, "a version that can be read", str(read), number)
        else:
            at = (read.source, read.destination, read.number)
            if at != (self.source, self.destination, number):
                yield broken_issue(self.place, "the version of this place", f"that of {at}", number)

    def _links(self) -> Iterator[VerificationIssue]:
        """Report a version that does not name the hash of the previous one."""
        for number, version in sorted(self.versions.items()):
            before = self.hashes.get(number - 1, "")
            if version.previous and version.previous != before:
                yield self._mismatch(number - 1, version.previous, f"version {number} names")
            elif not version.previous and before and number > self.begins_at:
                yield broken_issue(
                    self.place, f"the hash {short(before)} of the one before it", "no hash", number
                )

    def _mismatch(self, number: int, named: str, who: str) -> VerificationIssue:
        found = self.hashes.get(number)
        shown = short(found) if found else "no such version"
        return broken_issue(
            self.place, f"the record of hash {short(named)}, which {who}", shown, number
        )

    def _end(self) -> Iterator[VerificationIssue]:
        """Report a record that does not match the newest version."""
        known = self.record
        if known is None:
            if self.hashes:
                yield broken_issue(self.place, "what is known of it now", "none")
            return
        extra = sorted(version for version in self.hashes if version > known.number)
        for number in extra:
            yield broken_issue(self.place, f"{known.number} versions", "one more", number)
        if known.head_hash and self.hashes.get(known.number) != known.head_hash:
            yield self._mismatch(known.number, known.head_hash, "what is known now names")
        if not known.head_hash and self.begins_at < known.number:
            yield broken_issue(
                self.place, "the hash of the newest version in what is known", "none"
            )
        yield from self._now(known)

    def _now(self, record: DestinationRecord) -> Iterator[VerificationIssue]:
        newest = self.versions.get(record.number)
        if newest is None:
            return
        compared = {
            "words": (self.words_at(record.number) or record.advisory, record.advisory),
            "withdrawal": (newest.advisory is None, record.is_withdrawn),
            "rule": (newest.rule, record.rule),
            "evidence": (newest.evidence, record.evidence),
            "time": (newest.decided_at, record.recorded_at),
        }
        for name, (expected, found) in compared.items():
            if expected != found:
                yield broken_issue(
                    self.place,
                    f"what is known now as in version {newest.number}",
                    f"another {name}",
                )


def _last(before: Advisory | None, now: Advisory | None) -> Advisory | None:
    return now or before


def short(digest: str) -> str:
    """Return the first digits of a hash."""
    return f"{digest[:HASH_SHOWN]}…"


def _version(text: str) -> Version | CorruptLedger:
    try:
        return from_json(Version, text)
    except CorruptLedger as error:
        return error
