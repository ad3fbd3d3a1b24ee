"""Texts that a ledger left out, put back from the copies of a reading."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as some

from advisory_watch.core.state import SourceState, text_name, with_texts_of
from builders import a_health, a_known, an_advisory


def left_out(text: str) -> SourceState:
    """Know of Kuwait, but for its text."""
    known = a_known(an_advisory(text=None))
    return SourceState(known={"KW": known}, health=a_health(), left_out={"KW": text_name(text)})


@given(some.text(), some.lists(some.text(), max_size=3))
def test_only_the_very_text_is_put_back(known: str, said: list[str]) -> None:
    """One that only looks like it would hide a change of words."""
    state = with_texts_of(left_out(known), [an_advisory(text=each) for each in said])
    advisory = state.known["KW"].advisory
    assert advisory is not None
    assert advisory.text == (known if known in said else None)
    assert state.left_out.keys() == (set() if known in said else {"KW"})


def test_the_text_of_another_destination_is_none_of_ours() -> None:
    """Two countries may be told the same; what was left out of one says nothing of the other."""
    state = left_out("Stay away.")
    copy = an_advisory(destination="IQ", text="Stay away.")
    assert with_texts_of(state, [copy]) == state


def test_half_a_character_has_a_name() -> None:
    """Feeds carry them, and nobody may be left unwarned for that."""
    assert text_name("\ud800") != text_name("\ud801")
    assert with_texts_of(left_out("\ud800"), [an_advisory(text="\ud800")]).left_out == {}


def test_nothing_else_of_what_is_known_is_touched() -> None:
    """A copy brings its words; its level is still to be judged."""
    state = left_out("Stay away.")
    copy = an_advisory(None, text="Stay away.")
    known = state.known["KW"]
    assert known.advisory is not None
    expected = replace(known, advisory=replace(known.advisory, text="Stay away."))
    assert with_texts_of(state, [copy]).known == {"KW": expected}
