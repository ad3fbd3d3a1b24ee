"""Sources with one document a destination: each fails alone, only moved ones are read."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advisory_watch.adapters.memory import MemoryArchive
from advisory_watch.app.results import Coverage
from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Problem, Severity
from advisory_watch.core.errors import ArchiveError, Blocked, FailureKind, NotFound, Unreachable
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Listing
from advisory_watch.core.source_event import Audience
from support.builders import NOON, an_advisory
from support.scenarios.indexed_source import IndexedWatch
from support.scenarios.watched_source import WORLD, a_raise, kinds

LATER = NOON + timedelta(minutes=1)
GONE = NotFound("us_state", "HTTP 404")

OLD_RULES = 2
"""The version that the first release stored."""


@pytest.fixture
def watch() -> IndexedWatch:
    """Watch twelve documents that were read once."""
    watch = IndexedWatch()
    watch.check()
    watch.asked()
    return watch


def test_the_first_check_reads_every_document_silently() -> None:
    """Subscribers who get two hundred alerts on the first day stop reading."""
    watch = IndexedWatch()
    outcome = watch.check()
    assert (outcome.ok, outcome.destinations, outcome.first_seen) == (True, 12, 12)
    assert (watch.pending(), watch.asked()) == ([], ["index", *sorted(map(str.lower, WORLD))])


def test_only_moved_documents_are_read(watch: IndexedWatch) -> None:
    """Two hundred requests every five minutes for one change would be impolite."""
    watch.say(a_raise(), at=LATER)
    assert kinds(watch.check())[0] == ("KW", "level_raised")
    assert watch.asked() == ["index", "kw"]


def test_an_index_that_did_not_change_is_the_whole_check(watch: IndexedWatch) -> None:
    """If nothing moved, a check is one request and one write."""
    watch.ledger.diary.clear()
    outcome = watch.check()
    assert (outcome.ok, outcome.destinations, watch.asked()) == (True, 12, ["index"])
    assert watch.ledger.diary == ["health"]


def test_everything_is_read_once_a_day_despite_the_index(watch: IndexedWatch) -> None:
    """A level changed without a trace in the index must not stay hidden."""
    moved = watch.library.storage["kw"]
    watch.say(a_raise(), at=LATER)
    watch.library.index["KW"] = str(moved.issued_at)
    assert watch.check().changes == ()
    assert ("KW", "level_raised") in kinds(watch.check(after_min=24 * 60))


def test_one_missing_document_leaves_the_others_right(watch: IndexedWatch) -> None:
    """One broken link must not hide the advice about two hundred other countries."""
    watch.say(a_raise("RU"), at=LATER)
    watch.say(a_raise("KW"), at=LATER)
    watch.library.fails["kw"] = GONE
    outcome = watch.check()
    assert outcome.ok
    assert [(item.subject, item.reason) for item in outcome.problems] == [("kw", "HTTP 404")]
    assert {item.destination for item in outcome.changes} == {"RU"}
    assert watch.known("KW").advisory is not None
    assert watch.known("KW").number == 1


def test_an_unread_document_alerts_once_it_can_be_read(watch: IndexedWatch) -> None:
    """A raise behind a server error must not be lost with the error."""
    watch.say(a_raise(), at=LATER)
    watch.library.fails["kw"] = GONE
    watch.check()
    watch.asked()
    watch.check()
    assert watch.asked() == ["index", "kw"]
    watch.library.fails.clear()
    assert ("KW", "level_raised") in kinds(watch.check())
    watch.asked()
    watch.check()
    assert watch.asked() == ["index"]


def test_a_document_that_fails_is_remembered_by_itself(watch: IndexedWatch) -> None:
    """An operator must see since when one country cannot be read while the source is fine."""
    watch.say(a_raise(), at=LATER)
    watch.library.fails["kw"] = GONE
    watch.check()
    first_failed_at = watch.time()
    watch.check()
    remembered = watch.health().documents["kw"]
    assert (remembered.failing_since, remembered.failure) == (first_failed_at, "HTTP 404")
    assert watch.health().failing_since is None
    assert watch.health().documents["ru"].failing_since is None


def test_if_most_documents_fail_the_source_fails(watch: IndexedWatch) -> None:
    """Silence then no longer means `no change`, and people must hear of it."""
    for code in WORLD:
        watch.say(an_advisory(destination=code, name=code), at=LATER)
        watch.library.fails[code.lower()] = Unreachable("us_state", "no answer")
    watch.say(a_raise("KW"), at=LATER)
    watch.say(a_raise("RU"), at=LATER)
    del watch.library.fails["ru"]
    outcome = watch.check()
    assert not outcome.ok
    assert outcome.reason.startswith("11 of 12 documents could not be read, such as ")
    assert {item.destination for item in outcome.changes} == {"RU"}
    watch.check(after_min=31)
    assert [item.kind for item in watch.pending() if item.destination is None] == ["source_blind"]
    watch.library.fails.clear()
    outcome = watch.check()
    assert outcome.ok
    assert {item.destination for item in outcome.changes} == {"KW"}


def test_a_document_older_than_its_index_entry_stays_due(watch: IndexedWatch) -> None:
    """A stale cache must not make the system record the document as read."""
    watch.library.lags["kw"] = watch.library.storage["kw"]
    watch.say(a_raise(), at=LATER)
    assert watch.check().changes == ()
    watch.library.lags.clear()
    assert ("KW", "level_raised") in kinds(watch.check())


def test_documents_skipped_for_time_come_first_next_time() -> None:
    """A check that is cut short must continue where the last one ended, or it never finishes."""
    watch = IndexedWatch()
    watch.library.has_time_for = 5
    outcome = watch.check()
    assert (outcome.first_seen, outcome.deferred) == (5, 7)
    first = set(watch.asked())
    assert watch.check().deferred == 2
    assert set(watch.asked()) & first == {"index"}
    outcome = watch.check()
    assert (outcome.first_seen, outcome.deferred) == (2, 0)


def test_moved_documents_come_before_unread_ones() -> None:
    """With little time, documents that moved matter most to people."""
    watch = IndexedWatch()
    watch.library.has_time_for = 6
    watch.check()
    watch.asked()
    watch.library.has_time_for = 1
    watch.say(a_raise("BR"), at=LATER)
    watch.check()
    assert watch.asked() == ["index", "br"]


def test_no_time_at_all_is_a_failure(watch: IndexedWatch) -> None:
    """A source that is never read for lack of time must be reported as failing."""
    watch.library.has_time_for = 0
    outcome = watch.check()
    assert (outcome.ok, outcome.endpoint) == (False, None)
    assert watch.health().failing_since == watch.time()


def test_a_pending_candidate_is_read_again_though_unmoved(watch: IndexedWatch) -> None:
    """Repetition is the confirmation; an unchanged index must not prevent it."""
    watch.say(a_raise(text="", issued_on=None), at=NOON + timedelta(days=400))
    watch.check()
    assert watch.known("KW").pending is not None
    watch.asked()
    watch.check()
    assert watch.asked() == ["index", "kw"]


def test_new_rules_read_everything_again_silently(watch: IndexedWatch) -> None:
    """A change of our rules must not look like a government's change of mind."""
    health = watch.health()
    older = {
        name: replace(document, rules=OLD_RULES) for name, document in health.documents.items()
    }
    watch.ledger.save_health(replace(health, documents=older, revision=health.revision + 1))
    outcome = watch.check()
    assert (len(watch.asked()), outcome.changes) == (13, ())


def test_an_index_that_lost_a_fifth_changes_nothing(watch: IndexedWatch) -> None:
    """If many destinations vanish together, the publisher has a fault."""
    for code in WORLD[:5]:
        watch.drop(code)
    outcome = watch.check()
    assert not outcome.ok
    assert "5 of them are gone" in outcome.reason
    assert (outcome.changes, watch.pending()) == ((), [])
    assert {record.is_withdrawn for record in watch.ledger.state("us_state").records.values()} == {
        False
    }


def test_a_destination_gone_from_the_index_is_withdrawn_later(watch: IndexedWatch) -> None:
    """A destination that is back the next day was never gone; one that stays away was removed."""
    watch.drop("PE")
    assert watch.check().changes == ()
    outcome = watch.check(after_min=thresholds.WITHDRAWN_AFTER / timedelta(minutes=1))
    assert kinds(outcome) == [("PE", "withdrawn")]
    evidence = watch.ledger.history("us_state", "PE")[-1].evidence
    assert watch.archive.load(evidence.page_key).target.url.endswith("/index")
    assert "pe" not in watch.health().documents


def test_an_alert_names_its_document_and_also_the_index(watch: IndexedWatch) -> None:
    """The evidence of an alert is the page about that country."""
    watch.say(a_raise(), at=LATER)
    watch.check()
    evidence = watch.ledger.history("us_state", "KW")[-1].evidence
    assert watch.archive.load(evidence.page_key).target.url.endswith("/kw")
    role, _, key = evidence.note.partition(": ")
    assert (role, watch.archive.load(key).target.url[-6:]) == ("index", "/index")


class FullArchive:
    """An archive that refuses every page."""

    def keep(self, page: object) -> str:
        """Raise `ArchiveError`."""
        raise ArchiveError(f"no room for {page!r:.10}")

    load = keep


def test_a_document_that_was_not_stored_counts_as_unread(watch: IndexedWatch) -> None:
    """A change whose page was not stored must be found again and then alert."""
    watch.say(a_raise(), at=LATER)
    assert not watch.check(archive=FullArchive()).ok  # type: ignore[arg-type]
    assert ("KW", "level_raised") in kinds(watch.check())


class PickyArchive(MemoryArchive):
    """An archive that refuses one page; `asked` lists the URLs of all pages given to it."""

    def __init__(self, refused: str) -> None:
        super().__init__()
        self._refused = refused
        self.asked: list[str] = []

    def keep(self, page: Page) -> str:
        """Store every page except the refused one."""
        self.asked.append(page.target.url)
        if page.target.url.endswith(self._refused):
            raise ArchiveError(f"no room for {page.target.url}")
        return super().keep(page)


def test_a_page_that_is_not_stored_blocks_no_other(watch: IndexedWatch) -> None:
    """One page that S3 refused once blocked the news of two hundred destinations."""
    for code in ("BR", "KW", "RU"):
        watch.say(a_raise(code), at=LATER)
    outcome = watch.check(archive=PickyArchive("/kw"))
    assert {code for code, _ in kinds(outcome)} == {"BR", "RU"}
    assert "KW was not recorded: no room for" in outcome.reason
    assert kinds(watch.check()) == [("KW", "level_raised")]


def test_a_page_of_many_destinations_is_refused_once(watch: IndexedWatch) -> None:
    """An archive that is down must not get two hundred requests for the same index."""
    for code in ("BR", "KW", "RU"):
        watch.say(a_raise(code), at=LATER)
    archive = PickyArchive("/index")
    assert not watch.check(archive=archive).ok
    assert [url.endswith("/index") for url in archive.asked].count(True) == 1


def test_two_issues_of_one_day_are_two_alerts(watch: IndexedWatch) -> None:
    """At the start of a war, a country goes to Level 3 in the morning and to Level 4 at noon."""
    watch.say(a_raise(), at=LATER)
    assert ("KW", "level_raised") in kinds(watch.check())
    leave = an_advisory(Severity.DO_NOT_TRAVEL, text="Do not travel to Kuwait. War has begun.")
    watch.say(leave, at=LATER + timedelta(hours=2))
    (raised, *_) = watch.check(after_min=180).changes
    assert (raised.from_severity, raised.to_severity, raised.rule) == (3, 4, "newer_revision")


def test_operators_hear_of_one_page_that_keeps_failing(watch: IndexedWatch) -> None:
    """While the source as a whole is fine, a missing page goes unnoticed."""
    watch.say(a_raise(), at=LATER)
    watch.library.fails["kw"] = GONE
    watch.check()
    watch.check(after_min=5 * 60)
    assert watch.pending() == []
    for _ in range(3):
        watch.check(after_min=60)
    (alert,) = watch.pending()
    assert (alert.kind, alert.audience) == ("source_partly_blind", Audience.OPERATORS)
    assert alert.note == (
        "We cannot see parts of us_state: kw since 2026-09-01 12:10 UTC: HTTP 404"
    )


def test_a_page_that_fails_again_alerts_again(watch: IndexedWatch) -> None:
    """A page that works for a day between two failures broke twice."""
    hours = 6 * 60
    for day in range(2):
        watch.say(a_raise(text=f"On day {day}."), at=LATER + timedelta(days=day))
        watch.library.fails["kw"] = GONE
        watch.check()
        watch.check(after_min=hours)
        watch.library.fails.clear()
        watch.check(after_min=hours)
    partly = [alert for alert in watch.pending() if alert.kind == "source_partly_blind"]
    assert len({alert.id for alert in partly}) == 2


def test_a_raise_without_a_new_date_alerts_at_once(watch: IndexedWatch) -> None:
    """In a single document, a new text that states its graver level is an edit.

    No second back end can explain it, and no other document will correct it.
    """
    watch.say(a_raise("KW", is_only_copy=True), at=NOON)
    (raised, *_) = watch.check(after_min=24 * 60).changes
    assert (raised.kind, raised.rule) == ("level_raised", "new_words")


def test_a_raise_that_its_text_does_not_state_alerts_if_it_stays(watch: IndexedWatch) -> None:
    """The title was edited first, or by mistake: after two hours people hear of it."""
    watch.say(a_raise("KW", is_only_copy=True, states_level=False), at=NOON)
    assert watch.check(after_min=24 * 60).changes == ()
    (raised, *_) = watch.check(after_min=130).changes
    assert (raised.kind, raised.rule) == ("level_raised", "unconfirmed")


def test_a_scope_without_a_new_date_alerts_at_once(watch: IndexedWatch) -> None:
    """`All travel to parts` was added under the text of the morning."""
    parts: dict[str, Any] = {
        "native_level": "Level 2 and parts",
        "partial_severity": Severity.DO_NOT_TRAVEL,
    }
    words = "Exercise caution. Do not travel to the north."
    advisory = an_advisory(name="KW", text=words, is_only_copy=True, **parts)
    watch.say(advisory, at=NOON)
    (moved, *_) = watch.check(after_min=24 * 60).changes
    assert (moved.kind, moved.urgent) == ("part_raised", True)


def test_of_two_documents_the_right_one_is_the_evidence(
    watch: IndexedWatch,
) -> None:
    """A page that contradicts the alert would prove the alert wrong."""
    watch.say(a_raise(), at=LATER)
    watch.library.storage["zz"] = replace(
        watch.library.storage["kw"],
        severity=Severity.NORMAL,
        issued_at=NOON - timedelta(days=9),
        issued_on=(NOON - timedelta(days=9)).date(),
    )
    watch.library.index["ZZ"] = str(NOON)
    assert ("KW", "level_raised") in kinds(watch.check())
    evidence = watch.known("KW").evidence
    assert evidence is not None
    assert watch.archive.load(evidence.page_key).target.url.endswith("/kw")


def test_a_failing_page_prevents_no_other_withdrawal(watch: IndexedWatch) -> None:
    """The broken page is about a known country, and that is not the removed one."""
    watch.say(a_raise("RU"), at=LATER)
    watch.library.fails["ru"] = GONE
    watch.check()
    watch.drop("PE")
    watch.check()
    week = thresholds.WITHDRAWN_AFTER / timedelta(minutes=1)
    assert ("PE", "withdrawn") in kinds(watch.check(after_min=week))


def test_an_entry_that_cannot_be_read_is_named_until_it_can(watch: IndexedWatch) -> None:
    """An error reported once and then forgotten is a country that goes unnoticed."""
    (endpoint,) = watch.source.endpoints

    def list_all_but_one(target: Target, index: Page | None) -> Listing:
        listing = endpoint.list(target, index)
        kept = tuple(item for item in listing.documents if item.id != "kw")
        unread = Problem(subject="child 7", reason="expected a path, found none")
        return Listing(documents=kept, problems=(unread,))

    watch.source = replace(watch.source, endpoints=(replace(endpoint, list=list_all_but_one),))
    watch.say(a_raise("RU"), at=LATER)
    named = [[item.subject for item in watch.check().problems] for _ in range(3)]
    assert named == [["child 7"]] * 3
    watch.check(after_min=6 * 60)
    (alert,) = (item for item in watch.pending() if item.destination is None)
    assert "child 7: expected a path, found none" in alert.note


def test_a_source_that_is_mostly_unread_does_not_count_as_read() -> None:
    """An owner who sees `yes, 12 destinations` would believe that the watch has begun."""
    watch = IndexedWatch()
    watch.library.has_time_for = 5
    outcome = watch.check()
    assert (outcome.failure, outcome.coverage) == (FailureKind.INCOMPLETE, Coverage.PART)
    assert (outcome.destinations, outcome.never_read) == (5, 7)
    assert outcome.reason == "7 of 12 documents are not read yet"
    assert watch.health().never_read == 7
    assert watch.health().last_good_at is None
    outcome = watch.check()
    assert (outcome.ok, outcome.coverage) == (True, Coverage.PART)
    assert (outcome.destinations, outcome.never_read) == (10, 2)
    outcome = watch.check()
    assert (outcome.coverage, outcome.destinations) == (Coverage.ALL, 12)
    assert watch.health().never_read == 0


def test_a_known_document_without_time_is_only_late() -> None:
    """A document of yesterday is known; only the next look at it is late."""
    watch = IndexedWatch()
    watch.check()
    watch.library.has_time_for = 2
    for code in WORLD:
        watch.say(an_advisory(destination=code, name=code), at=LATER)
    outcome = watch.check()
    assert (outcome.ok, outcome.coverage) == (True, Coverage.PART)
    assert (outcome.destinations, outcome.never_read, outcome.deferred) == (12, 0, 10)


def test_the_kind_of_most_failures_is_the_kind_of_the_source() -> None:
    """A wall before two hundred pages is a wall, not an unreadable publisher."""
    watch = IndexedWatch()
    for code in list(WORLD)[:6]:
        watch.library.fails[code.lower()] = Blocked("us_state", "HTTP 403")
    assert watch.check().failure is FailureKind.BLOCKED


def test_operators_hear_if_time_never_suffices() -> None:
    """A check that always skips documents leaves a country unwatched without end."""
    watch = IndexedWatch()
    watch.check()
    watch.library.has_time_for = 2
    for hour in range(1, 9):
        for code in WORLD:
            watch.say(an_advisory(destination=code, name=code), at=NOON + timedelta(hours=hour))
        assert watch.check(after_min=60).deferred > 0
    (alert,) = watch.pending()
    assert "not time enough" in alert.note
    watch.library.has_time_for = 100
    assert watch.check().deferred == 0
    assert watch.health().documents["index"].deferred_since is None
