"""Check that the versions of a destination are complete, unchanged and in order."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.chain import record_hash
from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.originals import Original
from advisory_watch.core.proofs.remarks import Remark, broken, note
from advisory_watch.core.records import from_json
from advisory_watch.core.versions import Known, Version

HASH_SHOWN = 12
"""Hexadecimal digits shown of a hash, enough to distinguish it."""


@dataclass(frozen=True, kw_only=True)  # no slots: the cached properties need a `__dict__`
class Chain:
    """The versions of one destination as they are stored, and its current record.

    `known` is None if the record is missing or unreadable.
    """

    source: str
    destination: str
    originals: Sequence[Original]
    known: Known | None = None

    @property
    def place(self) -> str:
        """The name shown to people: source and destination."""
        return f"{self.source}/{self.destination}"

    @cached_property
    def hashes(self) -> Mapping[int, str]:
        """The hash of each version, by its number."""
        return {stored.number: record_hash(stored.text) for stored in self.originals}

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
        return max([self.known.number if self.known else 0, *self.hashes])

    @property
    def begins_at(self) -> int:
        """The first version whose hash is stored elsewhere; one more than the newest if none is."""
        named = [number - 1 for number, version in self.versions.items() if version.previous]
        if self.known is not None and self.known.tip:
            named.append(self.known.number)
        return min(named, default=self.newest + 1)

    def words_at(self, number: int) -> Advisory | None:
        """Return the advisory in force after a version: the last one that was not a withdrawal."""
        at = bisect_right(self._numbers, number)
        return self._words[at - 1] if at else None

    def remarks(self) -> Iterator[Remark]:
        """Yield what is missing, changed, or out of order."""
        yield from self._gaps()
        for original in self.originals:
            yield from self._flaws(original)
        yield from self._links()
        yield from self._end()
        if self.newest and self.begins_at > 1:
            before = min(self.begins_at - 1, self.newest)
            which = "version 1 was" if before == 1 else f"versions 1 to {before} were"
            found = f"{which} recorded before there was a chain, and may have been changed since"
            yield note(self.place, "every version in the chain", found)

    @cached_property
    def _numbers(self) -> Sequence[int]:
        return sorted(self.versions)

    @cached_property
    def _words(self) -> Sequence[Advisory | None]:
        """The last advisory at each of these numbers; a withdrawal keeps the one before it."""
        said = (self.versions[position].advisory for position in self._numbers)
        return list(accumulate(said, _last))

    @cached_property
    def _read(self) -> Mapping[int, Version | CorruptLedger]:
        return {stored.number: _version(stored.text) for stored in self.originals}

    def _gaps(self) -> Iterator[Remark]:
        """Report every gap once, however wide: a changed number may have any size."""
        last = 0
        for number in (*sorted(self.hashes), self.newest + 1):
            if number < 1:
                yield broken(self.place, "a number from 1", f"a version under {number}", number)
            elif number > last + 1:
                found = "none" if number == last + 2 else f"none up to version {number - 1}"
                yield broken(self.place, f"versions 1 to {self.newest}", found, last + 1)
            last = max(last, number)
        counted = Counter(entry.number for entry in self.originals)
        for number in sorted(entry for entry, count in counted.items() if count > 1):
            yield broken(self.place, "one version of that number", f"{counted[number]}", number)

    def _flaws(self, original: Original) -> Iterator[Remark]:
        """Report a version in a wrong format or place."""
        number, read = original.number, self._read[original.number]
        if original.flaw is not None:
            yield broken(self.place, original.flaw.expected, original.flaw.found, number)
        elif isinstance(read, CorruptLedger):
            yield broken(self.place, "a version that can be read", str(read), number)
        else:
            at = (read.source, read.destination, read.number)
            if at != (self.source, self.destination, number):
                yield broken(self.place, "the version of this place", f"that of {at}", number)

    def _links(self) -> Iterator[Remark]:
        """Report a version that does not name the hash of the previous one."""
        for number, version in sorted(self.versions.items()):
            before = self.hashes.get(number - 1, "")
            if version.previous and version.previous != before:
                yield self._mismatch(number - 1, version.previous, f"version {number} names")
            elif not version.previous and before and number > self.begins_at:
                yield broken(
                    self.place, f"the hash {short(before)} of the one before it", "no hash", number
                )

    def _mismatch(self, number: int, named: str, who: str) -> Remark:
        found = self.hashes.get(number)
        shown = short(found) if found else "no such version"
        return broken(self.place, f"the record of hash {short(named)}, which {who}", shown, number)

    def _end(self) -> Iterator[Remark]:
        """Report a record that does not match the newest version."""
        known = self.known
        if known is None:
            if self.hashes:
                yield broken(self.place, "what is known of it now", "none")
            return
        extra = sorted(version for version in self.hashes if version > known.number)
        for number in extra:
            yield broken(self.place, f"{known.number} versions", "one more", number)
        if known.tip and self.hashes.get(known.number) != known.tip:
            yield self._mismatch(known.number, known.tip, "what is known now names")
        if not known.tip and self.begins_at < known.number:
            yield broken(self.place, "the hash of the newest version in what is known", "none")
        yield from self._now(known)

    def _now(self, known: Known) -> Iterator[Remark]:
        newest = self.versions.get(known.number)
        if newest is None:
            return
        said = {
            "words": (self.words_at(known.number) or known.advisory, known.advisory),
            "withdrawal": (newest.advisory is None, known.is_withdrawn),
            "rule": (newest.rule, known.rule),
            "evidence": (newest.evidence, known.evidence),
            "time": (newest.decided_at, known.recorded_at),
        }
        for name, (expected, found) in said.items():
            if expected != found:
                yield broken(
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
