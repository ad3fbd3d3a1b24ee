"""What a survey found at the doors."""

from dataclasses import dataclass

from advisory_watch.core.advisories import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came of asking for one document.

    `http_status` is None, and `reason` says why, where no page came; a page that cannot
    be read has both. `items` counts what was read, `problems` are items that were not.
    """

    url: str
    http_status: int | None = None
    reason: str = ""
    items: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether a page came and could be read."""
        return not self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorSurvey:
    """What was found at one door.

    `index` is None where the door has none, or only its one document. `documents` are
    those that were asked for, `listed` is how many the door has.
    """

    source: str
    door: str
    url: str
    index: Seen | None
    documents: tuple[Seen, ...]
    listed: int

    @property
    def seen(self) -> tuple[Seen, ...]:
        """Everything that was asked for, the index first."""
        return self.documents if self.index is None else (self.index, *self.documents)

    @property
    def items(self) -> int:
        """The number of items that were read."""
        return sum(each.items for each in self.documents)

    @property
    def ok(self) -> bool:
        """Tell whether all that was asked for came, and could be read."""
        return bool(self.documents) and all(each.ok for each in self.seen)

    @property
    def answers(self) -> bool:
        """Tell whether anything at all came that could be read."""
        return any(each.ok for each in self.seen)
