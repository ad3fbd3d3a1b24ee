"""Findings of a verification: subject, expected and actual value."""

from dataclasses import dataclass
from enum import IntEnum


class Weight(IntEnum):
    """The severity of a finding."""

    NOTE = 0
    REREAD = 1
    BROKEN = 2

    @property
    def words(self) -> str:
        """The severity in words."""
        return WORDS[self]


WORDS = {
    Weight.NOTE: "note",
    Weight.REREAD: "read differently by today's rules",
    Weight.BROKEN: "does not hold",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One line of a verification.

    `about` is a source and destination (`us_state/KW`), a file, or a manifest. `version` is
    None if the finding concerns no single version.
    """

    weight: Weight
    about: str
    expected: str
    found: str
    version: int | None = None

    @property
    def where(self) -> str:
        """The subject, with the version if there is one."""
        return self.about if self.version is None else f"{self.about} version {self.version}"


def broken(about: str, expected: str, found: str, version: int | None = None) -> Remark:
    """Report that a value is not what it must be."""
    return Remark(
        weight=Weight.BROKEN, about=about, expected=expected, found=found, version=version
    )


def reread(about: str, expected: str, found: str, version: int | None = None) -> Remark:
    """Report that today's rules or parser give another result."""
    return Remark(
        weight=Weight.REREAD, about=about, expected=expected, found=found, version=version
    )


def note(about: str, expected: str, found: str, version: int | None = None) -> Remark:
    """Report a limit of the proof that is not a fault."""
    return Remark(weight=Weight.NOTE, about=about, expected=expected, found=found, version=version)
