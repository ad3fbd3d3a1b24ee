"""The steps of the Auswärtiges Amt: two are flags, the others are stated only in the text."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from advisory_watch.core.advisory import Severity


class Rung(Enum):
    """The steps in the publisher's own words, mildest first.

    A Reisewarnung is an urgent appeal not to travel, because of acute danger to life (glossary of
    the Auswärtiges Amt). `Abgeraten` is the step below it, whatever it is qualified by.
    """

    AGAINST_UNNECESSARY = "Von nicht notwendigen Reisen wird abgeraten"
    STRONGLY_AGAINST_UNNECESSARY = "Von nicht notwendigen Reisen wird dringend abgeraten"
    AGAINST = "Von Reisen wird abgeraten"
    STRONGLY_AGAINST = "Von Reisen wird dringend abgeraten"
    COVID_WARNING = "COVID-19-Reisewarnung"
    WARNING = "Reisewarnung"

    @property
    def severity(self) -> Severity:
        """The step on our scale."""
        return Severity.DO_NOT_TRAVEL if self is Rung.WARNING else Severity.RECONSIDER

    @property
    def words_for_parts(self) -> str:
        """The words if the step is advised for parts only."""
        return PARTS.get(self, f"Teile: {self.value}")


PARTS = {Rung.WARNING: "Teilreisewarnung", Rung.COVID_WARNING: "COVID-19-Teilreisewarnung"}

_RANKS = {rung: rank for rank, rung in enumerate(Rung)}

NO_ADVICE = "Reise- und Sicherheitshinweise"
"""The title of every page, used if nothing is advised against. It does not mean `safe`."""


class Flag(Enum):
    """A flag of an entry, gravest first (API description of the Auswärtiges Amt)."""

    WARNING = "warning"
    SITUATION_WARNING = "situationWarning"
    PARTIAL_WARNING = "partialWarning"
    SITUATION_PART_WARNING = "situationPartWarning"

    @property
    def is_partial(self) -> bool:
        """Tell whether the flag is about parts."""
        return self in {Flag.PARTIAL_WARNING, Flag.SITUATION_PART_WARNING}

    @property
    def rung(self) -> Rung:
        """The step that the flag states."""
        is_covid = self in {Flag.SITUATION_WARNING, Flag.SITUATION_PART_WARNING}
        return Rung.COVID_WARNING if is_covid else Rung.WARNING


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """The step for the whole, None if nothing is advised; the steps for parts, gravest first."""

    whole: Rung | None = None
    parts: tuple[Rung, ...] = ()

    @property
    def native_level(self) -> str:
        """All steps in the publisher's words: each is news if it comes or goes."""
        whole = (self.whole.value,) if self.whole else ()
        words = (*whole, *(rung.words_for_parts for rung in self.parts))
        return " + ".join(words) or NO_ADVICE

    @property
    def severity(self) -> Severity:
        """The step for the whole on our scale."""
        return self.whole.severity if self.whole else Severity.NORMAL

    @property
    def partial_severity(self) -> Severity | None:
        """The step for the gravest part on our scale."""
        return max((rung.severity for rung in self.parts), default=None)


def levels_of(wholes: Iterable[Rung], parts: Iterable[Rung]) -> Levels:
    """Return the gravest step for the whole, and those for parts that are not milder."""
    whole = max(wholes, key=_RANKS.__getitem__, default=None)
    least = whole.severity if whole else Severity.NORMAL
    grave = {rung for rung in parts if rung.severity >= least}
    return Levels(whole=whole, parts=tuple(sorted(grave, key=_RANKS.__getitem__, reverse=True)))


def levels_of_flags(flags: Iterable[Flag]) -> Levels:
    """Return the steps that flags state. No flag does not mean that nothing is advised."""
    flags = frozenset(flags)
    return levels_of(
        (flag.rung for flag in flags if not flag.is_partial),
        (flag.rung for flag in flags if flag.is_partial),
    )
