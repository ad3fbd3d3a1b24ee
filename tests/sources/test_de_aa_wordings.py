"""Germany: advice in other words than the usual ones, and words that are no advice."""

import pytest

from advisory_watch.core.errors import UnknownLevel
from advisory_watch.sources.de_aa.advice import statements_of
from advisory_watch.sources.de_aa.levels import Rung
from advisory_watch.sources.de_aa.whole import Extent, country_of

LEBANON = country_of("LB", "Libanon")


@pytest.mark.parametrize(
    ("sentence", "rung"),
    [
        ("Von Reisen in den Libanon wird dringendst abgeraten.", Rung.STRONGLY_AGAINST),
        ("Von einer Reise in den Libanon wird abgeraten.", Rung.AGAINST),
        ("Von Reisen in und durch den Libanon wird abgeraten.", Rung.AGAINST),
        (
            "Von nicht nötigen, insbesondere privaten Reisen in den Libanon wird abgeraten.",
            Rung.AGAINST_UNNECESSARY,
        ),
        ("Von vermeidbaren Reisen in den Libanon wird abgeraten.", Rung.AGAINST_UNNECESSARY),
        (
            "Von aufschiebbaren Reisen in den Libanon wird dringend abgeraten.",
            Rung.STRONGLY_AGAINST_UNNECESSARY,
        ),
    ],
)
def test_advice_in_other_words_is_about_the_whole(sentence: str, rung: Rung) -> None:
    """The step below a warning is stated only in the text."""
    (statement,) = statements_of([sentence], LEBANON)
    assert (statement.rung, statement.extent) == (rung, Extent.WHOLE)


def test_the_items_of_a_list_within_a_sentence_are_places_of_their_own() -> None:
    """Joined without a comma, a further province looked like more words for the last one."""
    lines = ["Vor Reisen in die", "- Provinz Akkar", "- Provinz Baalbek", "wird gewarnt."]
    (statement,) = statements_of(lines, LEBANON)
    assert statement.places == ("die Provinz Akkar, Provinz Baalbek",)


@pytest.mark.parametrize(
    "sentence",
    [
        "Die libanesischen Behörden raten von Reisen in den Süden ab.",
        "Die Regierung warnt vor Reisen in den Libanon.",
        "Von Reisen in den Libanon wird nicht mehr abgeraten.",
        "Das Auswärtige Amt rät, bei Reisen in den Libanon Bargeld mitzunehmen.",
        "Von Reisen nach Syrien wird abgeraten.",
    ],
)
def test_what_others_advise_is_no_level(sentence: str) -> None:
    """Advice of other authorities, and advice that was taken back, is no level."""
    assert statements_of([sentence], LEBANON) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Von Reisen in den Libanon raten wir dringend ab.",
        "Das Auswärtige Amt warnt vor Reisen in den Libanon.",
        "Reisen in den Libanon sollten derzeit unterbleiben.",
        "Bitte verzichten Sie auf Reisen in den Libanon.",
        "Wer nicht muss, sollte nicht in den Libanon reisen.",
    ],
)
def test_advice_on_no_step_of_the_ladder_is_an_error(sentence: str) -> None:
    """A guess would be a wrong level; the error quotes the sentence."""
    with pytest.raises(UnknownLevel, match="Libanon"):
        statements_of([sentence], LEBANON)
