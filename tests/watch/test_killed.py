"""A real watch, killed with SIGKILL while it reads and while it sends."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import advisory_watch
from advisory_watch.bootstrap.local import check_through, open_home
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.web import LOOPBACK, http_client, sources
from support.fakes.receivers import Mailbox, Webhook
from support.publishers.http_publisher import Site, after, an_answer
from support.publishers.us_feed import WORLD, FeedEntry, a_feed, a_raise
from support.scenarios.simulated_watch import SimulatedTime

RAISED = tuple(WORLD[:6])

PATIENCE_S = 120.0

pytestmark = pytest.mark.slow


@pytest.fixture
def time() -> SimulatedTime:
    """Return the real time, at which the receivers note their messages."""
    return SimulatedTime(now())


@contextmanager
def running(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a watch as a process of its own; kill it at the end if it still runs."""
    package = str(Path(advisory_watch.__file__).parents[1])
    command = [sys.executable, "-m", "advisory_watch.cli", "watch", "us_state", "--home", str(home)]
    environment = dict(os.environ) | {"PYTHONPATH": package, "NO_PROXY": "127.0.0.1"}
    with subprocess.Popen(  # noqa: S603 - our own program
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def record_first_read(home: Path) -> None:
    """Read the feed as two hours ago, so that the watch begins with a check."""
    earlier = datetime.now(UTC) - timedelta(hours=2)
    web = http_client(clock=lambda: earlier, own_hosts=LOOPBACK)
    with open_home(home) as opened:
        assert check_through(web, opened).check(sources(["us_state"])[0]).ok


def kill_at(webhook: Webhook, number: int, process: subprocess.Popen[str]) -> None:
    """Kill the process when a service has accepted a message, before the process learns it."""
    expected = len(webhook.messages) + number

    def kill() -> None:
        if len(webhook.messages) == expected:
            process.kill()

    webhook.before_answer = kill


def wait_until(is_true: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait for something that another process does."""
    ends_at = now() + timedelta(seconds=PATIENCE_S)
    while not is_true():
        assert now() < ends_at, process.stdout and process.poll()
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue


def test_kill_9_loses_nothing(
    tmp_path: Path, site: Site, mailbox: Mailbox, webhook: Webhook
) -> None:
    """Killed in a read, and three times while it sends: every change reaches every channel.

    The webhook accepts three messages in the moment of a kill, and gets these again.
    """
    home = tmp_path / "home"
    record_first_read(home)
    (home / "notify.toml").write_text(
        f'[[channel]]\nname = "duty"\nurl = "{mailbox.url()}"\n'
        f'[[channel]]\nname = "chat"\nurl = "{webhook.url()}"\n'
    )
    (home / "notify.toml").chmod(0o600)
    issue: FeedEntry = a_raise()
    document = an_answer(a_feed(**dict.fromkeys(RAISED, issue)))

    with running(home) as process:
        site.play("/us_state/rss", after(process.kill, document), document)
        assert process.wait(PATIENCE_S) == -signal.SIGKILL
    assert (mailbox.titles, webhook.titles) == ([], [])

    for number in (1, 2, 3):
        with running(home) as process:
            kill_at(webhook, number, process)
            assert process.wait(PATIENCE_S) == -signal.SIGKILL
    webhook.before_answer = lambda: None

    with running(home) as process:
        wait_until(lambda: _is_told(mailbox, webhook), process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
        assert process.stdout is not None
        assert process.stdout.read().splitlines()[-1].split("Z ")[1].startswith("stopped")

    with open_home(home) as opened:
        assert list(opened.outbox.pending()) == []
        assert opened.deliveries.waiting() == {}
    assert len(set(mailbox.titles)) == len(set(webhook.titles)) == len(RAISED)
    repeats = Counter(webhook.titles) - Counter(set(webhook.titles))
    assert sum(repeats.values()) == 3
    assert len(mailbox.titles) - len(RAISED) <= 3  # killed while it sent there too


def _is_told(mailbox: Mailbox, webhook: Webhook) -> bool:
    return len(set(mailbox.titles)) == len(set(webhook.titles)) == len(RAISED)
