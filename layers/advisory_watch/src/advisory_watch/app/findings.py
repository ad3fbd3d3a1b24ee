"""Results of a survey of the endpoints."""

from dataclasses import dataclass

from advisory_watch.core.advisories import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The result of one document request.

    If no page came, `http_status` is None and `reason` says why. A page that cannot be parsed has
    both a status and a reason. `items` counts the parsed items; `problems` lists the others.
    """

    url: str
    http_status: int | None = None
    reason: str = ""
    items: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether a page came and could be parsed."""
        return not self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorSurvey:
    """The result of surveying one endpoint.

    `index` is None if the endpoint has no index, or only one document. `documents` are the
    requested documents. `listed` is the number of documents that the endpoint lists.
    """

    source: str
    door: str
    url: str
    index: Seen | None
    documents: tuple[Seen, ...]
    listed: int

    @property
    def seen(self) -> tuple[Seen, ...]:
        """All requests, the index first."""
        return self.documents if self.index is None else (self.index, *self.documents)

    @property
    def items(self) -> int:
        """The number of parsed items."""
        return sum(document.items for document in self.documents)

    @property
    def ok(self) -> bool:
        """Whether every requested document came and could be parsed."""
        return bool(self.documents) and all(request.ok for request in self.seen)

    @property
    def answers(self) -> bool:
        """Whether at least one document came and could be parsed."""
        return any(request.ok for request in self.seen)
