"""Messages as published to SNS, and as received."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """A message as a mailbox received it; `at` is in seconds of a monotonic clock."""

    at: float
    stack: str
    to: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """A message as a phone would receive it."""

    stack: str
    to: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A message as published to SNS: one text per protocol."""

    forms: Mapping[str, str]
