"""`advisory-watch verify`, `seal` and `export`, as a user who doubts an alert runs them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest

from advisory_watch.adapters.dynamodb.ledger import DynamoLedger
from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox
from advisory_watch.adapters.s3.pages import S3Archive
from advisory_watch.adapters.warc.page import pack_page, unpack_page
from advisory_watch.app.check import Check
from advisory_watch.app.ports import Archive, Ledger
from advisory_watch.bootstrap.local import open_home
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.bootstrap.runtime import now
from advisory_watch.core.page import Page, Target, Validators
from advisory_watch.sources import SOURCES
from support.aws.deployed_stack import deployed
from support.fakes.fetch_each import SequentialFetcher
from support.publishers.http_publisher import Site, an_answer
from support.publishers.us_feed import a_feed, a_raise
from support.terminal import Terminal

FEW = ("FR", "KW", "RU")


class Feed(SequentialFetcher):
    """Implements the port `Web` with the given bodies of the American feed, without a server."""

    def __init__(self, *bodies: bytes) -> None:
        self._bodies = iter(bodies)

    def fetch(self, target: Target, _validators: Validators) -> Page:
        """Serve the next body."""
        return Page(target=target, body=next(self._bodies), fetched_at=now())


def look(ledger: Ledger, archive: Archive) -> None:
    """Check a small world, then a raise of Kuwait."""
    web = Feed(a_feed(FEW), a_feed(FEW, KW=a_raise()))
    check = Check(
        rule_set_version=rule_set_version, web=web, ledger=ledger, archive=archive, clock=now
    )
    source = replace(SOURCES["us_state"], expected=(1, len(FEW)))
    for _ in range(2):
        assert check.check(source).ok


@pytest.fixture
def alert(terminal: Terminal) -> str:
    """Make a home with a raise of Kuwait; return the id of its sent alert."""
    with open_home(terminal.home) as home:
        look(home.ledger, home.archive)
        (alert,) = home.outbox.pending()
        home.outbox.mark_sent(alert, now())
    return alert.id


def test_a_home_is_verified_before_and_after_sealing(terminal: Terminal, alert: str) -> None:
    """The result must name what was verified, what was not, and the key."""
    ran = terminal.run("verify", "--all")
    assert (ran.status, ran.err) == (0, "")
    assert "Looked at 4 versions of 3 destinations" in ran.out
    assert "there is no signed manifest" in ran.out
    sealed = terminal.run("seal")
    assert sealed.status == 0
    assert sealed.out.startswith("Signed: manifests/")
    assert "Nothing to sign" in terminal.run("seal").out
    assert terminal.run("seal", "--json").lines == [{"manifest": None, "key": None, "lost": {}}]
    (line,) = terminal.run("verify", alert, "--json").lines
    assert (line["holds"], line["versions"], line["chained"], line["manifests"]) == (True, 2, 2, 1)
    assert line["signed_by"] in sealed.out.replace("\n", "")
    ran = terminal.run("verify", "Kuwait", "--key", "ab" * 32)
    assert ran.status == 1
    assert (
        f"does not hold: expected the key {'ab' * 32}, found the key {line['signed_by']}" in ran.out
    )
    assert "What is named above does not hold" in ran.out


@pytest.mark.usefixtures("alert")
def test_a_failed_verification_names_the_item(terminal: Terminal) -> None:
    """The line names version or file, and the exit status is 1."""
    page = min((terminal.home / "pages").rglob("*.gz"))
    page.write_bytes(page.read_bytes()[:-1] + b"\x7f")
    ran = terminal.run("verify", "--all")
    assert ran.status == 1
    assert f"{page}: does not hold: expected a page as it was kept, found gzip: " in ran.out
    broken, total = terminal.run("verify", "--all", "--json").lines
    assert (broken["weight"], broken["about"], broken["version"]) == ("broken", str(page), None)
    assert total["holds"] is False


def test_an_alert_is_exported_with_its_evidence(terminal: Terminal, alert: str) -> None:
    """The exported folder must explain how to verify it."""
    terminal.run("seal")
    out = terminal.home.parent / "evidence"
    ran = terminal.run("export", alert, "--out", str(out))
    assert (ran.status, "9 files; README.txt says" in " ".join(ran.out.split())) == (0, True)
    assert json.loads((out / "alert.json").read_text())["id"] == alert
    again = terminal.run("export", alert, "--out", str(out))
    assert (again.status, "not there yet" in again.err) == (2, True)
    (line,) = terminal.run("export", alert, "--out", f"{out}2", "--json").lines
    assert line["files"][0] == "README.txt"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("verify",), "one of them alone"),
        (("verify", "KW", "--all"), "one of them alone"),
        (("verify", "Atlantis"), "ISO 3166"),
        (("verify", "0123456789abcdef"), "never owed"),
        (("verify", "--all", "--home", "/nowhere"), "found none in /nowhere"),
        (("verify", "--all", "--stack", "x", "--home", "y"), "found both"),
        (("verify", "--all", "--region", "x"), "expected --stack beside"),
        (("seal", "--home", "/nowhere"), "found none in /nowhere"),
        (("export", "0123456789abcdef", "--out", "x"), "expected the id of an alert"),
    ],
)
@pytest.mark.usefixtures("alert")
def test_a_mistake_is_one_sentence(terminal: Terminal, typed: tuple[str, ...], words: str) -> None:
    """The command must not create a home, either."""
    ran = terminal.run(*typed)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert words in ran.err


@pytest.mark.usefixtures("alert")
def test_a_check_seals_and_survives_a_failed_seal(terminal: Terminal, site: Site) -> None:
    """Users forget to sign by hand. Failing to sign must not stop reading and alerting."""
    site.play("/us_state/rss", an_answer(b"<html>Access denied</html>", status=403))
    key = terminal.home / "signing-key.pem"
    key.write_text("spoilt")
    ran = terminal.run("check", "us_state", "--json")
    assert (len(ran.lines), "not signed today: " in ran.err) == (1, True)
    key.unlink()
    ran = terminal.run("check", "us_state", "--json")
    assert (len(ran.lines), ran.err) == (1, "")
    assert f"{now():%Y-%m-%d}.sig" in [
        path.name for path in (terminal.home / "manifests").iterdir()
    ]


@pytest.fixture
def stack() -> Iterator[dict[str, str]]:
    """Deploy a stack with a recorded raise."""
    with deployed("mine") as outputs:
        client = boto3.client("dynamodb")
        ledger = DynamoLedger(client, outputs["Table"], tuple(SOURCES))
        archive = S3Archive(boto3.client("s3"), outputs["ArchiveBucket"], pack_page, unpack_page)
        look(ledger, archive)
        yield outputs


def test_a_stack_is_verified_and_sealed_with_a_local_key(
    terminal: Terminal, stack: dict[str, str]
) -> None:
    """An owner without a KMS key signs with a local key."""
    assert terminal.run("seal", "--stack", "mine").status == 0
    note, total = terminal.run("verify", "--all", "--stack", "mine", "--json").lines
    assert (note["weight"], note["found"][:12]) == ("note", "1 still owed")
    assert (total["holds"], total["versions"], total["manifests"]) == (True, 4, 1)
    (alert,) = DynamoOutbox(boto3.client("dynamodb"), stack["Table"]).pending()
    out = terminal.home.parent / "evidence"
    assert terminal.run("export", alert.id, "--out", str(out), "--stack", "mine").status == 0


def test_tampering_with_a_stack_is_named(terminal: Terminal, stack: dict[str, str]) -> None:
    """An added attribute, a deleted version and a changed byte must all be found."""
    client: Any = boto3.client("dynamodb")
    key = {"pk": {"S": "HISTORY#us_state#KW"}, "sk": {"S": "V#000002"}}
    change = {
        "UpdateExpression": "SET severity = :low",
        "ExpressionAttributeValues": {":low": {"N": "1"}},
    }
    client.update_item(TableName=stack["Table"], Key=key, **change)
    gone = {"pk": {"S": "HISTORY#us_state#RU"}, "sk": {"S": "V#000001"}}
    client.delete_item(TableName=stack["Table"], Key=gone)
    s3 = boto3.client("s3")
    (first, *_) = s3.list_objects_v2(Bucket="archive")["Contents"]
    body = s3.get_object(Bucket="archive", Key=first["Key"])["Body"].read()
    s3.put_object(Bucket="archive", Key=first["Key"], Body=body[:4] + b"\1" + body[5:])
    ran = terminal.run("verify", "--all", "--stack", "mine")
    assert ran.status == 1
    assert "us_state/KW version 2: does not hold: expected the attribute severity" in ran.out
    assert "us_state/RU version 1: does not hold: expected versions 1 to 1, found none" in ran.out
    assert f"{first['Key']}: does not hold: expected every byte as it was written" in ran.out
