"""Updates the health record of a document after each request."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from advisory_watch.core.advisories import Problem, Reading
from advisory_watch.core.fingerprint import RULES
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.pages import Page
from advisory_watch.core.sources import Document

PROBLEMS_KEPT = 20
"""If a document with hundreds of items changes its format, these are enough to show the cause."""


def after_failure(before: DocumentHealth | None, reason: str, at: datetime) -> DocumentHealth:
    """Record a failure and when the failures began; the last good reading stays valid."""
    start = before or DocumentHealth(tried_at=at)
    since = start.failing_since or at
    return replace(start, tried_at=at, failing_since=since, failure=reason)


def after_no_change(before: DocumentHealth | None, at: datetime) -> DocumentHealth:
    """Record that the document was seen and is unchanged."""
    start = before or DocumentHealth(tried_at=at)
    told_at = start.told_at if start.problems else None
    return replace(
        start, tried_at=at, read_at=at, told_at=told_at, failing_since=None, failure=None
    )


def after_same(before: DocumentHealth | None, page: Page, *, is_exact: bool) -> DocumentHealth:
    """Record an unchanged page and its validators, which the next request sends.

    A page that is not identical to the byte counts as seen, but not as read in full.
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
    """Record a page that was judged, so that it is recognised next time.

    If the page is older than its index says, `moved_at` is not advanced. A cache between us
    and the publisher has then not seen the change. The document stays due; otherwise the
    change would be missed until the next one.
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
    """Record an index, so that it is recognised once all documents that it announced are read.

    While one of its documents is not up to date, the index is read in full again, because only
    the index says so.
    """
    seen = DocumentHealth(tried_at=page.fetched_at, read_at=page.fetched_at, rules=RULES)
    if is_done:
        seen = replace(seen, validators=page.validators, body_sha256=page.sha256)
        seen = replace(seen, whole_at=page.fetched_at)
    return with_problems(seen, before, problems)


def with_problems(
    health: DocumentHealth, before: DocumentHealth | None, problems: Sequence[Problem]
) -> DocumentHealth:
    """Record the items that could not be read, with the time of the first check that found any."""
    if not problems:
        return health
    kept = tuple(problems[:PROBLEMS_KEPT])
    since, told_at = health.tried_at, None
    if before is not None and before.partly_since is not None:
        since = before.partly_since
        is_same = {problem.subject for problem in kept} <= {
            problem.subject for problem in before.problems
        }
        told_at = before.told_at if is_same else None
    return replace(health, problems=kept, partly_since=since, told_at=told_at)


def with_deferral(
    health: DocumentHealth, before: DocumentHealth | None, *, is_deferred: bool
) -> DocumentHealth:
    """Record since when the time budget of a check is too short for all listed documents."""
    if not is_deferred:
        return health
    was = before if before is not None and before.deferred_since is not None else None
    since = was.deferred_since if was else health.tried_at
    told_at = health.told_at or (was.told_at if was else None)
    return replace(health, deferred_since=since, told_at=told_at)


def is_up_to_date(health: DocumentHealth | None, document: Document) -> bool:
    """Tell whether a document was read in the version that its index states."""
    if health is None or health.failing_since is not None or document.moved_at is None:
        return False
    return health.moved_at == document.moved_at


def is_behind(reading: Reading, moved_at: datetime) -> bool:
    """Tell whether a document was issued before its index says that it changed."""
    issued = [
        advisory.issued_at for advisory in reading.advisories if advisory.issued_at is not None
    ]
    return bool(issued) and max(issued) < moved_at
