"""Alerts on the screen: on a laptop there is nobody else to send them to."""

from collections.abc import Callable

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from advisory_watch.core.alerts import Alert
from advisory_watch.core.message import Message


class PrintedMail:
    """The port `Notifier`: prints each alert as email and SMS would have it."""

    def __init__(self, screen: Console | None, render: Callable[[Alert], Message]) -> None:
        self._screen = screen
        self._render = render

    def send(self, alert: Alert) -> None:
        """Print one alert, or nothing where there is no screen."""
        if self._screen is None:
            return
        message = self._render(alert)
        style = "red" if alert.is_urgent else "blue"
        self._screen.print(Rule("email", align="left", style=style))
        email = Text(f"Subject: {message.subject}\n\n{message.email.rstrip()}")
        self._screen.print(email, soft_wrap=True)
        self._screen.print(Rule(f"SMS, {len(message.sms)} characters", align="left", style=style))
        self._screen.print(Text(message.sms), soft_wrap=True)
        self._screen.print(Rule(style=style))
