"""A source that refuses the stack is read through a reader elsewhere."""

from dataclasses import replace
from datetime import timedelta

import pytest

from advisory_watch.adapters.memory import MemoryArchive
from advisory_watch.adapters.warc.records import pack_records, unpack_records
from advisory_watch.core.clock import CLOCKS_AGREE_WITHIN
from advisory_watch.core.errors import ArchiveError, Blocked, FailureKind
from advisory_watch.core.ingest.acceptance import fresh_for
from advisory_watch.core.ingest.record import OBJECT_MAX_BYTES, IngestFolder, record_of
from advisory_watch.core.page import Page
from support.scenarios.reader import NAME, ReadStack, Signer
from support.scenarios.watched_source import a_document, a_raise, kinds

RAISED = a_document(a_raise())
FOLDER = IngestFolder(reader=NAME, source="us_state")


class FullArchive(MemoryArchive):
    """An archive that keeps nothing more."""

    def keep(self, page: Page) -> str:
        """Refuse the page."""
        raise ArchiveError(f"{page.sha256}: expected to write, found a full disk")


@pytest.fixture
def stack() -> ReadStack:
    """Read the world once, through the reader."""
    stack = ReadStack("rss")
    stack.read()
    stack.check(after_min=1)
    return stack


def test_a_first_read_through_a_reader_is_silent(stack: ReadStack) -> None:
    """The first read says what holds, not what changed."""
    health = stack.health()
    assert (health.failing_since, health.destinations) == (None, 12)
    assert stack.pending() == []


def test_a_raise_arrives_with_the_next_record(stack: ReadStack) -> None:
    """The founding case: a host that refuses data centres by their addresses."""
    stack.publish(RAISED)
    stack.read()
    outcome = stack.check(after_min=1)
    assert (outcome.ok, outcome.reason) == (True, "")
    assert kinds(outcome)[0] == ("KW", "level_raised")
    assert len(stack.pending()) == 1


def test_the_evidence_names_the_reader_and_keeps_its_signature(stack: ReadStack) -> None:
    """A person in doubt about an alert must find out which computer saw the page."""
    stack.publish(RAISED)
    stack.read()
    fetched_at = stack.time.now
    stack.check(after_min=1)
    evidence = stack.known("KW").evidence
    assert evidence is not None
    assert (evidence.note, evidence.read_at) == ("fetched by the reader berlin", fetched_at)
    page = stack.archive.load(evidence.page_key)
    assert (page.body, page.reader) == (RAISED, NAME)
    assert record_of(page).is_signed_by(stack.signer.registered.key)


def test_a_source_is_as_fresh_as_its_last_record(stack: ReadStack) -> None:
    """`Last checked` must not say that a page was seen when it was only waiting in a bucket."""
    stack.read()
    fetched_at = stack.time.now
    stack.check(after_min=4)
    assert stack.health().last_good_at == fetched_at


def test_a_check_between_two_records_waits(stack: ReadStack) -> None:
    """A check that finds nothing new sends no request, and learns nothing."""
    before, asked = stack.health(), len(stack.web.asked)
    outcome = stack.check(after_min=3)
    assert outcome.ok
    assert outcome.reason.startswith("reader berlin: the last of 2026-09-01 12:05")
    after = replace(before, revision=before.revision + 1, last_tried_at=stack.time.now)
    assert stack.health() == after
    assert len(stack.web.asked) == asked


def test_a_silent_reader_leaves_the_source_blind(stack: ReadStack) -> None:
    """Silence must never look like `nothing changed`."""
    outcome = stack.check(after_min=fresh_for(stack.source).total_seconds() / 60)
    assert not outcome.ok
    assert outcome.failure is FailureKind.BLOCKED
    words = "silent: expected a record of the last 45 minutes, found the last of 2026-09-01 12:05"
    assert words in outcome.reason
    assert stack.health().failure == outcome.reason
    stack.read()
    assert stack.check(after_min=1).ok
    assert stack.health().failing_since is None


def test_hours_of_silence_are_told(stack: ReadStack) -> None:
    """Operators must find the computer that stopped; subscribers must not wait for its news."""
    stack.check(after_min=46)
    stack.check(after_min=6 * 60)
    operators, subscribers = (alert.note for alert in stack.pending())
    assert "reader berlin: silent: expected a record of the last 45 minutes" in operators
    assert subscribers == (
        "We cannot see us_state since 2026-09-01 12:52 UTC; what it says may have changed since."
    )


def test_a_reader_that_never_wrote_is_named() -> None:
    """A key that is registered and not used is a mistake of the deployment."""
    stack = ReadStack("rss")
    outcome = stack.check()
    assert "reader berlin: silent: expected a record of the last 45 minutes, found none yet" in (
        outcome.reason
    )


def test_a_publisher_that_refuses_is_asked_once_a_day(stack: ReadStack) -> None:
    """The reader exists so that the wall is left alone."""
    stack.web.asked.clear()
    for _ in range(25 * 6):
        stack.read(after_min=8)
        assert stack.check(after_min=2).ok
    assert len(stack.web.asked) == 1


def test_a_publisher_that_answers_again_is_read_directly(stack: ReadStack) -> None:
    """A wall that is gone needs no reader, and the shorter way is the better evidence."""
    stack.serve(RAISED)
    stack.time.passes(days=1)
    stack.read()
    outcome = stack.check(after_min=1)
    assert kinds(outcome)[0] == ("KW", "level_raised")
    evidence = stack.known("KW").evidence
    assert evidence is not None
    assert evidence.note == ""
    assert stack.health().own_failed_at is None


def test_an_unchanged_page_is_sent_without_its_body(stack: ReadStack) -> None:
    """A small computer sends a hundred and seventy feeds every ten minutes."""
    first, *_ = stack.store.objects
    stack.read()
    stack.store.asked.clear()
    stack.check(after_min=1)
    last = max(stack.store.objects)
    assert len(stack.store.objects[last]) < len(stack.store.objects[first])
    assert stack.store.asked == ["list", "get"]  # and not the object that has the body
    assert stack.health().last_good_at == stack.time.now - timedelta(minutes=1)


def test_a_page_that_the_stack_did_not_judge_is_loaded_again(stack: ReadStack) -> None:
    """A check that fails after a record was taken must not lose its page."""
    stack.publish(RAISED)
    stack.read()
    assert not stack.check(archive=FullArchive(), after_min=1).ok
    stack.read()  # unchanged since, so that no body is sent
    assert kinds(stack.check(after_min=1))[0] == ("KW", "level_raised")


def test_a_page_is_sent_whole_once_a_day(stack: ReadStack) -> None:
    """Old objects may then be deleted."""
    sent = []
    for _ in range(25):
        stack.read(after_min=60)
        (record,) = unpack_records(stack.store.objects[max(stack.store.objects)])
        sent.append(record.is_whole)
    assert sent.count(True) == 1
    assert sent.index(True) == 23


def test_what_the_reader_cannot_fetch_is_reported() -> None:
    """The owner must learn that the other connection is refused, too."""
    stack = ReadStack("rss")
    assert stack.elsewhere is not None
    stack.elsewhere.serves["rss"] = Blocked("us_state", "blocked, a browser is asked for")
    assert not stack.read().ok
    outcome = stack.check(after_min=1)
    assert not outcome.ok
    assert "berlin could not fetch it: blocked, a browser is asked for" in outcome.reason


def test_a_second_endpoint_is_read_through_the_reader_as_well() -> None:
    """A doubt is settled by another endpoint, wherever it is fetched."""
    stack = ReadStack("rss", "api")
    stack.read()
    stack.check(after_min=1)
    doubtful = a_raise(issued_on=a_raise("BR").issued_on, text="")
    stack.publish(a_document(replace(doubtful, states_level=False)), endpoint="rss")
    stack.publish(RAISED, endpoint="api")
    stack.read()
    outcome = stack.check(after_min=1)
    assert ("KW", "level_raised") in kinds(outcome)


def test_nothing_is_asked_of_the_bucket_for_other_sources(stack: ReadStack) -> None:
    """Without a reader, a stack costs what it always did."""
    stack.store.asked.clear()
    stack.readers = ()
    stack.serve(a_document())
    assert stack.check().ok
    assert stack.store.asked == []
    assert stack.health().readers == {}


def test_a_failure_to_send_is_an_outcome_of_the_reader(stack: ReadStack) -> None:
    """The person at the other computer sees the reason; the next round sends the page."""
    stack.publish(RAISED)
    stack.store.broken = ArchiveError("expected to write, found AccessDenied")
    outcome = stack.read()
    assert (outcome.ok, outcome.failure) == (False, FailureKind.ARCHIVE)
    assert "AccessDenied" in outcome.reason
    stack.store.broken = None
    stack.read()
    assert kinds(stack.check(after_min=1))[0] == ("KW", "level_raised")


def test_a_bucket_that_does_not_answer_leaves_the_source_as_it_was(stack: ReadStack) -> None:
    """A fault of S3 is reported, and the same objects are read by the next check."""
    stack.publish(RAISED)
    stack.read()
    stack.store.broken = ArchiveError("ingest/: expected a list, found SlowDown")
    outcome = stack.check(after_min=1)
    assert outcome.ok
    assert "SlowDown" in outcome.own_faults[0]
    stack.store.broken = None
    assert kinds(stack.check(after_min=1))[0] == ("KW", "level_raised")


def refused(stack: ReadStack, words: str) -> None:
    """Expect a refusal, and that nothing else happens."""
    objects = dict(stack.store.objects)
    outcome = stack.check(after_min=1)
    assert outcome.changes == ()
    assert any(words in fault for fault in outcome.own_faults), outcome.own_faults
    assert words in outcome.reason
    mark = stack.health().readers[NAME]
    assert words in mark.refused
    assert mark.refused_at == stack.time.now
    assert stack.store.objects == objects
    assert stack.pending() == []


def test_a_record_without_a_signature_is_refused(stack: ReadStack) -> None:
    """Credentials for the bucket can be stolen; they must not be enough."""
    page = stack.page(RAISED, reader=NAME)
    stack.put(record_of(page))
    refused(stack, "unsigned: expected a signature of berlin, found none")


def test_a_record_of_another_key_is_refused(stack: ReadStack) -> None:
    """A forged raise would wake people at night."""
    stack.put(Signer(2).record(stack.page(RAISED)))
    refused(stack, "forged: expected a signature of berlin, found another one")


def test_a_record_of_another_host_is_refused(stack: ReadStack) -> None:
    """A key that is stolen must not make a page of anywhere a page of the publisher."""
    target = replace(stack.source.endpoints[0].target, url="https://evil.test/rss")
    stack.put(stack.signer.record(stack.page(RAISED, target=target)))
    refused(stack, "foreign: expected an address of us_state, found one of evil.test")


def test_a_replayed_object_is_refused(stack: ReadStack) -> None:
    """An authentic page of yesterday, sent again today, is the oldest trick."""
    (first,) = stack.store.objects.values()
    stack.time.passes(minutes=5)
    stack.store.put_new(FOLDER.key_at(stack.time.now), first)
    refused(stack, "replayed: expected a page from after 2026-09-01 12:05:00 UTC")


def test_a_page_older_than_the_newest_is_refused(stack: ReadStack) -> None:
    """Two computers with one key would take turns with two states."""
    at = stack.time.now - timedelta(minutes=3)
    stack.put(stack.signer.record(stack.page(RAISED, fetched_at=at)))
    refused(stack, "replayed")


def test_an_old_page_is_refused(stack: ReadStack) -> None:
    """What was held back for an hour is not what the publisher says now."""
    stack.time.passes(minutes=50)
    stack.read()
    stack.check(after_min=1)
    at = stack.time.now - timedelta(minutes=46)
    stack.put(stack.signer.record(stack.page(RAISED, fetched_at=at)))
    refused(stack, "old: expected a page of the last 45 minutes")


def test_a_page_of_the_future_is_refused(stack: ReadStack) -> None:
    """It would make every later page look old."""
    at = stack.time.now + CLOCKS_AGREE_WITHIN + timedelta(minutes=2)
    stack.put(stack.signer.record(stack.page(RAISED, fetched_at=at)))
    refused(stack, "future: expected a page from before now")


def test_an_object_of_the_future_hides_no_later_one(stack: ReadStack) -> None:
    """Without this rule one object with a far name would silence a reader for years."""
    stack.put(stack.signer.record(stack.page(RAISED)), at=stack.time.now + timedelta(days=900))
    refused(stack, "future: expected a key of")
    stack.publish(RAISED)
    stack.read()
    assert kinds(stack.check(after_min=1))[0] == ("KW", "level_raised")


def test_an_oversized_object_is_refused_unread(stack: ReadStack) -> None:
    """A function with half a gigabyte must not load what it then refuses."""
    stack.store.asked.clear()
    stack.store.put_new(FOLDER.key_at(stack.time.now), bytes(OBJECT_MAX_BYTES + 1))
    refused(stack, "oversized: expected at most")
    assert stack.store.asked == ["list"]


def test_a_damaged_object_is_refused(stack: ReadStack) -> None:
    """Half an upload is no round."""
    stack.store.put_new(FOLDER.key_at(stack.time.now), b"half")
    refused(stack, "unreadable: expected a WARC file of a reader")


def test_the_other_records_of_an_object_are_taken(stack: ReadStack) -> None:
    """One bad record is no reason to be blind."""
    stack.time.passes(minutes=5)
    good = stack.signer.record(stack.page(RAISED))
    bad = Signer(2).record(stack.page(a_document()))
    stack.store.put_new(FOLDER.key_at(stack.time.now), pack_records([bad, good]))
    outcome = stack.check(after_min=1)
    assert kinds(outcome)[0] == ("KW", "level_raised")
    assert "forged" in outcome.own_faults[0]


def test_a_reference_out_of_the_folder_is_refused(stack: ReadStack) -> None:
    """A reader must not make the stack read the folder of another one."""
    stack.time.passes(minutes=5)
    page = replace(stack.signer.record(stack.page(RAISED)).page, body=b"")
    said = replace(
        stack.signer.record(stack.page(RAISED)),
        page=page,
        is_whole=False,
        stored_in="ingest/tokyo/us_state/x",
    )
    stack.put(said)
    outcome = stack.check(after_min=1)
    assert not outcome.ok
    assert "expected its body below ingest/berlin/us_state/" in outcome.reason
