"""Netherlands: colours in sentences, their places, and the instruction to leave."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Departure, Severity
from advisory_watch.core.destinations import destination_of_code
from advisory_watch.core.errors import UnknownDestination, UnknownLevel
from advisory_watch.core.page import Page
from advisory_watch.sources.nl_bz import COUNTRIES, SOURCE, list_documents
from advisory_watch.sources.nl_bz.colours import colours_in, country_of
from advisory_watch.sources.nl_bz.countries import code_named, codes
from advisory_watch.sources.nl_bz.document import read
from advisory_watch.sources.nl_bz.leaving import departure_in
from advisory_watch.sources.nl_bz.levels import SEVERITY_OF_COLOUR
from support.builders import NOON
from support.shared_data import shared

(DOOR,) = SOURCE.endpoints
DOCUMENTS = Path(__file__).parent / "nl_bz" / "document"
KENYA = country_of("KE", "Kenia")
COLOURS = st.sampled_from(list(SEVERITY_OF_COLOUR))
WHOLE = st.sampled_from(["Kenia", "heel Kenia", "de rest van Kenia", "de rest van het land"])
PLACES = st.text(alphabet="abcdefghijklmnopqrstuvwxyz' -", min_size=1, max_size=40)
"""Names of places, which need not exist."""
PARTS = st.builds("de provincie X{}".format, PLACES.map(lambda name: " ".join(name.split())))


def a_page(body: bytes) -> Page:
    """Build the page of a document."""
    return Page(target=replace(DOOR.target, url="file"), body=body, fetched_at=NOON)


def test_every_document_has_a_destination_of_its_own() -> None:
    """A destination that is never asked for never gets a warning."""
    listing = list_documents(DOOR.target, None)
    destinations = {code for document in listing.documents for code in document.destinations}
    assert len(listing.documents) == len(destinations) == 226
    assert listing.documents[1].target.url == f"{COUNTRIES}/afg/traveladvice"


def test_every_key_names_the_destination_of_its_code() -> None:
    """A key that is the name of two countries would hide the colour of one of them."""
    assert len({code_named(name) for name in ("afghanistan", "de VAE", "Saoedi-Arabië")}) == 3
    assert len(codes()) == len({destination_of_code(code) for code in codes()})


@pytest.mark.parametrize("file", ["", "index.xml"])
def test_documents_of_a_mirror_come_from_the_mirror(file: str) -> None:
    """Documents from two places do not describe any single moment."""
    target = replace(DOOR.target, url=f"http://127.0.0.1:8000/nl/{file}")
    first = list_documents(target, None).documents[0]
    assert first.target.url == "http://127.0.0.1:8000/nl/abw/traveladvice"


def test_real_introductions_have_the_right_levels() -> None:
    """Read naively, Japan is red: its only red part comes first."""
    path = shared("samples", "nl_bz", "introductions_real_2026-10.jsonl")
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    document = (
        "<document><introduction><![CDATA[{introduction}]]></introduction>"
        "<isocode>{iso}</isocode><location>{location}</location></document>"
    )
    assert len(rows) == 4
    for row in rows:
        (advisory,) = read(a_page(document.format(**row).encode())).advisories
        expected = (row["severity"], row["partial"])
        assert (advisory.severity, advisory.partial_severity) == expected
        assert advisory.destination == destination_of_code(row["iso"])


def test_a_real_document_is_read_completely() -> None:
    """Documents that we wrote ourselves only prove that we agree with ourselves."""
    body = shared("samples", "nl_bz", "afg_traveladvice_2026-10-07_excerpt.xml").read_bytes()
    snapshot = read(a_page(body))
    (advisory,) = snapshot.advisories
    assert snapshot.problems == ()
    assert (advisory.destination, advisory.name) == ("AF", "Afghanistan")
    assert (advisory.native_level, advisory.severity) == ("rood", Severity.DO_NOT_TRAVEL)
    assert (advisory.partial_severity, advisory.departure) == (None, Departure.NONE)
    assert advisory.issued_at == datetime(2026, 4, 20, 13, 58, 10, 646000, tzinfo=UTC)
    assert advisory.url == "https://www.nederlandwereldwijd.nl/reisadvies/afghanistan"
    assert "Terrorisme\nIn Afghanistan bestaat een groot risico" in (advisory.text or "")


def test_another_day_of_the_visit_changes_nothing() -> None:
    """`Nog steeds geldig op` moves every day, and would be news every day."""
    body = (DOCUMENTS / "parts-before-the-rest.xml").read_bytes()
    later = body.replace(b"op: 28-11-2026", b"op: 29-11-2026")
    assert later != body
    assert read(a_page(later)) == read(a_page(body))


@given(colour=COLOURS, whole=WHOLE, part=PARTS, colour_of_part=COLOURS)
def test_a_part_never_moves_the_level_of_the_whole(
    colour: str, whole: str, part: str, colour_of_part: str
) -> None:
    """One red strip along a border must not close a country, nor a green city open it."""
    said = [
        f"De kleurcode van het reisadvies is {colour_of_part} voor {part}.",
        f"Voor {whole} geldt kleurcode {colour}.",
    ]
    found = colours_in("\n".join(said), KENYA)
    severity, of_part = SEVERITY_OF_COLOUR[colour], SEVERITY_OF_COLOUR[colour_of_part]
    assert found.severity is severity
    assert found.partial_severity is (of_part if of_part > severity else None)


@given(word=st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_a_colour_is_one_of_the_four_or_refused(word: str) -> None:
    """A default colour would be advice that the ministry never gave."""
    sentence = f"De kleurcode van het reisadvies voor Kenia is {word}."
    if word in SEVERITY_OF_COLOUR:
        assert colours_in(sentence, KENYA).severity is SEVERITY_OF_COLOUR[word]
    else:
        with pytest.raises(UnknownLevel, match=word):
            colours_in(sentence, KENYA)


@given(first=COLOURS, second=COLOURS)
def test_two_colours_of_the_whole_are_refused(first: str, second: str) -> None:
    """Which of two colours is in force cannot be known from the text."""
    said = f"Voor Kenia geldt kleurcode {first}.\nVoor heel Kenia geldt kleurcode {second}."
    if first == second:
        assert colours_in(said, KENYA).severity is SEVERITY_OF_COLOUR[first]
    else:
        with pytest.raises(UnknownLevel):
            colours_in(said, KENYA)


@pytest.mark.parametrize(
    "sentence",
    [
        "De kleurcode van het reisadvies voor Nyasaland is rood.",
        "Voor de rest van Nyasaland geldt kleurcode rood.",
    ],
)
def test_a_name_that_may_be_the_destination_is_no_part(sentence: str) -> None:
    """A country under a name that we do not know would lose its level without a word."""
    with pytest.raises(UnknownDestination, match="Nyasaland"):
        colours_in(sentence, KENYA)


@pytest.mark.parametrize(
    "words",
    [
        "Bent u in Kenia? Verlaat het land dan als dat op een veilige manier kan.",
        "Verlaat Kenia zo snel mogelijk.",
        "Verlaat dan onmiddellijk het land.",
        "Vertrek nu uit Kenia.",
        "Verlaat het land als dat veilig kan, en reis niet door het noorden.",
    ],
)
def test_the_instruction_to_leave_counts(words: str) -> None:
    """Missing it leaves people where their government no longer wants them to be."""
    assert departure_in(f"In Kenia is onrust.\n{words}", "Kenia") is Departure.DEPART_IMMEDIATELY


@pytest.mark.parametrize(
    "words",
    [
        "Verlaat de stad als dat kan.",
        "Verlaat Uganda.",
        "Verlaat het land niet.",
        "Verlaat het land als de situatie slechter wordt.",
        "Verlaat het land binnen 90 dagen.",
        "Verloopt uw visum? Verlaat het land dan.",
        "Bent u in het noordoosten van Kenia? Verlaat het land.",
        "U mag het land niet verlaten.",
    ],
)
def test_other_reasons_to_leave_do_not_count(words: str) -> None:
    """A rule about visas, or about one city, must not wake a duty officer."""
    assert departure_in(words, "Kenia") is Departure.NONE


@given(noise=PLACES)
def test_sentences_around_the_instruction_do_not_hide_it(noise: str) -> None:
    """The instruction is often one item of a list."""
    text = f"Let op {noise}.\nVerlaat het land dan.\nLet op {noise}."
    assert departure_in(text, "Kenia") is Departure.DEPART_IMMEDIATELY
