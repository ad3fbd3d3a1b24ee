"""One copy of the advice compared with its record: the facts that rules combine."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory
from advisory_watch.core.alert import UNCONFIRMED
from advisory_watch.core.detection.dates import is_slip_of_the_year, is_text_later, mark_of
from advisory_watch.core.detection.memory import (
    is_known_copy,
    is_known_text,
    is_superseded_copy,
    newest_date_of,
    superseded_days,
)
from advisory_watch.core.detection.types import BatchContext
from advisory_watch.core.fingerprint import (
    is_graver,
    is_level_graver,
    is_mixed,
    is_scope_moved,
    text_hash,
)
from advisory_watch.core.record import DestinationRecord


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One copy of the advice compared with its record.

    `before` is the recorded advice, read by today's reader. `believed_on` is the date of the copy
    if it is believed, and `copy_hash` its hash. `other_levels` are levels that the same snapshot
    gives next to this one.
    """

    record: DestinationRecord
    before: Advisory
    copy: Advisory
    believed_on: date | None
    copy_hash: str
    context: BatchContext
    other_levels: tuple[str, ...] = ()

    @cached_property
    def mark(self) -> date | None:
        """The date of the recorded issue."""
        return mark_of(self.record, self.context.read_at)

    @cached_property
    def is_graver(self) -> bool:
        """True if the copy is graver than the record, in level, part or departure advice."""
        return is_graver(self.before, self.copy)

    @cached_property
    def is_mixed(self) -> bool:
        """True if the level is lower, but a part or the departure advice is graver."""
        return is_mixed(self.before, self.copy)

    @property
    def is_raise(self) -> bool:
        """True if the level of this copy is graver."""
        return is_level_graver(self.before, self.copy)

    @cached_property
    def is_seen_text(self) -> bool:
        """True if this text was seen before under this level, under any date."""
        return self.copy.has_text and is_known_copy(self.record, self.copy_hash, self.copy)

    @property
    def is_seen_copy(self) -> bool:
        """True if the same copy was seen before; without any text, all its content is compared."""
        return is_known_copy(self.record, self.copy_hash, self.copy)

    @property
    def is_superseded(self) -> bool:
        """True if this copy was current once, and a later version was recorded since."""
        return is_superseded_copy(self.record, self.copy_hash, self.copy)

    @property
    def is_taken_back(self) -> bool:
        """True if a known and milder copy is back after advice that was reported unconfirmed."""
        is_milder = not self.is_graver and self.copy.severity != self.before.severity
        is_known = self.is_seen_copy and not self.copy.is_stub
        return self.record.rule == UNCONFIRMED and is_milder and is_known

    @property
    def has_recorded_text(self) -> bool:
        """True if the copy has the words that are on record."""
        return text_hash(self.copy.text) == text_hash(self.before.text)

    @property
    def is_retitled(self) -> bool:
        """True if the recorded words, which state the recorded level, have another title."""
        is_stated = self.before.severity is not None and self.before.states_level
        return is_stated and self.copy.has_text and self.has_recorded_text

    @property
    def is_redated(self) -> bool:
        """True if a text seen before carries a newer date than the record, and than it had."""
        issued_on = self.copy.issued_on
        if self.mark is None or issued_on is None or self.believed_on != self.mark:
            return False
        is_known = self.copy.has_text and is_known_text(self.record, self.copy_hash)
        newest = max(self.mark, newest_date_of(self.record, self.copy_hash) or self.mark)
        return is_known and issued_on > newest

    @property
    def is_newer_issue(self) -> bool:
        """True if a believable date is after that of the record."""
        return self.believed_on is not None and (self.mark is None or self.believed_on > self.mark)

    @property
    def is_known_issue(self) -> bool:
        """True if a believable date equals that of the record."""
        return self.believed_on is not None and self.believed_on == self.mark

    @property
    def is_older_issue(self) -> bool:
        """True if a believable date is before that of the record."""
        if self.believed_on is None or self.mark is None:
            return False
        return self.believed_on < self.mark

    @property
    def is_plainly_older(self) -> bool:
        """True if the date is before that of the record by more than dates of one issue slip.

        A text that speaks of a day after the record is not older, whatever its date. Neither is
        one whose year is a typing error.
        """
        if self.believed_on is None or self.mark is None or self.is_noted_slip:
            return False
        is_before = self.believed_on < self.mark - thresholds.DATE_SLIP_MAX
        return is_before and not is_text_later(self.copy.text, self.mark, self.context.as_of)

    @property
    def is_prompt(self) -> bool:
        """True if this appears within days of its issue, as true news does."""
        if self.believed_on is None:
            return False
        return self.context.as_of - self.believed_on <= thresholds.PUBLISHING_LAG_MAX

    @property
    def is_watch_new(self) -> bool:
        """True if only the first snapshot is known, and that for days only."""
        watched_for = self.context.read_at - self.record.watched_since
        return self.record.number == 1 and watched_for <= thresholds.DATE_SLIP_MAX

    @property
    def is_of_today(self) -> bool:
        """True if a believable date is the day of reading, or the next one."""
        return self.believed_on is not None and self.believed_on >= self.context.read_at.date()

    @property
    def is_recent(self) -> bool:
        """True if it is prompt, and not plainly older than the record."""
        is_near = self.mark is None or (
            self.believed_on is not None
            and self.believed_on >= self.mark - thresholds.DATE_SLIP_MAX
        )
        return self.is_prompt and is_near

    @property
    def is_newer_revision(self) -> bool:
        """True if the publisher's own time stamp is later than the recorded one."""
        then, now = self.before.issued_at, self.copy.issued_at
        if then is None or now is None:
            return False
        return then < now <= self.context.read_at + thresholds.FUTURE_DATE_MAX

    @property
    def is_older_revision(self) -> bool:
        """True if the publisher's own time stamp is earlier than the recorded one.

        A recorded time in the future does not count: by it, everything would be older.
        """
        then, now = self.before.issued_at, self.copy.issued_at
        if then is None or now is None:
            return False
        return now < then <= self.context.read_at + thresholds.FUTURE_DATE_MAX

    @property
    def is_older(self) -> bool:
        """True if the date or the publisher's time stamp is before the record."""
        return self.is_older_issue or self.is_older_revision

    @property
    def is_issue_superseded(self) -> bool:
        """True if an issue of this date, as grave, was superseded: another back end shows it."""
        days = frozenset(superseded_days(self.record, self.copy))
        return self.is_older_issue and self.believed_on in days

    @property
    def may_be_superseded(self) -> bool:
        """True if an issue as grave was superseded whose date is within the slip of this one.

        An issue that was replaced in these days may have any date, unless this copy is a later one.
        """
        issued_on = self.copy.issued_on
        if issued_on is None or self.copy.is_only_copy:
            return False
        days = tuple(superseded_days(self.record, self.copy))
        is_near = any(abs(issued_on - day) <= thresholds.DATE_SLIP_MAX for day in days)
        is_unseen = not self.is_seen_text and not self.is_newer_issue
        return is_near or (bool(days) and is_unseen and self.is_newly_replaced)

    @property
    def is_newly_replaced(self) -> bool:
        """True if the newest version was recorded in these days: another back end may be behind."""
        recorded_at = self.record.recorded_at
        if recorded_at is None:
            return False
        return self.context.read_at - recorded_at <= thresholds.DATE_SLIP_MAX

    @property
    def is_newly_noted(self) -> bool:
        """True if a note says that the level was raised, in a text that is new under this level."""
        return self.copy.notes.raised_to == self.copy.severity and not self.is_seen_text

    @property
    def is_noted_slip(self) -> bool:
        """True if the date is right except for its year, on a new text with a note of a raise."""
        return self.is_slip_of_the_year and self.is_newly_noted

    @property
    def is_slip_of_the_year(self) -> bool:
        """True if the date is one of these days, a year ago."""
        return is_slip_of_the_year(self.copy, self.context.read_at)

    @property
    def has_new_text(self) -> bool:
        """True if a text that is new under this level states it."""
        return self.copy.has_text and self.copy.states_level and not self.is_seen_text

    @property
    def lacks_text(self) -> bool:
        """True if the endpoint carries text, but this item has none."""
        return self.copy.text is not None and not self.copy.has_text

    @property
    def is_text_ahead(self) -> bool:
        """True if the text states another level than the title, as while a page is edited."""
        return is_text_ahead(self.copy)

    @property
    def is_scope_moved(self) -> bool:
        """True if the scope of the level changed, but not the level."""
        is_wording = self.context.is_new_wording
        return is_scope_moved(self.before, self.copy, is_new_wording=is_wording)


def is_text_ahead(copy: Advisory) -> bool:
    """Check whether the text states another level for the whole than the title."""
    noted = copy.notes.raised_to or copy.notes.lowered_to or copy.severity
    return copy.denies_level or (not copy.states_level and noted != copy.severity)
