"""The words of publishers as readers see them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.text import (
    NO_ADVICE_AGAINST,
    as_shown,
    has_swapped_letters,
    in_sentence,
    in_short,
    said,
    to_from,
)


@pytest.mark.parametrize(
    ("native", "shown"),
    [
        ("", NO_ADVICE_AGAINST),
        ("avoid_all_travel_to_parts", "avoid all travel to parts"),
        ("avoid_all_travel_to_parts,avoid_x_y", "avoid all travel to parts, avoid x y"),
        ("Level 3: Reconsider Travel", "Level 3: Reconsider Travel"),
        ("Teilreisewarnung", "Teilreisewarnung"),
        ("safe_travel Alert", "safe_travel Alert"),
    ],
)
def test_words_are_verbatim_except_flags_and_empty_levels(native: str, shown: str) -> None:
    """A publisher's words must not become ours, least of all the word `safe`."""
    assert as_shown(native) == shown


def test_silence_is_not_quoted_in_a_sentence() -> None:
    """Quotation marks mean that a government wrote it."""
    assert f"{in_sentence('UK')} {said('')}" == "the UK gives no advice against travel"
    assert f"{in_sentence('Canada')} {said('Avoid all')}" == "Canada says “Avoid all”"


@pytest.mark.parametrize(
    ("native", "short"),
    [
        (
            "avoid_all_but_essential_travel_to_parts,avoid_all_travel_to_parts",
            "avoid all travel to parts + all but essential travel to parts",
        ),
        (
            "avoid_all_but_essential_travel_to_whole_country,avoid_all_travel_to_parts",
            "avoid all but essential travel + all travel to parts",
        ),
        ("avoid_all_travel_to_whole_country", "avoid all travel"),
        ("avoid_all_travel_to_parts,avoid_x_y", "avoid x y + avoid all travel to parts"),
        ("avoid_x_y", "avoid x y"),
        ("", NO_ADVICE_AGAINST),
        ("Level 3: Reconsider Travel", "Level 3"),
        ("Two\nlines", "Two lines"),
    ],
)
def test_the_gravest_words_come_first_if_words_are_cut(native: str, short: str) -> None:
    """`Avoid all but essential travel to parts, avoid...` hides the graver advice."""
    assert in_short(native) == short


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        ("Level 3", "Level 1", "to Level 3 from 1"),
        ("Level 3", "Other", "to Level 3 from Other"),
        ("Other", "Level 1", "to Other from Level 1"),
        ("High degree", "Low degree", "to High degree from Low degree"),
    ],
)
def test_a_unit_is_written_once(now: str, before: str, words: str) -> None:
    """A subject is short, and its other parts need the space."""
    assert to_from(now, before) == words


@given(st.text(alphabet="abcd", max_size=6), st.text(alphabet="abcd", max_size=6))
def test_swapped_letters_are_one_transposition(word: str, other: str) -> None:
    """A second mistake, or another letter, may be another name."""
    swapped = {
        word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)
    } - {word}
    assert has_swapped_letters(word, other) is (other in swapped)
    assert all(has_swapped_letters(each, word) for each in swapped)
