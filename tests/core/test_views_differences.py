"""Where the governments differ, and by how many levels."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Severity
from advisory_watch.core.views import WORTH_SAYING, CurrentAdvice, difference, spread
from support.builders import a_pending_candidate, an_advisory

STEPS = st.sampled_from([*Severity, None])


def a_word(severity: Severity | None = Severity.CAUTION, source: str = "us_state") -> CurrentAdvice:
    """Build current advice with a level."""
    return CurrentAdvice(source=source, advisory=an_advisory(severity, source=source))


WORDS = st.lists(
    st.builds(
        lambda severity, is_withdrawn, is_unknown: CurrentAdvice(
            source="us_state",
            advisory=None if is_unknown else an_advisory(severity),
            is_withdrawn=is_withdrawn,
        ),
        STEPS,
        st.booleans(),
        st.booleans(),
    ),
    max_size=7,
)


@given(WORDS, st.randoms(use_true_random=False))
def test_the_order_of_the_sources_does_not_matter(
    words: list[CurrentAdvice], chance: Random
) -> None:
    """A difference that depends on the order of sources is not real."""
    mixed = list(words)
    chance.shuffle(mixed)
    assert spread(mixed) == spread(words)
    assert (difference(mixed) is None) == (difference(words) is None)


@given(WORDS)
def test_advice_without_a_level_changes_nothing(words: list[CurrentAdvice]) -> None:
    """`See summaries` is not a mild level, and withdrawn advice is not current."""
    silent = [
        a_word(None),
        CurrentAdvice(source="de_aa", advisory=None, unconfirmed=a_pending_candidate()),
        CurrentAdvice(
            source="ca_gac", advisory=an_advisory(Severity.DO_NOT_TRAVEL), is_withdrawn=True
        ),
        CurrentAdvice(source="ca_gac", advisory=an_advisory(Severity.NORMAL), is_withdrawn=True),
    ]
    assert spread([*words, *silent]) == spread(words)
    before, after = difference(words), difference([*words, *silent])
    assert before == after


@given(WORDS, STEPS)
def test_another_source_never_reduces_the_difference(
    words: list[CurrentAdvice], severity: Severity | None
) -> None:
    """Adding a government must not hide that two others disagree."""
    assert spread([*words, a_word(severity)]) >= spread(words)


@given(WORDS)
def test_both_ends_of_a_difference_are_as_far_apart_as_it_says(words: list[CurrentAdvice]) -> None:
    """The sentence names governments: it must name the right ones, and all of them."""
    steps, found = spread(words), difference(words)
    assert 0 <= steps <= len(Severity) - 1
    assert (found is not None) == (steps >= WORTH_SAYING)
    if found is not None:
        stated = [word.severity for word in words if word.severity is not None]
        assert {word.severity for word in found.gravest} == {max(stated)}
        assert {word.severity for word in found.mildest} == {min(stated)}
        assert max(stated) - min(stated) == found.steps == steps
        assert len(found.gravest) == stated.count(max(stated))
        assert len(found.mildest) == stated.count(min(stated))


def test_neighbouring_levels_are_no_news() -> None:
    """Publishers draw their lines differently, and a list of half the world would go unread."""
    assert difference([a_word(Severity.CAUTION), a_word(Severity.RECONSIDER)]) is None
    assert difference([]) is None


def test_the_graver_of_whole_and_part_counts() -> None:
    """A third of a country at the highest level is not `1 normal`, as the whole alone says."""
    parts = an_advisory(Severity.NORMAL, partial_severity=Severity.DO_NOT_TRAVEL)
    assert spread([CurrentAdvice(source="de_aa", advisory=parts), a_word(Severity.NORMAL)]) == 3
