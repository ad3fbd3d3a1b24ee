"""Five percent changes while one AWS call in ten fails: each change is sent exactly once.

A second copy is allowed only if the outcome of the first was ambiguous: the proxy did not answer
the publication or the mark of the alert with a success. Its log lists these alerts.
"""

from collections import Counter, defaultdict

import boto3
import pytest

from advisory_watch.adapters.dynamodb.items import value_of
from advisory_watch.adapters.s3.pages import S3Archive
from advisory_watch.adapters.warc.page import pack_page, unpack_page
from advisory_watch.core.record import Version
from e2e.stack import Stack
from load.advice import CHANGED_SHARE, TrueChange, advisories
from load.faults import FAILING_SHARE, REFUSALS, FaultKind
from load.result import LoadResult, as_change

DOCUMENTS_MIN, ADVISORIES_MIN = 900, 1200


def test_the_load_is_large_enough(result: LoadResult) -> None:
    """A promise kept for a dozen destinations may still fail for a thousand."""
    assert len(result.quiet) >= DOCUMENTS_MIN
    assert advisories() >= ADVISORIES_MIN
    assert len(result.true_changes) / advisories() == pytest.approx(CHANGED_SHARE, abs=0.005)


def test_one_call_in_ten_failed_in_every_way(result: LoadResult) -> None:
    """A proxy without faults would prove nothing."""
    at_risk = [logged_call for logged_call in result.log if logged_call.is_at_risk]
    failed = [
        logged_call for logged_call in at_risk if logged_call.fault and logged_call.fault.is_lasting
    ]
    assert len(failed) / len(at_risk) == pytest.approx(FAILING_SHARE, abs=0.02)
    assert {logged_call.fault.kind for logged_call in failed if logged_call.fault} == set(FaultKind)
    assert {logged_call.call.service for logged_call in failed} == set(REFUSALS)


def test_every_change_is_sent_and_nothing_else(result: LoadResult) -> None:
    """No true change is missed, and no false one is sent."""
    assert result.received == set(result.true_changes)


def test_one_change_is_one_alert(result: LoadResult) -> None:
    """A change that concurrent checks enqueue under two ids would be sent twice."""
    ids: defaultdict[TrueChange, set[str]] = defaultdict(set)
    for document in result.documents:
        ids[as_change(document)].add(document["id"])
    assert {len(alert_ids) for alert_ids in ids.values()} == {1}


def test_only_doubtful_alerts_are_sent_twice(result: LoadResult) -> None:
    """A program that gets an alert twice acts twice."""
    assert set(result.copies) <= result.doubtful_sends | result.failed_marks


def test_no_alert_is_pending_after_two_retries(result: LoadResult, stack: Stack) -> None:
    """An alert left in the outbox is a reader without a warning."""
    assert stack.items("OUTBOX") == []
    sent = Counter(item["sk"]["S"].partition("#")[2] for item in stack.items("SENT#"))
    assert sent == Counter({document["id"]: 1 for document in result.documents})


def test_versions_have_no_gap(result: LoadResult, stack: Stack) -> None:
    """An unchanged destination has one version, a changed one has two, without gaps."""
    numbers: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for version in versions(stack):
        numbers[version.source, version.destination].append(version.number)
    changed = {(change.source, change.destination) for change in result.true_changes}
    assert len(numbers) == advisories()
    for about, found in numbers.items():
        assert sorted(found) == ([1, 2] if about in changed else [1]), about
    assert {about: len(found) for about, found in numbers.items()} == result.scheduler.recorded()


def test_the_archive_has_the_page_of_every_version(result: LoadResult, stack: Stack) -> None:
    """Only the exact bytes that the publisher served are evidence."""
    bucket = stack.outputs["ArchiveBucket"]
    archive = S3Archive(boto3.client("s3"), bucket, pack_page, unpack_page)
    keys = {version.evidence.page_key for version in versions(stack)}
    served = {*result.quiet.values(), *result.news.values()}
    assert {archive.load(key).body for key in keys} <= served


def test_every_source_has_recovered(result: LoadResult) -> None:
    """A source that failed must recover, and report it, as soon as possible."""
    assert result.scheduler.is_healthy()


def versions(stack: Stack) -> list[Version]:
    """Return every version in the ledger."""
    return [value_of(Version, item) for item in stack.items("HISTORY#")]
