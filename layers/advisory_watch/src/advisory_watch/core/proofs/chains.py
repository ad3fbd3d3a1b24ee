"""Whether the versions of one destination are all there, as they were written, in their order."""

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
"""Digits of a hash that a line needs for a person to tell it from another."""


@dataclass(frozen=True, kw_only=True)  # no slots: what is read is read once
class Chain:
    """The versions of one destination as they are stored, and what is known of it now.

    `known` is None where that cannot be read, or is gone.
    """

    source: str
    destination: str
    originals: Sequence[Original]
    known: Known | None = None

    @property
    def place(self) -> str:
        """How a person names it."""
        return f"{self.source}/{self.destination}"

    @cached_property
    def hashes(self) -> Mapping[int, str]:
        """The hash of each version, by its number."""
        return {each.number: record_hash(each.text) for each in self.originals}

    @cached_property
    def versions(self) -> Mapping[int, Version]:
        """Those that can be read, by their number."""
        return {number: each for number, each in self._read.items() if isinstance(each, Version)}

    @property
    def newest(self) -> int:
        """The number of the newest version there is, or should be; 0 where there is none."""
        return max([self.known.number if self.known else 0, *self.hashes])

    @property
    def begins_at(self) -> int:
        """The first version whose hash stands elsewhere; one more than the newest where none."""
        named = [number - 1 for number, each in self.versions.items() if each.previous]
        if self.known is not None and self.known.tip:
            named.append(self.known.number)
        return min(named, default=self.newest + 1)

    def words_at(self, number: int) -> Advisory | None:
        """Return what was said last, by the versions up to a number."""
        at = bisect_right(self._numbers, number)
        return self._words[at - 1] if at else None

    def remarks(self) -> Iterator[Remark]:
        """Say what is missing, changed, or out of order."""
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
        """What was said last at each of those numbers: a withdrawal says nothing new."""
        said = (self.versions[each].advisory for each in self._numbers)
        return list(accumulate(said, _last))

    @cached_property
    def _read(self) -> Mapping[int, Version | CorruptLedger]:
        return {each.number: _version(each.text) for each in self.originals}

    def _gaps(self) -> Iterator[Remark]:
        """Name every gap once, however wide: a number that was changed may be of any size."""
        last = 0
        for number in (*sorted(self.hashes), self.newest + 1):
            if number < 1:
                yield broken(self.place, "a number from 1", f"a version under {number}", number)
            elif number > last + 1:
                found = "none" if number == last + 2 else f"none up to version {number - 1}"
                yield broken(self.place, f"versions 1 to {self.newest}", found, last + 1)
            last = max(last, number)
        counted = Counter(each.number for each in self.originals)
        for number in sorted(each for each, count in counted.items() if count > 1):
            yield broken(self.place, "one version of that number", f"{counted[number]}", number)

    def _flaws(self, original: Original) -> Iterator[Remark]:
        """Tell of a version that is not as we write it, or not where we write it."""
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
        """Tell where a version does not name the one before it."""
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
        """Tell where what is known now is not what the newest version says."""
        known = self.known
        if known is None:
            if self.hashes:
                yield broken(self.place, "what is known of it now", "none")
            return
        extra = sorted(each for each in self.hashes if each > known.number)
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
    """Return the beginning of a hash."""
    return f"{digest[:HASH_SHOWN]}…"


def _version(text: str) -> Version | CorruptLedger:
    try:
        return from_json(Version, text)
    except CorruptLedger as error:
        return error
