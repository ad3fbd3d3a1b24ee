"""A publisher with one document for everything, whose bytes change while its content does not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from synthetic_history import BEGAN, WORDS

from advisory_watch.app.ports import Answer
from advisory_watch.core.advisory import Advisory, Snapshot
from advisory_watch.core.page import FetchRequest, Page
from advisory_watch.core.serialization import from_json, to_json
from advisory_watch.core.source import Source
from advisory_watch.sources import SOURCES

TEXT_WORDS = 400


@dataclass(slots=True)
class ReprintingWeb:
    """Implements the port `Web` and the clock: one hour passes between two answers."""

    body: bytes
    now: datetime = BEGAN

    def __call__(self) -> datetime:
        """Return the current time."""
        return self.now

    def fetch_each(self, asks: Sequence[FetchRequest], until: datetime | None) -> Iterator[Answer]:
        """Answer every request."""
        del until
        self.now += timedelta(hours=1)
        self.body += b"\n"
        for ask in asks:
            yield Page(target=ask.target, body=self.body, fetched_at=self.now)


def reprinting_source(codes: Sequence[str]) -> tuple[Source, ReprintingWeb]:
    """Build a source with advice on these destinations, from the first endpoint of `us_state`."""
    real = SOURCES["us_state"]
    endpoint = replace(real.endpoints[0], read=_read)
    document = "\n".join(to_json(_advisory(code)) for code in codes)
    return replace(real, endpoints=(endpoint,), expected=(1, len(codes))), ReprintingWeb(
        document.encode()
    )


def _advisory(code: str) -> Advisory:
    text = " ".join(Random(code).choices(WORDS, k=TEXT_WORDS))
    return Advisory(
        source="us_state",
        destination=code,
        name=code,
        native_level="Level 2: Exercise Increased Caution",
        severity=SOURCES["us_state"].levels[1].severity,
        issued_on=BEGAN.date(),
        text=text,
    )


def _read(page: Page) -> Snapshot:
    lines = page.body.decode().split("\n")
    return Snapshot(
        source=page.target.source_id,
        endpoint=page.target.endpoint,
        read_at=page.fetched_at,
        advisories=tuple(from_json(Advisory, line) for line in lines if line),
    )
