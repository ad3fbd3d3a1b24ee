"""Check the archive: examine each file, and parse each page with the present parsers."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisory_watch.app.asking import list_strictly, read_strictly
from advisory_watch.app.originals import Vault
from advisory_watch.core.advisories import Advisory
from advisory_watch.core.errors import ArchiveError, SourceError
from advisory_watch.core.originals import Examined
from advisory_watch.core.pages import Page
from advisory_watch.core.proofs.chains import Chain
from advisory_watch.core.proofs.pages import (
    keys_of,
    keys_to_read,
    page_remarks,
    reading_remarks,
    withdrawal_remarks,
)
from advisory_watch.core.proofs.remarks import Remark, broken, note, reread
from advisory_watch.core.sources import Door, Source
from advisory_watch.core.versions import Version

Step = Callable[[int, int], None]
"""Called for each examined file, with the number of files done and the total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A version, and the place where it is stored."""

    place: str
    version: Version

    @property
    def name(self) -> tuple[str, int]:
        """The identity of the version: place and number."""
        return self.place, self.version.number


Copies = defaultdict[tuple[str, int], list[Advisory]]
"""What the present parsers find on the pages of each version, about its destination."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageProof:
    """Examines each file that versions cite, once, and compares its content with them."""

    vault: Vault
    examine: Callable[[bytes], Examined]
    sources: Mapping[str, Source]

    def keys(self, chains: Iterable[Chain], *, has_all: bool) -> tuple[str, ...]:
        """Return the keys of the files to examine: cited ones; with `has_all`, all others too."""
        named = {key for chain in chains for key in _named(chain)}
        return tuple(sorted(named | (set(self.vault.keys()) if has_all else set())))

    def remarks(self, chains: Sequence[Chain], keys: Sequence[str], step: Step) -> Iterator[Remark]:
        """Examine every file; a page that two versions cite is parsed once for both."""
        claims = _claims(chains)
        copies: Copies = defaultdict(list)
        for done, key in enumerate(keys, start=1):
            yield from self._file(key, claims[key], copies)
            step(done, len(keys))
        for chain in chains:
            for number, version in sorted(chain.versions.items()):
                found = copies.get((chain.place, number))
                if found is not None:
                    yield from reading_remarks(chain.place, version, found)

    def _file(self, key: str, claims: Sequence[Claim], copies: Copies) -> Iterator[Remark]:
        try:
            packed = self.vault.packed(key)
        except ArchiveError as error:
            yield _absent(key, claims, str(error))
            return
        try:
            examined = self.examine(packed.content)
        except ArchiveError as error:
            yield broken(packed.file, "a page as it was kept", str(error))
            return
        if examined.flaw:
            yield broken(packed.file, "every byte as it was written", examined.flaw)
        if examined.page.sha256 != key:
            found = f"one of hash {examined.page.sha256}"
            yield broken(packed.file, "the page of that name", found)
            return
        yield from self._page(packed.file, examined.page, claims, copies)

    def _page(
        self, file: str, page: Page, claims: Sequence[Claim], copies: Copies
    ) -> Iterator[Remark]:
        for claim in claims:
            if claim.version.evidence.page_key == page.sha256:
                yield from page_remarks(claim.place, claim.version, page)
        door = self._door(page)
        if door is None:
            if claims:
                where = f"{page.target.source_id}/{page.target.door}"
                yield note(file, "a reader for it", f"no door {where} any more")
            return
        try:
            yield from _withdrawals(door, page, claims)
            _gather(door, page, claims, copies)
        except SourceError as error:
            yield reread(file, "a page that today's reader can read", error.reason)

    def _door(self, page: Page) -> Door | None:
        source = self.sources.get(page.target.source_id)
        doors = source.doors if source else ()
        return next((candidate for candidate in doors if candidate.id == page.target.door), None)


def _named(chain: Chain) -> Iterator[str]:
    for version in chain.versions.values():
        yield from keys_of(version.evidence)
    if chain.known is not None and chain.known.held is not None:
        yield from keys_of(chain.known.held.evidence)


def _claims(chains: Iterable[Chain]) -> defaultdict[str, list[Claim]]:
    """Map each page to the versions that it is evidence for."""
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    for chain in chains:
        for _, version in sorted(chain.versions.items()):
            claim = Claim(place=chain.place, version=version)
            for key in keys_to_read(version.evidence):
                claims[key].append(claim)
    return claims


def _withdrawals(door: Door, page: Page, claims: Iterable[Claim]) -> Iterator[Remark]:
    """Check withdrawn destinations on the page that lists all destinations."""
    gone = [each for each in claims if each.version.advisory is None]
    if not gone:
        return
    if door.has_index:
        listing = list_strictly(door, page)
        named = frozenset[str]().union(*(each.destinations for each in listing.documents))
    else:
        named = read_strictly(door, page).destinations
    for claim in gone:
        is_named = claim.version.destination in named
        yield from withdrawal_remarks(claim.place, claim.version, is_named=is_named)


def _gather(door: Door, page: Page, claims: Iterable[Claim], copies: Copies) -> None:
    """Parse the page once for all versions that cite it."""
    said = [each for each in claims if each.version.advisory is not None]
    reading = read_strictly(door, page) if said else None
    for claim in said:
        found = reading.advisories if reading else ()
        code = claim.version.destination
        copies[claim.name].extend(each for each in found if each.destination == code)


def _absent(key: str, claims: Sequence[Claim], found: str) -> Remark:
    """Report a missing page, or a file that is not a page; one version is enough to name it."""
    if not claims:
        return broken(f"pages/{key}", "a page under its hash", found)
    first, more = claims[0], len(claims) - 1
    also = f" (and of {more} more versions)" if more else ""
    return broken(first.place, f"its page{also}", found, first.version.number)
