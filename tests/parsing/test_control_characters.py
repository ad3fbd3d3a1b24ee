"""Control characters for a terminal are not part of a publisher's text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.parsing.html import prose_of, visible
from advisory_watch.parsing.json import text_in

LATIN_1_CONTROLS = 0x9F
"""The last of them."""


@pytest.mark.parametrize("control", ["\0", "\x07", "\x08", "\x1b", "\x7f", "\x90", "\x9b", "\x9d"])
def test_a_control_character_is_shown_and_not_obeyed(control: str) -> None:
    """A `Level 4` that erases itself from the reader's screen warns no one."""
    assert visible(f"Level{control} 4") == "Level\N{REPLACEMENT CHARACTER} 4"
    assert text_in({"level": f"Level{control} 4"}, "level") == "Level\N{REPLACEMENT CHARACTER} 4"
    assert prose_of("<p>Level&#27; 4") == "Level\N{REPLACEMENT CHARACTER} 4"


def test_letters_and_white_space_stay() -> None:
    """A publisher's text is shown unchanged."""
    text = "Côte d’Ivoire\u00a0– الكويت\t🇰🇼\r\nنعم\u2028x"
    assert visible(text) == text


@given(st.text(alphabet=st.characters(max_codepoint=0x2FF), max_size=40))
def test_every_control_character_is_shown_in_any_text(text: str) -> None:
    """Plain, accented and mixed texts are searched in different ways."""
    shown = (
        sign if sign.isprintable() or sign.isspace() or ord(sign) > LATIN_1_CONTROLS else "\ufffd"
        for sign in text
    )
    assert visible(text) == "".join(shown)
