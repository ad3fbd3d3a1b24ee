"""Published messages, in the form of each channel and within its limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from advisory_watch.core.alerts import Alert, Audience

SUBJECT_MAX_CHARS = 100
"""Email subjects through Amazon SNS are ASCII, at most 100 characters."""

SMS_MAX_CHARS = 160
"""One SMS part in the GSM 7-bit alphabet; a longer text is sent, and billed, in parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The content of an alert in one form for each kind of reader.

    `subject` is one line of ASCII of at most `SUBJECT_MAX_CHARS`. `email` is plain text. `sms`
    aims at `SMS_MAX_CHARS`. `document` is a JSON object for programs: queues, webhooks and
    functions.
    """

    subject: str
    email: str = field(repr=False)
    sms: str
    document: str = field(repr=False)


class Channel(Enum):
    """A delivery channel; each subscription names the channel that it wants (docs/messages.md)."""

    EMAIL = "email"
    SMS = "sms"
    DATA = "data"
    DIGEST = "digest"


Attribute = str | int | tuple[str, ...]
"""A word, a number, or several words; a filter matches if it meets one of them."""

CHANNELS = "channels"
"""The message attribute that names the channels of a message, for subscription filters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One message to one audience, with the attributes that subscribers filter on.

    `alerts` are the alerts in the message; other kinds of publication have none.
    """

    id: str
    audience: Audience
    message: Message
    attributes: Mapping[str, Attribute]
    alerts: tuple[Alert, ...] = ()

    def is_for(self, channel: Channel) -> bool:
        """Tell whether a channel delivers this publication."""
        channels = self.attributes.get(CHANNELS, ())
        return isinstance(channels, tuple) and channel.value in channels
