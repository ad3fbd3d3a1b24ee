"""Control characters for a terminal are not part of a publisher's text."""

import pytest

from advisory_watch.parsing.html import prose_of, visible
from advisory_watch.parsing.json import text_in


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
