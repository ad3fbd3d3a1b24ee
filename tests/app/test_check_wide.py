"""A source that is read in parts: what it says is judged as if one check had read it all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from advisory_watch.core.alerts import Audience
from advisory_watch.core.errors import LedgerError, Unreachable
from advisory_watch.core.health import Health
from advisory_watch.core.pages import Page, Target
from advisory_watch.core.sources import Listing
from advisory_watch.core.verdicts import limits
from watch import a_doubtful_raise, a_raise
from wide_watch import CODES, HOSTS, INDEX, WideWatch

NOBODY: frozenset[str] = frozenset()
DOWN = Unreachable("us_state", "no answer")


@pytest.fixture
def watch() -> WideWatch:
    """Watch a wide source that was read once."""
    watch = WideWatch()
    watch.round()
    return watch


def told(watch: WideWatch) -> list[tuple[str, str | None]]:
    """Return whom all alerts are for, and what about."""
    return sorted((each.audience.value, each.destination) for each in watch.outbox.pending())


def test_a_wide_source_is_listed_and_handed_on_and_not_read() -> None:
    """One check has fifteen minutes, and a million documents do not fit into them."""
    watch = WideWatch()
    outcome = watch.check()
    assert outcome.ok
    assert watch.web.asked == [INDEX]
    assert outcome.parts == len(watch.line.parts) == len(HOSTS)
    handed = [each.id for part in watch.line.parts for each in part.documents]
    assert sorted(handed) == sorted(CODES)


def test_a_part_has_documents_of_one_host(watch: WideWatch) -> None:
    """Two workers at one host are two requests at once."""
    watch.check()
    for part in watch.line.parts:
        assert {each.target.url.split("/")[2] for each in part.documents} == {part.host}


@pytest.mark.parametrize("is_wide", [True, False])
def test_the_same_is_known_and_told_either_way(*, is_wide: bool) -> None:
    """How a source is read must make no difference to anybody who is told of it."""
    watch = WideWatch(is_wide=is_wide)
    watch.round()
    assert told(watch) == []
    doubtful = replace(a_doubtful_raise("PE"), is_only_copy=True)
    watch.web.publish(a_raise("KW"), doubtful)
    watch.round()
    assert told(watch) == [("subscribers", "KW")]
    watch.round(after_min=limits.RAISE_CONFIRMED_AFTER / timedelta(minutes=1))
    assert told(watch) == [("subscribers", "KW"), ("subscribers", "PE")]
    known = watch.ledger.state("us_state").known
    assert {code: each.number for code, each in known.items() if each.number != 1} == {
        "KW": 2,
        "PE": 2,
    }


def test_what_did_not_move_is_neither_asked_for_nor_written(watch: WideWatch) -> None:
    """A worker that finds nothing to do must cost next to nothing."""
    before = watch.ledger.part("us_state", "a.example#0")
    watch.round()
    assert watch.web.asked == [INDEX]
    assert watch.ledger.part("us_state", "a.example#0") == before


@pytest.mark.parametrize("is_wide", [True, False])
def test_what_is_gone_from_the_index_is_withdrawn_after_days(*, is_wide: bool) -> None:
    """No part can tell that something is missing: it may be in another."""
    watch = WideWatch(is_wide=is_wide)
    watch.round()
    del watch.web.moved["YE"]
    watch.round()
    assert told(watch) == []
    watch.round(after_min=limits.WITHDRAWN_AFTER / timedelta(minutes=1))
    (withdrawn,) = watch.outbox.pending()
    assert (withdrawn.destination, withdrawn.kinds) == ("YE", ("withdrawn",))


def test_a_list_that_does_not_say_what_about_withdraws_nothing() -> None:
    """Whoever cannot tell what is in a list cannot tell what is missing from it."""
    watch = WideWatch()
    (door,) = watch.source.doors

    def anonymous(target: Target, index: Page | None) -> Listing:
        listed = door.list(target, index).documents
        return Listing(documents=tuple(replace(each, destinations=NOBODY) for each in listed))

    watch.source = replace(watch.source, doors=(replace(door, list=anonymous),))
    watch.round()
    assert len(watch.ledger.state("us_state").known) == len(CODES)
    del watch.web.moved["YE"]
    for _ in range(2):
        watch.round(after_min=limits.WITHDRAWN_AFTER / timedelta(minutes=1))
    assert told(watch) == []


def test_a_dead_host_makes_its_own_documents_dark(watch: WideWatch) -> None:
    """The others answer: subscribers must not hear that we are blind."""
    watch.web.publish(a_raise("AR"), a_raise("BR"))
    watch.web.down["a.example"] = DOWN
    watch.round()
    assert told(watch) == [("subscribers", "BR")]
    sight = watch.ledger.parts("us_state")["a.example#0"]
    assert (sight.documents, sight.unread, sight.failure) == (8, 1, "no answer")
    watch.round(after_min=limits.DOCUMENT_TOLD_AFTER / timedelta(minutes=1))
    operators = [each for each in watch.outbox.pending() if each.audience is Audience.OPERATORS]
    assert [each.kinds for each in operators] == [("source_partly_blind",)]
    assert "AR" in str(operators[0].note)


def test_where_most_documents_are_dark_the_source_is(watch: WideWatch) -> None:
    """Silence of so many parts does not mean any more that nothing changed."""
    watch.web.publish(*(a_raise(code) for code in CODES[:12]))
    watch.web.down = dict.fromkeys(HOSTS, DOWN)
    watch.round()
    outcome = watch.check()
    assert not outcome.ok
    assert outcome.reason.startswith("12 of 24 documents could not be read, such as a.example#0")
    watch.work()
    watch.round(after_min=limits.SUBSCRIBERS_TOLD_AFTER / timedelta(minutes=1))
    assert (Audience.SUBSCRIBERS.value, None) in told(watch)


def test_a_part_that_could_not_be_remembered_is_to_be_worked_again(watch: WideWatch) -> None:
    """What nobody remembers, nobody is told of: the queue must bring it again."""

    def full(health: Health, alerts: object = ()) -> None:
        del alerts
        raise LedgerError(f"{health.part}: no room")

    watch.web.publish(a_raise("KW"))
    watch.check()
    watch.ledger.save_health = full  # type: ignore[method-assign]
    with pytest.raises(LedgerError, match="this was not remembered: nothing more was recorded"):
        watch.work()


def test_a_line_that_takes_nothing_is_a_source_that_is_not_read(watch: WideWatch) -> None:
    """Else a queue that was deleted by hand would look like a quiet world."""
    watch.line.is_closed = True
    outcome = watch.check()
    assert (outcome.ok, outcome.reason) == (False, "expected a queue, found none")
    assert watch.ledger.state("us_state").health.failure == "expected a queue, found none"
