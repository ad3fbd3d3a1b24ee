"""Register rules by name, and apply them in their order.

A phase is an enum: its members are the names of its rules, in the order in which they are applied.
Each rule is a function that `@rule` registers under its name. The first paragraph of its docstring
is its reason, which the site publishes. To add a rule, add a member and a function in one module.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from advisory_watch.core.alert import PUBLISHED_BEFORE_FIRST_READ, UNCONFIRMED
from advisory_watch.core.detection.types import Outcome, RuleName


class Decision(RuleName):
    """The names of decisions that are made outside the phases."""

    FIRST_SIGHT = "first_sight"
    PUBLISHED_BEFORE_FIRST_READ = PUBLISHED_BEFORE_FIRST_READ
    ISSUED_BEFORE_WATCH = "issued_before_watch"  # `engine.was_in_force_before`
    READ_AGAIN = "read_again"
    OLDER_READING = "older_reading"
    SECOND_AGREEING_READ = "second_agreeing_read"
    UNCONFIRMED = UNCONFIRMED
    SECOND_DOOR_CONFIRMS = "second_door_confirms"
    SECOND_DOOR_AGREES = "second_door_agrees"
    WITHDRAWN_AFTER_DAYS = "withdrawn_after_days"
    SOURCE_BLINDNESS = "source_blindness"  # `outages`: not about a destination
    LEVEL_BEFORE_FIRST_ISSUE = "level_before_first_issue"  # `issues`
    FIRST_ISSUE = "first_issue"  # `issues`
    EDITED_ISSUE = "edited_issue"  # `issues`
    RETRACTED = "retracted"  # `alert.build_correction`


DECISION_REASONS: Mapping[Decision, str] = {
    Decision.FIRST_SIGHT: "Take the first snapshot as the starting point, unless it is not usable "
    "as one.",
    Decision.READ_AGAIN: "The recorded text, read by a newer version of this program. The text did "
    "not change, so this is no news.",
    Decision.PUBLISHED_BEFORE_FIRST_READ: "Tell what a post published in the last two days, if it "
    "was never read before. The message says so: the notice is not of this minute.",
    Decision.OLDER_READING: "Reject a snapshot read before the record was decided: it was judged "
    "then, or is too late.",
    Decision.SECOND_AGREEING_READ: "A later snapshot repeats a doubtful change, and no snapshot "
    "in between disputes it.",
    Decision.UNCONFIRMED: "Graver advice that a rule doubts is told two hours after it was first "
    "seen, unless it is an old copy. The message says that it is not confirmed.",
    Decision.SECOND_DOOR_CONFIRMS: "Another door of the same publisher says the same.",
    Decision.SECOND_DOOR_AGREES: "Another door of the same publisher says the same.",
    Decision.WITHDRAWN_AFTER_DAYS: "It was missing from good readings for days, so it is no "
    "longer listed. Vanishing is never taken for a lower level.",
    Decision.LEVEL_BEFORE_FIRST_ISSUE: "The first issue of a destination says what it replaces.",
    Decision.FIRST_ISSUE: "The feed shows only new issues, so the first one of a destination is "
    "news.",
    Decision.EDITED_ISSUE: "The newest issue has new words under its date, and no lower level.",
    Decision.RETRACTED: "A person decided this, and no rule of ours.",
}
"""The reasons that the site publishes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule returns if it applies.

    `is_date_believed` is set if the rule settles a doubt about the date itself.
    """

    outcome: Outcome
    reason: str
    is_date_believed: bool = field(default=False, kw_only=True)


unchanged = partial(Finding, Outcome.UNCHANGED)
first_seen = partial(Finding, Outcome.FIRST_SEEN)
changed = partial(Finding, Outcome.CHANGED)
pending = partial(Finding, Outcome.PENDING)
rejected = partial(Finding, Outcome.REJECTED)


Rule = Callable[..., Finding | None]
"""A rule returns a finding, or None to leave the decision to the next rule."""

SomeRule = TypeVar("SomeRule", bound=Rule)

RULES: dict[type[RuleName], dict[RuleName, Rule]] = {}
"""The registered rules of each phase, filled by `@rule`."""


def rule(name: RuleName) -> Callable[[SomeRule], SomeRule]:
    """Register a function as the rule of that name; its phase is the enum of the name."""

    def register(function: SomeRule) -> SomeRule:
        if RULES.setdefault(type(name), {}).setdefault(name, function) is not function:
            raise ValueError(f"{name}: expected one rule of that name, found two")
        return function

    return register


def find(subject: object, *phases: type[RuleName]) -> tuple[RuleName, Finding] | None:
    """Return the first rule of the phases that applies, with its finding, or None."""
    for phase in phases:
        for name in phase:
            if (finding := RULES[phase][name](subject)) is not None:
                return name, finding
    return None


def first_finding(subject: object, *phases: type[RuleName]) -> tuple[RuleName, Finding]:
    """Return the first rule that applies, with its finding; the last rule always applies."""
    if (found := find(subject, *phases)) is None:
        raise LookupError(f"expected a rule that applies, found none in {phases}")
    return found


def reason_of(name: str, phases: Iterable[type[RuleName]]) -> str:
    """Return the published reason of a rule in the first phase that has it, or an empty text."""
    named_so = (member for phase in phases for member in phase if member == name)
    member = next(named_so, None)
    if member is None or isinstance(member, Decision):
        return DECISION_REASONS.get(member, "") if member else ""
    return " ".join((RULES[type(member)][member].__doc__ or "").partition("\n\n")[0].split())
