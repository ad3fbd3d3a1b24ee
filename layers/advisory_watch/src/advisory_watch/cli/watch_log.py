"""The lines that `watch` prints: one for each event, with its time in UTC."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.text import Text

from advisory_watch.app.channel_delivery import ChannelReport
from advisory_watch.app.results import Coverage, SourceOutcome
from advisory_watch.app.watch import UpkeepReport, Watch, WatchEvent
from advisory_watch.bootstrap.messages import title_of
from advisory_watch.bootstrap.runtime import now
from advisory_watch.core.alert import Alert
from advisory_watch.core.errors import LedgerError
from advisory_watch.core.messages.email import render_subject
from advisory_watch.core.notify_channel import NotifyChannel
from advisory_watch.core.text import cut_at_word, readable

REASON_MAX_CHARS = 300
"""A reason longer than this is cut: `doctor` and `check` have all of it."""


class WatchLog:
    """Prints events; what has not changed since the last line about it is not printed again."""

    def __init__(self, screen: Console) -> None:
        self._screen = screen
        self._last: dict[str, str] = {}

    def say(self, line: str) -> None:
        """Print one line, flushed at once, however wide the terminal is."""
        self._screen.print(Text(f"{now():%Y-%m-%d %H:%M:%S}Z {line}"), soft_wrap=True)

    def start(self, watch: Watch, channels: Sequence[NotifyChannel]) -> None:
        """Print the sources with their next checks, and where alerts go."""
        names = ", ".join(repr(channel.name) for channel in channels) or "this output only"
        self.say(f"watching {len(watch.sources)} sources; alerts go to {names}")
        self.say_plan(watch)

    def say_plan(self, watch: Watch) -> None:
        """Print the sources with their next checks."""
        for watched in watch.sources:
            minutes = int(watched.interval.total_seconds() // 60)
            wait = watch.due_at(watched) - now()
            first = "now" if wait.total_seconds() <= 0 else f"at {_clock(watch.due_at(watched))}"
            self.say(f"{watched.source.id}: every {minutes} minutes, first {first}")

    def print(self, event: WatchEvent) -> None:
        """Print an event, unless the last line about the same thing says the same."""
        match event:
            case SourceOutcome():
                self._print_source(event)
            case Alert():
                urgency = "URGENT " if event.is_urgent else ""
                self.say(f"{urgency}{render_subject(event, title_of(event.source))} ({event.id})")
            case ChannelReport():
                self._print_channel(event)
            case UpkeepReport():
                self._say_once("upkeep", "; ".join(event.problems))
            case LedgerError():
                self._say_once("outbox", f"the outbox cannot be read: {event}")

    def _print_source(self, outcome: SourceOutcome) -> None:
        said = {
            Coverage.ALL: "read",
            Coverage.PART: "partly read",
            Coverage.NONE: "NOT READ",
        }[outcome.coverage]
        reason = f": {_cut(outcome.reason)}" if outcome.reason else ""
        self._say_once(outcome.source, f"{outcome.source}: {said}{reason}")

    def _print_channel(self, report: ChannelReport) -> None:
        sent = sum(delivery.error is None for delivery in report.deliveries)
        if sent:
            self.say(f"sent {_count(sent, 'alert')} to {report.channel!r}")
        line = ""
        if report.failures:
            unsent = _count(len(report.failures), "alert")
            line = f"{unsent} not sent: {_cut(str(report.failures[0]))}"
        self._say_once(f"channel {report.channel}", line, _retry(report.retry_at))

    def _say_once(self, about: str, line: str, detail: str = "") -> None:
        if line and self._last.get(about) != line:
            self.say(line + detail)
        self._last[about] = line


def _retry(retry_at: datetime | None) -> str:
    return f"; next attempt at {_clock(retry_at)}" if retry_at else ""


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M:%S}Z"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _cut(reason: str) -> str:
    return cut_at_word(" ".join(readable(reason).split()), REASON_MAX_CHARS)
