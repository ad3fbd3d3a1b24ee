"""From a publisher that refuses the stack to the message, through a reader elsewhere."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.adapters.warc.records import pack_records
from advisory_watch.core.ingest.record import IngestFolder, record_of
from support.aws.deployed_stack import described
from support.aws.moto_stack import MotoStack, account
from support.aws.template import event
from support.builders import a_page
from support.publishers.http_publisher import Site, an_answer
from support.publishers.us_feed import a_feed, a_raise
from support.terminal import Terminal

ONE, SWEEP = event("check_one_source"), event("notify_sweep")
STACK = "watch"
FOLDER = IngestFolder(reader="berlin", source="us_state")


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """Restore the handlers that a command in a loop sets."""
    before: dict[signal.Signals, Any] = {
        number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)
    }
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class Reader:
    """A computer at another connection, with a stack that trusts it."""

    def __init__(self, cloud: MotoStack, terminal: Terminal) -> None:
        self.cloud, self.terminal = cloud, terminal
        made = terminal.run("read-for", STACK, "us_state", "--new-key", "berlin")
        assert (made.status, made.err) == (0, "")
        self.entry = made.out.splitlines()[-1]
        cloud.references["Readers"] = self.entry

    @contextmanager
    def described(self) -> Iterator[None]:
        """Serve the description of the stack."""
        outputs = {name: self.cloud.references[name] for name in ("Table", "ArchiveBucket")}
        with described(STACK, outputs, {"Readers": self.entry}):
            yield

    def read(self) -> None:
        """Read the registered sources once, on a computer that has read none of them yet."""
        (self.terminal.home / "readers" / "berlin" / "ledger.sqlite").unlink(missing_ok=True)
        with self.described(), pytest.MonkeyPatch.context() as patch:
            patch.setenv("ADVISORY_WATCH_CONTACT", "reader@example.net")
            ran = self.terminal.run("read-for", STACK, "--once")
        assert (ran.status, ran.err) == (0, ""), ran
        assert "us_state: read: sent " in ran.out

    def entry_of_another_key(self) -> str:
        """Make a key of the same name in another home, and return its entry."""
        home = str(self.terminal.home / "x")
        key = ("us_state", "--new-key", "berlin", "--home", home)
        return self.terminal.run("read-for", STACK, *key).out.splitlines()[-1]

    def check(self) -> dict[str, int]:
        """Run the check function of the stack."""
        answer: dict[str, int] = self.cloud.invoke("CheckFunction", ONE)
        return answer


@pytest.fixture
def reader(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    site: Site,
) -> Iterator[Reader]:
    """Wall off the network of the stack; the reader is elsewhere."""
    monkeypatch.setenv("ADVISORY_WATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    terminal = Terminal(capsys=capsys, home=tmp_path / "home")
    site.wall_off("+https://example.org/watch", an_answer(b"", status=407))
    site.play("/us_state/rss", an_answer(a_feed(), ETag='"1"'))
    with account() as cloud:
        yield Reader(cloud, terminal)


def reasons(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what the last check logged about the source."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (said,) = (entry for entry in lines if entry.get("message") == "source.checked")
    return str(said["reason"])


def test_a_blocked_source_reaches_subscribers_through_the_reader(
    reader: Reader, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """The founding case: an embassy refuses data centres, and its warning goes out anyway."""
    cloud = reader.cloud
    assert reader.check() == {"sources": 1, "failures": 1}
    said = reasons(capsys)
    assert "HTTP 407" in said
    assert "reader berlin: silent" in said

    reader.read()
    assert reader.check() == {"sources": 1, "failures": 0}
    assert cloud.items("OUTBOX") == []

    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    reader.read()
    site.asked.clear()
    assert reader.check() == {"sources": 1, "failures": 0}
    assert site.asked == []  # the wall is left alone
    assert cloud.invoke("NotifyFunction", SWEEP) == {"sent": 1, "failures": 0}
    (envelope,) = cloud.published()
    assert envelope["MessageAttributes"]["destination"]["Value"] == "KW"

    ledger = DynamoLedger(boto3.client("dynamodb"), "ledger", ("us_state",))
    *_, version = ledger.history("us_state", "KW")
    assert version.evidence.note == "fetched by the reader berlin"
    with reader.described():
        verified = reader.terminal.run("verify", "KW", "--stack", STACK)
    assert (verified.status, verified.err) == (0, "")
    assert "public key of the reader" not in verified.out
    permissions = {(item.action, item.resource) for item in cloud.asked["CheckFunction"]}
    assert {action for action, _ in permissions if action.startswith("s3:")} == {
        "s3:GetObject",
        "s3:ListBucket",
        "s3:PutObject",
    }


def test_verify_names_a_page_that_another_key_signed(reader: Reader, site: Site) -> None:
    """Evidence that a stranger signed is no evidence of the reader."""
    reader.read()
    reader.check()
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    reader.read()
    reader.check()
    reader.entry = reader.entry_of_another_key()
    with reader.described():
        verified = reader.terminal.run("verify", "KW", "--stack", STACK)
    assert verified.status == 1
    assert "expected the signature of the reader berlin, found another one" in verified.out


def unsigned() -> bytes:
    """Write the record of a raise that no key has signed."""
    page = a_page(a_feed(KW=a_raise()), fetched_at=datetime.now(UTC), reader="berlin")
    return pack_records([record_of(page)])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"half", "unreadable: expected a WARC file of a reader"),
        (unsigned(), "unsigned: expected a signature of berlin, found none"),
        (b"0" * (33 * 1024 * 1024), "oversized: expected at most 33554432 bytes"),
    ],
)
def test_a_bad_object_is_refused_and_logged(
    reader: Reader, capsys: pytest.CaptureFixture[str], content: bytes, words: str
) -> None:
    """The operator finds the reason in the log, and the object in the bucket."""
    reader.read()
    reader.check()
    key = FOLDER.key_at(datetime.now(UTC))
    s3: Any = boto3.client("s3")
    s3.put_object(Bucket="archive", Key=key, Body=content)
    capsys.readouterr()
    assert reader.check() == {"sources": 1, "failures": 0}
    assert f"reader berlin: refused {key}: {words}" in reasons(capsys)
    assert s3.head_object(Bucket="archive", Key=key)["ContentLength"] == len(content)


def test_a_replayed_and_a_forged_record_are_refused_and_logged(
    reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    """Stolen credentials for the bucket must not be enough to say anything."""
    reader.read()
    reader.check()
    s3: Any = boto3.client("s3")
    (first,) = s3.list_objects_v2(Bucket="archive", Prefix=FOLDER.prefix)["Contents"]
    body = s3.get_object(Bucket="archive", Key=first["Key"])["Body"].read()
    s3.put_object(Bucket="archive", Key=FOLDER.key_at(datetime.now(UTC)), Body=body)
    capsys.readouterr()
    assert reader.check() == {"sources": 1, "failures": 0}
    assert "replayed: expected a page from after" in reasons(capsys)
    reader.cloud.references["Readers"] = reader.entry_of_another_key()
    reader.read()  # with the key of before
    capsys.readouterr()
    assert reader.check() == {"sources": 1, "failures": 0}
    assert "forged: expected a signature of berlin, found another one" in reasons(capsys)
    assert reader.cloud.items("OUTBOX") == []


def test_without_readers_a_check_asks_nothing_more_of_the_bucket(
    cloud: MotoStack, site: Site
) -> None:
    """The default stack costs what it did."""
    site.play("/us_state/rss", an_answer(a_feed()))
    cloud.invoke("CheckFunction", ONE)
    assert not [call for call in cloud.calls if call.startswith("s3:")]
