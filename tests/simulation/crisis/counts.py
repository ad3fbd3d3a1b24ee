"""What happened in a crisis, as numbers: rows of a table, in their order."""

from collections import Counter
from collections.abc import Iterator

from simulation.crisis.chronicle import Chapter, CheckNote
from simulation.crisis.issues import Issue
from simulation.crisis.telling import Exemption

CRISES = "crises"
CHECKS = "… checks"
ALERTS = "… alerts created"
RAISES = "… of them raises and urgent alerts"
GRAVER = "issues graver than the one before"
AT_ONCE = "… told in the check that first showed them whole"
LATER = "… told later, by the first read after two hours that showed them"
LEAVE_AGAIN = "issues that say again to leave"
LEAVE_UNTOLD = "… not told, because they may be another copy"
FIRST_SIGHT = "crisis issues in force at the first read"

ROWS = (
    CRISES,
    CHECKS,
    ALERTS,
    RAISES,
    GRAVER,
    AT_ONCE,
    LATER,
    LEAVE_AGAIN,
    LEAVE_UNTOLD,
    FIRST_SIGHT,
    *(exemption.value for exemption in Exemption),
)


def counts_of_note(note: CheckNote) -> Iterator[str]:
    """Yield the rows that a check adds one to."""
    for telling in note.tellings:
        yield ALERTS
        if telling.rises:
            yield RAISES
        if telling.exemption is not None:
            yield telling.exemption.value


def counts_of_chapter(chapter: Chapter) -> Iterator[str]:
    """Yield the rows that the issues of a destination add one to: how soon each was reported."""
    if (chapter.number_before_watch or 0) > 1:
        yield FIRST_SIGHT
    for issue in _news(chapter, is_graver=False):
        if issue.tells_to_leave:
            yield LEAVE_AGAIN
            if chapter.may_be_told_before(issue) and not chapter.has_told(issue):
                yield LEAVE_UNTOLD
    for issue in _news(chapter, is_graver=True):
        yield GRAVER
        shown_at = chapter.first_whole[issue.number]
        times = [version.at for version in chapter.versions if version.issue >= issue.number]
        if times:
            yield AT_ONCE if min(times) <= shown_at else LATER


def empty_counts() -> Counter[str]:
    """Return all rows with zeros."""
    return Counter(dict.fromkeys(ROWS, 0))


def _news(chapter: Chapter, *, is_graver: bool) -> Iterator[Issue]:
    """Yield the issues shown whole that are graver than the one before, or those that are not."""
    for before, issue in zip(chapter.issues, chapter.issues[1:], strict=False):
        is_news = issue.number > (chapter.number_before_watch or 0)
        is_shown = issue.number in chapter.first_whole
        if is_news and is_shown and issue.is_graver_than(before) == is_graver:
            yield issue
