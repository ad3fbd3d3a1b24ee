"""Ireland: the status of a page, in every spelling that editors use."""

import pytest

from advisory_watch.core.advisory import Severity
from advisory_watch.core.errors import MalformedItem, UnknownLevel
from advisory_watch.sources.ie_dfa.levels import LEVELS
from advisory_watch.sources.ie_dfa.status import status_of

NORMAL, CAUTION, AVOID, STOP = LEVELS
HEADING = "Security Status"


@pytest.mark.parametrize(
    ("banner", "line"),
    [
        (AVOID, "Avoid Non Essential Travel"),
        (AVOID, "Avoid Nonessential Travel"),
        (AVOID, "avoid non-essential travel."),
        (AVOID, "Avoid Non\N{NON-BREAKING HYPHEN}Essential Travel"),
        (AVOID, "Avoid Non \N{EN DASH} Essential Travel"),
        (AVOID, "Avoid\N{NO-BREAK SPACE}Non-Essential  Travel"),
        (AVOID, "Avoid Non\N{SOFT HYPHEN}-Essential Travel"),
        (AVOID, "Avoid all non-essential travels to Lebanon"),
        (STOP, "DO-NOT-TRAVEL"),
        (STOP, "Do Not Travel, with the exception of Tripoli"),
        (STOP, "Do Not Travel - except for Tripoli: Avoid Non-Essential Travel"),
        (CAUTION, "Exercise a High Degree of Caution"),
        (CAUTION, "High Degrees of Caution"),
        (CAUTION, "Lebanon: High Degree of Caution"),
        (CAUTION, "Lebanon \N{EN DASH} High Degree of Caution"),
        (CAUTION, "Lebanon (excluding Tripoli): High Degree of Caution"),
        (NORMAL, "Normal Safety Precautions"),
        (NORMAL, "Normal Precaution"),
        (NORMAL, "Take normal security precautions"),
    ],
)
def test_a_status_is_known_in_any_spelling(banner: str, line: str) -> None:
    """A hyphen made pages unreadable for months, and six raises were lost."""
    assert status_of(banner, "LB", [HEADING, line]) == (banner, LEVELS[banner])


@pytest.mark.parametrize(
    ("banner", "usual"),
    [
        ("Avoid Non Essential Travel", AVOID),
        ("AVOID NON\N{EN DASH}ESSENTIAL TRAVEL", AVOID),
        ("High Degrees of Caution", CAUTION),
        ("Normal Safety Precautions", NORMAL),
        ("Do not travel.", STOP),
    ],
)
def test_another_spelling_in_the_banner_is_no_new_level(banner: str, usual: str) -> None:
    """A level in other words would be reported as a change."""
    assert status_of(banner, "LB", [HEADING, usual]) == (usual, LEVELS[usual])


def test_a_banner_keeps_its_exception() -> None:
    """An exception that comes or goes is a change."""
    banner = "Do Not Travel, with the exception of Tripoli"
    assert status_of(banner, "LB", [HEADING, STOP]) == (banner, Severity.DO_NOT_TRAVEL)


@pytest.mark.parametrize(
    "line",
    [
        "Security Status: Normal Precautions",
        "Security Status \N{EN DASH} Normal Precautions",
        "Current security status: Normal Precautions",
        "Security rating is Normal Precautions",
        "The security status for Lebanon is Normal Precautions.",
        "The Department advises Normal Precautions for Lebanon. Please register.",
        "We advise citizens to take normal precautions in Lebanon at this time.",
        "Citizens are advised to take normal precautions.",
        "Our advice for Lebanon is Normal Precautions.",
    ],
)
def test_the_advice_states_the_level_in_several_forms(line: str) -> None:
    """The lowest level counts only if the advice states it: banners slip to it."""
    assert status_of(NORMAL, "LB", ["Overview", line]) == (NORMAL, Severity.NORMAL)


@pytest.mark.parametrize(
    "line",
    [
        "The Department advises Normal Precautions for Syria.",
        "The Department advises Normal Precautions in the mountains of Lebanon.",
        "We do not advise normal precautions.",
        "The security status will change.",
    ],
)
def test_a_sentence_about_something_else_is_no_level(line: str) -> None:
    """It would confirm a banner that slipped."""
    with pytest.raises(MalformedItem, match="expected a security status in the advice"):
        status_of(NORMAL, "LB", [line])


@pytest.mark.parametrize(
    ("banner", "below"), [(NORMAL, STOP), (CAUTION, STOP), (CAUTION, NORMAL), (AVOID, STOP)]
)
def test_the_advice_counts_where_the_banner_differs(banner: str, below: str) -> None:
    """Four banners fell to the lowest level, one rose for weeks; no advice had changed."""
    assert status_of(banner, "LB", [HEADING, below]) == (below, LEVELS[below])


@pytest.mark.parametrize(("banner", "below"), [(STOP, NORMAL), (STOP, AVOID), (AVOID, CAUTION)])
def test_a_graver_banner_against_travel_is_an_error(banner: str, below: str) -> None:
    """It may be the first sign of a raise: its destination is named as unread."""
    with pytest.raises(UnknownLevel, match="say different levels"):
        status_of(banner, "LB", [HEADING, below])


def test_a_banner_alone_is_believed_unless_it_is_the_lowest() -> None:
    """Pages without a line for the level hid raises to the gravest one."""
    assert status_of(STOP, "LB", ["Bring a coat."]) == (STOP, Severity.DO_NOT_TRAVEL)
    with pytest.raises(MalformedItem, match="found only the banner"):
        status_of(NORMAL, "LB", ["Bring a coat."])


def test_the_level_of_another_place_is_not_taken() -> None:
    """A part or a neighbour has its own line below the heading."""
    lines = [HEADING, "North Sinai: Do Not Travel", "Rest of Egypt: High Degree of Caution"]
    assert status_of(CAUTION, "EG", lines) == (CAUTION, Severity.CAUTION)
    with pytest.raises(UnknownLevel, match="say different levels"):
        status_of(CAUTION, "EG", [HEADING, "Sudan: Do Not Travel"])
