"""What is owed, made into what is sent: one by one, or in a storm as one email for all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisory_watch.core.alerts import Alert, Audience, short_id
from advisory_watch.core.message import Channel

STORM_OVER = 10
"""So many emails at once a person still reads one by one; on record a government changes
fewer than ten destinations on a usual day. More are one email, with a line for each."""

GROUP_MAX = 100
"""Changes in one grouped email. An entry has at most `ENTRY_MAX_CHARS` letters of four bytes
each: a hundred of them stay below the 256 KB that Amazon SNS takes, whatever is written."""

ENTRY_MAX_CHARS = 500

USUAL = (Channel.EMAIL, Channel.SMS, Channel.DATA)
"""An alert by itself goes every way; an SMS subscription chooses by urgency what it gets."""

OPERATORS = (Channel.EMAIL, Channel.DATA)
"""Our own troubles are no reason to wake anybody by phone: alarms do that."""


ONLY_EMAIL = (Channel.EMAIL,)
"""Phones and programs that had an alert in a storm must not have it again with its email."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """Alerts that are published together, and the channels for it.

    A group has a `part` of so many `parts`, counted from 1.
    """

    alerts: tuple[Alert, ...]
    channels: tuple[Channel, ...]
    is_group: bool = False
    part: int = 1
    parts: int = 1

    @property
    def id(self) -> str:
        """The id of the one alert, or one of the group that the same alerts give again."""
        if not self.is_group:
            return self.alerts[0].id
        return short_id("group", *sorted(alert.id for alert in self.alerts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Alerts to one audience that are sent in one go, in their order."""

    alerts: tuple[Alert, ...]
    is_storm: bool = False
    part: int = 1
    parts: int = 1


def batches(owed: Sequence[Alert]) -> Iterator[Batch]:
    """Divide all that is owed at once, subscribers' first: nothing is left out."""
    for audience in (Audience.SUBSCRIBERS, Audience.OPERATORS):
        theirs = sorted((each for each in owed if each.audience is audience), key=_order)
        if len(theirs) > STORM_OVER:
            yield from _storms(theirs)
        elif theirs:
            yield Batch(alerts=tuple(theirs))


def alone(alert: Alert) -> Dispatch:
    """Send one alert by every way that its audience has, and by which it was not sent before."""
    channels = OPERATORS if alert.audience is Audience.OPERATORS else USUAL
    return Dispatch(alerts=(alert,), channels=ONLY_EMAIL if alert.is_handed else channels)


def beside_a_group(alert: Alert) -> Dispatch:
    """Send one alert of a storm to programs, and to phones if it is urgent; email has the group."""
    is_for_phones = alert.is_urgent and alert.audience is Audience.SUBSCRIBERS
    channels = (Channel.SMS, Channel.DATA) if is_for_phones else (Channel.DATA,)
    return Dispatch(alerts=(alert,), channels=channels)


def group(alerts: Sequence[Alert], batch: Batch) -> Dispatch:
    """Send those alerts of a batch that went out by themselves as one email."""
    return Dispatch(
        alerts=tuple(alerts),
        channels=ONLY_EMAIL,
        is_group=True,
        part=batch.part,
        parts=batch.parts,
    )


def urgent_of(batch: Batch) -> Batch:
    """Leave of a batch what cannot wait, to be sent one by one."""
    return Batch(alerts=tuple(each for each in batch.alerts if each.is_urgent))


def _storms(theirs: Sequence[Alert]) -> Iterator[Batch]:
    starts = range(0, len(theirs), GROUP_MAX)
    for part, start in enumerate(starts, start=1):
        alerts = tuple(theirs[start : start + GROUP_MAX])
        yield Batch(alerts=alerts, is_storm=True, part=part, parts=len(starts))


def _order(alert: Alert) -> tuple[bool, object, str]:
    return not alert.is_urgent, alert.owed_at, alert.id
