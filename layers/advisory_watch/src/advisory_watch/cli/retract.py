"""`advisory-watch retract`: take back a wrong alert, and inform those who received it.

On a home folder the correction is sent at once, to the screen. On a deployed stack it is enqueued
with the permissions of the caller; the stack's own dispatcher sends it, like any other alert.
"""

from argparse import Namespace
from typing import Any

from advisory_watch.app.ports import Notifier
from advisory_watch.app.retract import Retraction, RetractionOutcome, Retractor
from advisory_watch.bootstrap.local import open_home
from advisory_watch.bootstrap.local_site import is_printed, site_folder
from advisory_watch.bootstrap.messages import screen_dispatcher
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.settings import home_folder
from advisory_watch.cli import site
from advisory_watch.cli.output_json import json_line
from advisory_watch.cli.output_table import PrintedAlertLines, PrintedMessages, console, say
from advisory_watch.cli.subscribe import stack_of
from advisory_watch.core.errors import UsageError

SAID = {
    RetractionOutcome.CANCELLED: "was still owed: it is cancelled, and nobody is told anything.",
    RetractionOutcome.CORRECTED: "may have been told: its correction goes where it went.",
    RetractionOutcome.BEFORE: "was retracted before: nothing more is sent.",
}

OWED = (
    "The correction is owed: the stack sends it within a minute or so, and at the latest "
    "with its next sweep (`advisory-watch doctor --stack {stack}` tells what is still owed)."
)


def run(given: Namespace) -> int:
    """Retract one alert on the named stack, or else in the home folder."""
    if given.stack:
        _on_stack(given)
    else:
        _at_home(given)
    return 0


def _on_stack(given: Namespace) -> None:
    if given.home:
        raise UsageError("retract: expected --stack or --home, found both")
    retraction = stack_of(given).retractor().retract(given.alert, given.reason)
    _tell(retraction, as_line=given.json)
    if retraction.outcome is RetractionOutcome.CORRECTED and not given.json:
        say(console(), OWED.format(stack=given.stack))


def _at_home(given: Namespace) -> None:
    """Retract in the home folder, and send pending alerts: a laptop has no other dispatcher."""
    if given.profile or given.region:
        raise UsageError("retract: expected --stack beside --profile and --region, found none")
    folder = home_folder(given.home)
    if not folder.exists():
        raise UsageError(f"retract: expected a home with alerts, found no {folder}")
    with open_home(folder) as home:
        retraction = Retractor(outbox=home.outbox, clock=now).retract(given.alert, given.reason)
        _tell(retraction, as_line=given.json)
        notifier: Notifier = PrintedAlertLines(()) if given.json else PrintedMessages(console())
        for _ in screen_dispatcher(home.outbox, notifier, now).drain():
            pass
        if is_printed(site_folder(folder)) and retraction.alert.destination:
            site.update(folder, home, [retraction.alert.destination])


def _tell(retraction: Retraction, *, as_line: bool) -> None:
    if as_line:
        print(json_line(_members(retraction)), flush=True)
        return
    alert = retraction.alert
    about = "/".join(filter(None, (alert.source, alert.destination)))
    say(console(), f"Alert {alert.id} ({about}) {SAID[retraction.outcome]}")


def _members(retraction: Retraction) -> dict[str, Any]:
    correction = retraction.correction
    return {
        "alert": retraction.alert.id,
        "outcome": retraction.outcome.value,
        "correction": correction.id if correction else None,
    }
