"""The conclusions that a verification allows without trust in any party."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.core.proofs.remarks import Weight

STATUS = {Weight.NOTE: 0, Weight.REREAD: 3, Weight.BROKEN: 1}
"""Exit statuses; 2 means wrong usage, as in every command."""


@dataclass(slots=True)
class Tally:
    """The counts of a verification, and its most serious finding.

    `chained` counts the versions whose hash is stored elsewhere. `signed_by` is the hash of
    the key of the newest manifest with a good signature, `signed_at` its time.
    """

    destinations: int = 0
    versions: int = 0
    chained: int = 0
    files: int = 0
    manifests: int = 0
    signed_by: str = ""
    signed_at: datetime | None = None
    worst: Weight = Weight.NOTE

    @property
    def status(self) -> int:
        """The exit status: 0 all valid, 1 something broken, 3 only read differently today."""
        return STATUS[self.worst]


def what_it_shows(tally: Tally) -> Iterator[str]:
    """Yield the conclusions for a reader who trusts neither this program nor its owner."""
    if tally.worst is Weight.BROKEN:
        yield (
            "What is named above does not hold, and nothing follows from it or from what builds "
            "on it."
        )
        return
    if not tally.versions:
        yield "Nothing: there is nothing here to be looked at."
        return
    if tally.files:
        yield (
            f"Each of {tally.files} files is, byte for byte, the page whose SHA-256 its name and "
            "the versions have, and each version says when it was received, and from which door."
        )
    if tally.chained:
        yield (
            f"{tally.chained} of {tally.versions} versions are in a chain: none of them was "
            "changed, put in or left out later without all that follow it being written anew."
        )
    if tally.signed_by and tally.signed_at:
        yield (
            f"What the manifests name was not even written anew since the last of them was signed, "
            f"{tally.signed_at:%Y-%m-%d %H:%M} UTC, with the key {tally.signed_by}: if that is the "
            "key that its owner published, or you noted, at that time."
        )


def what_it_does_not_show(tally: Tally) -> Iterator[str]:
    """Yield what the evidence does not prove, even if all of it is valid."""
    if not tally.signed_by:
        yield (
            "That the whole was not written anew: there is no signed manifest. Whoever holds "
            "ledger and archive could have replaced both."
        )
    else:
        yield (
            "That nothing was made up before a manifest was signed: its key is the owner's. A copy "
            "of the manifest in somebody else's hands, on that day, is what bounds it."
        )
    if tally.worst is Weight.REREAD:
        yield (
            "That what was recorded is what today's rules would record: the lines above name "
            "where they read otherwise, and the pages tell who is right."
        )
    if tally.versions > tally.chained:
        yield (
            f"That the {tally.versions - tally.chained} versions outside of a chain are as they "
            "were recorded: only their pages speak for them."
        )
    yield (
        "That the publisher sent these bytes: they came over HTTPS, which proves it to the "
        "receiver and leaves nothing that others could check. Other archives of the same day may."
    )
    yield "That nothing was missed: what was never fetched, or was refused, leaves no version."
