"""What is published, and what of it arrives."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """A message as a mailbox received it; `at` is in seconds of a clock that never jumps."""

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
    """What was handed to SNS: the words for each kind of reader."""

    forms: Mapping[str, str]
