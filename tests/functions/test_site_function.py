"""The function that writes the site, from the saved event to the objects in the bucket."""

import json
import subprocess
import sys
from typing import Any

import boto3
import pytest
from aws_lambda_powertools.utilities.batch.exceptions import BatchProcessingError

from advisory_watch.adapters.dynamodb import DynamoOutbox
from advisory_watch.app.retraction import Retractor
from advisory_watch.wiring.moments import now
from cloud import SITE_URL, Cloud, Item, account
from site_snapshots import Files, copied_site, restore_site
from template import event, functions
from us_feed import WORLD

FRONT, ALL = event("site_front"), event("site_all")


@pytest.fixture(scope="module")
def first_site(first_check: list[Item]) -> Files:
    """Write every page after the first check, once for all tests."""
    with account() as cloud:
        cloud.remember(first_check)
        cloud.has_site = True
        cloud.invoke("SiteFunction", ALL)
        return copied_site()


@pytest.fixture
def shown(cloud: Cloud, first_site: Files) -> Cloud:
    """Open an account whose site was written after the first check."""
    cloud.has_site = True
    restore_site(first_site)
    return cloud


@pytest.fixture
def raised(shown: Cloud, raise_seen: list[Item]) -> list[Item]:
    """Let a check have seen that the publisher raised Kuwait; return what is owed."""
    shown.remember(raise_seen)
    return shown.items("OUTBOX")


def a_ring(pk: str, sk: str, name: str = "MODIFY") -> dict[str, Any]:
    """Ring as the table's stream does, which carries keys alone."""
    saved = event("site_doorbell")["Records"][0]
    keys = {"pk": {"S": pk}, "sk": {"S": sk}}
    changed = saved["dynamodb"] | {"Keys": keys, "SequenceNumber": str(abs(hash((pk, sk))))}
    ring: dict[str, Any] = saved | {"eventName": name, "dynamodb": changed}
    return ring


KUWAIT = {"Records": [a_ring("SOURCE#us_state", "DEST#KW")]}


def test_the_daily_sweep_writes_every_page(shown: Cloud) -> None:
    """A destination without a page looks like one without danger."""
    files = shown.files()
    assert {f"d/{code.lower()}.html" for code in WORLD} <= set(files)
    assert {"index.html", "changes.json", "404.html"} <= set(files)


def test_the_same_sweep_again_writes_the_moment_alone(shown: Cloud) -> None:
    """Every version of an object is paid for."""
    before = shown.files()
    assert shown.invoke("SiteFunction", ALL) == {"failures": 0}
    after = shown.files()
    again = {path for path, versions in after.items() if versions != before.get(path)}
    assert {each for each in again if each.startswith(("c/", "static/", "changes"))} == set()


def test_a_ring_writes_what_the_change_touches(shown: Cloud, raised: list[Item]) -> None:
    """The link in the email is opened within the minute."""
    before, (owed,) = shown.files(), raised
    assert shown.invoke("SiteFunction", KUWAIT) == {"batchItemFailures": []}
    after = shown.files()
    written = {path for path, versions in after.items() if versions != before.get(path)}
    alert_id = owed["sk"]["S"].rpartition("#")[2]
    assert {"d/kw.html", f"c/{alert_id}.html", "changes.json", "index.html"} <= written
    assert [each for each in written if each.startswith("d/") and "kw" not in each] == []
    assert SITE_URL in shown.file("changes.atom")
    assert f'href="{SITE_URL}/index.html' in shown.file("404.html")


def test_the_same_ring_again_writes_no_page(shown: Cloud, raised: list[Item]) -> None:
    """Streams deliver at least once."""
    del raised
    shown.invoke("SiteFunction", KUWAIT)
    before = shown.files()
    shown.invoke("SiteFunction", KUWAIT)
    again = {path for path, versions in shown.files().items() if versions != before[path]}
    assert [each for each in again if each.startswith(("c/", "changes"))] == []


@pytest.mark.parametrize("is_sent", [True, False])
def test_what_leaves_or_enters_the_outbox_changes_the_page(
    shown: Cloud, raised: list[Item], *, is_sent: bool
) -> None:
    """A correction is owed by itself, and a cancelled alert only leaves: no version tells of it."""
    shown.invoke("SiteFunction", KUWAIT)
    outbox = DynamoOutbox(boto3.client("dynamodb"), "ledger")
    (alert,) = outbox.pending()
    if is_sent:
        outbox.mark_sent(alert, now())
    Retractor(outbox=outbox, clock=now).retract(alert.id, "A test page.")
    keys = [each["sk"]["S"] for each in shown.items("OUTBOX")] or [raised[0]["sk"]["S"]]
    rings = [a_ring("OUTBOX", each, "INSERT" if is_sent else "REMOVE") for each in keys]
    assert shown.invoke("SiteFunction", {"Records": rings}) == {"batchItemFailures": []}
    (entry,) = json.loads(shown.file("changes.json"))["changes"]
    assert entry["is_retracted"]


def test_a_ring_for_an_alert_about_no_destination_is_answered(shown: Cloud) -> None:
    """News about a source must not ring for an hour."""
    ring = {"Records": [a_ring("OUTBOX", "2026-01-01T00:00:00.000000+00:00#0123456789abcdef")]}
    assert shown.invoke("SiteFunction", ring) == {"batchItemFailures": []}


def spoil(cloud: Cloud, code: str) -> None:
    """Let one item of the ledger be one that nobody can read."""
    key = {"pk": {"S": "SOURCE#us_state"}, "sk": {"S": f"DEST#{code}"}}
    cloud.dynamodb.put_item(TableName="ledger", Item=key | {"record": {"B": b"spoilt"}})


def test_only_the_ring_of_a_destination_that_was_held_back_fails(
    shown: Cloud, raised: list[Item]
) -> None:
    """What was written need not be written again."""
    del raised
    spoil(shown, "FR")
    rings = [a_ring("SOURCE#us_state", "DEST#FR"), *KUWAIT["Records"]]
    (failed,) = shown.invoke("SiteFunction", {"Records": rings})["batchItemFailures"]
    assert failed == {"itemIdentifier": rings[0]["dynamodb"]["SequenceNumber"]}
    with pytest.raises(BatchProcessingError):
        shown.invoke("SiteFunction", {"Records": rings[:1]})


def test_a_sweep_writes_what_it_can_and_then_fails(shown: Cloud) -> None:
    """A ledger that cannot be read must wake somebody, after everybody else has their page."""
    spoil(shown, "FR")
    before = shown.files()["index.html"]
    with pytest.raises(ExceptionGroup, match="held back"):
        shown.invoke("SiteFunction", FRONT)
    assert shown.files()["index.html"] != before


def test_what_was_written_is_logged_and_counted(
    shown: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    """A site that nobody writes any more looks like a quiet world."""
    capsys.readouterr()
    spoil(shown, "FR")
    with pytest.raises(ExceptionGroup):
        shown.invoke("SiteFunction", FRONT)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    counted = {name: line[name] for line in lines for name in line if name[0].isupper()}
    assert counted["PagesHeldBack"] == [1.0]
    assert counted["FilesWritten"][0] >= 1
    (held,) = [line for line in lines if line.get("message") == "page.held_back"]
    assert held["about"] == "us_state"


@pytest.mark.parametrize("function", sorted(functions()))
def test_nothing_but_the_site_brings_templates_along(function: str) -> None:
    """A cold start is paid for at every check, and waited for at every alert."""
    folder = functions()[function]["CodeUri"]
    program = (
        f"import sys; sys.path.insert(0, {folder!r}); import app; print('jinja2' in sys.modules)"
    )
    ran = subprocess.run(  # noqa: S603, our own program
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert ran.stdout.strip() == str(function == "SiteFunction")
