"""Through which door a source is read: the first that answers with something plausible."""

from collections.abc import Mapping
from dataclasses import dataclass

from advisory_watch.app.ports import Web
from advisory_watch.core.advisories import Reading
from advisory_watch.core.errors import SourceError
from advisory_watch.core.fingerprint import RULES
from advisory_watch.core.pages import NotModified, Page, Validators
from advisory_watch.core.sources import Door, Source
from advisory_watch.core.state import SourceState
from advisory_watch.core.verdicts.plausible import require_plausible
from advisory_watch.core.verdicts.repetition import awaits_repetition
from advisory_watch.core.versions import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came through a door: a page and its reading, or None if nothing changed.

    `failures` are the doors before it that did not answer, and why.
    """

    door: Door
    read: tuple[Page, Reading] | None
    failures: tuple[str, ...] = ()


class NoDoor(SourceError):
    """Every door of a source failed; the message names each one and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Opens the doors of a source in their order."""

    web: Web

    def read(self, source: Source, state: SourceState) -> Answer:
        """Return the first plausible answer. Raises `NoDoor` where there is none."""
        failures: list[str] = []
        for door in source.doors:
            try:
                read = self._open(source, door, state)
            except SourceError as error:
                failures.append(f"{door.id}: {error.reason}")
            else:
                return Answer(door=door, read=read, failures=tuple(failures))
        raise NoDoor(source.id, "; ".join(failures))

    def _open(self, source: Source, door: Door, state: SourceState) -> tuple[Page, Reading] | None:
        """Fetch and read; None where the source says what it said last time."""
        is_skippable = may_skip(door, state)
        validators = state.health.validators if is_skippable else Validators()
        page = self.web.fetch(door.target, validators)
        if isinstance(page, NotModified):
            return None
        if is_skippable and page.sha256 == state.health.body_sha256:
            return None
        return page, self.reading_of(source, door, page, state.known)

    def reading_of(
        self, source: Source, door: Door, page: Page, known: Mapping[str, Known]
    ) -> Reading:
        """Read a page and require it to be plausible as a whole."""
        reading = door.read(page)
        require_plausible(reading, known, source.expected)
        return reading

    def second(
        self, source: Source, first: str, known: Mapping[str, Known]
    ) -> tuple[Page, Reading] | None:
        """Read through another door, for a second opinion; None where none answers."""
        for door in source.doors:
            if door.id == first:
                continue
            try:
                page = self.web.fetch(door.target, Validators())
                if isinstance(page, Page):
                    return page, self.reading_of(source, door, page, known)
            except SourceError:
                continue
        return None


def may_skip(door: Door, state: SourceState) -> bool:
    """Decide whether a document that did not change needs no new judgement.

    It does where our own rules changed, where a candidate waits for a second reading,
    or where a destination is missing and the time for calling it withdrawn runs.
    """
    health = state.health
    waiting = any(awaits_repetition(known.held) for known in state.known.values())
    same_judge = health.door == door.id and health.rules == RULES
    return same_judge and not waiting and not health.absent
