"""`advisory-watch watch`: rounds for cron, the lock, and wrong usage."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advisory_watch.bootstrap.watch import only_watch
from support.fakes.receivers import Webhook, run_webhook
from support.publishers.http_publisher import Site
from support.terminal import Terminal


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """Restore the handlers that a watch sets."""
    before: dict[signal.Signals, Any] = {
        number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)
    }
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    """Run a webhook."""
    with run_webhook() as webhook:
        yield webhook


def test_a_round_reads_and_sends_what_waited(
    terminal: Terminal, site: Site, webhook: Webhook, raised: bytes
) -> None:
    """Cron starts a round every few minutes: each sends what the one before left."""
    assert raised
    notify = terminal.home / "notify.toml"
    notify.write_text(f'[[channel]]\nname = "chat"\nurl = "{webhook.url()}"\n')
    notify.chmod(0o600)
    first = terminal.run("watch", "--once", "us_state", "--interval", "us_state=60")
    assert (first.status, first.err) == (0, "")
    assert "us_state: every 60 minutes, first at" in first.out
    assert "alerts go to 'chat'" in first.out
    assert webhook.titles == []  # printed by the check, before the channel existed
    asked = len(site.asked)
    terminal.run("watch", "--once", "us_state", "--interval", "us_state=60")
    assert len(site.asked) == asked  # read a moment ago


def test_a_change_of_a_check_by_hand_reaches_the_channels(
    terminal: Terminal, site: Site, webhook: Webhook
) -> None:
    """A person who runs `check` sees the change; the others must hear of it too."""
    from support.publishers.http_publisher import an_answer  # noqa: PLC0415
    from support.publishers.us_feed import a_feed, a_raise  # noqa: PLC0415

    terminal.home.mkdir()
    notify = terminal.home / "notify.toml"
    notify.write_text(f'[[channel]]\nname = "chat"\nurl = "{webhook.url()}"\n')
    notify.chmod(0o600)
    terminal.run("watch", "--once", "us_state")
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    assert "Subject: US: Kuwait raised" in terminal.run("check", "us_state").out
    assert webhook.titles == []
    assert terminal.run("notify", "--json").lines[0]["waiting"] == 1
    ran = terminal.run("watch", "--once", "us_state")
    assert "sent 1 alert to 'chat'" in ran.out
    assert webhook.titles == ["US: Kuwait raised to Level 3 from 1"]


def test_without_channels_a_watch_prints_what_changes(terminal: Terminal, site: Site) -> None:
    """A first try needs no configuration."""
    ran = terminal.run("watch", "--once", "us_state")
    assert ran.status == 0
    assert "no message is sent" in " ".join(ran.out.split())
    assert "us_state: read" in ran.out
    assert len(site.asked) == 1
    assert (terminal.home / "site" / "index.html").exists()


def test_only_one_watch_has_a_home(terminal: Terminal, site: Site) -> None:
    """Two would send each message twice."""
    with only_watch(terminal.home):
        refused = terminal.run("watch", "us_state")
        skipped = terminal.run("watch", "--once", "us_state")
    assert refused.status == 2
    assert "expected no other watch, found one (process " in refused.err
    assert (skipped.status, skipped.out) == (0, "")
    assert "nothing to do" in skipped.err
    assert site.asked == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--interval", "us_state"], "--interval: expected 1 to 1440 whole minutes"),
        (["--interval", "us_state=0"], "--interval: expected 1 to 1440 whole minutes"),
        (["--interval", "us_state=1.5"], "--interval: expected 1 to 1440 whole minutes"),
        (["--interval", "xx=5"], "SOURCE=MINUTES with a source out of us_state,"),
        (["nowhere"], "expected sources out of us_state,"),
    ],
)
def test_wrong_usage_ends_before_the_first_request(
    terminal: Terminal, site: Site, arguments: list[str], expected: str
) -> None:
    """A service that systemd restarts must fail at once, and say why."""
    ran = terminal.run("watch", *arguments)
    assert ran.status == 2
    assert expected in ran.err
    assert site.asked == []


def test_a_mistake_in_the_channels_ends_before_the_first_request(
    terminal: Terminal, site: Site
) -> None:
    """A watch that reaches no reader must not look alive."""
    terminal.home.mkdir()
    (terminal.home / "notify.toml").write_text("[[channel]]\nnam = 'x'\n")
    ran = terminal.run("watch", "us_state")
    assert ran.status == 2
    assert "notify.toml line 1, channel 1: expected the keys" in ran.err
    assert "did you mean 'name'?" in ran.err
    assert site.asked == []


def test_the_hint_survives_spaces_and_percent_signs(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both files have rules of their own for these, and fail silently."""
    monkeypatch.setenv("ADVISORY_WATCH_CONTACT", "ops@example.org (50%)")
    home = tmp_path / "my home 50%"
    ran = terminal.run(
        "watch", "us_state", "--interval", "us_state=5", "--install-hint", "--home", str(home)
    )
    assert ran.status == 0
    (command,) = [line for line in ran.out.splitlines() if line.startswith("ExecStart=")]
    assert f'watch us_state --interval us_state=5 --home "{tmp_path}/my home 50%%"' in command
    assert 'Environment="ADVISORY_WATCH_CONTACT=ops@example.org (50%%)"' in ran.out
    cron = ran.out.splitlines()[-1]
    assert cron.startswith("*/5 * * * * ADVISORY_WATCH_CONTACT='ops@example.org (50\\%)' ")
    assert cron.endswith(f"--home '{tmp_path}/my home 50\\%' --once")
    assert not home.exists()
