"""Groups pending alerts into messages: one by one, or in a burst as one email for all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisory_watch.core.alerts import Alert, Audience, short_id
from advisory_watch.core.message import Channel

STORM_OVER = 10
"""Emails at once that a person still reads one by one. On record, a government changes fewer
than ten destinations on a usual day. More alerts become one email, with a line for each.
"""

GROUP_MAX = 100
"""Changes in one grouped email. An entry has at most `ENTRY_MAX_CHARS` characters of four
bytes each. A hundred entries therefore stay below the 256 KB limit of Amazon SNS, for any
text.
"""

ENTRY_MAX_CHARS = 500

USUAL = (Channel.EMAIL, Channel.SMS, Channel.DATA)
"""A single alert uses every channel; an SMS subscription filters by urgency."""

OPERATORS = (Channel.EMAIL, Channel.DATA)
"""Our own failures are no reason to wake a person by phone: alarms do that."""


ONLY_EMAIL = (Channel.EMAIL,)
"""Phones and programs that received an alert in a burst must not receive it again with its
email.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
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
    is_storm: bool = False
    part: int = 1
    parts: int = 1


def batches(owed: Sequence[Alert]) -> Iterator[Batch]:
    """Divide all pending alerts into batches, subscribers first; no alert is left out."""
    for audience in (Audience.SUBSCRIBERS, Audience.OPERATORS):
        alerts = sorted((alert for alert in owed if alert.audience is audience), key=_order)
        if len(alerts) > STORM_OVER:
            yield from _storms(alerts)
        elif alerts:
            yield Batch(alerts=tuple(alerts))


def alone(alert: Alert) -> Dispatch:
    """Send one alert by every channel of its audience that did not have it yet."""
    channels = OPERATORS if alert.audience is Audience.OPERATORS else USUAL
    return Dispatch(alerts=(alert,), channels=ONLY_EMAIL if alert.is_handed else channels)


def beside_a_group(alert: Alert) -> Dispatch:
    """Send one alert of a burst to programs, and to phones if urgent; email gets the group."""
    is_for_phones = alert.is_urgent and alert.audience is Audience.SUBSCRIBERS
    channels = (Channel.SMS, Channel.DATA) if is_for_phones else (Channel.DATA,)
    return Dispatch(alerts=(alert,), channels=channels)


def group(alerts: Sequence[Alert], batch: Batch) -> Dispatch:
    """Send the alerts of a batch that went out individually as one email."""
    return Dispatch(
        alerts=tuple(alerts),
        channels=ONLY_EMAIL,
        is_group=True,
        part=batch.part,
        parts=batch.parts,
    )


def urgent_of(batch: Batch) -> Batch:
    """Return the urgent alerts of a batch, to be sent one by one."""
    return Batch(alerts=tuple(alert for alert in batch.alerts if alert.is_urgent))


def _storms(theirs: Sequence[Alert]) -> Iterator[Batch]:
    starts = range(0, len(theirs), GROUP_MAX)
    for part, start in enumerate(starts, start=1):
        alerts = tuple(theirs[start : start + GROUP_MAX])
        yield Batch(alerts=alerts, is_storm=True, part=part, parts=len(starts))


def _order(alert: Alert) -> tuple[bool, object, str]:
    return not alert.is_urgent, alert.owed_at, alert.id
