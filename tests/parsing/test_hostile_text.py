"""Endless text is parsed in time linear in its length."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.advisory import Severity
from advisory_watch.core.destinations import destination_of, normalise
from advisory_watch.core.errors import UnknownDestination
from advisory_watch.core.text import to_ascii
from advisory_watch.parsing.html import SENTENCE_MAX_CHARS, sentences
from advisory_watch.sources.us_state.items import place_of
from advisory_watch.sources.us_state.text import words_of

ACCENTS = "a" + "\u0315\u0300" * 100_000


@pytest.mark.parametrize(
    "word",
    [
        "advisory level increased ",
        "no changes to advisory level ",
        "ordered staff ",
        "you should leave ",
        "U.S.",
        "_",
    ],
)
def test_words_without_a_full_stop_are_parsed_in_time(word: str) -> None:
    """The first of these took hours for the length of a page."""
    began = process_time()
    words_of(word * (100_000 // len(word)), Severity.CAUTION)
    assert process_time() - began < 1


def test_an_endless_link_is_checked_in_time() -> None:
    """Only the link shows which place of a group an item is about."""
    began = process_time()
    with pytest.raises(UnknownDestination, match="expected a link to one of china"):
        place_of("Mainland China, Hong Kong & Macau", link="a" * 200_000, fips=())
    assert process_time() - began < 1


def test_many_accents_on_one_letter_take_little_time() -> None:
    """Unicode sorts accents: two hundred thousand took half a minute, in names and subjects."""
    began = process_time()
    assert normalise(ACCENTS) == "a"
    assert to_ascii(ACCENTS) == "a"
    assert process_time() - began < 1


def test_an_unknown_name_is_quoted_in_part() -> None:
    """An endless name must not fill the log of every check."""
    with pytest.raises(UnknownDestination) as caught:
        destination_of("x" * 100_000)
    assert len(str(caught.value)) < 300


@settings(derandomize=True, deadline=None, database=None, max_examples=30)
@given(st.lists(st.text("ab,", min_size=1, max_size=1500), min_size=1, max_size=8))
def test_a_sentence_that_is_cut_loses_no_word(words: list[str]) -> None:
    """Advice in a list without full stops is still advice."""
    text = " ".join(words)
    parts = sentences(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(len(sentence) <= SENTENCE_MAX_CHARS for sentence in parts)
