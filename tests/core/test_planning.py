"""Which documents are asked for, in which order, and how."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.documents import after_same
from advisory_watch.core.fingerprint import RULES
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.pages import Page, Validators
from advisory_watch.core.planning import REREAD_AFTER, Memory, due
from advisory_watch.core.sources import Document
from builders import NOON, a_page, a_target

PAGE = a_page(b"as it was read")
ETAG = Validators(etag='"1"')
HOUR = timedelta(hours=1)


def a_document(name: str = "kw", moved_at: datetime | None = NOON, *codes: str) -> Document:
    """Build an entry of an index."""
    return Document(
        id=name, target=a_target(), destinations=frozenset(codes or {"KW"}), moved_at=moved_at
    )


def was_read(**fields: object) -> DocumentHealth:
    """Remember a good reading an hour ago."""
    usual: dict[str, object] = {
        "tried_at": NOON,
        "read_at": NOON,
        "moved_at": NOON,
        "validators": ETAG,
        "body_sha256": PAGE.sha256,
        "whole_at": NOON,
        "rules": RULES,
        "destinations": frozenset({"KW"}),
    }
    return DocumentHealth(**usual | fields)  # type: ignore[arg-type]


def test_what_was_read_and_did_not_move_is_not_asked_for() -> None:
    """The index says so: a request more would tell nothing, two hundred would be rude."""
    assert due([a_document()], Memory(at=NOON, documents={"kw": was_read()})) == ()


@pytest.mark.parametrize(
    ("document", "remembered"),
    [
        (a_document(moved_at=NOON + HOUR), was_read()),
        (a_document(moved_at=NOON - HOUR), was_read()),
        (a_document(moved_at=None), was_read(moved_at=None)),
        (a_document(), was_read(failing_since=NOON)),
        (a_document(), was_read(rules=RULES - 1)),
        (a_document(), None),
    ],
    ids=["moved", "moved back", "nothing tells", "failing", "old rules", "new"],
)
def test_whatever_may_have_news_is_asked_for(
    document: Document, remembered: DocumentHealth | None
) -> None:
    """A document left out by mistake is a country that nobody watches."""
    documents = {"kw": remembered} if remembered else {}
    assert due([document], Memory(at=NOON, documents=documents)) == (document,)


def test_a_document_that_a_candidate_waits_for_is_judged_again() -> None:
    """Its being said again is the confirmation; `304 Not Modified` must not swallow it."""
    memory = Memory(at=NOON, documents={"kw": was_read()}, awaited=frozenset({"KW"}))
    (document,) = due([a_document()], memory)
    assert memory.ask(document).validators == Validators()
    assert not memory.is_known(document, PAGE)


def test_a_document_about_others_need_not_wait_with_it() -> None:
    """One candidate among two hundred documents is a reason to read one."""
    memory = Memory(at=NOON, documents={"kw": was_read()}, awaited=frozenset({"RU"}))
    assert due([a_document()], memory) == ()


def test_what_an_index_says_has_moved_is_fetched_whole() -> None:
    """A cache may answer `not modified` to what has moved: then the change would be missed."""
    memory = Memory(at=NOON, documents={"kw": was_read()})
    assert memory.ask(a_document(moved_at=NOON + HOUR)).validators == Validators()
    assert memory.ask(a_document()).validators == ETAG


def test_the_same_bytes_are_known_only_under_the_same_rules() -> None:
    """A better rule may find news in an old page."""
    document = a_document()
    assert Memory(at=NOON, documents={"kw": was_read()}).is_known(document, PAGE)
    assert not Memory(at=NOON, documents={"kw": was_read(rules=RULES - 1)}).is_known(document, PAGE)
    assert not Memory(at=NOON, documents={"kw": was_read()}).is_known(document, a_page(b"other"))
    assert not Memory(at=NOON).is_known(document, PAGE)


def test_pages_that_never_say_that_they_moved_are_given_a_rest() -> None:
    """Hundreds of pages every five minutes is how a reader gets blocked, and a site slow."""
    page = replace(a_document(moved_at=None), rest_s=HOUR.total_seconds())
    for health in (was_read(moved_at=None), was_read(moved_at=None, failing_since=NOON)):
        rested = Memory(at=NOON + HOUR, documents={"kw": health})
        assert due([page], Memory(at=NOON + HOUR / 2, documents={"kw": health})) == ()
        assert due([page], rested) == (page,)


def test_a_page_that_needs_no_rest_is_asked_for_whatever_the_clocks_say() -> None:
    """A check whose clock is seconds slow asked nobody, and called the source well read."""
    page = a_document(moved_at=None)
    slow = Memory(at=NOON - timedelta(seconds=2), documents={"kw": was_read(moved_at=None)})
    assert due([page], slow) == (page,)


def test_a_page_that_a_candidate_waits_for_is_given_no_rest() -> None:
    """Half an hour more of doubt is half an hour in which people are not warned."""
    page = replace(a_document(moved_at=None), rest_s=HOUR.total_seconds())
    remembered = {"kw": was_read(moved_at=None)}
    memory = Memory(at=NOON, documents=remembered, awaited=frozenset({"KW"}))
    assert due([page], memory) == (page,)


def test_an_index_is_not_believed_for_ever() -> None:
    """An editor may change a level and forget the date: then the index says nothing of it."""
    remembered = {"kw": was_read()}
    soon = Memory(at=NOON + REREAD_AFTER - HOUR, documents=remembered)
    late = Memory(at=NOON + REREAD_AFTER, documents=remembered)
    assert due([a_document()], soon) == ()
    assert due([a_document()], late) == (a_document(),)
    assert soon.ask(a_document()).validators == ETAG
    assert late.ask(a_document()).validators == Validators()


def a_visit(number: int, level: int = 2) -> Page:
    """Fetch a page that differs at every visit."""
    body = f'<p nonce="{number}">Level {level}</p>'.encode()
    return replace(a_page(body), target=a_target(media="html"))


def test_a_page_that_differs_as_every_visit_does_need_not_be_read() -> None:
    """Reading costs ten times as much as looking, and would say the same."""
    seen = was_read(steady_hash=a_visit(1).steady_hash)
    memory = Memory(at=NOON, documents={"kw": seen})
    assert memory.is_steady(a_document(), a_visit(2))
    assert not memory.is_known(a_document(), a_visit(2))
    assert not memory.is_steady(a_document(), a_visit(2, level=3))
    assert a_visit(2).is_among(memory.ask(a_document()).seen)


@pytest.mark.parametrize(
    ("fields", "awaited"),
    [({}, {"KW"}), ({"rules": RULES - 1}, set()), ({"whole_at": NOON - REREAD_AFTER}, set())],
    ids=["a candidate waits", "old rules", "a day ago"],
)
def test_looking_does_not_replace_reading_for_ever(
    fields: dict[str, object], awaited: set[str]
) -> None:
    """What a look cannot see would stay hidden; so would a word that has to be said twice."""
    seen = was_read(steady_hash=a_visit(1).steady_hash, **fields)
    memory = Memory(at=NOON, documents={"kw": seen}, awaited=frozenset(awaited))
    assert not memory.is_steady(a_document(), a_visit(2))
    assert memory.ask(a_document()).seen == frozenset()


def test_a_page_that_was_only_looked_at_is_asked_for_by_what_came_last() -> None:
    """Else a publisher who stamps a page once a day would send all of it every five minutes."""
    page = replace(a_visit(2), fetched_at=NOON + HOUR)
    looked = after_same(was_read(), page, is_exact=False)
    assert (looked.validators, looked.body_sha256) == (page.validators, page.sha256)
    assert (looked.read_at, looked.whole_at) == (NOON + HOUR, NOON)
    assert after_same(was_read(), page, is_exact=True).whole_at == NOON + HOUR


@given(
    st.lists(
        st.tuples(st.booleans(), st.booleans(), st.booleans(), st.integers(0, 9)),
        max_size=12,
    )
)
def test_news_first_then_the_new_then_whoever_waited_longest(
    cases: list[tuple[bool, bool, bool, int]],
) -> None:
    """With time for one request a check, every document still gets its turn."""
    documents, remembered = [], {}
    for number, (is_known, is_moved, is_failing, age) in enumerate(cases):
        documents.append(a_document(f"{number}", NOON + HOUR if is_moved else NOON))
        if is_known:
            failing = NOON if is_failing else None
            remembered[f"{number}"] = was_read(tried_at=NOON - age * HOUR, failing_since=failing)
    planned = due(documents, Memory(at=NOON, documents=remembered))
    health = [remembered.get(each.id) for each in planned]
    turns = [
        (1, 0.0)
        if each is None
        else (
            0 if document.moved_at != NOON and each.failing_since is None else 2,
            each.tried_at.timestamp(),
        )
        for document, each in zip(planned, health, strict=True)
    ]
    assert turns == sorted(turns)
    assert {each.id for each in planned} >= {
        each.id for each in documents if each.id not in remembered or each.moved_at != NOON
    }
