"""Which documents a check fetches, in which order, and with which conditions."""

import sys
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Advisory, Snapshot
from advisory_watch.core.fetch_plan import (
    REREAD_AFTER,
    VARIES_AFTER,
    FetchHistory,
    content_hash,
    due,
)
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.page import FetchRequest, Page, Validators
from advisory_watch.core.source import Document
from support.builders import NOON, a_page, a_target, an_advisory

PAGE = a_page(b"as it was read")
ETAG = Validators(etag='"1"')
OLD_RULES = 2
"""The version that the first release stored."""

HOUR = timedelta(hours=1)


def a_document(name: str = "kw", moved_at: datetime | None = NOON, *codes: str) -> Document:
    """Build an entry of an index."""
    return Document(
        id=name, target=a_target(), destinations=frozenset(codes or {"KW"}), moved_at=moved_at
    )


def was_read(**fields: object) -> DocumentHealth:
    """Build the health of a document read well an hour ago."""
    usual: dict[str, object] = {
        "tried_at": NOON,
        "read_at": NOON,
        "moved_at": NOON,
        "validators": ETAG,
        "body_sha256": PAGE.body_hash,
        "whole_at": NOON,
        "rules": 0,
        "destinations": frozenset({"KW"}),
    }
    return DocumentHealth(**usual | fields)  # type: ignore[arg-type]


def test_an_unmoved_document_is_not_fetched() -> None:
    """The index shows no change: another request adds nothing, and two hundred are impolite."""
    assert due([a_document()], FetchHistory(at=NOON, documents={"kw": was_read()})) == ()


@pytest.mark.parametrize(
    ("document", "remembered"),
    [
        (a_document(moved_at=NOON + HOUR), was_read()),
        (a_document(moved_at=NOON - HOUR), was_read()),
        (a_document(moved_at=None), was_read(moved_at=None)),
        (a_document(), was_read(failing_since=NOON)),
        (a_document(), was_read(rules=OLD_RULES)),
        (a_document(), None),
    ],
    ids=["moved", "moved back", "nothing tells", "failing", "old rules", "new"],
)
def test_every_document_that_may_have_news_is_fetched(
    document: Document, remembered: DocumentHealth | None
) -> None:
    """A document left out by mistake is a country without a watch."""
    documents = {"kw": remembered} if remembered else {}
    assert due([document], FetchHistory(at=NOON, documents=documents)) == (document,)


def test_a_hash_stored_in_full_is_still_recognised() -> None:
    """Earlier releases stored all digits; an upgrade must not judge every document again."""
    memory = FetchHistory(at=NOON, documents={"kw": was_read(body_sha256=PAGE.sha256)})
    assert memory.is_known(a_document(), PAGE)
    assert PAGE.is_among(memory.ask(a_document()).seen)
    assert not memory.is_known(a_document(), replace(PAGE, body=PAGE.body + b" "))


def test_a_document_that_a_candidate_waits_for_is_judged_again() -> None:
    """Its repetition is the confirmation; `304 Not Modified` must not hide it."""
    memory = FetchHistory(at=NOON, documents={"kw": was_read()}, awaited=frozenset({"KW"}))
    (document,) = due([a_document()], memory)
    assert memory.ask(document).validators == Validators()
    assert not memory.is_known(document, PAGE)


def test_a_document_about_others_is_not_read_for_it() -> None:
    """One candidate among two hundred documents is a reason to read one document."""
    memory = FetchHistory(at=NOON, documents={"kw": was_read()}, awaited=frozenset({"RU"}))
    assert due([a_document()], memory) == ()


def test_a_document_that_moved_is_fetched_unconditionally() -> None:
    """A cache may answer `not modified` for a moved document, and the change would be missed."""
    memory = FetchHistory(at=NOON, documents={"kw": was_read()})
    assert memory.ask(a_document(moved_at=NOON + HOUR)).validators == Validators()
    assert memory.ask(a_document()).validators == ETAG


def test_the_same_bytes_are_known_only_under_the_same_rules() -> None:
    """A better rule may find news in an old page."""
    document = a_document()
    assert FetchHistory(at=NOON, documents={"kw": was_read()}).is_known(document, PAGE)
    assert not FetchHistory(at=NOON, documents={"kw": was_read(rules=OLD_RULES)}).is_known(
        document, PAGE
    )
    assert not FetchHistory(at=NOON, documents={"kw": was_read()}).is_known(
        document, a_page(b"other")
    )
    assert not FetchHistory(at=NOON).is_known(document, PAGE)


def test_pages_without_a_date_of_change_are_given_a_rest() -> None:
    """Fetching hundreds of pages every five minutes slows the site and gets the reader blocked."""
    page = replace(a_document(moved_at=None), rest_s=HOUR.total_seconds())
    for health in (was_read(moved_at=None), was_read(moved_at=None, failing_since=NOON)):
        rested = FetchHistory(at=NOON + HOUR, documents={"kw": health})
        assert due([page], FetchHistory(at=NOON + HOUR / 2, documents={"kw": health})) == ()
        assert due([page], rested) == (page,)


def test_a_page_without_rest_is_fetched_despite_clock_skew() -> None:
    """A check with a slow clock once fetched nothing and reported the source as read."""
    page = a_document(moved_at=None)
    slow = FetchHistory(at=NOON - timedelta(seconds=2), documents={"kw": was_read(moved_at=None)})
    assert due([page], slow) == (page,)


def test_a_page_that_a_candidate_waits_for_is_given_no_rest() -> None:
    """Another half hour of doubt is half an hour without a warning."""
    page = replace(a_document(moved_at=None), rest_s=HOUR.total_seconds())
    remembered = {"kw": was_read(moved_at=None)}
    memory = FetchHistory(at=NOON, documents=remembered, awaited=frozenset({"KW"}))
    assert due([page], memory) == (page,)


def test_an_index_is_not_believed_without_end() -> None:
    """An editor may change a level and forget the date, so that the index shows no change."""
    remembered = {"kw": was_read()}
    soon = FetchHistory(at=NOON + REREAD_AFTER - HOUR, documents=remembered)
    late = FetchHistory(at=NOON + REREAD_AFTER, documents=remembered)
    assert due([a_document()], soon) == ()
    assert due([a_document()], late) == (a_document(),)
    assert soon.ask(a_document()).validators == ETAG
    assert late.ask(a_document()).validators == Validators()


def a_visit(number: int, level: int = 2) -> Page:
    """Build a page that differs at every visit."""
    body = f'<p nonce="{number}">Level {level}</p>'.encode()
    return replace(a_page(body), target=a_target(media="html"))


def test_a_page_with_the_same_stable_part_is_not_parsed() -> None:
    """Parsing costs ten times as much as hashing the stable part, and finds the same."""
    seen = was_read(stable_hash=a_visit(1).stable_hash)
    memory = FetchHistory(at=NOON, documents={"kw": seen})
    assert memory.is_stable(a_document(), a_visit(2))
    assert not memory.is_known(a_document(), a_visit(2))
    assert not memory.is_stable(a_document(), a_visit(2, level=3))
    assert a_visit(2).is_among(memory.ask(a_document()).seen)


@pytest.mark.parametrize(
    ("fields", "awaited"),
    [({}, {"KW"}), ({"rules": OLD_RULES}, set()), ({"whole_at": NOON - REREAD_AFTER}, set())],
    ids=["a candidate waits", "old rules", "a day ago"],
)
def test_hashing_does_not_replace_parsing_without_end(
    fields: dict[str, object], awaited: set[str]
) -> None:
    """Changes outside the stable part, and repeats that confirm a candidate, need a full read."""
    seen = was_read(stable_hash=a_visit(1).stable_hash, **fields)
    memory = FetchHistory(at=NOON, documents={"kw": seen}, awaited=frozenset(awaited))
    assert not memory.is_stable(a_document(), a_visit(2))
    assert memory.ask(a_document()).seen == frozenset()


def test_an_unparsed_page_is_fetched_by_its_newest_validators() -> None:
    """Otherwise a publisher that stamps a page daily would send all of it every five minutes."""
    page = replace(a_visit(2), fetched_at=NOON + HOUR)
    memory = FetchHistory(at=NOON + HOUR, documents={"kw": was_read()})
    looked = memory.after_same(a_document(), page)
    assert (looked.validators, looked.body_sha256) == (page.validators, page.body_hash)
    assert (looked.read_at, looked.whole_at) == (NOON + HOUR, NOON)
    tomorrow = replace(memory, at=NOON + REREAD_AFTER)
    assert tomorrow.after_same(a_document(), page).whole_at == NOON + HOUR


def test_a_page_that_differs_each_time_is_remembered_once_a_week() -> None:
    """Two hundred new hashes in each check would be most of what the ledger writes."""
    known = was_read()
    for number in range(1, VARIES_AFTER + 3):
        at = NOON + number * HOUR
        before, memory = known, FetchHistory(at=at, documents={"kw": known})
        known = memory.after_same(a_document(), replace(a_visit(number), fetched_at=at))
    assert known == replace(before, tried_at=at, read_at=at)
    assert known.body_sha256 == a_visit(VARIES_AFTER).body_hash
    monday = NOON + 6 * REREAD_AFTER
    later = FetchHistory(at=monday, documents={"kw": known})
    renewed = later.after_same(a_document(), replace(a_visit(9), fetched_at=monday))
    assert renewed.body_sha256 == a_visit(9).body_hash


@given(
    st.lists(
        st.tuples(st.booleans(), st.booleans(), st.booleans(), st.integers(0, 9)),
        max_size=12,
    )
)
def test_moved_then_new_then_longest_waiting_documents(
    cases: list[tuple[bool, bool, bool, int]],
) -> None:
    """With time for one request a check, every document still gets its turn."""
    documents, remembered = [], {}
    for number, (is_known, is_moved, is_failing, age) in enumerate(cases):
        documents.append(a_document(f"{number}", NOON + HOUR if is_moved else NOON))
        if is_known:
            failing = NOON if is_failing else None
            remembered[f"{number}"] = was_read(tried_at=NOON - age * HOUR, failing_since=failing)
    planned = due(documents, FetchHistory(at=NOON, documents=remembered))
    health = [remembered.get(item.id) for item in planned]
    turns = [
        (1, 0.0)
        if item is None
        else (
            0 if document.moved_at != NOON and item.failing_since is None else 2,
            item.tried_at.timestamp(),
        )
        for document, item in zip(planned, health, strict=True)
    ]
    assert turns == sorted(turns)
    assert {item.id for item in planned} >= {
        item.id for item in documents if item.id not in remembered or item.moved_at != NOON
    }


AHEAD = NOON + timedelta(days=400)


@pytest.mark.parametrize(
    "document",
    [a_document(), a_document(moved_at=None), replace(a_document(moved_at=None), rest_s=3600)],
)
@pytest.mark.parametrize("ahead", [HOUR, timedelta(days=2), timedelta(days=400)])
def test_a_page_that_was_read_in_the_future_is_due(document: Document, ahead: timedelta) -> None:
    """A page that rests until next year is not read in the war of this year."""
    moment = NOON + ahead
    remembered = was_read(
        moved_at=document.moved_at, tried_at=moment, read_at=moment, whole_at=moment
    )
    history = FetchHistory(at=NOON, documents={"kw": remembered})
    assert due([document], history) == (document,)
    assert history.ask(document) == FetchRequest(target=document.target)
    assert not history.is_known(document, PAGE)


def test_a_page_that_failed_after_a_read_in_the_future_is_asked_for_in_full() -> None:
    """A failure replaces only one of the times."""
    remembered = was_read(read_at=AHEAD, whole_at=AHEAD)
    history = FetchHistory(at=NOON, documents={"kw": remembered})
    assert due([a_document()], history) == (a_document(),)
    assert not history.ask(a_document()).validators


def test_a_page_of_a_faster_check_rests() -> None:
    """Two clocks differ by seconds: that is no reason to ask twice."""
    document = replace(a_document(moved_at=None), rest_s=3600)
    remembered = was_read(moved_at=None, tried_at=NOON + timedelta(seconds=3))
    assert due([document], FetchHistory(at=NOON, documents={"kw": remembered})) == ()


def a_reading(*advisories: Advisory) -> Snapshot:
    """Build what was read from a page."""
    return Snapshot(source="us_state", endpoint="rss", read_at=NOON, advisories=advisories)


def test_the_same_content_is_not_judged_again_by_the_same_rules() -> None:
    """Most pages have other bytes at each visit, and say the same."""
    snapshot = a_reading(an_advisory())
    seen = was_read(content_hash=content_hash(snapshot, NOON))
    memory = FetchHistory(at=NOON, documents={"kw": seen})
    later = replace(snapshot, read_at=NOON + HOUR)
    assert memory.is_same_content(a_document(), content_hash(later, NOON + HOUR))
    other = replace(snapshot, advisories=(an_advisory(text="Other words."),))
    assert not memory.is_same_content(a_document(), content_hash(other, NOON))
    awaiting = replace(memory, awaited=frozenset({"KW"}))
    assert not awaiting.is_same_content(a_document(), content_hash(later, NOON + HOUR))


def test_the_hash_of_content_leaves_no_second_copy_of_a_text() -> None:
    """All texts of a source are in memory together, and the function has little of it."""
    text = "Reisen nach Kuwait – auch über Land – sind zu vermeiden. " * 100
    size = sys.getsizeof(text)
    assert content_hash(a_reading(an_advisory(text=text)), NOON)
    assert sys.getsizeof(text) == size


def test_the_hash_of_content_tells_any_two_texts_apart() -> None:
    """A changed page with the hash of the one before would never be judged."""
    texts = (None, "", "Leave.", "leave.", "Leave. ", "\ud800", "\ud801")
    hashes = {content_hash(a_reading(an_advisory(text=text)), NOON) for text in texts}
    assert len(hashes) == len(texts)
    assert None not in hashes


def test_content_that_cannot_be_stored_is_never_the_same() -> None:
    """The attempt to record it must name the destination, and no other may be affected."""
    naive = an_advisory(issued_at=datetime(2026, 9, 1))  # noqa: DTZ001 - what a parser must not return
    content = content_hash(a_reading(naive), NOON)
    assert content is None
    memory = FetchHistory(at=NOON, documents={"kw": was_read(content_hash=None)})
    assert not memory.is_same_content(a_document(), content)
