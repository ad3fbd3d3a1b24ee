"""Messages through Apprise, to services on this machine; no secret is ever logged."""

import logging
import sys
import warnings
from collections.abc import Iterator

import pytest

from advisory_watch.adapters.apprise import AppriseNotifier, silence, why_not_usable
from advisory_watch.core.alert_batch import single_transmission, transmission_beside_group
from advisory_watch.core.errors import DeliveryFailed, UsageError
from advisory_watch.core.messages import build_publication
from support.builders import an_alert
from support.fakes.receivers import Mailbox, Webhook, run_mailbox, run_webhook

PUBLICATION = build_publication(single_transmission(an_alert()), str)

SECRETS = ("hunter2", "T0KEN", "duty@example.org")


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """Run a mail server."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with run_mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    """Run a webhook."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with run_webhook() as webhook:
        yield webhook


def test_an_email_is_plain_text_as_written(mailbox: Mailbox) -> None:
    """The layout of the message needs its lines."""
    AppriseNotifier("duty", mailbox.url()).send(PUBLICATION)
    (email,) = mailbox.emails
    assert email.title == PUBLICATION.message.subject
    assert email.text.rstrip() == PUBLICATION.message.email.rstrip()


def test_a_message_for_programs_is_left_out(webhook: Webhook) -> None:
    """In a burst, each alert goes to programs by itself: people get the group."""
    beside = build_publication(transmission_beside_group(an_alert(is_urgent=True)), str)
    AppriseNotifier("chat", webhook.url()).send(beside)
    assert webhook.attempts == []


def test_a_long_message_is_cut_to_the_room_of_the_service(webhook: Webhook) -> None:
    """Discord refuses more than 2,000 characters: the beginning says what to do."""
    notifier = AppriseNotifier("chat", webhook.url())
    notifier._service.body_maxlen = 700  # noqa: SLF001 - as a service on another host has
    notifier.send(PUBLICATION)
    (message,) = webhook.messages
    assert len(message.title) + len(message.text) <= 700
    assert PUBLICATION.message.email.startswith(message.text[:100])


def test_a_service_for_sms_gets_the_sms(webhook: Webhook) -> None:
    """An email cut to 160 characters says nothing."""
    notifier = AppriseNotifier("phone", webhook.url())
    notifier._service.body_maxlen = 160  # noqa: SLF001 - as a service on another host has
    notifier.send(PUBLICATION)
    (message,) = webhook.messages
    assert (message.title, message.text) == ("", PUBLICATION.message.sms)


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_refusal_says_the_status(webhook: Webhook, status: int) -> None:
    """401 is a wrong token, 500 is the service: the owner must do different things."""
    webhook.status = status
    with pytest.raises(DeliveryFailed, match=f"answered with HTTP status {status}$"):
        AppriseNotifier("chat", webhook.url()).send(PUBLICATION)


def test_a_dead_service_fails_once(webhook: Webhook) -> None:
    """The dispatcher tries again; a library that does so too would send twice."""
    url = f"{webhook.url()}?retry=3"
    webhook.status = 503
    with pytest.raises(DeliveryFailed):
        AppriseNotifier("chat", url).send(PUBLICATION)
    assert len(webhook.attempts) == 1


def test_no_secret_is_logged_or_shown(
    mailbox: Mailbox,
    webhook: Webhook,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Logs are copied into issues; Apprise logs whole URLs at its finest level."""
    caplog.set_level(1)
    webhook.status = 401
    mailbox.refusal = "550 duty@example.org unknown"
    urls = [
        mailbox.url(),
        f"json://watch:hunter2@127.0.0.1:{webhook.server_port}/T0KEN",
        "json://watch:hunter2@127.0.0.1:9/T0KEN",
        "mailto://watch:hunter2@127.0.0.1:9?from=w@example.org&to=duty@example.org",
    ]
    shown = []
    for url in urls:
        assert why_not_usable(url) == ""
        notifier = AppriseNotifier("duty", url)
        with pytest.raises(DeliveryFailed) as error:
            notifier.send(PUBLICATION)
        shown += [str(error.value), repr(notifier), repr(error.value.__cause__)]
    unusable = ("slack://hunter2", "none://hunter2/T0KEN", "hunter2", "tgram://T0KEN/")
    shown += [why_not_usable(url) for url in unusable]
    ours = [record for record in caplog.records if record.name != "mail.log"]  # of the test server
    shown += [record.getMessage() for record in ours]
    shown += capfd.readouterr()
    assert len(shown) > 16
    for secret in SECRETS:
        assert not [text for text in shown if secret in text]


def test_the_silence_is_the_filter(
    webhook: Webhook, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it, the test above must see secrets; else it proves nothing."""
    caplog.set_level(1)
    AppriseNotifier("chat", webhook.url("T0KEN"))
    monkeypatch.setattr(logging.getLogger("apprise"), "filters", [])
    from apprise import Apprise  # noqa: PLC0415 - after the adapter, which silences it

    assert Apprise.instantiate(webhook.url("T0KEN"))
    assert any("T0KEN" in record.getMessage() for record in caplog.records)


def test_warnings_about_hosts_are_silent() -> None:
    """A log shows warnings too; urllib3 names the host of a certificate that is not checked."""
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        for module in ("urllib3.connectionpool", "ours"):
            silence()
            warnings.warn_explicit("example.org", UserWarning, "x.py", 1, module=module)
    assert len(shown) == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("my-topic", "expected a URL of Apprise such as 'ntfy://my-topic'"),
        ("nothing://x", "found one with nothing:// that it cannot use"),
        ("slack://", "found one with slack:// that it cannot use"),
        (
            "mailto://127.0.0.1?from=w@example.org&to=a@example.org,b@example.org",
            "expected one recipient, found 2; write an entry for each",
        ),
    ],
)
def test_a_url_that_cannot_be_used_says_why(url: str, expected: str) -> None:
    """The owner must learn it before the first alert."""
    assert expected in why_not_usable(url)


def test_without_apprise_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The core works without it; only channels need it."""
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(UsageError, match="pip install apprise"):
        why_not_usable("json://127.0.0.1")
