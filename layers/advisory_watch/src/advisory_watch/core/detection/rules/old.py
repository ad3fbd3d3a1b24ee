"""Rules that recognise an old copy. It is no news, however long it stays."""

from advisory_watch.core.detection.comparison import Comparison
from advisory_watch.core.detection.rules.rule import Finding, rejected, rule
from advisory_watch.core.detection.types import RuleName


class OldCopyRule(RuleName):
    """Applied first, to every copy that differs from the record in what it advises."""

    SUPERSEDED_COPY = "superseded_copy"
    SUPERSEDED_ISSUE = "superseded_issue"
    STALE_COPY = "stale_copy"


@rule(OldCopyRule.SUPERSEDED_COPY)
def superseded_copy(comparison: Comparison) -> Finding | None:
    """The same text was current once, and later advice replaced it.

    Real case: two back ends alternated for months, each serving for days. A newer date on such a
    text is a doubt of its own. A destination with a single document has no second back end: there
    only an older date shows that a returning text is old. Without a text, a level may return under
    the known date: then it is a doubt.
    """
    is_newer = comparison.is_redated or comparison.is_newer_revision
    is_undated = comparison.believed_on is None
    is_certain = comparison.copy.has_text or comparison.is_older or is_undated
    if not is_certain or is_newer or not comparison.is_superseded:
        return None
    if comparison.copy.is_only_copy and not comparison.is_older:
        return None
    return rejected("this copy was replaced, and came back as it was")


@rule(OldCopyRule.SUPERSEDED_ISSUE)
def superseded_issue(comparison: Comparison) -> Finding | None:
    """An issue of this date, as grave, was replaced: another back end shows it in its own words."""
    if comparison.copy.is_only_copy or not comparison.is_issue_superseded:
        return None
    return rejected(f"the issue of {comparison.believed_on} was replaced")


@rule(OldCopyRule.STALE_COPY)
def stale_copy(comparison: Comparison) -> Finding | None:
    """An issue plainly older than the recorded one is an old copy, however long it stays online.

    Real case: three countries were shown for weeks at levels that had been replaced. The dates of
    one issue differ by up to three days between back ends, so a date within them proves nothing.
    A milder copy is also old by an earlier time stamp of the publisher: caches can be hours behind.
    New and graver words in a single document are what the publisher says now.
    """
    is_bounded = comparison.is_graver or comparison.is_mixed
    if is_bounded and comparison.copy.is_only_copy and comparison.has_new_text:
        return None
    is_behind = comparison.is_older_revision and not is_bounded
    if not is_behind and not comparison.is_plainly_older:
        return None
    return rejected(f"issued on {comparison.copy.issued_on}, before the known {comparison.mark}")
