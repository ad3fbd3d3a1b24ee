"""`advisory-watch demo`: an invented world, from the served page to the SMS."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp
from threading import Thread

from rich.console import Console
from rich.rule import Rule

from advisory_watch.app.check import Check
from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap.local import open_home
from advisory_watch.bootstrap.messages import deliver_to_screen
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.bootstrap.web import LOOPBACK, http_client, sources
from advisory_watch.cli import site
from advisory_watch.cli.options import add_json
from advisory_watch.cli.output_json import print_outcome
from advisory_watch.cli.output_table import (
    PrintedMessages,
    change_table,
    console,
    detection_table,
    print_text,
)
from advisory_watch.core.detection.types import Outcome
from advisory_watch.core.source import Source


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    add_json(parser)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMoment:
    """One moment of the story; `served` is the name of a document in the folder `served`."""

    at: datetime
    served: str
    text: str

    @property
    def document(self) -> bytes:
        """The document as the invented publisher serves it at this moment."""
        return files("advisory_watch.cli").joinpath("demo_documents", self.served).read_bytes()


STORY = (
    StoryMoment(
        at=datetime(2023, 2, 10, 8, 0, tzinfo=UTC),
        served="1-quiet.xml",
        text="The first reading is silent: what was in force before is not news.",
    ),
    StoryMoment(
        at=datetime(2023, 2, 12, 21, 5, tzinfo=UTC),
        served="2-leave-immediately.xml",
        text="Russia stays at Level 4, as it has been. Its new issue says: leave immediately.",
    ),
    StoryMoment(
        at=datetime(2023, 2, 14, 17, 40, tzinfo=UTC),
        served="3-raise.xml",
        text="Kuwait is raised from Level 1 to Level 3.",
    ),
    StoryMoment(
        at=datetime(2023, 2, 16, 8, 0, tzinfo=UTC),
        served="4-placeholder.xml",
        text="The feed says Level 1 for Russia: a placeholder without advice. Nobody is told.",
    ),
    StoryMoment(
        at=datetime(2023, 2, 17, 8, 0, tzinfo=UTC),
        served="5-stale-copy.xml",
        text="An old copy of Kuwait returns at Level 1, another spelling beside it. No alert.",
    ),
)
"""Modelled on real events of the feed, in invented words."""


class DemoServer(ThreadingHTTPServer):
    """Serves the document of the present moment on a port that the system chooses."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _DemoHandler)
        self.moment = STORY[0]

    def now(self) -> datetime:
        """Return the time of the present moment."""
        return self.moment.at

    @property
    def url(self) -> str:
        """The URL of the document."""
        return f"http://127.0.0.1:{self.server_port}/TAsTWs.xml"


class _DemoHandler(BaseHTTPRequestHandler):
    server: DemoServer

    def do_GET(self) -> None:
        document = self.server.moment.document
        self.send_response_only(200)  # without a date: the story has a time of its own
        self.send_header("Content-Type", "application/rss+xml; charset=UTF-8")
        self.send_header("Content-Length", str(len(document)))
        self.end_headers()
        self.wfile.write(document)

    def log_message(self, *_: object) -> None:
        """Log nothing: it would disturb the output of the demonstration."""


@contextmanager
def open_demo_server() -> Iterator[DemoServer]:
    """Serve until the end of the block."""
    with DemoServer() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


WORLD = (1, 50)
"""The plausible number of destinations in the invented world, as (low, high)."""


def demo_source(source: Source, url: str) -> Source:
    """Point the first endpoint of a source at the demonstration server, and remove the others."""
    endpoint = source.endpoints[0]
    target = replace(endpoint.target, url=url, allowed_hosts=frozenset(), crawl_delay_s=0.0)
    return replace(source, endpoints=(replace(endpoint, target=target),), expected=WORLD)


RULE_CHARS = 4
"""A dash and a space on both sides of the text in a line."""

LABEL = "DEMONSTRATION: an invented world. No government said any of this."


def run(given: Namespace) -> int:
    """Play every moment: serve its document, check it, print what would be sent."""
    folder = Path(mkdtemp(prefix="advisory-watch-demo-"))  # the system deletes it some day
    screen = console()
    with open_demo_server() as server, open_home(folder) as home:
        web = http_client(clock=server.now, wait=lambda _seconds: None, own_hosts=LOOPBACK)
        check = Check(
            web=web,
            ledger=home.ledger,
            archive=home.archive,
            clock=server.now,
            rule_set_version=rule_set_version,
        )
        if not given.json:
            _print_label(screen)
        for moment in STORY:
            server.moment = moment
            (source,) = sources(["us_state"])
            outcome = check.check(demo_source(source, server.url))
            if given.json:
                print_outcome(outcome)
            else:
                _print(screen, moment, outcome)
                deliver_to_screen(home.outbox, PrintedMessages(screen), server.now)
        if not given.json:
            site.print_invented(folder, home, server.now, LABEL)
            _print_label(screen)
    return 0


def _print_label(screen: Console) -> None:
    """Print the label as a line across the screen; one that would be cut is a paragraph."""
    if screen.width < len(LABEL) + RULE_CHARS:
        print_text(screen, LABEL, style="bold")
    else:
        screen.print(Rule(LABEL))


def _print(screen: Console, moment: StoryMoment, outcome: SourceOutcome) -> None:
    screen.print()
    print_text(screen, f"{moment.at:%Y-%m-%d %H:%M} UTC. {moment.text}", style="bold")
    screen.print()
    if outcome.changes:
        screen.print(change_table(outcome.changes))
    refused = [
        (outcome, detection)
        for detection in outcome.detections
        if detection.outcome in (Outcome.PENDING, Outcome.REJECTED)
    ]
    if refused:
        screen.print(detection_table(refused, "Not believed"))
