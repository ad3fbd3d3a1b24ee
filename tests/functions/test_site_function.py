"""The site function, from the saved event to the objects in the bucket."""

import json
import subprocess
import sys
from typing import Any

import boto3
import pytest
from aws_lambda_powertools.utilities.batch.exceptions import BatchProcessingError

from advisory_watch.adapters.dynamodb.outbox import DynamoOutbox
from advisory_watch.app.retract import Retractor
from advisory_watch.bootstrap.runtime import now
from support.aws.moto_stack import SITE_URL, Item, MotoStack, account
from support.aws.site_copy import Files, copy_site, restore_site
from support.aws.template import event, functions
from support.publishers.us_feed import WORLD

FRONT, ALL = event("site_front"), event("site_all")


@pytest.fixture(scope="module")
def first_site(first_check: list[Item]) -> Files:
    """Write every page after the first check, once for all tests."""
    with account() as cloud:
        cloud.remember(first_check)
        cloud.references["SiteUrl"] = SITE_URL
        cloud.invoke("SiteFunction", ALL)
        return copy_site()


@pytest.fixture
def shown(cloud: MotoStack, first_site: Files) -> MotoStack:
    """Open an account whose site was written after the first check."""
    cloud.references["SiteUrl"] = SITE_URL
    restore_site(first_site)
    return cloud


@pytest.fixture
def raised(shown: MotoStack, raise_seen: list[Item]) -> list[Item]:
    """Record that the publisher raised Kuwait; return the outbox items."""
    shown.remember(raise_seen)
    return shown.items("OUTBOX")


def a_ring(pk: str, sk: str, name: str = "MODIFY") -> dict[str, Any]:
    """Build a stream event as the table's stream does, with keys only."""
    saved = event("site_doorbell")["Records"][0]
    keys = {"pk": {"S": pk}, "sk": {"S": sk}}
    changed = saved["dynamodb"] | {"Keys": keys, "SequenceNumber": str(abs(hash((pk, sk))))}
    ring: dict[str, Any] = saved | {"eventName": name, "dynamodb": changed}
    return ring


KUWAIT = {"Records": [a_ring("SOURCE#us_state", "DEST#KW")]}


def test_the_daily_run_writes_every_page(shown: MotoStack) -> None:
    """A destination without a page looks like a destination without danger."""
    files = shown.files()
    assert {f"d/{code.lower()}.html" for code in WORLD} <= set(files)
    assert {"index.html", "changes.json", "404.html"} <= set(files)


@pytest.mark.slow
def test_a_repeated_daily_run_writes_only_the_time(shown: MotoStack) -> None:
    """Every version of an object costs money."""
    before = shown.files()
    assert shown.invoke("SiteFunction", ALL) == {"failures": 0}
    after = shown.files()
    again = {path for path, versions in after.items() if versions != before.get(path)}
    assert {file for file in again if file.startswith(("c/", "static/", "changes"))} == set()


def test_a_stream_event_writes_the_pages_of_its_change(
    shown: MotoStack, raised: list[Item]
) -> None:
    """Subscribers open the link in the email within a minute."""
    before, (pending,) = shown.files(), raised
    assert shown.invoke("SiteFunction", KUWAIT) == {"batchItemFailures": []}
    after = shown.files()
    written = {path for path, versions in after.items() if versions != before.get(path)}
    alert_id = pending["sk"]["S"].rpartition("#")[2]
    assert {"d/kw.html", f"c/{alert_id}.html", "changes.json", "index.html"} <= written
    assert [file for file in written if file.startswith("d/") and "kw" not in file] == []
    assert SITE_URL in shown.file("changes.atom")
    assert f'href="{SITE_URL}/index.html' in shown.file("404.html")


def test_a_repeated_stream_event_writes_no_page(shown: MotoStack, raised: list[Item]) -> None:
    """Streams deliver at least once."""
    del raised
    shown.invoke("SiteFunction", KUWAIT)
    before = shown.files()
    shown.invoke("SiteFunction", KUWAIT)
    again = {path for path, versions in shown.files().items() if versions != before[path]}
    assert [file for file in again if file.startswith(("c/", "changes"))] == []


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_change_of_the_outbox_changes_the_page(
    shown: MotoStack, raised: list[Item], *, is_sent: bool
) -> None:
    """Without a version, a correction only enters the outbox; a cancelled alert only leaves it."""
    shown.invoke("SiteFunction", KUWAIT)
    outbox = DynamoOutbox(boto3.client("dynamodb"), "ledger")
    (alert,) = outbox.pending()
    if is_sent:
        outbox.mark_sent(alert, now())
    Retractor(outbox=outbox, clock=now).retract(alert.id, "A test page.")
    keys = [entry_key["sk"]["S"] for entry_key in shown.items("OUTBOX")] or [raised[0]["sk"]["S"]]
    rings = [a_ring("OUTBOX", entry_key, "INSERT" if is_sent else "REMOVE") for entry_key in keys]
    assert shown.invoke("SiteFunction", {"Records": rings}) == {"batchItemFailures": []}
    (entry,) = json.loads(shown.file("changes.json"))["changes"]
    assert entry["is_retracted"]


def test_a_stream_event_without_a_destination_succeeds(shown: MotoStack) -> None:
    """A stream event for news about a source must not be repeated for an hour."""
    ring = {"Records": [a_ring("OUTBOX", "2026-01-01T00:00:00.000000+00:00#0123456789abcdef")]}
    assert shown.invoke("SiteFunction", ring) == {"batchItemFailures": []}


def spoil(cloud: MotoStack, code: str) -> None:
    """Replace one item of the ledger by an unreadable one."""
    key = {"pk": {"S": "SOURCE#us_state"}, "sk": {"S": f"DEST#{code}"}}
    cloud.dynamodb.put_item(TableName="ledger", Item=key | {"record": {"B": b"spoilt"}})


def test_only_the_event_of_an_unwritten_page_fails(shown: MotoStack, raised: list[Item]) -> None:
    """Pages that were written must not be written again."""
    del raised
    spoil(shown, "FR")
    rings = [a_ring("SOURCE#us_state", "DEST#FR"), *KUWAIT["Records"]]
    (failed,) = shown.invoke("SiteFunction", {"Records": rings})["batchItemFailures"]
    assert failed == {"itemIdentifier": rings[0]["dynamodb"]["SequenceNumber"]}
    with pytest.raises(BatchProcessingError):
        shown.invoke("SiteFunction", {"Records": rings[:1]})


def test_a_run_writes_all_it_can_and_then_fails(shown: MotoStack) -> None:
    """An unreadable ledger must raise an alarm, but only after all other pages are written."""
    spoil(shown, "FR")
    before = shown.files()["index.html"]
    with pytest.raises(ExceptionGroup, match="held back"):
        shown.invoke("SiteFunction", FRONT)
    assert shown.files()["index.html"] != before


def test_written_and_unwritten_pages_are_logged(
    shown: MotoStack, capsys: pytest.CaptureFixture[str]
) -> None:
    """A site that is no longer updated looks like a quiet world."""
    capsys.readouterr()
    spoil(shown, "FR")
    with pytest.raises(ExceptionGroup):
        shown.invoke("SiteFunction", FRONT)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (written,) = [line for line in lines if line.get("message") == "site.written"]
    assert written["failures"] == 1
    assert written["files"] >= 1
    (held,) = [line for line in lines if line.get("message") == "page.held_back"]
    assert held["about"] == "us_state"


@pytest.mark.parametrize("function", sorted(functions()))
def test_only_the_site_function_loads_templates(function: str) -> None:
    """A cold start costs money at every check, and delays every alert."""
    folder = functions()[function]["Handler"].rpartition("/")[0]
    program = (
        f"import sys; sys.path.insert(0, {folder!r}); import app; print('jinja2' in sys.modules)"
    )
    ran = subprocess.run(  # noqa: S603, our own program
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert ran.stdout.strip() == str(function == "SiteFunction")
