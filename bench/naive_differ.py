"""A naive differ, for comparison only: any difference from the last snapshot is a change."""

from collections.abc import Iterable, Iterator

from advisory_watch.app.results import ChangeOutcome
from advisory_watch.core.advisory import Advisory, Change
from advisory_watch.core.errors import SourceError
from advisory_watch.core.page import Page
from advisory_watch.core.source import Endpoint, Source


def naive_changes(source: Source, captures: Iterable[Page]) -> Iterator[ChangeOutcome]:
    """Yield every change of level or flags that a program without detection rules would report.

    If a destination occurs twice in a snapshot, the last item wins, as in a program that fills
    a dictionary.
    """
    endpoint = source.endpoints[0]
    last_by_destination: dict[str, Advisory] = {}
    for page in captures:
        if not _is_document(endpoint, page):
            continue
        try:
            snapshot = endpoint.read(page)
        except SourceError:
            continue
        current = {advisory.destination: advisory for advisory in snapshot.advisories}
        for code, after in current.items():
            before = last_by_destination.get(code)
            if before is not None and _differs(endpoint, before, after):
                yield _outcome(source, page, before, after)
        last_by_destination.update(current)


def _is_document(endpoint: Endpoint, page: Page) -> bool:
    """Distinguish documents of an endpoint from its index and from other pages."""
    index = endpoint.target.url
    return (
        page.target.url.startswith(f"{index}/") if endpoint.has_index else page.target.url == index
    )


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
