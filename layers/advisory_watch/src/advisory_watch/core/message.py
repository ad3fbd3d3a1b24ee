"""One alert in the forms its carriers take, and the limits the carriers set."""

from dataclasses import dataclass, field

SUBJECT_MAX_CHARS = 100
"""Email subjects through Amazon SNS are ASCII, at most 100 characters."""

SMS_MAX_CHARS = 160
"""One SMS part in the GSM 7-bit alphabet; a longer text is sent, and billed, in parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What an alert says, once for each kind of reader.

    `subject` is one line of ASCII of at most `SUBJECT_MAX_CHARS`. `email` is plain text.
    `sms` aims at `SMS_MAX_CHARS`. `document` is a JSON object for programs: queues,
    webhooks and functions.
    """

    subject: str
    email: str = field(repr=False)
    sms: str
    document: str = field(repr=False)
