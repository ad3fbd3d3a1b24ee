"""An embassy refuses the stack: its warning arrives through a reader elsewhere."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from advisory_watch.adapters.signatures import LocalSigner
from advisory_watch.adapters.warc.page import unpack_page
from advisory_watch.adapters.warc.records import pack_records
from advisory_watch.core.ingest.record import (
    OBJECT_MAX_BYTES,
    IngestRecord,
    record_of,
    signed,
)
from advisory_watch.core.ingest.registry import parse_readers
from advisory_watch.core.page import Page
from advisory_watch.sources import SOURCES
from e2e.feeds import BEFORE
from e2e.mail_server import MailServer
from e2e.messages import Email
from e2e.outputs import PROGRAM
from e2e.progress import note, wait_for
from e2e.reader import FOLDER, NAME, ONE, SOURCE, STACK, Reader, Silence
from e2e.sam import READER
from e2e.stack import FIRE_TIMEOUT_S, Item, LogLine, Stack
from support.publishers.http_publisher import Site
from support.publishers.us_feed import a_feed, a_raise

READ_WITHIN_S = 90
"""The reader reads every minute."""

DELIVERED_WITHIN_S = 60

DENIED = {"AccessDenied", "AccessDeniedException", "AuthorizationError"}
"""The codes of S3, of most services, and of SNS."""


@pytest.fixture(scope="session")
def arrived(raised: int, walled: Stack, mail_server: MailServer) -> Email:
    """Wait until the raise was read, taken by a scheduled check, and delivered by email."""
    del raised
    wait_for(
        lambda: said(walled, "CheckFunction", "change.decided"),
        "a scheduled check that takes the raise",
        READ_WITHIN_S + FIRE_TIMEOUT_S,
    )
    found: Callable[[], list[Email]] = lambda: mail_server.emails_to(STACK, READER)  # noqa: E731
    wait_for(found, "an email about Kuwait", DELIVERED_WITHIN_S)
    wait_for(lambda: not walled.items("OUTBOX"), "an empty outbox", DELIVERED_WITHIN_S)
    (mail,) = found()
    note(f"through the reader: {mail.subject}")
    return mail


def said(stack: Stack, function: str, message: str) -> list[LogLine]:
    """Return the log lines of a function with one message."""
    return [line for line in stack.log(function) if line["message"] == message]


def run_of(line: LogLine) -> str:
    """Return the run of a function that logged a line."""
    return str(line["function_request_id"])


def test_a_refused_stack_without_a_record_is_blind_and_says_so(
    silence: Silence, walled: Stack
) -> None:
    """A blocked source with a reader that does not run must not look quiet."""
    assert silence.answer == {"sources": 1, "failures": 1}
    reasons = [line["reason"] for line in said(walled, "CheckFunction", "source.checked")]
    reason = next(reason for reason in reasons if "HTTP 407" in reason)
    assert f"reader {NAME}: silent: expected a record of the last 45 minutes" in reason
    assert "no record yet" in silence.doctor


def test_the_alert_goes_out_in_the_first_run_that_the_check_started(
    arrived: Email, walled: Stack, mail_server: MailServer
) -> None:
    """The way over another computer may cost one round of it, and nothing after that."""
    assert arrived.subject == "US: Kuwait raised to Level 3 from 1"
    assert len(mail_server.emails_to(STACK, READER)) == 1
    (decided,) = said(walled, "CheckFunction", "change.decided")
    check = next(line for line in walled.start_events() if run_of(line) == run_of(decided))
    assert check["message"] == ONE
    (sent,) = wait_for(  # a run is logged at its end
        lambda: said(walled, "NotifyFunction", "alert.sent"), "its log", DELIVERED_WITHIN_S
    )
    runs = [
        line
        for line in walled.log("NotifyFunction")
        if isinstance(line["message"], dict) and line["timestamp"] > check["timestamp"]
    ]
    earlier = list(takewhile(lambda line: run_of(line) != run_of(sent), runs))
    assert len(earlier) < len(runs)
    assert [line for line in earlier if "Records" in line["message"]] == []


def test_the_evidence_names_the_reader_and_holds(
    arrived: Email, reader: Reader, tmp_path: Path
) -> None:
    """A person who doubts the alert must find out who saw the page, and check the signature."""
    alert_id = arrived.text.rpartition("Alert: ")[2].split()[0]
    command = [PROGRAM, "verify", alert_id, "--stack", STACK, "--json"]
    verified = subprocess.run(command, check=True, capture_output=True, text=True)
    *issues, total = [json.loads(line) for line in verified.stdout.splitlines()]
    note(f"verify: {total}")
    assert (issues, total["holds"], total["versions"]) == ([], True, 2)
    out = tmp_path / "evidence"
    command = [PROGRAM, "export", alert_id, "--stack", STACK, "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    version = json.loads((out / "version-000002.json").read_text())
    assert f"fetched by the reader {NAME}" in json.dumps(version)
    page = unpack_page((out / f"{version['evidence']['page_key']}.warc.gz").read_bytes())
    (registered,) = parse_readers(reader.entry, tuple(SOURCES))
    assert page.reader == NAME
    assert record_of(page).is_signed_by(registered.key)


def test_the_publisher_hears_from_the_reader_and_not_from_the_stack(
    raised: int, arrived: Email, reader: Reader, site: Site
) -> None:
    """Every further request of a refused data centre is a reason to refuse more."""
    del arrived
    assert reader.requests_of_the_stack(site) == raised
    agents = {request.headers["user-agent"] for request in site.asked}
    (agent,) = (agent for agent in agents if "+https://example.net/reader" in agent)
    assert agent.startswith("AdvisoryWatch/")
    assert f"{SOURCE}: read: sent 1 whole, 0 unchanged, 0 failed" in reader.log.read_text()


CALLS: dict[str, Callable[[Reader, Stack], Any]] = {
    "read its own object": lambda reader, _: reader.client("s3").get_object(
        Bucket=reader.bucket, Key=reader.objects()[0]
    ),
    "delete its own object": lambda reader, _: reader.client("s3").delete_object(
        Bucket=reader.bucket, Key=reader.objects()[0]
    ),
    "list the bucket": lambda reader, _: reader.client("s3").list_objects_v2(
        Bucket=reader.bucket, Prefix=FOLDER.prefix
    ),
    "write as another reader": lambda reader, _: reader.client("s3").put_object(
        Bucket=reader.bucket, Key="ingest/tokyo/us_state/x", Body=b""
    ),
    "write evidence": lambda reader, _: reader.client("s3").put_object(
        Bucket=reader.bucket, Key="pages/00/x", Body=b""
    ),
    "read the ledger": lambda reader, stack: reader.client("dynamodb").scan(
        TableName=stack.outputs["Table"]
    ),
    "send a message": lambda reader, stack: reader.client("sns").publish(
        TopicArn=stack.outputs["AlertsTopic"], Message="false"
    ),
    "start a function": lambda reader, stack: reader.client("lambda").invoke(
        FunctionName=stack.outputs["CheckFunction"]
    ),
    "look up the stack": lambda reader, _: reader.client("cloudformation").describe_stacks(
        StackName=STACK
    ),
}


@pytest.mark.usefixtures("raised")
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_the_credentials_of_the_reader_may_do_nothing_else(
    call: Callable[[Reader, Stack], Any], reader: Reader, walled: Stack
) -> None:
    """Its computer is the least protected part; a thief of its key file gains little."""
    with pytest.raises(ClientError) as refused:
        call(reader, walled)
    assert refused.value.response["Error"]["Code"] in DENIED


def false_raise(reader: Reader) -> IngestRecord:
    """Write the record of a raise that the publisher never published."""
    (endpoint, *_) = SOURCES[SOURCE].endpoints
    target = replace(endpoint.target, url=f"{reader.site}/{SOURCE}/{endpoint.id}")
    body = a_feed(**BEFORE | {"FR": a_raise()})
    return record_of(Page(target=target, body=body, fetched_at=datetime.now(UTC), reader=NAME))


def unsigned(reader: Reader) -> bytes:
    """Write what a thief of the credentials alone can write."""
    return pack_records([false_raise(reader)])


def forged(reader: Reader) -> bytes:
    """Sign with a key that is not registered."""
    signer = LocalSigner(reader.home / "forged.pem")
    return pack_records([signed(false_raise(reader), signer.sign)])


def replayed(reader: Reader) -> bytes:
    """Repeat the first object, which said that Kuwait is at Level 1."""
    client: Any = boto3.client("s3")
    found = client.get_object(Bucket=reader.bucket, Key=reader.objects()[0])
    return bytes(found["Body"].read())


def oversized(reader: Reader) -> bytes:
    """Write more than a function may load."""
    del reader
    return bytes(OBJECT_MAX_BYTES + 1)


@pytest.mark.parametrize("write", [unsigned, forged, replayed, oversized])
def test_a_bad_record_is_refused_and_reported(
    write: Callable[[Reader], bytes],
    arrived: Email,
    reader: Reader,
    walled: Stack,
    mail_server: MailServer,
) -> None:
    """Stolen credentials must not be enough to say anything, and the owner must learn of it."""
    del arrived
    key = FOLDER.key_at(datetime.now(UTC))
    reader.client("s3").put_object(Bucket=reader.bucket, Key=key, Body=write(reader))
    walled.invoke("CheckFunction", ONE)

    def refusals() -> list[str]:
        reasons = [str(line["reason"]) for line in said(walled, "CheckFunction", "source.checked")]
        return [reason for reason in reasons if key in reason]

    reason, *_ = wait_for(refusals, f"a refusal of {key}", DELIVERED_WITHIN_S)
    note(reason)
    expected = f"refused {key}: {write.__name__}: expected"
    assert expected in reason
    assert expected in reader.doctor()
    versions: dict[str, list[Item]] = {
        code: walled.items(f"HISTORY#{SOURCE}#{code}") for code in ("FR", "KW")
    }
    assert {code: len(found) for code, found in versions.items()} == {"FR": 1, "KW": 2}
    assert walled.items("OUTBOX") == []
    assert len(mail_server.emails_to(STACK, READER)) == 1
