"""Canada: levels and headings in any spelling, and texts that are read again."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Advisory, Departure, Region, Severity
from advisory_watch.core.errors import UnknownLevel
from advisory_watch.sources import SOURCES
from advisory_watch.sources.ca_gac.document import read_again
from advisory_watch.sources.ca_gac.levels import (
    LEVELS,
    SEVERITY_OF_STATE,
    Heading,
    heading_in,
    heading_of,
    line_of,
    severity_of,
)
from support.builders import a_page
from support.shared_data import shared

SIGNS = st.text(" \u00a0\u00ad\u200b\u2011.,-", min_size=1, max_size=3)
PLACES = st.text("abcXYZ éß'()", min_size=1, max_size=20).map(lambda text: f"a{text}b")
STATES = {severity: state for state, severity in SEVERITY_OF_STATE.items()}


@given(
    st.sampled_from(list(LEVELS)),
    SIGNS,
    SIGNS,
    st.sampled_from(["", " (with regional advisories)"]),
)
def test_a_level_is_read_whatever_its_signs_are(
    words: str, between: str, after: str, regional: str
) -> None:
    """A space or a full stop of an editor must not make a country dark."""
    spelled = between.join(words.split()) + after
    assert severity_of(STATES[LEVELS[words]], spelled + regional) is LEVELS[words]


@pytest.mark.parametrize("words", ["Avoid some travel", "Avoid all", "", "Avoid all travel to it"])
def test_other_words_are_an_error_that_quotes_them(words: str) -> None:
    """A guess would be an all-clear that no one gave."""
    with pytest.raises(UnknownLevel, match=f"words '{words}'"):
        severity_of(3, words)


SEPARATORS = (
    " - ", " – ", ": ", "-", ", ", " / ", " (",
    " \N{FIGURE DASH} ", " \N{MINUS SIGN} ", " \N{HORIZONTAL BAR} ",
)  # fmt: skip


@given(PLACES, st.sampled_from(list(LEVELS)), st.sampled_from(SEPARATORS))
def test_a_heading_gives_its_place_and_its_level(place: str, words: str, sign: str) -> None:
    """The heading is the only place where the level of a part is stated."""
    heading = heading_of(f"{place}{sign}{words}")
    assert heading == Heading(place=" ".join(place.split()), severity=LEVELS[words])
    assert heading_in(line_of(heading)) == heading


@pytest.mark.parametrize(
    "line", ["", "Crime", "you should avoid all travel", "Unavoid all travel", "- Avoid all"]
)
def test_a_line_that_ends_in_no_level_is_no_heading(line: str) -> None:
    """A sentence would become the name of a part."""
    assert heading_of(line) is None


def test_a_stored_text_is_read_like_its_document() -> None:
    """After an upgrade, the text on record is compared as today's reader reads it."""
    snapshot = _kenya()
    plain = replace(
        snapshot, regions=(), partial_severity=None, departure=Departure.LIMITED_SERVICES
    )
    assert read_again(plain) == snapshot


def test_an_entry_without_a_text_is_not_read_again() -> None:
    """Its level is all that is known of it."""
    entry = replace(_kenya(), text=None)
    assert read_again(entry) is entry


def test_the_recorded_document_names_its_parts() -> None:
    """Documents that we wrote ourselves only prove that we agree with ourselves."""
    advisory = _kenya()
    assert advisory.regions == (
        Region(name="Border with Somalia", severity=Severity.DO_NOT_TRAVEL),
        Region(name="Kibera neighbourhood of Nairobi", severity=Severity.RECONSIDER),
    )
    assert (advisory.severity, advisory.departure) == (Severity.CAUTION, Departure.NONE)
    assert str(advisory.issued_at) == "2026-10-07 12:31:00+00:00"


def test_an_archived_index_shows_what_it_stated() -> None:
    """It is the evidence of every version that was recorded without a text."""
    (endpoint,) = SOURCES["ca_gac"].endpoints
    body = shared("samples", "ca_gac", "index_2026-07-02.json").read_bytes()
    page = a_page(body, target=endpoint.target)
    assert endpoint.read(page).advisories == endpoint.list(endpoint.target, page).advisories


def _kenya() -> Advisory:
    body = shared("samples", "ca_gac", "cta-cap-ke_2026-10-07_excerpt.json").read_bytes()
    (endpoint,) = SOURCES["ca_gac"].endpoints
    snapshot = endpoint.read(a_page(body, target=endpoint.target))
    assert snapshot.problems == ()
    (advisory,) = snapshot.advisories
    return advisory
