"""What can go wrong, by kind; the values are how a story tells of it."""

from enum import Enum


class Fault(Enum):
    """What can happen to one call to the outside."""

    REFUSED = "is refused before it acts"
    THROTTLED = "is throttled"
    LOST = "acts, and its answer is lost"
    REPEATED = "acts twice: the SDK tries again after a lost answer"
    CONFLICT = "meets another transaction"
    SLOW = "is slow"
    OUTLASTED = "acts just before the Lambda's time is up, and is not answered"
    KILLED_BEFORE = "is never made: the process is killed"
    KILLED_AFTER = "acts, and the process is killed"


class Lie(Enum):
    """What a publisher's feed can show in place of the truth."""

    STALE = "shows an older copy of one destination"
    PLACEHOLDER = "shows a placeholder at Level 1 for one destination"
    WRONG_DATE = "dates one destination in another decade"
    REDATED = "dates everything today"
    GONE = "leaves two destinations out"
    HALF = "leaves out more than half"
    CUT = "ends in the middle of a tag"
    SLIP = "shows a wrong level in one title"
    TWICE = "lists one destination twice, the second time as it was before"
    GARBLED = "names a level that does not exist"
    STALLED = "stands still as it was a day ago"
    WALL = "answers with a bot wall"
    SILENT = "does not answer"


class Service(Enum):
    """What a Lambda speaks to."""

    WEB = "web"
    DYNAMODB = "dynamodb"
    S3 = "s3"
    SNS = "sns"


class Job(Enum):
    """What a schedule starts."""

    CHECK = "check"
    SWEEP = "sweep"


Faults = tuple[tuple[int, Fault], ...]
"""Which call of a process, counted from 1, meets which fault."""


def told_of(faults: Faults) -> str:
    """Say what happens to which call."""
    return "".join(f"; call {number} {fault.value}" for number, fault in faults)
