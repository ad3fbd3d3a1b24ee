"""Check the archive: examine each file, and parse each page with the present parsers."""

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from advisory_watch.app.document_fetcher import list_strictly, read_strictly
from advisory_watch.app.ports import RawArchive
from advisory_watch.core.advisory import Advisory
from advisory_watch.core.errors import ArchiveError, SourceError
from advisory_watch.core.evidence.chain import (
    Chain,
    ExaminedPage,
    VerificationIssue,
    broken_issue,
    note_issue,
    reread_issue,
)
from advisory_watch.core.evidence.checks import (
    keys_of,
    keys_to_read,
    page_issues,
    snapshot_issues,
)
from advisory_watch.core.ingest.record import record_of
from advisory_watch.core.page import Page
from advisory_watch.core.record import Version
from advisory_watch.core.source import Endpoint, Source

Step = Callable[[int, int], None]
"""Called for each examined file, with the number of files done and the total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionClaim:
    """A version, and the place where it is stored."""

    place: str
    version: Version

    @property
    def name(self) -> tuple[str, int]:
        """The identity of the version: place and number."""
        return self.place, self.version.number


Copies = Mapping[tuple[str, int], Sequence[Advisory]]
"""What the present parsers find on a page about the destination of each version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageChecks:
    """Examines each file that versions cite, once, and compares its content with them.

    `reader_keys` are the public keys of readers elsewhere, by name: a page that one of them fetched
    has its signature.
    """

    raw_archive: RawArchive
    examine: Callable[[bytes], ExaminedPage]
    sources: Mapping[str, Source]
    reader_keys: Mapping[str, bytes] = field(default_factory=dict)

    def keys(self, chains: Iterable[Chain], *, has_all: bool) -> tuple[str, ...]:
        """Return the keys of the files to examine: cited ones; with `has_all`, all others too."""
        named = {key for chain in chains for key in _named(chain)}
        return tuple(sorted(named | (set(self.raw_archive.keys()) if has_all else set())))

    def issues(
        self, chains: Sequence[Chain], keys: Sequence[str], step: Step
    ) -> Iterator[VerificationIssue]:
        """Examine every file; a page that two versions cite is parsed once for both."""
        claims = _claims(chains)
        copies: defaultdict[tuple[str, int], list[Advisory]] = defaultdict(list)
        for done, key in enumerate(keys, start=1):
            for name, found in (yield from self._file(key, claims[key])).items():
                copies[name].extend(found)
            step(done, len(keys))
        for chain in chains:
            for number, version in sorted(chain.versions.items()):
                if (chain.place, number) in copies:
                    yield from snapshot_issues(chain.place, version, copies[chain.place, number])

    def _file(
        self, key: str, claims: Sequence[VersionClaim]
    ) -> Generator[VerificationIssue, None, Copies]:
        try:
            packed = self.raw_archive.packed(key)
        except ArchiveError as error:
            yield _absent(key, claims, str(error))
            return {}
        try:
            examined = self.examine(packed.content)
        except ArchiveError as error:
            yield broken_issue(packed.file, "a page as it was kept", str(error))
            return {}
        if examined.flaw:
            yield broken_issue(packed.file, "every byte as it was written", examined.flaw)
        if examined.page.sha256 != key:
            found = f"one of hash {examined.page.sha256}"
            yield broken_issue(packed.file, "the page of that name", found)
            return {}
        return (yield from self._page(packed.file, examined.page, claims))

    def _page(
        self, file: str, page: Page, claims: Sequence[VersionClaim]
    ) -> Generator[VerificationIssue, None, Copies]:
        yield from self._reader_issues(file, page)
        for claim in claims:
            if claim.version.evidence.page_key == page.sha256:
                yield from page_issues(claim.place, claim.version, page)
        endpoint = self._endpoint_of(page)
        if endpoint is None:
            if claims:
                where = f"{page.target.source_id}/{page.target.endpoint}"
                yield note_issue(file, "a reader for it", f"no door {where} any more")
            return {}
        try:
            yield from _withdrawals(endpoint, page, claims)
            return _copies(endpoint, page, claims)
        except SourceError as error:
            yield reread_issue(file, "a page that today's reader can read", error.reason)
            return {}

    def _reader_issues(self, file: str, page: Page) -> Iterator[VerificationIssue]:
        if not page.reader:
            return
        key = self.reader_keys.get(page.reader)
        if key is None:
            yield note_issue(file, f"the public key of the reader {page.reader}", "none registered")
        elif not record_of(page).is_signed_by(key):
            yield broken_issue(file, f"the signature of the reader {page.reader}", "another one")

    def _endpoint_of(self, page: Page) -> Endpoint | None:
        source, wanted = self.sources.get(page.target.source_id), page.target.endpoint
        endpoints = source.endpoints if source else ()
        return next((endpoint for endpoint in endpoints if endpoint.id == wanted), None)


def _named(chain: Chain) -> Iterator[str]:
    for version in chain.versions.values():
        yield from keys_of(version.evidence)
    if chain.record is not None and chain.record.pending is not None:
        yield from keys_of(chain.record.pending.evidence)


def _claims(chains: Iterable[Chain]) -> defaultdict[str, list[VersionClaim]]:
    """Map each page to the versions that it is evidence for."""
    claims: defaultdict[str, list[VersionClaim]] = defaultdict(list)
    for chain in chains:
        for _, version in sorted(chain.versions.items()):
            claim = VersionClaim(place=chain.place, version=version)
            for key in keys_to_read(version.evidence):
                claims[key].append(claim)
    return claims


def _withdrawals(
    endpoint: Endpoint, page: Page, claims: Iterable[VersionClaim]
) -> Iterator[VerificationIssue]:
    """Check withdrawn destinations on the page that lists all destinations."""
    withdrawals = [claim for claim in claims if claim.version.advisory is None]
    if not withdrawals:
        return
    if endpoint.has_index:
        listing = list_strictly(endpoint, page)
        named = frozenset[str]().union(*(entry.destinations for entry in listing.documents))
    else:
        named = read_strictly(endpoint, page).destinations
    for claim in withdrawals:
        if claim.version.destination in named:
            expected = "a page without it: it was withdrawn"
            yield reread_issue(claim.place, expected, "it on the page", claim.version.number)


def _copies(endpoint: Endpoint, page: Page, claims: Iterable[VersionClaim]) -> Copies:
    """Parse the page once for all versions that cite it."""
    claims = [claim for claim in claims if claim.version.advisory is not None]
    advisories = read_strictly(endpoint, page).advisories if claims else ()
    return {
        claim.name: [copy for copy in advisories if copy.destination == claim.version.destination]
        for claim in claims
    }


def _absent(key: str, claims: Sequence[VersionClaim], found: str) -> VerificationIssue:
    """Report a missing page, or a file that is not a page; one version is enough to name it."""
    if not claims:
        return broken_issue(f"pages/{key}", "a page under its hash", found)
    first, more = claims[0], len(claims) - 1
    also = f" (and of {more} more versions)" if more else ""
    return broken_issue(first.place, f"its page{also}", found, first.version.number)
