"""Possible failures by kind; their values are the words that describe them in a scenario."""

from enum import Enum


class Fault(Enum):
    """The faults of a call to a service."""

    REFUSED = "is refused before it acts"
    THROTTLED = "is throttled"
    LOST = "acts, and its answer is lost"
    REPEATED = "acts twice: the SDK tries again after a lost answer"
    CONFLICT = "meets another transaction"
    SLOW = "is slow"
    OUTLASTED = "acts just before the Lambda's time is up, and is not answered"
    KILLED_BEFORE = "is never made: the process is killed"
    KILLED_AFTER = "acts, and the process is killed"


class Distortion(Enum):
    """The distortions of a publisher's feed."""

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
    """The services that a Lambda uses."""

    WEB = "web"
    DYNAMODB = "dynamodb"
    S3 = "s3"
    SNS = "sns"


class Job(Enum):
    """The jobs that a schedule starts."""

    CHECK = "check"
    RETRY = "retry"


FaultSchedule = tuple[tuple[int, Fault], ...]
"""The faults of a process by the number of the call, counted from 1."""


def describe_faults(faults: FaultSchedule) -> str:
    """Describe the faults by call."""
    return "".join(f"; call {number} {fault.value}" for number, fault in faults)
