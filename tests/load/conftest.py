"""One run: the template on a local AWS, seven governments, and a proxy that injects faults.

Instead of waiting, `scheduler` dates back the pauses of documents and the claims of alerts.
"""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from random import Random

import pytest

from e2e import sam, subscribers
from e2e.emulator import Emulator
from e2e.local_aws import a_local_aws, a_new_run
from e2e.progress import LOG
from e2e.stack import Stack
from load.advice import changed_advice, initial_advice, posts_with_notices, true_changes
from load.documents import write_documents
from load.faults import RandomFaults
from load.proxy_log import Proxy
from load.proxy_server import run_proxy
from load.report import write_report
from load.result import LoadResult
from load.scheduler import Scheduler
from support.aws.template import ROOT
from support.publishers.http_publisher import Site, an_answer, publisher

SEED = 20261125
REPORT = ROOT / "build" / "load.md"
PROGRAMS = "programs"


@pytest.fixture(scope="session", autouse=True)
def run() -> Iterator[None]:
    """Delete the results of the last run, and hide the AWS account of this machine."""
    REPORT.unlink(missing_ok=True)
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
def proxy(local: Emulator) -> Iterator[Proxy]:
    """Open the proxy."""
    with run_proxy(local, RandomFaults(SEED)) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def stack(local: Emulator, site: Site, proxy: Proxy) -> Stack:
    """Deploy the template without a schedule, and let its functions call AWS through the proxy."""
    parameters = sam.parameters_of(sam.CURRENT)
    quiet = {"CheckSchedules": "off,off"}
    stack = sam.deploy(local, "load", sam.BUILT / "template.yaml", parameters | quiet)
    subscribers.open_queue(stack, PROGRAMS)
    stack.set_endpoints(site.url(""))
    for function in ("CheckFunction", "NotifyFunction"):
        stack.set_environment(function, AWS_ENDPOINT_URL=proxy.url)
    return stack


@pytest.fixture(scope="session")
def result(stack: Stack, site: Site, proxy: Proxy) -> LoadResult:
    """Read a quiet world, then change five percent of it, all with faults.

    After the faults, run one more round of checks and two scheduled retries.
    """
    scheduler, random = Scheduler(stack=stack, proxy=proxy), Random(SEED)  # noqa: S311 - dice
    began_s, now = time.monotonic(), datetime.now(UTC).replace(microsecond=0)
    before = initial_advice()
    after, posts = changed_advice(before, random, now), posts_with_notices(random)
    changes = list(true_changes(before, after, posts))
    quiet, news = write_documents(before, now, posts=()), write_documents(after, now, posts)
    proxy.is_faulty = True
    publish(site, quiet)
    quiet_rounds = scheduler.check_until_all_recorded()
    publish(site, news)
    news_rounds = scheduler.check_until_changes_recorded(changes)
    scheduler.wait_until_idle()
    proxy.is_faulty = False
    scheduler.check_all()
    for _ in range(2):
        scheduler.expire_claims()
        scheduler.retry()
    scheduler.wait_until_idle()
    result = LoadResult(
        true_changes=changes,
        documents=subscribers.documents(PROGRAMS),
        log=proxy.log(),
        scheduler=scheduler,
        quiet=quiet,
        news=news,
        quiet_rounds=quiet_rounds,
        news_rounds=news_rounds,
        took_s=time.monotonic() - began_s,
    )
    REPORT.write_text(write_report(result))
    return result


def publish(site: Site, written: Mapping[str, bytes]) -> None:
    """Serve documents on the server."""
    for path, body in written.items():
        site.play(path, an_answer(body))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the log and the figures of the run."""
    if not terminalreporter.config.option.collectonly:
        for written in (LOG, REPORT):
            terminalreporter.section(str(written.relative_to(ROOT)))
            for line in written.read_text().splitlines() if written.exists() else ():
                terminalreporter.line(line[:200])
