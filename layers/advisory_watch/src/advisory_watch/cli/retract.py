"""`advisory-watch retract`: take back a wrong alert, and inform those who received it.

On a home folder the correction is sent at once, to the screen. On a deployed stack it is enqueued
with the permissions of the caller; the stack's own dispatcher sends it, like any other alert.
"""

from argparse import ArgumentParser, Namespace

from advisory_watch.app.retract import Retraction, RetractionOutcome, Retractor
from advisory_watch.bootstrap.local import open_home
from advisory_watch.bootstrap.local_site import is_printed, site_folder
from advisory_watch.bootstrap.runtime import now
from advisory_watch.cli import site
from advisory_watch.cli.options import add_home, add_stack, home_of, names_stack, stack_of
from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.output_table import console, deliver_printed, print_text
from advisory_watch.core.errors import UsageError

RESULT = {
    RetractionOutcome.CANCELLED: "was still owed: it is cancelled, and nobody is told anything.",
    RetractionOutcome.CORRECTED: "may have been told: its correction goes where it went.",
    RetractionOutcome.BEFORE: "was retracted before: nothing more is sent.",
}

PENDING = (
    "The correction is owed: the stack sends it within a minute or so, and at the latest "
    "with its next sweep (`advisory-watch doctor --stack {stack}` tells what is still owed)."
)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the alert and the options."""
    parser.epilog = "on a stack the correction is owed, and the stack sends it"
    parser.add_argument("alert", metavar="ALERT", help="its id, as the email ends with")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="what people are told")
    add_home(parser)
    add_stack(parser)


def run(given: Namespace) -> int:
    """Retract one alert on the named stack, or else in the home folder."""
    if names_stack(given, "retract: "):
        retraction = stack_of(given).retractor().retract(given.alert, given.reason)
        _print(retraction, as_json=given.json)
        if retraction.outcome is RetractionOutcome.CORRECTED and not given.json:
            print_text(console(), PENDING.format(stack=given.stack))
    else:
        _retract_at_home(given)
    return 0


def _retract_at_home(given: Namespace) -> None:
    """Retract in the home folder, and send pending alerts: a laptop has no other dispatcher."""
    folder = home_of(given)
    if not folder.exists():
        raise UsageError(
            f"retract: expected a home with alerts, found no {folder}; name it with --home"
        )
    with open_home(folder) as home:
        retraction = Retractor(outbox=home.outbox, clock=now).retract(given.alert, given.reason)
        _print(retraction, as_json=given.json)
        deliver_printed(home.outbox, as_json=given.json)
        if is_printed(site_folder(folder)) and retraction.alert.destination:
            site.update(folder, home, [retraction.alert.destination])


def _print(retraction: Retraction, *, as_json: bool) -> None:
    alert, outcome = retraction.alert, retraction.outcome
    if as_json:
        members = "alert=alert.id outcome correction=correction.id"
        print_json(retraction, members, outcome=outcome.value)
    else:
        about = "/".join(filter(None, (alert.source, alert.destination)))
        print_text(console(), f"Alert {alert.id} ({about}) {RESULT[outcome]}")
