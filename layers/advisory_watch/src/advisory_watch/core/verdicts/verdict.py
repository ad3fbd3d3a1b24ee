"""What a judge says about one destination in one reading."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.differences import is_level_graver
from advisory_watch.core.scales import Change
from advisory_watch.core.verdicts import limits
from advisory_watch.core.versions import Known


class Outcome(Enum):
    """What a reading means."""

    UNCHANGED = "unchanged"
    FIRST_SEEN = "first seen"
    CHANGED = "changed"
    HELD = "held"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One decision: the outcome, the rule that decided, and why in a sentence.

    `advisory` is the copy that was judged, None where the destination is absent.
    `believed_on` is the issue date as far as we believe it, `as_of` the day of the feed.
    `changes` are in the order of `Change`; those of a held candidate are what it would
    change if it were believed. `learnt` are the names of notices that will be known from
    now on. `copy_name` is the hash of the copy (`fingerprint.copy_hash`) where judging took
    it, so that nobody reads a long text a second time; empty where it was not needed.
    """

    destination: str
    outcome: Outcome
    rule: str
    reason: str
    advisory: Advisory | None
    believed_on: date | None = None
    changes: tuple[Change, ...] = ()
    is_dispute: bool = False
    as_of: date | None = None
    learnt: tuple[str, ...] = ()
    copy_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What one rule says, if it applies at all.

    `is_date_believed` is set where the rule settles a doubt about the date itself.
    """

    outcome: Outcome
    rule: str
    reason: str
    is_date_believed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the whole reading tells about each item in it.

    `as_of` is the day on which the feed itself was last edited, as far as its dates tell:
    a mirror, a cache or a capture lives in its own time. `redated_on` are dates that too
    many destinations took on at once to mean anything. `is_mass_move` is set where too
    many levels moved at once; `is_new_wording` where too many levels are worded anew
    while staying what they were.
    """

    read_at: datetime
    as_of: date
    redated_on: frozenset[date] = frozenset()
    is_mass_move: bool = False
    is_new_wording: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One copy of the advice set against what is known; `copy_name` is its `copy_hash`."""

    known: Known
    before: Advisory
    copy: Advisory
    believed_on: date | None
    copy_name: str
    circumstances: Circumstances

    @property
    def is_seen_copy(self) -> bool:
        """Tell whether the same was said before; without any text, by all that it says."""
        return self.copy_name in self.known.seen_texts

    @property
    def is_seen_text(self) -> bool:
        """Tell whether these words came by before, under whatever date."""
        return self.copy.has_text and self.is_seen_copy

    @property
    def is_redated(self) -> bool:
        """Tell whether words that came by before carry a newer date than we believe."""
        mark, issued_on = self.known.issue_mark, self.copy.issued_on
        if mark is None or issued_on is None or self.believed_on != mark:
            return False
        return self.is_seen_text and issued_on > mark

    @property
    def is_newer_issue(self) -> bool:
        """Tell whether a believable date says that this was issued after what is known."""
        mark = self.known.issue_mark
        return self.believed_on is not None and (mark is None or self.believed_on > mark)

    @property
    def is_prompt(self) -> bool:
        """Tell whether this appears about when it was issued, as true news does."""
        if self.believed_on is None:
            return False
        age = self.circumstances.as_of - self.believed_on
        return age <= limits.PUBLISHING_LAG_MAX

    @property
    def is_older_issue(self) -> bool:
        """Tell whether a believable date says that this was issued before what is known."""
        mark = self.known.issue_mark
        return self.believed_on is not None and mark is not None and self.believed_on < mark

    @property
    def is_newer_revision(self) -> bool:
        """Tell whether the publisher's own clock says that this came after what is recorded."""
        then, now = self.before.issued_at, self.copy.issued_at
        if then is None or now is None:
            return False
        return then < now <= self.circumstances.read_at + limits.FUTURE_DATE_MAX

    @property
    def is_older_revision(self) -> bool:
        """Tell whether the publisher's own clock says that this came before what is recorded.

        A recorded moment that was still to come is none: everything would be older.
        """
        then, now = self.before.issued_at, self.copy.issued_at
        if then is None or now is None:
            return False
        return now < then <= self.circumstances.read_at + limits.FUTURE_DATE_MAX

    @property
    def is_raise(self) -> bool:
        """Tell whether the level of this copy is graver."""
        return is_level_graver(self.before, self.copy)

    @property
    def speaks(self) -> bool:
        """Tell whether new words state the level of their title."""
        return self.copy.has_text and self.copy.states_level and not self.is_seen_text

    @property
    def lacks_words(self) -> bool:
        """Tell whether the door carries text, and this item has none."""
        return self.copy.text is not None and not self.copy.has_text
