"""A naive differ, for comparison only: any difference from the last snapshot is a change.

usage: python bench/naive_differ.py replay WARC --json

As a program it is the smallest watcher that `detection_quality.py` can score.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin

from advisory_watch.adapters.warc_reader import find_captures, load_captures
from advisory_watch.app.results import ChangeOutcome
from advisory_watch.cli.output_json import json_line
from advisory_watch.core.advisory import Advisory, Change
from advisory_watch.core.errors import SourceError
from advisory_watch.core.page import Page
from advisory_watch.core.source import Endpoint, Source
from advisory_watch.sources import SOURCES


def naive_changes(source: Source, captures: Iterable[Page]) -> Iterator[ChangeOutcome]:
    """Yield every change of level or flags that a program without detection rules would report.

    If a destination occurs twice in a snapshot, the last item wins, as in a program that fills
    a dictionary.
    """
    endpoint = source.endpoints[0]
    last_by_destination: dict[str, Advisory] = {}
    for page in captures:
        current = {advisory.destination: advisory for advisory in _advisories(source, page)}
        for code, after in current.items():
            before = last_by_destination.get(code)
            if before is not None and _differs(endpoint, before, after):
                yield _outcome(source, page, before, after)
        last_by_destination.update(current)


def _advisories(source: Source, page: Page) -> tuple[Advisory, ...]:
    """Return the advice in a page: in a document, or in an index that states the levels."""
    endpoint = source.endpoints[0]
    is_index = endpoint.has_index and page.target.url == endpoint.target.url
    if is_index == source.policy.is_level_in_index and _is_of(endpoint, page):
        with suppress(SourceError):
            if is_index:
                return endpoint.list(endpoint.target, page).advisories
            return endpoint.read(page).advisories
    return ()


def _is_of(endpoint: Endpoint, page: Page) -> bool:
    """Tell whether a page is the index or a document of an endpoint, or else on its host."""
    index = endpoint.target.url
    documents = (endpoint.documents_at or urljoin(index, "/"),) if endpoint.has_index else ()
    return page.target.url == index or page.target.url.startswith(documents)


def _differs(endpoint: Endpoint, before: Advisory, after: Advisory) -> bool:
    """Compare levels, and also flags if each destination has its own document."""
    if endpoint.has_index and before.native_level != after.native_level:
        return True
    return before.severity != after.severity


def _outcome(source: Source, page: Page, before: Advisory, after: Advisory) -> ChangeOutcome:
    return ChangeOutcome(
        source=source.id,
        destination=after.destination,
        kind=_kind(before, after).value,
        from_severity=before.severity,
        to_severity=after.severity,
        from_partial_severity=before.partial_severity,
        to_partial_severity=after.partial_severity,
        from_native=before.native_level,
        to_native=after.native_level,
        decided_at=page.fetched_at,
        issued_on=after.issued_on,
        rule="differs",
        urgent=False,
        version=0,
        alert_id=None,
    )


def _kind(before: Advisory, after: Advisory) -> Change:
    if before.severity == after.severity:
        return Change.SCOPE_CHANGED
    is_raise = (after.severity or 0) > (before.severity or 0)
    return Change.LEVEL_RAISED if is_raise else Change.LEVEL_LOWERED


def main() -> int:
    """Print the changes of every source with documents in a WARC file, as JSON lines."""
    match sys.argv[1:]:
        case ["replay", warc, "--json"]:
            captures = list(load_captures(find_captures([Path(warc)])))
        case _:
            print("usage: naive_differ.py replay WARC --json", file=sys.stderr)
            return 2
    for source in SOURCES.values():
        for change in naive_changes(source, captures):
            print(json_line(change))
    return 0


if __name__ == "__main__":
    sys.exit(main())
