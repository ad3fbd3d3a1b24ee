"""Group pending alerts into messages: one each, one email for a burst, one for all of a mass."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from advisory_watch.core.alert import Alert, short_id
from advisory_watch.core.mass_move import MassMove
from advisory_watch.core.source_event import Audience

SUBJECT_MAX_CHARS = 100
"""Email subjects through Amazon SNS are ASCII, at most 100 characters."""

SMS_MAX_CHARS = 160
"""One SMS part in the GSM 7-bit alphabet; a longer text is sent, and billed, in parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The content of an alert in one form for each kind of reader.

    `subject` is one line of ASCII of at most `SUBJECT_MAX_CHARS`. `email` is plain text. `sms`
    aims at `SMS_MAX_CHARS`. `document` is a JSON object for queues, webhooks and functions.
    """

    subject: str
    email: str = field(repr=False)
    sms: str
    document: str = field(repr=False)


class Channel(Enum):
    """A delivery channel; each subscription names the channel that it wants (docs/messages.md).

    `NAMED_SMS` carries one change of a mass to phones that follow only a few destinations: the SMS
    for all of them has no room for every name.
    """

    EMAIL = "email"
    SMS = "sms"
    NAMED_SMS = "named_sms"
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


BURST_OVER = 10
"""Emails at once that a person still reads one by one. On record, a government changes fewer
than ten destinations on a usual day. More alerts become one email, with a line for each.
"""

GROUP_MAX = 100
"""Changes in one grouped email. An entry has at most `ENTRY_MAX_CHARS` characters of four
bytes each. A hundred entries therefore stay below the 256 KB limit of Amazon SNS.
"""

ENTRY_MAX_CHARS = 500

MASS_GROUP_MAX = 300
"""Changes in one message about a mass: more than any government has destinations. A line of
`MASS_LINE_MAX_CHARS` characters of four bytes for each stays below the same limit.
"""

MASS_LINE_MAX_CHARS = 180

USUAL = (Channel.EMAIL, Channel.SMS, Channel.DATA)
"""A single alert uses every channel; an SMS subscription filters by urgency."""

OPERATORS = (Channel.EMAIL, Channel.DATA)
"""Our own failures are no reason to wake a person by phone: alarms do that."""


ONLY_EMAIL = (Channel.EMAIL,)
"""Phones and programs that got an alert in a burst must not get it again with its email."""

PEOPLE = (Channel.EMAIL, Channel.SMS)
"""A mass is one email and one SMS; programs get every alert by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transmission:
    """Alerts that are published together, and their channels.

    A group is number `part` of `parts`, counted from 1.
    """

    alerts: tuple[Alert, ...]
    channels: tuple[Channel, ...]
    is_group: bool = False
    part: int = 1
    parts: int = 1

    @property
    def id(self) -> str:
        """The id of the single alert, or of the group: the same alerts give the same id."""
        if not self.is_group:
            return self.alerts[0].id
        return short_id("group", *sorted(alert.id for alert in self.alerts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Alerts to one audience that are sent together, in order."""

    alerts: tuple[Alert, ...]
    is_burst: bool = False
    part: int = 1
    parts: int = 1

    @property
    def is_mass(self) -> bool:
        """Tell whether these are alerts of a mass move, however many are still pending."""
        return self.alerts[0].mass is not None


def split_into_batches(pending: Sequence[Alert]) -> Iterator[Batch]:
    """Divide all pending alerts into batches, subscribers first; no alert is left out.

    The alerts of a mass move are a batch of their own, after the other alerts: it takes longest.
    """
    ordered = sorted(pending, key=lambda alert: (not alert.is_urgent, alert.created_at, alert.id))
    for audience in (Audience.SUBSCRIBERS, Audience.OPERATORS):
        alerts = [alert for alert in ordered if alert.audience is audience]
        usual = [alert for alert in alerts if alert.mass is None]
        if len(usual) > BURST_OVER:
            yield from _bursts(usual, GROUP_MAX)
        elif usual:
            yield Batch(alerts=tuple(usual))
        for members in _masses(alerts).values():
            yield from _bursts(members, MASS_GROUP_MAX)


def is_mass_incomplete(pending: Sequence[Alert]) -> bool:
    """Tell whether the check of a mass move is still recording, by the number it announced."""
    return any(len(members) < mass.alerts for (_, mass), members in _masses(pending).items())


def _masses(pending: Sequence[Alert]) -> dict[tuple[str, MassMove], list[Alert]]:
    """Return the alerts of each mass move, by its source and numbers."""
    masses: dict[tuple[str, MassMove], list[Alert]] = {}
    for alert in pending:
        if alert.mass is not None:
            masses.setdefault((alert.source, alert.mass), []).append(alert)
    return masses


def single_transmission(alert: Alert) -> Transmission:
    """Send one alert by every channel of its audience that did not have it yet."""
    channels = OPERATORS if alert.audience is Audience.OPERATORS else USUAL
    return Transmission(
        alerts=(alert,), channels=ONLY_EMAIL if alert.is_partially_sent else channels
    )


def transmission_beside_group(alert: Alert) -> Transmission:
    """Send one alert of a burst to programs, and to phones if urgent; email gets the group.

    One alert of a mass goes to phones that follow few destinations.
    """
    if alert.mass is not None:
        return Transmission(alerts=(alert,), channels=(Channel.NAMED_SMS, Channel.DATA))
    is_for_phones = alert.is_urgent and alert.audience is Audience.SUBSCRIBERS
    channels = (Channel.SMS, Channel.DATA) if is_for_phones else (Channel.DATA,)
    return Transmission(alerts=(alert,), channels=channels)


def group_transmission(alerts: Sequence[Alert], batch: Batch) -> Transmission:
    """Send the alerts of a batch that went out individually as one email, a mass also as an SMS."""
    return Transmission(
        alerts=tuple(alerts),
        channels=PEOPLE if batch.is_mass else ONLY_EMAIL,
        is_group=True,
        part=batch.part,
        parts=batch.parts,
    )


def urgent_part(batch: Batch) -> Batch:
    """Return the urgent alerts of a batch, to be sent one by one."""
    return Batch(alerts=tuple(alert for alert in batch.alerts if alert.is_urgent))


def _bursts(theirs: Sequence[Alert], group_max: int) -> Iterator[Batch]:
    starts = range(0, len(theirs), group_max)
    for part, start in enumerate(starts, start=1):
        alerts = tuple(theirs[start : start + group_max])
        yield Batch(alerts=alerts, is_burst=True, part=part, parts=len(starts))
