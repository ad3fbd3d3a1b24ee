"""The values of change detection: outcomes, detections, and what a whole snapshot shows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum

from advisory_watch.core.advisory import Advisory, Change
from advisory_watch.core.record import KnownNotice
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
    `old_copies` are further copies that the first snapshot lists: they were replaced already.
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
    old_copies: tuple[Advisory, ...] = ()
    copy_hash: str = ""
    urgency: str = ""

    @property
    def is_first_seen(self) -> bool:
        """Tell whether the destination was seen for the first time."""
        return self.outcome is Outcome.FIRST_SEEN

    @property
    def is_pending(self) -> bool:
        """Tell whether the copy waits for confirmation."""
        return self.outcome is Outcome.PENDING


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
