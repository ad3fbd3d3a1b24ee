"""`advisory-watch demo`: a small invented world, the whole way from page to SMS."""

import time
from argparse import Namespace
from datetime import datetime
from random import Random

from rich.rule import Rule

from advisory_watch.adapters.web import PoliteWeb, new_session
from advisory_watch.app.check import Check
from advisory_watch.app.outcomes import SourceOutcome
from advisory_watch.app.relay import Relay
from advisory_watch.cli.lines import lines_of
from advisory_watch.cli.mail import PrintedMail
from advisory_watch.cli.tables import change_table, console, verdict_table
from advisory_watch.core.verdicts.verdict import Outcome
from advisory_watch.demo.stage import Stage, open_stage
from advisory_watch.demo.story import ACTS, Act, on_stage
from advisory_watch.wiring.embedded import Home, open_memory
from advisory_watch.wiring.settings import render_alert, sources

LABEL = "DEMONSTRATION: an invented world. No government said any of this."


class StoryClock:
    """A clock that stands where the story is."""

    def __init__(self) -> None:
        self.moment = ACTS[0].at

    def __call__(self) -> datetime:
        """Tell the time of the present act."""
        return self.moment


def run(given: Namespace) -> int:
    """Play every act: serve its document, check it, print what would be sent."""
    clock = StoryClock()
    web = PoliteWeb(
        session=new_session("demonstration"),
        clock=clock,
        monotonic=time.monotonic,
        wait=lambda _seconds: None,
        random=Random(0),  # noqa: S311 - spreads retries, guards nothing
    )
    with open_stage() as stage, open_memory() as home:
        check = Check(web=web, ledger=home.ledger, archive=home.archive, clock=clock)
        if not given.json:
            console().print(Rule(LABEL))
        for act in ACTS:
            clock.moment = act.at
            outcome = _play(act, stage, check)
            _tell(given, act, outcome, home, clock)
        if not given.json:
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
    screen.print(f"\n{act.at:%Y-%m-%d %H:%M} UTC. {act.telling}")
    if outcome.changes:
        screen.print(change_table(outcome.changes))
    refused = [
        (act.at, verdict)
        for verdict in outcome.verdicts
        if verdict.outcome in (Outcome.HELD, Outcome.REJECTED)
    ]
    if refused:
        screen.print(verdict_table(refused, "Not believed"))
    mail = PrintedMail(screen, render_alert)
    for _ in Relay(outbox=home.outbox, notifier=mail, clock=clock).drain():
        pass
