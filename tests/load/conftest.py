"""One run: the template on a local AWS, seven governments, and a faulty wire between them.

Instead of waiting, `rounds` dates back the pauses of documents and the claims of alerts.
"""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from random import Random

import pytest

from e2e import sam, subscribers
from e2e.emulator import Emulator
from e2e.local_aws import a_local_aws, a_new_run
from e2e.stack import Stack
from e2e.progress import LOG
from load.faults import Dice
from load.proxy_server import faulty_wire
from load.report import chapter
from load.advice import changed_issues, posts_with_news, quiet_issues, truths
from load.result import Told
from load.documents import papers
from load.scheduler import Rounds
from load.proxy_log import Wire
from support.aws.template import ROOT
from support.publishers.http_publisher import Site, an_answer, publisher

SEED = 20261125
FIGURES = ROOT / "build" / "load.md"
PROGRAMS = "programs"


@pytest.fixture(scope="session", autouse=True)
def run() -> Iterator[None]:
    """Delete the results of the last run, and hide the AWS account of this machine."""
    FIGURES.unlink(missing_ok=True)
    with a_new_run():
        yield


@pytest.fixture(scope="session")
def local(run: None) -> Iterator[Emulator]:
    """Start the local AWS, and build the template meanwhile."""
    del run
    with a_local_aws() as local:
        yield local


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Open the governments' server."""
    with publisher() as site:
        yield site


@pytest.fixture(scope="session")
def wire(local: Emulator) -> Iterator[Wire]:
    """Open the wire."""
    with faulty_wire(local, Dice(SEED)) as wire:
        yield wire


@pytest.fixture(scope="session")
def stack(local: Emulator, site: Site, wire: Wire) -> Stack:
    """Deploy the template without a schedule, and lead its functions over the wire."""
    given = sam.parameters_of(sam.PRESENT)
    quiet = {name: "off" for name in given if name.endswith("Schedule")}
    stack = sam.deploy(local, "load", sam.BUILT / "template.yaml", given | quiet)
    subscribers.open_queue(stack, PROGRAMS)
    stack.lead_doors(site.url(""))
    for function in ("CheckFunction", "NotifyFunction"):
        stack.lead(function, AWS_ENDPOINT_URL=wire.url)
    return stack


@pytest.fixture(scope="session")
def told(stack: Stack, site: Site, wire: Wire) -> Told:
    """Read a quiet world, then change five percent of it, all with faults.

    After the faults, run one more round of checks and two scheduled retries.
    """
    rounds, dice = Rounds(stack=stack, wire=wire), Random(SEED)  # noqa: S311 - dice
    began_at, now = time.monotonic(), datetime.now(UTC).replace(microsecond=0)
    before = quiet_issues()
    after, posts = changed_issues(before, dice, now), posts_with_news(dice)
    happened = list(truths(before, after, posts))
    quiet, news = papers(before, now, posts=()), papers(after, now, posts)
    wire.is_faulty = True
    publish(site, quiet)
    quiet_rounds = rounds.until_known()
    publish(site, news)
    news_rounds = rounds.until_recorded(happened)
    rounds.until_calm()
    wire.is_faulty = False
    rounds.check_all()
    for _ in range(2):
        rounds.claims_have_ended()
        rounds.sweep()
    rounds.until_calm()
    told = Told(
        truths=happened,
        documents=subscribers.documents(PROGRAMS),
        log=wire.log(),
        rounds=rounds,
        quiet=quiet,
        news=news,
        quiet_rounds=quiet_rounds,
        news_rounds=news_rounds,
        took_s=time.monotonic() - began_at,
    )
    FIGURES.write_text(chapter(told))
    return told


def publish(site: Site, written: Mapping[str, bytes]) -> None:
    """Serve documents on the server."""
    for path, body in written.items():
        site.play(path, an_answer(body))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the log and the figures of the run."""
    if not terminalreporter.config.option.collectonly:
        for written in (LOG, FIGURES):
            terminalreporter.section(str(written.relative_to(ROOT)))
            for line in written.read_text().splitlines() if written.exists() else ():
                terminalreporter.line(line[:200])
