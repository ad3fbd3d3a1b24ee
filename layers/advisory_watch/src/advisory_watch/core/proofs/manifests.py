"""Check that manifests are signed, linked in order, and still match the ledger."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from advisory_watch.core.manifests import Manifest, manifest_hash, manifest_name
from advisory_watch.core.proofs.chains import Chain, short
from advisory_watch.core.proofs.remarks import Remark, broken, note


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A manifest as stored in the archive, with the result of checking its signature.

    `manifest` is None if it is unreadable. `trouble` describes the fault of the signature;
    it is empty if the signature is good.
    """

    day: date
    content: bytes
    manifest: Manifest | None
    trouble: str = ""

    @property
    def about(self) -> str:
        """The name shown to people."""
        return f"manifests/{manifest_name(self.day)}"


def seal_remarks(seals: Sequence[Seal], expected_key: str = "") -> Iterator[Remark]:
    """Check manifests in order of their days; `expected_key` is a key that the reader trusts."""
    before: Seal | None = None
    for seal in seals:
        if seal.manifest is None:
            yield broken(seal.about, "a manifest", "none that can be read")
        else:
            yield from _order(seal, seal.manifest, before)
            yield from _signature(seal, seal.manifest, before, expected_key)
        before = seal


def _order(seal: Seal, manifest: Manifest, before: Seal | None) -> Iterator[Remark]:
    if manifest.day != seal.day:
        yield broken(seal.about, f"the manifest of {seal.day}", f"that of {manifest.day}")
    expected = manifest_hash(before.content) if before else ""
    if manifest.previous != expected:
        name = f"{short(expected)} of {before.about}" if before else "none: it is the first"
        found = short(manifest.previous) if manifest.previous else "none"
        yield broken(seal.about, f"as hash of the manifest before it {name}", found)


def _signature(
    seal: Seal, manifest: Manifest, before: Seal | None, expected_key: str
) -> Iterator[Remark]:
    last = before.manifest.key if before and before.manifest else ""
    if seal.trouble:
        yield broken(seal.about, "a good signature", seal.trouble)
    if expected_key and manifest.key != expected_key:
        yield broken(seal.about, f"the key {expected_key}", f"the key {manifest.key}")
    elif last and manifest.key != last:
        yield note(
            seal.about,
            f"the key {short(last)} of the manifest before it",
            f"the key {short(manifest.key)}",
        )


def tip_remarks(seals: Iterable[Seal], chains: Mapping[tuple[str, str], Chain]) -> Iterator[Remark]:
    """Report versions that a manifest names and the ledger no longer holds, each loss once.

    Only the destinations in `chains` are checked; an empty chain means that the destination
    may be gone from the ledger.
    """
    reported: set[tuple[str, int, str]] = set()
    for seal in seals:
        for (source, code), chain in chains.items():
            tips = seal.manifest.tips.get(source, {}) if seal.manifest else {}
            tip = tips.get(code)
            if tip is None or (chain.place, tip.number, tip.hash) in reported:
                continue
            reported.add((chain.place, tip.number, tip.hash))
            found = chain.hashes.get(tip.number)
            if found is None or (tip.hash and found != tip.hash):
                expected = f"the record {short(tip.hash)}" if tip.hash else "it in the ledger"
                yield broken(
                    chain.place,
                    f"{expected}, which {seal.about} names",
                    short(found) if found else "no such version",
                    tip.number,
                )


def places_named(seals: Iterable[Seal]) -> frozenset[tuple[str, str]]:
    """Return the source and destination of every entry in any manifest."""
    return frozenset(
        (source, code)
        for seal in seals
        if seal.manifest
        for source, tips in seal.manifest.tips.items()
        for code in tips
    )
