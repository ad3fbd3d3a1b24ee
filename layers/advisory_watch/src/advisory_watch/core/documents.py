"""What is remembered of a document after it was asked for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from advisory_watch.core.advisories import Problem, Reading
from advisory_watch.core.fingerprint import RULES
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.pages import Page
from advisory_watch.core.sources import Document

PROBLEMS_KEPT = 20
"""Of a document with hundreds of items that changed its format, these show what is wrong."""


def after_failure(before: DocumentHealth | None, reason: str, at: datetime) -> DocumentHealth:
    """Remember since when it cannot be read; what it said at last stands."""
    start = before or DocumentHealth(tried_at=at)
    since = start.failing_since or at
    return replace(start, tried_at=at, failing_since=since, failure=reason)


def after_no_change(before: DocumentHealth | None, at: datetime) -> DocumentHealth:
    """Remember that it was seen, and says what it said at last."""
    start = before or DocumentHealth(tried_at=at)
    told_at = start.told_at if start.problems else None
    return replace(
        start, tried_at=at, read_at=at, told_at=told_at, failing_since=None, failure=None
    )


def after_same(before: DocumentHealth | None, page: Page, *, is_exact: bool) -> DocumentHealth:
    """Remember a page that came, and says what it said at last: next time it is asked for by this.

    Where it was not the same to the byte, it counts as seen, and not as wholly read.
    """
    seen = after_no_change(before, page.fetched_at)
    return replace(
        seen,
        validators=page.validators,
        body_sha256=page.sha256,
        whole_at=page.fetched_at if is_exact else seen.whole_at,
    )


def after_reading(
    before: DocumentHealth | None, document: Document, page: Page, reading: Reading
) -> DocumentHealth:
    """Remember what was judged, to recognise it, unless it is older than its index says.

    Then a cache between us and the publisher has not heard of the change: the document
    stays due, or the change would be missed for as long as the next one takes.
    """
    moved_at = document.moved_at
    if moved_at is not None and is_behind(reading, moved_at):
        moved_at = before.moved_at if before is not None else None
    health = DocumentHealth(
        tried_at=page.fetched_at,
        read_at=page.fetched_at,
        moved_at=moved_at,
        validators=page.validators,
        body_sha256=page.sha256,
        steady_hash=page.steady_hash,
        whole_at=page.fetched_at,
        rules=RULES,
        destinations=document.destinations | reading.destinations,
    )
    return with_problems(health, before, reading.problems)


def after_index(
    before: DocumentHealth | None, page: Page, problems: Sequence[Problem], *, is_done: bool
) -> DocumentHealth:
    """Remember an index, to recognise it once all that it announced was read.

    While a document of it is not up to date, the index is read anew: it is what says so.
    """
    seen = DocumentHealth(tried_at=page.fetched_at, read_at=page.fetched_at, rules=RULES)
    if is_done:
        seen = replace(seen, validators=page.validators, body_sha256=page.sha256)
        seen = replace(seen, whole_at=page.fetched_at)
    return with_problems(seen, before, problems)


def with_problems(
    health: DocumentHealth, before: DocumentHealth | None, problems: Sequence[Problem]
) -> DocumentHealth:
    """Remember what of it could not be read: it is as dark in the checks in which it stays."""
    if not problems:
        return health
    kept = tuple(problems[:PROBLEMS_KEPT])
    since, told_at = health.tried_at, None
    if before is not None and before.partly_since is not None:
        since = before.partly_since
        is_same = {each.subject for each in kept} <= {each.subject for each in before.problems}
        told_at = before.told_at if is_same else None
    return replace(health, problems=kept, partly_since=since, told_at=told_at)


def with_deferral(
    health: DocumentHealth, before: DocumentHealth | None, *, is_deferred: bool
) -> DocumentHealth:
    """Remember since when there is not time enough for all that is listed."""
    if not is_deferred:
        return health
    was = before if before is not None and before.deferred_since is not None else None
    since = was.deferred_since if was else health.tried_at
    told_at = health.told_at or (was.told_at if was else None)
    return replace(health, deferred_since=since, told_at=told_at)


def is_up_to_date(health: DocumentHealth | None, document: Document) -> bool:
    """Tell whether a document was read as it stands in its index, which says how that is."""
    if health is None or health.failing_since is not None or document.moved_at is None:
        return False
    return health.moved_at == document.moved_at


def is_behind(reading: Reading, moved_at: datetime) -> bool:
    """Tell whether a document was issued before its index says that it changed."""
    issued = [each.issued_at for each in reading.advisories if each.issued_at is not None]
    return bool(issued) and max(issued) < moved_at
