"""`advisory-watch notify`: the channels of a home, and a test message to each."""

from collections.abc import Iterator

import pytest

from support.fakes.receivers import Webhook, run_webhook
from support.terminal import Terminal

NO_CONNECTION = "no connection to the service, or no answer in time"


@pytest.fixture
def webhook(terminal: Terminal) -> Iterator[Webhook]:
    """Run a webhook."""
    terminal.home.mkdir()
    with run_webhook() as webhook:
        yield webhook


def write(terminal: Terminal, **urls: str) -> None:
    """Write a file with one channel for each URL."""
    entries = (f'[[channel]]\nname = "{name}"\nurl = "{url}"\n' for name, url in urls.items())
    path = terminal.home / "notify.toml"
    path.write_text("\n".join(entries))
    path.chmod(0o600)


def test_a_test_message_has_a_result_for_each_channel(terminal: Terminal, webhook: Webhook) -> None:
    """The owner must learn today which channel will fail in a crisis."""
    write(terminal, chat=webhook.url("SECRET"), dead="json://127.0.0.1:9/SECRET")
    ran = terminal.run("notify", "--test")
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.splitlines() == [
        "chat: JSON accepted the message",
        f"dead: expected JSON to accept it, found: {NO_CONNECTION}",
    ]
    assert webhook.titles == ["Advisory Watch: test message"]


def test_the_status_says_how_many_were_accepted(terminal: Terminal, webhook: Webhook) -> None:
    """A script can hold a watch to it."""
    write(terminal, chat=webhook.url())
    assert terminal.run("notify", "--test").status == 0
    webhook.status = 500
    ran = terminal.run("notify", "--test", "--json")
    assert ran.status == 2
    (line,) = ran.lines
    assert (line["channel"], line["service"], line["ok"]) == ("chat", "JSON", False)
    assert line["reason"].endswith("HTTP status 500")


def test_the_list_shows_no_secret(terminal: Terminal, webhook: Webhook) -> None:
    """It is pasted into issues."""
    write(terminal, chat=webhook.url("SECRET"))
    listed, as_json = terminal.run("notify"), terminal.run("notify", "--json")
    assert "chat" in listed.out
    (line,) = as_json.lines
    assert line == {"channel": "chat", "service": "JSON", "gets": "all", "waiting": 0}
    assert "SECRET" not in listed.out + listed.err + as_json.out
    assert not (terminal.home / "ledger.sqlite").exists()
    assert webhook.attempts == []


def test_without_channels_the_error_has_an_example(terminal: Terminal) -> None:
    """A first user must not search for the format."""
    ran = terminal.run("notify", "--test")
    assert ran.status == 2
    assert "expected channels, found no file" in ran.err
    assert "[[channel]]" in ran.err


def test_a_mistake_in_the_file_ends_before_anything_is_sent(
    terminal: Terminal, webhook: Webhook
) -> None:
    """Half of the channels tested would look like all of them."""
    write(terminal, chat=webhook.url(), bad="nothing://SECRET")
    ran = terminal.run("notify", "--test")
    assert ran.status == 2
    assert "notify.toml line 5, channel 2 ('bad'): url: expected a whole URL" in ran.err
    assert "SECRET" not in ran.err
    assert webhook.attempts == []
