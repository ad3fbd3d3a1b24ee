"""`advisory-watch read-for`: every mistake of a person is one line with what to do."""

import sys
from pathlib import Path

import boto3
import pytest

from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.bootstrap.watch import only_watch
from advisory_watch.core.ingest.registry import parse_readers
from advisory_watch.sources import SOURCES
from support.aws.deployed_stack import deployed
from support.builders import NOON, a_health
from support.publishers.http_publisher import Site
from support.terminal import CommandResult, Terminal

STACK = "advisory-watch"


def key_of(terminal: Terminal, name: str = "berlin") -> Path:
    """Return the file of a key."""
    return terminal.home / "readers" / name / "key.pem"


def is_told(ran: CommandResult, words: str) -> bool:
    """Return whether the command failed with exactly one line that contains `words`."""
    said = ran.err.count("\n") == 1 and "Traceback" not in ran.err
    return ran.status == 2 and said and words in ran.err


@pytest.fixture
def keyed(terminal: Terminal) -> Terminal:
    """Make the key of a reader."""
    assert terminal.run("read-for", STACK, "us_state", "--new-key", "berlin").status == 0
    return terminal


def test_a_new_key_is_private_and_its_entry_is_printed(keyed: Terminal) -> None:
    """The entry goes into the stack; the key stays."""
    assert key_of(keyed).stat().st_mode & 0o777 == 0o600
    made = keyed.run("read-for", STACK, "us_embassies", "nl_bz", "--new-key", "tokyo")
    *_, entry = made.out.splitlines()
    (reader,) = parse_readers(entry, tuple(SOURCES))
    assert (reader.name, sorted(reader.sources)) == ("tokyo", ["nl_bz", "us_embassies"])
    assert "PRIVATE" not in made.out


def test_a_key_is_never_replaced(keyed: Terminal) -> None:
    """The pages that it signed could not be verified any more."""
    before = key_of(keyed).read_bytes()
    ran = keyed.run("read-for", STACK, "us_state", "--new-key", "berlin")
    assert is_told(ran, "expected no key of this reader yet")
    assert key_of(keyed).read_bytes() == before


def test_the_sources_of_a_new_key_are_those_that_fail(terminal: Terminal) -> None:
    """The owner need not look up which publishers refuse the stack."""
    with deployed() as outputs:
        ran = terminal.run("read-for", STACK, "--new-key", "berlin")
        assert is_told(ran, f"expected sources out of {', '.join(SOURCES)}")
        assert "reads all of them" in ran.err
        ledger = DynamoLedger(boto3.client("dynamodb"), outputs["Table"], tuple(SOURCES))
        health = a_health(source="us_embassies", revision=1, failing_since=NOON)
        ledger.save_health(health)
        made = terminal.run("read-for", STACK, "--new-key", "berlin")
    assert made.out.splitlines()[-1].endswith(":us_embassies")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("moon",), "expected sources out of"),
        (("us_state", "--new-key", "Berlin"), "expected a name of lower-case letters"),
        (("us_state", "--new-key", "../x"), "expected a name of lower-case letters"),
        (("--new-key", "berlin", "--bucket", "b"), "--bucket does not show which ones fail"),
        ((), "found none; `advisory-watch read-for STACK --new-key NAME` makes one"),
        (("--reader", "berlin"), "--new-key berlin` makes it"),
    ],
)
def test_a_mistake_is_reported_before_calling_aws(
    terminal: Terminal, typed: tuple[str, ...], words: str
) -> None:
    """A person needs no account to learn that the key is missing."""
    assert is_told(terminal.run("read-for", STACK, *typed), words)


def test_one_of_several_readers_must_be_named(keyed: Terminal) -> None:
    """The wrong key would be refused by the stack, one page after the other."""
    keyed.run("read-for", STACK, "us_state", "--new-key", "tokyo")
    assert is_told(keyed.run("read-for", STACK), "expected --reader, one of berlin, tokyo")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_can_read_is_refused(keyed: Terminal, mode: int) -> None:
    """Another user of the computer could sign in its name."""
    key_of(keyed).chmod(mode)
    assert is_told(keyed.run("read-for", STACK), f"found mode {mode:o}; run `chmod 600")


@pytest.mark.parametrize("content", [b"", b"no key"])
def test_a_damaged_key_is_reported(keyed: Terminal, content: bytes) -> None:
    """A restore from a backup may have failed."""
    key_of(keyed).write_bytes(content)
    assert is_told(keyed.run("read-for", STACK), "expected a private key")


def test_an_unknown_stack_is_reported(keyed: Terminal) -> None:
    """A typing error must not read into nowhere."""
    with deployed():
        assert is_told(keyed.run("read-for", "other", "us_state"), "found no such stack")


def test_a_reader_that_is_not_registered_is_reported(keyed: Terminal) -> None:
    """The stack would refuse every record."""
    with deployed():
        ran = keyed.run("read-for", STACK)
    assert is_told(ran, "expected the reader berlin in its parameter Readers, found none")


def test_a_bucket_alone_needs_sources(keyed: Terminal) -> None:
    """Credentials that may only write do not show what the stack wants."""
    with deployed():
        ran = keyed.run("read-for", STACK, "--bucket", "archive")
    assert is_told(ran, "expected sources out of")


@pytest.mark.parametrize("gone", ["AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", None])
def test_missing_aws_settings_are_reported(
    keyed: Terminal, monkeypatch: pytest.MonkeyPatch, gone: str | None
) -> None:
    """The first attempt on a new computer fails here."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.delenv("AWS_REGION", raising=False)
    with deployed():
        if gone is not None:
            monkeypatch.delenv(gone)
        profile = () if gone else ("--profile", "nobody")
        ran = keyed.run("read-for", STACK, "us_state", *profile)
    assert is_told(ran, "found")


def test_missing_boto3_is_explained(keyed: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """`make run` does not install it."""
    monkeypatch.delitem(sys.modules, "advisory_watch.bootstrap.stack", raising=False)
    monkeypatch.setitem(sys.modules, "boto3", None)
    for bucket in ((), ("--bucket", "b")):
        ran = keyed.run("read-for", STACK, "us_state", *bucket)
        assert is_told(ran, "pip install boto3")


def test_what_the_bucket_refuses_is_the_outcome(keyed: Terminal, site: Site) -> None:
    """Credentials that expired are seen on the computer whose person can renew them."""
    assert site
    with deployed():
        ran = keyed.run("read-for", STACK, "us_state", "--bucket", "gone", "--once")
    assert (ran.status, ran.err) == (2, "")
    assert "us_state: NOT READ: nothing more was sent: ingest/berlin/us_state/" in ran.out
    assert "NoSuchBucket" in ran.out


def test_a_round_sends_and_says_so(keyed: Terminal, site: Site) -> None:
    """Cron mails the output of a command that fails, and the log shows what was sent."""
    assert site
    with deployed():
        ran = keyed.run("read-for", STACK, "us_state", "--bucket", "archive", "--once")
        listed = boto3.client("s3").list_objects_v2(Bucket="archive")["Contents"]
    assert (ran.status, ran.err) == (0, "")
    assert "reading as the reader berlin" in ran.out
    assert "us_state: read: sent 1 whole, 0 unchanged, 0 failed" in ran.out
    assert [item["Key"].startswith("ingest/berlin/us_state/2") for item in listed] == [True]


def test_only_one_program_reads_for_a_reader(keyed: Terminal) -> None:
    """Two would overtake each other, and the stack would refuse the older half."""
    with deployed(), only_watch(key_of(keyed).parent):
        refused = keyed.run("read-for", STACK, "us_state", "--bucket", "archive")
        skipped = keyed.run("read-for", STACK, "us_state", "--bucket", "archive", "--once")
    assert is_told(refused, "expected no other watch, found one")
    assert (skipped.status, skipped.out) == (0, "")


def test_the_hint_repeats_the_options(keyed: Terminal) -> None:
    """A unit that reads something else than the person tried is a long search."""
    typed = ("us_state", "--bucket", "archive", "--region", "eu-west-1", "--interval", "us_state=5")
    hint = keyed.run("read-for", STACK, *typed, "--install-hint").out
    command = (
        "read-for advisory-watch us_state --reader berlin --interval us_state=5 --bucket archive "
        f"--region eu-west-1 --home {keyed.home}"
    )
    assert f"{command}\n" in hint
    assert f"{command} --once" in hint
    assert "advisory-watch-reader-berlin.service" in hint
