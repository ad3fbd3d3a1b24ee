"""Alerts on the screen: on a laptop there is nobody else to send them to."""

from collections.abc import Callable, Collection

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from advisory_watch.cli.lines import alert_members, json_line
from advisory_watch.core.alerts import Alert
from advisory_watch.core.message import Message


class PrintedMail:
    """The port `Notifier`: prints each alert as email and SMS would have it."""

    def __init__(self, screen: Console, render: Callable[[Alert], Message]) -> None:
        self._screen = screen
        self._render = render

    def send(self, alert: Alert) -> None:
        """Print one alert."""
        message = self._render(alert)
        style = "red" if alert.is_urgent else "blue"
        self._screen.print(Rule("email", align="left", style=style))
        email = Text(f"Subject: {message.subject}\n\n{message.email.rstrip()}")
        self._screen.print(email, soft_wrap=True)
        self._screen.print(Rule(f"SMS, {len(message.sms)} characters", align="left", style=style))
        self._screen.print(Text(message.sms), soft_wrap=True)
        self._screen.print(Rule(style=style))


class PrintedLines:
    """The port `Notifier` for `--json`: a line for each alert that no line told of yet."""

    def __init__(self, told: Collection[str | None]) -> None:
        self._told = told

    def send(self, alert: Alert) -> None:
        """Print one alert, and be sure that it is out before it counts as sent."""
        if alert.id not in self._told:
            print(json_line(alert_members(alert)), flush=True)
