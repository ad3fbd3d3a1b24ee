"""Channels of a laptop: where alerts go, which ones, and when they may disturb."""

from dataclasses import dataclass, field
from datetime import datetime, time, tzinfo

from advisory_watch.core.alert import Alert
from advisory_watch.core.source_event import Audience
from advisory_watch.core.subscription import SubscriptionFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """The hours of a day in which only urgent alerts are sent.

    `start` belongs to them, `end` does not; they may include midnight. `zone` is the time zone of
    both, None for the zone of this machine.
    """

    start: time
    end: time
    zone: tzinfo | None = None

    def contains(self, moment: datetime) -> bool:
        """Tell whether a moment is within the quiet hours."""
        local = moment.astimezone(self.zone).time()
        if self.start <= self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyChannel:
    """One recipient with a filter.

    `name` identifies its delivery state: under another name, it is another channel. `url` is the
    address in the form of Apprise, and is secret. With `has_source_problems`, it also gets the
    alerts to operators, of its sources: a source cannot be read, or can be read again.
    """

    name: str
    url: str = field(repr=False)
    wanted: SubscriptionFilter
    quiet_hours: QuietHours | None = None
    has_source_problems: bool = False

    def accepts(self, alert: Alert) -> bool:
        """Tell whether the channel gets an alert."""
        if alert.audience is Audience.OPERATORS:
            sources = self.wanted.sources
            return self.has_source_problems and (not sources or alert.source in sources)
        return is_accepted(self.wanted, alert)

    def is_quiet_for(self, alert: Alert, at: datetime) -> bool:
        """Tell whether an alert must wait until the quiet hours end."""
        quiet = self.quiet_hours
        return quiet is not None and not alert.is_urgent and quiet.contains(at)


def is_accepted(wanted: SubscriptionFilter, alert: Alert) -> bool:
    """Apply a filter to an alert, by the rules of the filter policies in Amazon SNS.

    The minimum severity counts before and after, in the whole or a part, and never rejects an
    urgent alert.
    """
    if wanted.sources and alert.source not in wanted.sources:
        return False
    if wanted.destinations and alert.destination not in wanted.destinations:
        return False
    if alert.is_urgent:
        return True
    if wanted.is_urgent_only:
        return False
    if wanted.min_severity is None:
        return True
    severities = (side.gravest_severity for side in (alert.before, alert.after) if side)
    return any(severity and severity >= wanted.min_severity for severity in severities)
