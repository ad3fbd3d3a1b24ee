"""Five in a hundred change while one AWS call in ten fails: each is told, and none told twice.

Twice is allowed to what the wire itself made doubtful: an alert whose publication or whose
mark it did not answer with a success. Which those are, its log says.
"""

from collections import Counter, defaultdict

import boto3
import pytest

from advisory_watch.adapters.dynamodb.items import value_of
from advisory_watch.adapters.s3 import S3Archive
from advisory_watch.adapters.warc import pack_page, unpack_page
from advisory_watch.core.versions import Version
from e2e.stack import Stack
from load.faults import FAILING_SHARE, REFUSALS, Kind
from load.issues import CHANGED_SHARE, Truth, advisories
from load.outcome import Told, as_truth

DOCUMENTS_MIN, ADVISORIES_MIN = 900, 1200


def test_there_was_much_to_read_and_much_that_changed(told: Told) -> None:
    """A promise kept for a dozen destinations is not yet kept for a thousand."""
    assert len(told.quiet) >= DOCUMENTS_MIN
    assert advisories() >= ADVISORIES_MIN
    assert len(told.truths) / advisories() == pytest.approx(CHANGED_SHARE, abs=0.005)


def test_one_call_in_ten_failed_in_every_way(told: Told) -> None:
    """A wire that forgets to fail would prove anything."""
    at_risk = [each for each in told.log if each.is_at_risk]
    failed = [each for each in at_risk if each.fault and each.fault.is_lasting]
    assert len(failed) / len(at_risk) == pytest.approx(FAILING_SHARE, abs=0.02)
    assert {each.fault.kind for each in failed if each.fault} == set(Kind)
    assert {each.call.service for each in failed} == set(REFUSALS)


def test_every_change_is_told_and_nothing_else(told: Told) -> None:
    """Nothing true is missed, and nothing false is sent."""
    assert told.heard == set(told.truths)


def test_one_change_is_one_alert(told: Told) -> None:
    """Whoever was faster, a change that is owed twice under two ids is told twice."""
    ids: defaultdict[Truth, set[str]] = defaultdict(set)
    for each in told.documents:
        ids[as_truth(each)].add(each["id"])
    assert {len(each) for each in ids.values()} == {1}


def test_twice_is_told_only_what_the_wire_made_doubtful(told: Told) -> None:
    """A program that is told twice acts twice."""
    assert set(told.copies) <= told.doubtful_sends | told.failed_marks


def test_nothing_is_owed_after_two_sweeps(told: Told, stack: Stack) -> None:
    """What is left in the outbox is somebody who was not told."""
    assert stack.items("OUTBOX") == []
    sent = Counter(each["sk"]["S"].partition("#")[2] for each in stack.items("SENT#"))
    assert sent == Counter({each["id"]: 1 for each in told.documents})


def test_versions_have_no_gap(told: Told, stack: Stack) -> None:
    """What nobody changed has one version, what changed has two, and none is skipped."""
    numbers: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for each in versions(stack):
        numbers[each.source, each.destination].append(each.number)
    changed = {(each.source, each.destination) for each in told.truths}
    assert len(numbers) == advisories()
    for about, found in numbers.items():
        assert sorted(found) == ([1, 2] if about in changed else [1]), about
    assert {about: len(found) for about, found in numbers.items()} == told.rounds.known()


def test_the_archive_has_the_page_of_every_version(told: Told, stack: Stack) -> None:
    """Byte for byte what the publisher served: nothing less is evidence."""
    bucket = stack.outputs["ArchiveBucket"]
    archive = S3Archive(boto3.client("s3"), bucket, pack_page, unpack_page)
    keys = {each.evidence.page_key for each in versions(stack)}
    served = {*told.quiet.values(), *told.news.values()}
    assert {archive.load(each).body for each in keys} <= served


def test_every_source_is_well_again(told: Told) -> None:
    """Whoever was blind for a while must see, and say so, as soon as it can."""
    assert told.rounds.is_healthy()


def versions(stack: Stack) -> list[Version]:
    """Return every version in the ledger."""
    return [value_of(Version, each) for each in stack.items("HISTORY#")]
