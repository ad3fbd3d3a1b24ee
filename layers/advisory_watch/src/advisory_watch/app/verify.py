"""Verification: ledger, archive, outbox and manifests, checked against one another.

Nothing is written, and nothing that cannot be read ends it: that is what it looks for.
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
"""A source and a destination."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """Looks at everything there is, or at some destinations; `expected_key` is a trusted one."""

    ledger: Ledger
    originals: Originals
    pages: PageProof
    alerts: AlertProof
    seals: SealProof
    expected_key: str = ""

    def run(self, places: Collection[Place] | None, tally: Tally, step: Step) -> Iterator[Remark]:
        """Yield all there is to say; None stands for everything there is.

        `tally` has at the end what was looked at, and `step` hears of each file of the
        archive that was examined.
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
        """Gather every place that a version lies under, or that a manifest names."""
        stored |= places_named(seals)
        try:
            stored |= set(self.originals.places())
        except LedgerError as error:
            yield broken("ledger", "versions that can be read", str(error))

    def _known(self, known: dict[Place, Known], stored: Iterable[Place]) -> Iterator[Remark]:
        """Read what is known now, of the sources concerned and of those that are registered."""
        for source in sorted({source for source, _ in stored} | set(self.pages.sources)):
            try:
                state = self.ledger.state(source)
            except LedgerError as error:
                yield broken(source, "what is known now", str(error))
            else:
                known |= {(source, code): each for code, each in state.known.items()}

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
    tally.destinations = sum(1 for each in chains if each.newest)
    tally.versions = sum(len(each.hashes) for each in chains)
    tally.chained = sum(max(0, each.newest - each.begins_at + 1) for each in chains)
    tally.files = len(keys)
