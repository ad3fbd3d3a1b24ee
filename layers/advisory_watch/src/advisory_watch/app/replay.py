"""Replay: captures through today's code, each at its own time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from advisory_watch.app.check import Check
from advisory_watch.app.outcomes import SourceOutcome
from advisory_watch.app.ports import Archive, Ledger
from advisory_watch.core.errors import Unreachable
from advisory_watch.core.pages import Page, Target, Validators
from advisory_watch.core.sources import Source


@dataclass(slots=True, kw_only=True)
class CapturedWeb:
    """A `Web` in which only the present capture exists, at the time at which it was made."""

    page: Page | None = None
    now: datetime = field(default_factory=lambda: datetime.min.replace(tzinfo=UTC))

    def fetch(self, target: Target, validators: Validators) -> Page:
        """Return the present capture if it is of this target, else be unreachable."""
        del validators  # a capture is a full response
        if self.page is None or self.page.target.url != target.url:
            raise Unreachable(target.source_id, "no capture of it at this moment")
        return Page(
            target=target,
            body=self.page.body,
            fetched_at=self.page.fetched_at,
            http_status=self.page.http_status,
            headers=self.page.headers,
        )

    def clock(self) -> datetime:
        """Return the time of the present capture."""
        return self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Checks sources against captures instead of the web."""

    ledger: Ledger
    archive: Archive
    sources: Mapping[str, Source]

    def run(self, captures: Iterable[Page]) -> Iterator[SourceOutcome]:
        """Check the source of each capture at the time of the capture, in the given order.

        Captures of pages that no door of ours leads to are passed over.
        """
        source_of_url = {
            door.target.url: source for source in self.sources.values() for door in source.doors
        }
        web = CapturedWeb()
        check = Check(web=web, ledger=self.ledger, archive=self.archive, clock=web.clock)
        for capture in captures:
            source = source_of_url.get(capture.target.url)
            if source is not None:
                web.page, web.now = capture, capture.fetched_at
                yield check.check(source)
