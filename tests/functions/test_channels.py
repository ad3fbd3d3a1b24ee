"""The function `channels`, from the topic to channels on this machine."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advisory_watch.adapters.dynamodb.channel_queue import DynamoChannelQueue
from advisory_watch.app.alert_queue import LEASE
from advisory_watch.bootstrap.channels_function import without_values
from advisory_watch.bootstrap.notify_file import parse_channels
from advisory_watch.bootstrap.runtime import now
from advisory_watch.core.alert import build_correction
from advisory_watch.core.errors import DeliveryFailed, UsageError
from advisory_watch.core.source_event import Audience, SourceEvent
from bootstrap.test_notify_file import MISTAKES
from support.aws.channels_stack import WHERE, ChannelsStack
from support.aws.iam_permissions import grants
from support.aws.moto_stack import account
from support.aws.template import event
from support.builders import NOON, an_alert
from support.fakes.receivers import Mailbox, Webhook, run_mailbox, run_webhook

TOKEN = "T0KEN-of-the-webhook"  # noqa: S105 - of no service
ALERT = an_alert()
QUIET = an_alert(id="b" * 16, is_urgent=False)
BLIND = an_alert(
    id="c" * 16,
    kinds=(SourceEvent.BLIND.value,),
    is_urgent=False,
    audience=Audience.OPERATORS,
    note="rss: blocked",
    **dict.fromkeys(("destination", "before", "after", "evidence")),
)
TITLE = "URGENT: US: Kuwait raised to Level 3 from 2"


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChannelsStack]:
    """Open an account with the stack."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with account():
        yield ChannelsStack()


@pytest.fixture
def chat(stack: ChannelsStack) -> Iterator[Webhook]:
    """Run a webhook that the secret names as `chat`."""
    with run_webhook() as webhook:
        stack.write_channels(entry("chat", webhook.url(TOKEN)))
        yield webhook


@pytest.fixture
def desk(stack: ChannelsStack, chat: Webhook) -> Iterator[Mailbox]:
    """Run a mailbox that the secret names as `desk`, after the webhook."""
    with run_mailbox() as mailbox:
        channels = entry("chat", chat.url(TOKEN)) + entry("desk", mailbox.url())
        stack.write_channels(channels)
        yield mailbox


def entry(name: str, url: str, *lines: str) -> str:
    """Write one channel."""
    return "\n".join(["[[channel]]", f"name = '{name}'", f"url = '{url}'", *lines, ""])


def arrived(stack: ChannelsStack, *alerts: Any, **urls: str) -> list[dict[str, Any]]:
    """Publish alerts; return the messages in the queue."""
    stack.publish(*alerts, **urls)
    return stack.received()


def test_an_alert_reaches_every_channel_once(
    stack: ChannelsStack, chat: Webhook, desk: Mailbox
) -> None:
    """SQS delivers at least once; a person who gets an alert twice asks which one is true."""
    records = arrived(stack, ALERT)
    for _ in range(2):
        assert stack.unfinished(records) == []
    assert chat.titles == desk.titles == [TITLE]


def test_the_saved_event_is_sent(stack: ChannelsStack, chat: Webhook) -> None:
    """`sam local invoke` begins with it."""
    assert stack.unfinished(event("channels_queue")["Records"]) == []
    assert chat.titles == [TITLE]


def test_a_message_has_its_reason_levels_and_links(stack: ChannelsStack, chat: Webhook) -> None:
    """It is worded from the JSON document alone, and must say what an email says."""
    urls = {"site_url": "https://advice.example.org", "evidence_url": "https://e.example.org"}
    stack.invoke(arrived(stack, ALERT, **urls))
    (message,) = chat.messages
    for words in (
        "Level 3: Reconsider Travel",
        "https://travel.state.gov/kuwait.html",
        f"https://advice.example.org/c/{ALERT.id}.html",
        f"https://e.example.org/pages/ab/{'ab' * 32}.warc.gz",
        "Seen 2026-09-01 12:00:00 UTC through us_state/rss; decided by rule credible_raise.",
        f"Alert: {ALERT.id}",
        "edit the secret that the channels stack reads",
    ):
        assert words in message.text
    assert "Amazon SNS" not in message.text


def test_a_channel_that_fails_is_retried_alone(
    stack: ChannelsStack, chat: Webhook, desk: Mailbox
) -> None:
    """A dead mail server must neither lose the alert nor repeat it in the chat."""
    desk.refusal = "451 try later"
    records = arrived(stack, ALERT)
    with pytest.raises(DeliveryFailed, match="desk: expected E-Mail to accept it"):
        stack.invoke(records)
    desk.refusal = ""
    assert stack.unfinished(records) == []
    assert chat.titles == desk.titles == [TITLE]
    assert len(chat.attempts) == 1


def test_only_messages_that_a_channel_did_not_get_come_again(
    stack: ChannelsStack, desk: Mailbox, chat: Webhook
) -> None:
    """A run with some success is no error, and keeps its success."""
    only_urgent = entry("desk", desk.url(), "urgent_only = true")
    stack.write_channels(entry("chat", chat.url()) + only_urgent)
    desk.refusal = "451 try later"
    records = arrived(stack, ALERT, QUIET)
    ids = {json.loads(record["body"])["id"]: record["messageId"] for record in records}
    assert stack.unfinished(records) == [ids[ALERT.id]]
    assert len(chat.titles) == 2


def test_an_alert_that_another_run_is_sending_waits(stack: ChannelsStack, chat: Webhook) -> None:
    """SQS may hand a message to two runs at once; the second must not send it as well."""
    records = arrived(stack, ALERT)
    other = DynamoChannelQueue(stack.dynamodb, "received", "chat", [ALERT])
    until = now() + LEASE
    assert other.claim(ALERT, now(), until)
    assert stack.unfinished(records) == [record["messageId"] for record in records]
    assert chat.attempts == []
    other.release(ALERT, until)
    assert other.claim(ALERT, now() - 2 * LEASE, now() - LEASE)  # by a run that was killed
    assert stack.unfinished(records) == []
    assert chat.titles == [TITLE]


def test_what_was_received_is_forgotten_in_the_end(stack: ChannelsStack, chat: Webhook) -> None:
    """Without a time to live the table grows without limit."""
    stack.invoke(arrived(stack, ALERT))
    assert chat.titles == [TITLE]
    (item,) = stack.dynamodb.scan(TableName="received")["Items"]
    assert (item["pk"], item["sk"]) == ({"S": "chat"}, {"S": ALERT.id})
    days = (int(item["expires_at"]["N"]) - now().timestamp()) / 86_400
    assert 44 < days <= 45


def test_an_urgent_alert_stands_out(stack: ChannelsStack, chat: Webhook) -> None:
    """A duty officer looks at titles; services show a warning in another colour."""
    stack.invoke(arrived(stack, QUIET))
    stack.invoke(arrived(stack, ALERT))
    usual, urgent = chat.messages
    assert (usual.title, usual.kind) == (TITLE.removeprefix("URGENT: "), "info")
    assert (urgent.title, urgent.kind) == (TITLE, "warning")


def test_a_correction_names_its_alert_and_joins_its_thread(
    stack: ChannelsStack, desk: Mailbox
) -> None:
    """Who acted on the wrong alert must see what it was about."""
    stack.invoke(arrived(stack, ALERT, QUIET))
    stack.invoke(arrived(stack, build_correction(ALERT, "The feed showed a test page.", NOON)))
    wrong, other, correction = desk.emails
    assert correction.title == "CORRECTION: US: Kuwait raised to Level 3 from 2 was wrong"
    assert f"Alert {ALERT.id} was wrong" in correction.text
    assert "The feed showed a test page." in " ".join(correction.text.split())
    assert f"Alert: {ALERT.id}" in wrong.text
    assert wrong.thread == correction.thread == f"<{ALERT.id}@advisory-watch.alt>"
    assert other.thread != wrong.thread


def test_many_alerts_are_one_message(stack: ChannelsStack, chat: Webhook) -> None:
    """Thirty messages in a minute hide the one that counts."""
    alerts = [an_alert(id=f"{number:016x}", is_urgent=number == 7) for number in range(11)]
    assert stack.unfinished(arrived(stack, *alerts)) == []
    (message,) = chat.messages
    assert message.title == "URGENT: US: 11 changes, 1 urgent: Kuwait"
    assert message.text.count("Alert: ") == 11


def test_quiet_hours_hold_an_alert_back_without_an_error(
    stack: ChannelsStack, chat: Webhook
) -> None:
    """An alarm each night would soon be ignored; an urgent alert does not wait."""
    start, end = (f"{now() + timedelta(hours=hours):%H:%M}" for hours in (-1, 1))
    quiet = f"quiet_hours = '{start}-{end}'"
    stack.write_channels(entry("chat", chat.url(), quiet, "timezone = 'UTC'"))
    records = arrived(stack, QUIET)
    assert stack.unfinished(records) == [records[0]["messageId"]]
    assert chat.attempts == []
    stack.invoke(arrived(stack, ALERT))
    assert chat.titles == [TITLE]


def test_filters_choose_what_a_channel_gets(stack: ChannelsStack, chat: Webhook) -> None:
    """The file has the same filters as on a laptop; operators' alerts need a key of their own."""
    stack.write_channels(
        entry("chat", chat.url(), "destinations = ['UA']", "source_problems = true")
    )
    ukraine = replace(QUIET, id="d" * 16, destination="UA")
    assert stack.unfinished(arrived(stack, ALERT, ukraine, BLIND)) == []
    assert [title.partition(": ")[2] for title in chat.titles] == [
        "Ukraine raised to Level 3 from 2",
        "travel advice cannot be read",
    ]


def test_messages_that_are_no_alerts_do_not_reach_the_queue(stack: ChannelsStack) -> None:
    """Notices to operators are plain text, and groups repeat alerts."""
    sns: Any = stack.notifier._topics[Audience.OPERATORS]._client  # noqa: SLF001
    several = {"DataType": "String.Array", "StringValue": '["email", "data"]'}
    sns.publish(
        TopicArn=stack.topics["Operators"], Message="x", MessageAttributes={"channels": several}
    )
    group = {"DataType": "String.Array", "StringValue": '["email"]'}
    sns.publish(TopicArn=stack.topics["Alerts"], Message="x", MessageAttributes={"channels": group})
    assert stack.received() == []


@pytest.mark.parametrize(
    "body",
    [
        "no JSON",
        "[]",
        json.dumps({"schema": 2}),
        json.dumps({"schema": 1, "kind": "test", "text": "A test."}),
    ],
)
def test_a_message_that_cannot_be_read_comes_again_alone(
    stack: ChannelsStack, chat: Webhook, body: str
) -> None:
    """It ends among the dead letters, where a person sees it; the others are sent."""
    bad = {"messageId": "bad", "body": body}
    assert stack.unfinished([bad, *arrived(stack, ALERT)]) == ["bad"]
    assert chat.titles == [TITLE]
    with pytest.raises(DeliveryFailed, match="message: expected"):
        stack.invoke([bad])


@pytest.mark.parametrize("line", [line for line, _ in MISTAKES])
def test_an_error_of_the_secret_quotes_no_value(line: str) -> None:
    """A password in the place of another value must not reach the log."""
    with pytest.raises(UsageError) as error:
        parse_channels(entry("duty", "json://example.org", line), lambda _url: "")
    shown = without_values(str(error.value))
    assert shown.startswith("notify.toml line 1, channel 1 ('duty'): ")
    assert "expected" in shown
    assert "found" in str(error.value).removeprefix(shown)
    assert line.partition("= ")[2] not in shown.replace("such as ['RU', 'Ukraine']", "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (entry("duty", f"nothing://{TOKEN}"), "channel 1 ('duty'): url: expected a whole URL"),
        (f"[[channel]\nurl = '{TOKEN}'", "expected TOML (line 1, column "),
        (f"{TOKEN} = 1", "expected the keys timezone, channel"),
        (f"# {TOKEN}", "expected at least one [[channel]]"),
    ],
)
def test_a_wrong_secret_is_an_error_without_its_content(
    stack: ChannelsStack, capfd: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    """The log has a wider circle of readers than the secret; the message stays in the queue."""
    stack.write_channels(text)
    with pytest.raises(UsageError) as error:
        stack.invoke(arrived(stack, ALERT))
    found = str(error.value)
    assert found.startswith(f"secret {stack.secret}: ")
    assert words in found
    for shown in (found, *capfd.readouterr()):
        assert TOKEN not in shown


def test_a_missing_or_binary_secret_is_named(stack: ChannelsStack) -> None:
    """The reason of the service says whether a permission or the secret is missing."""
    stack.secrets.put_secret_value(SecretId=stack.secret, SecretBinary=b"x")
    with pytest.raises(UsageError, match="expected plain text, found binary data"):
        stack.invoke([])
    stack.secrets.delete_secret(SecretId=stack.secret, ForceDeleteWithoutRecovery=True)
    with pytest.raises(UsageError, match=r"expected its value, found .*ResourceNotFound"):
        stack.invoke([])


def test_no_url_is_logged(
    stack: ChannelsStack,
    chat: Webhook,
    desk: Mailbox,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Apprise logs whole URLs, and its libraries the path of a webhook, which is its secret."""
    caplog.set_level(1)
    desk.refusal = "550 duty@example.org unknown"
    records = arrived(stack, ALERT)
    with pytest.raises(DeliveryFailed) as failed:
        stack.invoke(records)
    chat.status = 500
    stack.write_channels(entry("chat 2", chat.url(TOKEN)))
    with pytest.raises(DeliveryFailed, match="HTTP status 500"):
        stack.invoke(records)
    logged = capfd.readouterr().out
    assert "alert.sent" in logged
    assert "alert.failed" in logged
    others = ("mail.log", "botocore", "moto")  # the test server, and the SDK at its finest level
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(others)]
    for secret in (TOKEN, "duty@example.org", f":{chat.server_port}"):
        assert not [text for text in (logged, str(failed.value), *ours) if secret in text]


def test_a_test_event_sends_a_test_to_each_channel(
    stack: ChannelsStack, chat: Webhook, desk: Mailbox
) -> None:
    """The owner must learn of a wrong address before the first alert."""
    chat.status = 404
    failed, sent = stack.invoke(None)
    assert failed == {
        "channel": "chat",
        "reason": "chat: expected JSON to accept it, found: the service answered with HTTP status "
        "404",
    }
    assert sent == {"channel": "desk", "reason": ""}
    assert desk.titles == ["Advisory Watch: test message"]


FOR_LAMBDA_ITSELF = {
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ReceiveMessage",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "kms:Decrypt",
}
"""What Lambda and Secrets Manager use in the name of the role; moto does not see it."""


def test_the_function_has_the_permissions_it_uses_and_no_more(
    stack: ChannelsStack, chat: Webhook
) -> None:
    """A missing one would fail only in the owner's account; an unused one helps an intruder."""
    chat.status = 500
    records = arrived(stack, ALERT)
    with pytest.raises(DeliveryFailed):
        stack.invoke(records)
    chat.status = 200
    stack.invoke(records)
    granted = grants("Role", WHERE)
    ours = [grant for grant in granted if grant.action not in FOR_LAMBDA_ITSELF]
    assert {grant.action for grant in ours} == {asked.action for asked in stack.asked}
    assert [asked for asked in stack.asked if not any(own.covers(asked) for own in ours)] == []
    others = {(grant.action, grant.resource) for grant in granted if grant not in ours}
    own = {"sqs": "Queue", "logs": "Logs", "kms": "SecretKeyArn"}
    assert others == {(action, own[action.partition(":")[0]]) for action in FOR_LAMBDA_ITSELF}
