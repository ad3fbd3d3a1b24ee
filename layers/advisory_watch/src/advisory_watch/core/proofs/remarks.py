"""What a verification has to say: where, what was expected, and what was found."""

from dataclasses import dataclass
from enum import IntEnum


class Weight(IntEnum):
    """How much a remark says against the evidence."""

    NOTE = 0
    REREAD = 1
    BROKEN = 2

    @property
    def words(self) -> str:
        """The weight as a person reads it."""
        return WORDS[self]


WORDS = {
    Weight.NOTE: "note",
    Weight.REREAD: "read differently by today's rules",
    Weight.BROKEN: "does not hold",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One line of a verification.

    `about` is a source and destination (`us_state/KW`), a file, or a manifest; `version` is
    None where it is about no single one.
    """

    weight: Weight
    about: str
    expected: str
    found: str
    version: int | None = None

    @property
    def where(self) -> str:
        """What it is about, with the version where there is one."""
        return self.about if self.version is None else f"{self.about} version {self.version}"


def broken(about: str, expected: str, found: str, version: int | None = None) -> Remark:
    """Say that something is not what it must be."""
    return Remark(
        weight=Weight.BROKEN, about=about, expected=expected, found=found, version=version
    )


def reread(about: str, expected: str, found: str, version: int | None = None) -> Remark:
    """Say that today's rules would have said something else."""
    return Remark(
        weight=Weight.REREAD, about=about, expected=expected, found=found, version=version
    )


def note(about: str, expected: str, found: str, version: int | None = None) -> Remark:
    """Say what limits the proof, and is nobody's fault."""
    return Remark(weight=Weight.NOTE, about=about, expected=expected, found=found, version=version)
