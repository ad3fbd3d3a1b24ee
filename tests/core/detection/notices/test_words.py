"""What a notice says: words, dangers and the number of its update, with the traps of each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.detection.notices.words import (
    WORDS_MAX,
    dangers_in,
    is_new_content,
    is_spelling_of,
    new_dangers,
    new_words,
    update_number,
    words_of,
)
from core.detection.notices.test_properties import EXAMPLES


@pytest.mark.parametrize(
    ("text", "dangers"),
    [
        ("Shelter in place until noon.", "shelter"),
        ("Stay indoors.", "shelter"),
        ("Missiles and drones hit the port.", "bombardment"),
        ("Shots were fired near the market.", "gunfire"),
        ("The airport is closed; the last flights go today.", "closed_routes"),
        ("All flights are cancelled.", "closed_routes"),
        ("A curfew begins. Two people were killed.", "deaths emergency_rule"),
        ("A cyclone nears the coast.", "disaster"),
        ("If you hear an explosion, take cover.", "in_case_of_bombardment in_case_of_shelter"),
        ("There is no threat of attacks.", ""),
        ("The curfew was lifted.", ""),
        ("The airport resumed flights after it was closed.", ""),
        ("An air raid drill takes place on Monday.", ""),
        ("Keep a low profile, and monitor local media.", ""),
    ],
)
def test_a_danger_is_named_as_present(text: str, dangers: str) -> None:
    """A danger that is over, denied or practised asks nothing of a reader."""
    assert " ".join(sorted(dangers_in(text))) == dangers


def test_a_danger_covers_the_advice_for_its_case() -> None:
    """A reader who knows of the attack needs no second message on what to do in one."""
    assert new_dangers(["attack", "in_case_of_attack"], ["attack"]) == ()
    assert new_dangers(["attack"], ["in_case_of_attack"]) == ("attack",)
    assert new_dangers(["in_case_of_attack"], []) == ("in_case_of_attack",)


@pytest.mark.parametrize(
    ("title", "text", "number"),
    [
        ("Security Alert (Update)", "", 1),
        ("UPDATED: Security Alert", "", 1),
        ("Security Alert: Update 2, last flights", "", 2),
        ("Update No. 3", "", 3),
        ("Update #4", "", 4),
        ("Second update: curfew", "", 2),
        ("10th Update", "", 10),
        ("Alert", "Update two: the port is open.", 2),
        ("Alert", "UPDATE – the port is open.", 1),
        ("Alert", "Security Alert Update: the port is open.", 1),
        ("Update 12:30", "", 1),
        ("Alert", "Monitor local media for updates.", 0),
        ("Alert", "We will update this page at 12:00.", 0),
        ("Alert", "Last updated: March 3", 0),
        ("Alert", "Updated: March 3, 2026", 0),
        ("Alert", "Updated 14:00", 0),
    ],
)
def test_an_update_has_a_number(title: str, text: str, number: int) -> None:
    """The promise of an update is not one, and neither is the date of a page."""
    assert update_number(title, text) == number


@pytest.mark.parametrize(
    ("word", "other", "is_same"),
    [
        ("missile", "misile", True),
        ("receive", "recieve", True),
        ("airlines", "airline", True),
        ("colour", "color", True),
        ("missile", "mission", False),
        ("leave", "left", False),
        ("attack", "shelter", False),
    ],
)
def test_a_spelling_differs_by_one_letter(word: str, other: str, *, is_same: bool) -> None:
    """A corrected word is not a new one."""
    assert is_spelling_of(word, other) is is_same
    assert is_spelling_of(other, word) is is_same


def test_new_content_is_a_sentence_and_not_a_word() -> None:
    """A short alert is new if half of it is; in a long one a few words are a correction."""
    long = words_of(" ".join(f"word{chr(97 + a)}{chr(97 + b)}" for a in range(9) for b in range(9)))
    assert not is_new_content(new_words(("curfew", "begins", *long), long), long)
    assert is_new_content(frozenset({"curfew", "begins", "dusk", "today"}), long)
    assert is_new_content(frozenset({"curfew", "begins"}), ("curfew", "begins"))


@EXAMPLES
@given(st.text(max_size=400), st.sampled_from(["", "\n", "Update 3: ", "missiles "]))
def test_any_text_can_be_read(text: str, start: str) -> None:
    """The item after it may be the one that tells people to leave."""
    whole = start + text
    assert len(words_of(whole * 3)) <= WORDS_MAX
    assert dangers_in(whole) <= dangers_in(f"{whole}\nMissiles hit the port.")
    assert update_number("", whole) >= 0
    assert new_words(words_of(whole), words_of(whole)) == frozenset()
