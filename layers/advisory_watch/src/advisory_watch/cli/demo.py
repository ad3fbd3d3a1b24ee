"""`advisory-watch demo`: a small invented world, from the page to the SMS."""

from argparse import Namespace
from datetime import datetime

from rich.rule import Rule

from advisory_watch.app.check import Check
from advisory_watch.app.outcomes import SourceOutcome
from advisory_watch.cli import site
from advisory_watch.cli.lines import lines_of
from advisory_watch.cli.mail import PrintedMail
from advisory_watch.cli.screen import console, say
from advisory_watch.cli.tables import change_table, verdict_table
from advisory_watch.core.verdicts.verdict import Outcome
from advisory_watch.demo.stage import Stage, open_stage
from advisory_watch.demo.story import ACTS, Act, on_stage
from advisory_watch.wiring.embedded import Home, open_home, temporary_folder
from advisory_watch.wiring.mail import screen_relay
from advisory_watch.wiring.own_hosts import LOOPBACK
from advisory_watch.wiring.settings import polite_web, sources

LABEL = "DEMONSTRATION: an invented world. No government said any of this."


class StoryClock:
    """A clock that shows the time of the present act."""

    def __init__(self) -> None:
        self.moment = ACTS[0].at

    def __call__(self) -> datetime:
        """Return the time of the present act."""
        return self.moment


def run(given: Namespace) -> int:
    """Play every act: serve its document, check it, print what would be sent."""
    clock = StoryClock()
    web = polite_web(clock, wait=lambda _seconds: None, own_hosts=LOOPBACK)
    folder = temporary_folder()
    with open_stage() as stage, open_home(folder) as home:
        check = Check(web=web, ledger=home.ledger, archive=home.archive, clock=clock)
        if not given.json:
            console().print(Rule(LABEL))
        for act in ACTS:
            clock.moment = act.at
            outcome = _play(act, stage, check)
            _tell(given, act, outcome, home, clock)
        if not given.json:
            site.print_invented(folder, home, clock, LABEL)
            console().print(Rule(LABEL))
    return 0


def _play(act: Act, stage: Stage, check: Check) -> SourceOutcome:
    stage.document = act.document
    (source,) = sources(["us_state"])
    return check.check(on_stage(source, stage.url))


def _tell(
    given: Namespace, act: Act, outcome: SourceOutcome, home: Home, clock: StoryClock
) -> None:
    if given.json:
        for line in lines_of(outcome):
            print(line)
        return
    screen = console()
    screen.print()
    say(screen, f"{act.at:%Y-%m-%d %H:%M} UTC. {act.telling}", style="bold")
    screen.print()
    if outcome.changes:
        screen.print(change_table(outcome.changes))
    refused = [
        (act.at, verdict)
        for verdict in outcome.verdicts
        if verdict.outcome in (Outcome.HELD, Outcome.REJECTED)
    ]
    if refused:
        screen.print(verdict_table(refused, "Not believed"))
    mail = PrintedMail(screen)
    for _ in screen_relay(home.outbox, mail, clock).drain():
        pass
