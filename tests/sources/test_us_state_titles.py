"""The title of an item of the US feed, whatever signs an editor types in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Severity
from advisory_watch.core.destinations import destination_of
from advisory_watch.core.errors import MalformedItem, UnknownLevel
from advisory_watch.sources.us_state import SOURCE
from advisory_watch.sources.us_state.title import severity_of, split_title

WORDS = {level.severity: level.words for level in SOURCE.levels if level.severity}
NAMES = ["Kuwait", "Timor-Leste", "Guinea-Bissau", "Cote d'Ivoire", "Congo, Republic of the"]
BEFORE = [
    " - ",
    "-",
    " – ",
    "—",
    ": ",
    ", ",
    " ",
    "\N{NO-BREAK SPACE}-\N{NO-BREAK SPACE}",
    " \N{MINUS SIGN} ",
    " | ",
    " / ",
    " \N{MIDDLE DOT} ",
]
AFTER = [": ", ":", " : ", " - ", " – ", "\N{FULLWIDTH COLON}", ", ", " ", "  ", ". "]
ENDS = ["", ".", " ", " -", "\N{ZERO WIDTH SPACE}", "\N{SOFT HYPHEN}", " \N{WORD JOINER}"]


@given(
    name=st.sampled_from(NAMES),
    severity=st.sampled_from(sorted(WORDS)),
    before=st.sampled_from(BEFORE),
    after=st.sampled_from(AFTER),
    end=st.sampled_from(ENDS),
)
def test_signs_do_not_decide(
    name: str, severity: Severity, before: str, after: str, end: str
) -> None:
    """On the day of a raise an editor types in haste; a country went dark for a missing colon."""
    level, _, words = WORDS[severity].partition(": ")
    subject, native_level = split_title(f"{name}{before}{level}{after}{words}{end}")
    assert destination_of(subject) == destination_of(name)
    assert severity_of(native_level) is severity


@pytest.mark.parametrize(
    "level",
    [
        "Level 4 Reconsider Travel",
        "Level 4 or higher",
        "Level 3/4: Reconsider Travel",
        "Level 3.5: Reconsider Travel",
        "Level 10: Do Not Travel",
        "Level 5: Do Not Travel",
        "Level: Do Not Travel",
    ],
)
def test_a_number_that_is_not_plain_is_no_level(level: str) -> None:
    """Nothing separates the number from the words, so they must say the same."""
    with pytest.raises(UnknownLevel):
        severity_of(level)


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("See Individual Summaries", None),
        ("See Individual Advisories", None),
        ("See Summary - Level 2: Exercise Increased Caution", Severity.CAUTION),
        ("SEE INDIVIDUAL SUMMARIES \N{EN DASH} Level 4 \N{EN DASH} Do Not Travel", 4),
        ("Level 4: Do Not Travel", 4),
        (" - Level 4: Do Not Travel", 4),
    ],
)
def test_a_title_without_a_name_has_no_subject(title: str, level: int | None) -> None:
    """The link names the destination; a referral is no name."""
    subject, native_level = split_title(title)
    assert subject == ""
    assert severity_of(native_level) == level


def test_a_title_without_a_level_is_an_error() -> None:
    """A default would be a false all-clear."""
    with pytest.raises(MalformedItem):
        split_title("Kuwait - Worldwide Caution")
