"""Verification: check ledger, archive, outbox and manifests against each other.

Nothing is written. Unreadable data does not end the verification: it is one of its findings.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from advisory_watch.app.originals import Originals
from advisory_watch.app.ports import Ledger
from advisory_watch.app.verify_alerts import AlertProof
from advisory_watch.app.verify_pages import PageProof, Step
from advisory_watch.app.verify_seals import SealProof
from advisory_watch.core.errors import LedgerError
from advisory_watch.core.proofs.chains import Chain
from advisory_watch.core.proofs.conclusions import Tally
from advisory_watch.core.proofs.manifests import Seal, places_named, seal_remarks, tip_remarks
from advisory_watch.core.proofs.remarks import Remark, broken
from advisory_watch.core.versions import Known

Place = tuple[str, str]
"""A source id and a destination code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """Verifies everything, or some destinations; `expected_key` is the hash of a trusted key."""

    ledger: Ledger
    originals: Originals
    pages: PageProof
    alerts: AlertProof
    seals: SealProof
    expected_key: str = ""

    def run(self, places: Collection[Place] | None, tally: Tally, step: Step) -> Iterator[Remark]:
        """Yield all findings; `places` is None to verify everything.

        At the end, `tally` has the counts and the worst finding. `step` is called for each examined
        file of the archive.
        """
        for remark in self._remarks(places, tally, step):
            tally.worst = max(tally.worst, remark.weight)
            yield remark

    def _remarks(
        self, places: Collection[Place] | None, tally: Tally, step: Step
    ) -> Iterator[Remark]:
        seals = tuple(self.seals.read())
        _count_seals(tally, seals)
        yield from seal_remarks(seals, self.expected_key)
        stored = set(places or ())
        if places is None:
            yield from self._everywhere(seals, stored)
        known: dict[Place, Known] = {}
        yield from self._known(known, stored)
        numbered = {place for place, each in known.items() if each.number}
        wanted = sorted(stored if places is not None else stored | numbered)
        chains: list[Chain] = []
        for place in wanted:
            yield from self._chain(place, known.get(place), chains)
        for chain in chains:
            yield from chain.remarks()
        yield from tip_remarks(seals, {(each.source, each.destination): each for each in chains})
        yield from self.alerts.remarks(chains, has_all=places is None)
        keys = self.pages.keys(chains, has_all=places is None)
        _count(tally, chains, keys)
        yield from self.pages.remarks(chains, keys, step)

    def _everywhere(self, seals: Iterable[Seal], stored: set[Place]) -> Iterator[Remark]:
        """Collect every place that a version is stored under, or that a manifest names."""
        stored |= places_named(seals)
        try:
            stored |= set(self.originals.places())
        except LedgerError as error:
            yield broken("ledger", "versions that can be read", str(error))

    def _known(self, known: dict[Place, Known], stored: Iterable[Place]) -> Iterator[Remark]:
        """Read the present records of the sources concerned and of the registered sources."""
        for source in sorted({source for source, _ in stored} | set(self.pages.sources)):
            try:
                state = self.ledger.state(source)
            except LedgerError as error:
                yield broken(source, "what is known now", str(error))
            else:
                known |= {(source, code): record for code, record in state.known.items()}

    def _chain(self, place: Place, known: Known | None, chains: list[Chain]) -> Iterator[Remark]:
        source, code = place
        try:
            originals = self.originals.of(source, code)
        except LedgerError as error:
            yield broken("/".join(place), "versions that can be read", str(error))
        else:
            chains.append(Chain(source=source, destination=code, originals=originals, known=known))


def _count_seals(tally: Tally, seals: Sequence[Seal]) -> None:
    tally.manifests = len(seals)
    for seal in seals:
        if seal.manifest and not seal.trouble:
            tally.signed_by, tally.signed_at = seal.manifest.key, seal.manifest.made_at


def _count(tally: Tally, chains: Sequence[Chain], keys: Sequence[str]) -> None:
    tally.destinations = sum(1 for chain in chains if chain.newest)
    tally.versions = sum(len(chain.hashes) for chain in chains)
    tally.chained = sum(max(0, chain.newest - chain.begins_at + 1) for chain in chains)
    tally.files = len(keys)
