"""`advisory-watch retract`: take back an alert that was wrong, and tell those who got it."""

from argparse import Namespace

from advisory_watch.app.retraction import Retracted, Retraction, Retractor
from advisory_watch.cli.mail import PrintedMail
from advisory_watch.cli.screen import console, say
from advisory_watch.core.errors import UsageError
from advisory_watch.wiring.embedded import open_home
from advisory_watch.wiring.mail import screen_relay
from advisory_watch.wiring.settings import home_folder, now

SAID = {
    Retracted.CANCELLED: "was still owed: it is cancelled, and nobody is told anything.",
    Retracted.CORRECTED: "may have been told: its correction goes where it went.",
    Retracted.BEFORE: "was retracted before: nothing more is sent.",
}


def run(given: Namespace) -> int:
    """Retract one alert, and send what is owed: on a laptop, to the screen."""
    folder = home_folder(given.home)
    if not folder.exists():
        raise UsageError(f"retract: expected a home with alerts, found no {folder}")
    with open_home(folder) as home:
        retraction = Retractor(outbox=home.outbox, clock=now).retract(given.alert, given.reason)
        _tell(retraction)
        for _ in screen_relay(home.outbox, PrintedMail(console()), now).drain():
            pass
    return 0


def _tell(retraction: Retraction) -> None:
    alert = retraction.alert
    about = "/".join(filter(None, (alert.source, alert.destination)))
    say(console(), f"Alert {alert.id} ({about}) {SAID[retraction.outcome]}")
