"""Texts that a ledger left out, restored from the copies of a snapshot."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as some

from advisory_watch.core.record import exact_text_hash, with_texts_of
from advisory_watch.core.source_state import SourceState
from support.builders import a_health, a_record, an_advisory


def left_out(text: str) -> SourceState:
    """Build a record of Kuwait without its text."""
    known = a_record(an_advisory(text=None))
    return SourceState(
        records={"KW": known}, health=a_health(), left_out={"KW": exact_text_hash(text)}
    )


@given(some.text(), some.lists(some.text(), max_size=3))
def test_only_the_identical_text_is_restored(known: str, said: list[str]) -> None:
    """A text that only looks alike would hide a change of wording."""
    state = with_texts_of(left_out(known), [an_advisory(text=wording) for wording in said])
    advisory = state.records["KW"].advisory
    assert advisory is not None
    assert advisory.text == (known if known in said else None)
    assert state.left_out.keys() == (set() if known in said else {"KW"})


def test_the_text_of_another_destination_is_not_used() -> None:
    """Two countries may have the same text, but each record needs its own copy."""
    state = left_out("Stay away.")
    copy = an_advisory(destination="IQ", text="Stay away.")
    assert with_texts_of(state, [copy]) == state


def test_an_unpaired_surrogate_has_a_hash() -> None:
    """Feeds contain unpaired surrogates, which must not stop a warning."""
    assert exact_text_hash("\ud800") != exact_text_hash("\ud801")
    assert with_texts_of(left_out("\ud800"), [an_advisory(text="\ud800")]).left_out == {}


def test_nothing_else_in_the_record_changes() -> None:
    """A copy restores the text only; its level is still to be judged."""
    state = left_out("Stay away.")
    copy = an_advisory(None, text="Stay away.")
    known = state.records["KW"]
    assert known.advisory is not None
    expected = replace(known, advisory=replace(known.advisory, text="Stay away."))
    assert with_texts_of(state, [copy]).records == {"KW": expected}
