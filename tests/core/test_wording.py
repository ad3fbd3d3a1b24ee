"""The words of publishers as people see them."""

import pytest

from advisory_watch.core.wording import NO_ADVICE_AGAINST, as_shown, in_sentence, said


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
def test_words_are_shown_verbatim_but_for_flags_and_silence(native: str, shown: str) -> None:
    """No words of a publisher's may become ours, least of all the word `safe`."""
    assert as_shown(native) == shown


def test_silence_is_not_quoted_in_a_sentence() -> None:
    """Quotation marks say that a government said it."""
    assert f"{in_sentence('UK')} {said('')}" == "the UK gives no advice against travel"
    assert f"{in_sentence('Canada')} {said('Avoid all')}" == "Canada says “Avoid all”"
