"""The promises in a crisis, one function each: it yields every violation, with its destination."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from advisory_watch.core.advisory import Advisory, Severity
from simulation.crisis.chronicle import Chapter, CheckNote, Chronicle
from simulation.crisis.issues import Issue
from simulation.crisis.telling import DATES_SLIP, TOLD_WITHIN, Telling

WATCH_LAG = timedelta(days=7)
"""An issue older than this when the watch begins is a starting point, not news."""

Found = tuple[str, str]
"""A destination, empty for all, and what was found."""

Oracle = Callable[[Chronicle, CheckNote], Iterator[Found]]


def a_good_page_is_read(_: Chronicle, note: CheckNote) -> Iterator[Found]:
    """Expect a check of a whole page under a right clock to succeed."""
    if note.is_good and not note.result.is_ok:
        yield "", f"the check failed: {note.result.reason}"


def graver_news_is_told_in_time(chronicle: Chronicle, note: CheckNote) -> Iterator[Found]:
    """Expect what is graver to be reported two hours after it was first shown whole."""
    for chapter, issue in _due(chronicle, note):
        missing = _graver(issue, chapter.recorded)
        if missing and not any(
            version.issue >= issue.number and not _graver(issue, version.advisory)
            for version in chapter.versions
        ):
            first = chapter.first_whole[issue.number]
            yield chapter.code, f"issue {issue.number} ({missing}) was first shown at {first}"


def leave_again_is_told_in_time(chronicle: Chronicle, note: CheckNote) -> Iterator[Found]:
    """Expect a new issue that says again to leave to be reported as urgent within two hours.

    It need not be reported if it may be another copy of an earlier one.
    """
    for chapter, issue in _due(chronicle, note):
        first = chapter.first_whole[issue.number]
        is_news = issue.tells_to_leave and issue.number > (chapter.number_before_watch or 0)
        if is_news and not (chapter.may_be_told_before(issue) or chapter.has_told(issue)):
            yield chapter.code, f"issue {issue.number} (leave) was first shown at {first}"


def _due(chronicle: Chronicle, note: CheckNote) -> Iterator[tuple[Chapter, Issue]]:
    """Yield the newest issues that this page shows whole, and that were shown two hours ago.

    After half a day without sight, the two hours begin again.
    """
    for code, copy in note.copies.items():
        chapter = chronicle.chapters[code]
        first = chapter.since_sight.get(copy.issue.number)
        is_newest = chapter.newest is not None and copy.issue.number == chapter.newest.number
        is_shown = note.is_good and copy.is_whole and is_newest
        if is_shown and first is not None and note.at - first >= TOLD_WITHIN:
            yield chapter, copy.issue


def _graver(issue: Issue, recorded: Advisory | None) -> str:
    """Name what is graver in an issue than in the record."""
    if recorded is None:
        return "first sight"
    level = recorded.severity or Severity.NORMAL
    graver = {
        f"Level {issue.severity}": issue.severity > level,
        f"a part at Level {issue.part}": (issue.part or 0)
        > max(level, recorded.partial_severity or 0),
        "leave": issue.departure > recorded.departure,
    }
    return ", ".join(name for name, is_graver in graver.items() if is_graver)


def nothing_graver_is_recorded_silently(chronicle: Chronicle, note: CheckNote) -> Iterator[Found]:
    """Expect a version without an alert to be no graver than the one before."""
    for change in note.result.changes:
        version, before = change.version, change.before
        chapter = chronicle.chapters[version.destination]
        if change.alert is not None or before is None or version.advisory is None:
            continue
        copy = chapter.copy_of(version, note.copies.get(version.destination))
        since = version.advisory.issued_on
        started = min(chapter.first_words.values(), default=note.at).date()
        is_new = since is not None and started - since <= WATCH_LAG
        if copy is not None and is_new and (missing := _graver(copy.issue, before)):
            yield chapter.code, f"issue {copy.issue.number} ({missing}) silently: {version.rule}"


def an_old_copy_is_never_told(chronicle: Chronicle, note: CheckNote) -> Iterator[Found]:
    """Expect no news from words that a newer issue replaced, or from a copy of long ago."""
    for chapter, telling in _tellings(chronicle, note):
        copy = telling.copy
        if copy is None or telling.exemption or not chapter.is_old(copy.issue):
            continue
        is_long_ago = telling.is_later_by < -DATES_SLIP
        if is_long_ago or chapter.was_read_before(copy):
            how = "of long ago" if is_long_ago else "read before"
            yield chapter.code, f"{_words(telling)}: a copy {how}"


def no_raise_is_false(chronicle: Chronicle, note: CheckNote) -> Iterator[Found]:
    """Expect a true issue behind a raise or an urgent alert, or the word `unconfirmed`."""
    for chapter, telling in _tellings(chronicle, note):
        if telling.rises and _is_false(chapter, telling):
            yield chapter.code, _words(telling)


def no_lowering_is_false(chronicle: Chronicle, note: CheckNote) -> Iterator[Found]:
    """Expect the newest issue behind a lowering, never an old copy, a placeholder or a gap."""
    for chapter, telling in _tellings(chronicle, note):
        if telling.falls and not telling.rises and _is_false(chapter, telling):
            yield chapter.code, _words(telling)


def _is_false(chapter: Chapter, telling: Telling) -> bool:
    copy = telling.copy
    if telling.exemption is not None or copy is None:
        return copy is None
    return telling.is_level_false or chapter.is_old(copy.issue)


def nothing_is_told_twice(chronicle: Chronicle, note: CheckNote) -> Iterator[Found]:
    """Expect the news of an issue once, unless an exempt telling came between."""
    for chapter, telling in _tellings(chronicle, note):
        if telling.exemption is not None:
            continue
        for earlier in reversed(chapter.tellings[: chapter.tellings.index(telling)]):
            if earlier.exemption is not None:
                break
            if not earlier.kinds:
                continue
            if _number(earlier) != _number(telling):
                break
            if telling.kinds & earlier.kinds or telling.kinds == {"urgent"}:
                yield chapter.code, f"{_words(telling)}: told before at {earlier.at}"
                break


def everything_in_force_is_recorded(chronicle: Chronicle, note: CheckNote) -> Iterator[Found]:
    """Expect the record to say, days after the last fault, what both back ends show.

    After a false lowering that is exempt, the true words count as replaced, and stay so.
    """
    for code, copy in note.copies.items():
        if chronicle.chapters[code].is_misled:
            continue
        recorded, issue = chronicle.chapters[code].recorded, copy.issue
        found = recorded and (recorded.severity, recorded.departure)
        if found != (issue.severity, issue.departure):
            yield code, f"issue {issue.number} at Level {issue.severity} is not recorded: {found}"


def _tellings(chronicle: Chronicle, note: CheckNote) -> Iterator[tuple[Chapter, Telling]]:
    for telling in note.tellings:
        yield chronicle.chapters[telling.version.destination], telling


def _number(telling: Telling) -> int | None:
    return telling.copy.issue.number if telling.copy else None


def _words(telling: Telling) -> str:
    changes = " ".join(change.value for change in telling.version.changes)
    urgent = "urgent " if telling.is_urgent else ""
    return f"{urgent}{changes} of issue {_number(telling)} by {telling.version.rule}"


ORACLES: tuple[Oracle, ...] = (
    a_good_page_is_read,
    graver_news_is_told_in_time,
    leave_again_is_told_in_time,
    nothing_graver_is_recorded_silently,
    an_old_copy_is_never_told,
    no_raise_is_false,
    no_lowering_is_false,
    nothing_is_told_twice,
)
"""Promises that must hold after every check."""
