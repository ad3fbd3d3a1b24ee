"""Alerts on the screen: a laptop has no other recipient."""

from collections.abc import Collection

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from advisory_watch.cli.lines import alert_members, json_line
from advisory_watch.core.message import Channel, Publication


class PrintedMail:
    """Implements the port `Notifier`: prints emails and SMS, and nothing meant for programs."""

    def __init__(self, screen: Console) -> None:
        self._screen = screen

    def send(self, publication: Publication) -> None:
        """Print one message in the forms of its channels."""
        message = publication.message
        style = "red" if any(each.is_urgent for each in publication.alerts) else "blue"
        is_email, is_sms = (publication.is_for(each) for each in (Channel.EMAIL, Channel.SMS))
        if is_email:
            self._print("email", f"Subject: {message.subject}\n\n{message.email.rstrip()}", style)
        if is_sms:
            self._print(f"SMS, {len(message.sms)} characters", message.sms, style)
        if is_email or is_sms:
            self._screen.print(Rule(style=style))

    def _print(self, carrier: str, text: str, style: str) -> None:
        self._screen.print(Rule(carrier, align="left", style=style))
        self._screen.print(Text(text), soft_wrap=True)


class PrintedLines:
    """Implements the port `Notifier` for `--json`: prints each alert that no line reported yet."""

    def __init__(self, told: Collection[str | None]) -> None:
        self._told = told

    def send(self, publication: Publication) -> None:
        """Print the data for programs, flushed before it counts as sent."""
        for alert in publication.alerts if publication.is_for(Channel.DATA) else ():
            if alert.id not in self._told:
                print(json_line(alert_members(alert)), flush=True)
