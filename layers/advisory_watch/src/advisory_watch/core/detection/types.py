"""The values of change detection: outcomes, detections, comparisons."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Change
from advisory_watch.core.fingerprint import is_level_graver
from advisory_watch.core.record import DestinationRecord, KnownNotice
from advisory_watch.core.source import PLAIN_POLICY, PublisherPolicy


class Outcome(Enum):
    """The result of judging one destination in a snapshot."""

    UNCHANGED = "unchanged"
    FIRST_SEEN = "first seen"
    CHANGED = "changed"
    PENDING = "held"
    REJECTED = "rejected"


class RuleName(StrEnum):
    """The name of a rule, as it is stored and published.

    Each phase is a subclass: its members are its rules, in the order in which they are applied.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """One decision: the outcome, the rule that decided, and the reason in a sentence.

    `advisory` is the copy that was judged, None if the destination is absent. `believed_on`
    is the issue date that is believed, `as_of` the day of the feed. `changes` are in the
    order of `Change`; for a pending candidate they are the changes it would make if
    confirmed. `notice_names` are names of notices to remember, `known_notices` all that is known
    of notices from now on; it is empty if nothing was learnt.
    `copy_hash` is the hash of the copy (`fingerprint.copy_hash`) if judging computed it,
    otherwise empty. It saves hashing a long text a second time. `urgency` is the name of the rule
    that decided whether the change is urgent, empty if nothing changed.
    """

    destination: str
    outcome: Outcome
    rule: RuleName
    reason: str
    advisory: Advisory | None
    believed_on: date | None = None
    changes: tuple[Change, ...] = ()
    is_dispute: bool = False
    as_of: date | None = None
    notice_names: tuple[str, ...] = ()
    known_notices: tuple[KnownNotice, ...] = ()
    copy_hash: str = ""
    urgency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchContext:
    """What the whole snapshot shows about each item in it.

    `as_of` is the day on which the feed was last edited, by its own dates: a mirror, a
    cache or a capture is judged at its own time. `redated_on` are dates that too many
    destinations took on at once to be credible. `is_mass_move` is set if too many levels
    moved at once. `is_new_wording` is set if too many levels are worded differently while
    staying the same. `publisher` is what is known of the publisher.
    """

    read_at: datetime
    as_of: date
    redated_on: frozenset[date] = frozenset()
    is_mass_move: bool = False
    is_new_wording: bool = False
    publisher: PublisherPolicy = PLAIN_POLICY


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One copy of the advice compared with its record; `copy_hash` is its hash."""

    record: DestinationRecord
    before: Advisory
    copy: Advisory
    believed_on: date | None
    copy_hash: str
    context: BatchContext

    @property
    def is_seen_copy(self) -> bool:
        """True if the same copy was seen before; without any text, all its content is compared."""
        return self.copy_hash in self.record.seen_texts

    @property
    def is_seen_text(self) -> bool:
        """True if this text was seen before, under any date."""
        return self.copy.has_text and self.is_seen_copy

    @property
    def is_redated(self) -> bool:
        """True if a text seen before carries a newer date than the believed one."""
        mark, issued_on = self.record.issue_mark, self.copy.issued_on
        if mark is None or issued_on is None or self.believed_on != mark:
            return False
        return self.is_seen_text and issued_on > mark

    @property
    def is_newer_issue(self) -> bool:
        """True if a believable date is after the newest believed one."""
        mark = self.record.issue_mark
        return self.believed_on is not None and (mark is None or self.believed_on > mark)

    @property
    def is_known_issue(self) -> bool:
        """True if a believable date equals the newest believed one."""
        return self.believed_on is not None and self.believed_on == self.record.issue_mark

    @property
    def is_prompt(self) -> bool:
        """True if this appears within days of its issue, as true news does."""
        if self.believed_on is None:
            return False
        age = self.context.as_of - self.believed_on
        return age <= thresholds.PUBLISHING_LAG_MAX

    @property
    def is_older_issue(self) -> bool:
        """True if a believable date is before the newest believed one."""
        mark = self.record.issue_mark
        return self.believed_on is not None and mark is not None and self.believed_on < mark

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
    def is_raise(self) -> bool:
        """True if the level of this copy is graver."""
        return is_level_graver(self.before, self.copy)

    @property
    def has_new_text(self) -> bool:
        """True if a new text states the level of its title."""
        return self.copy.has_text and self.copy.states_level and not self.is_seen_text

    @property
    def lacks_text(self) -> bool:
        """True if the endpoint carries text, but this item has none."""
        return self.copy.text is not None and not self.copy.has_text
