"""The parts that a text advises against, in the forms that publishers use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Region, Severity
from advisory_watch.parsing import region_patterns
from advisory_watch.parsing.html import sentences
from advisory_watch.parsing.regions import (
    REGION_NAME_MAX_CHARS,
    REGIONS_MAX,
    is_elsewhere,
    is_lifting,
    lifted_regions,
    noted_regions,
    regions_in,
)

NORMAL, CAUTION, L3, L4 = Severity


def named(text: str, destination: str = "KE", whole: Severity | None = NORMAL) -> dict[str, int]:
    """Return the parts of a text as names with levels."""
    return {region.name: int(region.severity) for region in regions_in(text, destination, whole)}


SENTENCES = [
    ("FCDO advises against all travel to Garissa County.", {"Garissa County": 4}),
    ("We advise against all but essential travel to Garissa County.", {"Garissa County": 3}),
    ("Do not travel to the border area due to armed conflict.", {"the border area": 4}),
    ("Reconsider travel to Garissa due to crime.", {"Garissa": 3}),
    ("Citizens should avoid non-essential travel to Garissa.", {"Garissa": 3}),
    ("All travel to western Wajir should be avoided.", {"to western Wajir": 4}),
    ("Defer non-essential travel until at least 30 October in eastern Lamu.", {"eastern Lamu": 3}),
    ("Travellers are advised not to travel to Garissa.", {"Garissa": 4}),
    (
        "We advise against all travel within 9km and against any non-essential travel within 80km.",
        {"within 9km": 4, "within 80km": 3},
    ),
    ("Garissa County – Level 4: Do Not Travel", {"Garissa County": 4}),
    ("Garissa County - LEVEL 4: DO NOT TRAVEL", {"Garissa County": 4}),
    ("Garissa County (Level 3 – Reconsider travel)", {"Garissa County": 3}),
    ("Avoid non\N{NON-BREAKING HYPHEN}essential travel to Garissa.", {"Garissa": 3}),
    ("Avoid nonessential travel to Garissa.", {"Garissa": 3}),
    ("We advise against all travel to Garissa (see the map) due to crime.", {"Garissa": 4}),
    (
        "We advise against all travel to the following counties: Garissa; Lamu; and Wajir.",
        {"Garissa": 4, "Lamu": 4, "Wajir": 4},
    ),
]


@pytest.mark.parametrize(("text", "parts"), SENTENCES)
def test_a_sentence_names_a_part(text: str, parts: dict[str, int]) -> None:
    """Each publisher has its own form, and each form keeps people out of a war."""
    found = {name.removeprefix("to "): level for name, level in named(text).items()}
    assert found == {name.removeprefix("to "): level for name, level in parts.items()}


@pytest.mark.parametrize(
    "text",
    [
        "FCDO no longer advises against all travel to Garissa County.",
        "Find out more about why FCDO advises against travel.",
        "Areas where FCDO advises against all travel",
        "If FCDO advises against all travel to your destination, ask your insurer.",
        "Do not travel at night.",
        "Do not travel to the desert unless in convoy.",
        "All travel to Kenya requires a visa.",
        "Do not travel to these areas for any reason.",
        "Do not travel to high crime areas.",
        "Latest update:\n: FCDO now advises against all travel to Garissa County.",
    ],
)
def test_a_sentence_that_advises_against_no_part_names_none(text: str) -> None:
    """A part that no government advises against is a false alarm."""
    assert named(text) == {}


def test_a_list_below_its_heading_is_read_to_its_end() -> None:
    """Real case: 39 items of one feed have the words over a list, and the areas in it."""
    text = (
        "Do Not Travel To:\n"
        "Garissa County due to terrorism.\n"
        "Areas near the Somali border due to kidnapping.\n"
        "Country Summary: Violent crime is common.\n"
        "Nairobi has many museums."
    )
    assert named(text) == {"Garissa County": 4, "Areas near the Somali border": 4}


def test_a_reference_to_a_map_does_not_end_a_list() -> None:
    """The parts below it would be lost, and be news again once the reference is gone."""
    text = "FCDO advises against all travel to:\nGarissa County (see map)\nWajir County"
    assert named(text) == {"Garissa County": 4, "Wajir County": 4}


def test_a_distance_in_the_heading_belongs_to_each_item() -> None:
    """`Libya` alone would be another country."""
    text = "FCDO advises against all travel to within 30km of the borders with:\nLibya\nMali"
    assert set(named(text, "DZ")) == {
        "within 30km of the borders with Libya",
        "within 30km of the borders with Mali",
    }


def test_exceptions_in_a_list_belong_to_the_part() -> None:
    """Taken for parts, the safe towns would be those to avoid."""
    text = "FCDO advises against all travel to Far North, except for:\nMaroua town\nKousseri"
    assert named(text, "CM") == {"Far North, except for Maroua town, Kousseri": 4}


def test_the_title_of_the_next_advice_is_no_item() -> None:
    """Readable text has no headings: a title is known by the advice below, which repeats it."""
    text = (
        "FCDO advises against all but essential travel to:\n"
        "Irob woreda\n"
        "Amhara region\n"
        "FCDO advises against all travel to Amhara region."
    )
    assert named(text, "ET") == {"Irob woreda": 3, "Amhara region": 4}


def test_the_last_item_of_a_list_is_not_taken_for_a_title() -> None:
    """Real case: the last state of a list was lost, because the next list named states too."""
    text = (
        "We advise against all travel to:\nBorno State\nZamfara State\n"
        "We advise against all but essential travel to:\nAbia State"
    )
    assert named(text, "NG") == {"Borno State": 4, "Zamfara State": 4, "Abia State": 3}


def test_a_part_that_is_not_graver_than_the_whole_says_nothing_new() -> None:
    """At level 4, every part is at level 4."""
    assert named("Do not travel to Garissa.", whole=L4) == {}
    assert named("Reconsider travel to Garissa.", whole=L3) == {}


@pytest.mark.parametrize(
    ("name", "is_it"),
    [
        ("Haiti", True),
        ("Venezuela's border regions with Colombia", True),
        ("the provinces in Iraq bordering Jordan", True),
        ("the border with Somalia", False),
        ("within 10km of the border with Somalia", False),
        ("areas of Kenya's border with Somalia", False),
        ("the boredr region in Somalia", False),
        ("Kenya", False),
        ("Garissa County", False),
    ],
)
def test_a_part_of_a_neighbour_is_elsewhere(name: str, *, is_it: bool) -> None:
    """Advice about one country names its neighbours; a common border is a part of both."""
    assert is_elsewhere(name, "KE") is is_it


def test_a_note_tells_what_is_new() -> None:
    """A note is the publisher's own word for a change; a reminder in it is none."""
    note = "FCDO now advises against all travel to Mandera. We advise against all travel to Lamu."
    assert noted_regions(note, "KE") == (Region(name="Mandera", severity=L4),)
    assert not is_lifting(note)
    assert is_lifting("FCDO no longer advises against all travel to Lamu.")


@pytest.mark.parametrize("title", ["Wajir region", "Wajri region"])
def test_a_mistyped_title_is_no_item_of_the_list_above_it(title: str) -> None:
    """A part would rise to the level of that list because of two swapped letters."""
    listed = f"FCDO advises against all travel to:\nMandera\nLamu\n{title}"
    below = "FCDO advises against all but essential travel to Wajir region."
    assert named(f"{listed}\n{below}") == {"Mandera": 4, "Lamu": 4, "Wajir region": 3}


def test_a_note_tells_what_ended() -> None:
    """What the note says to hold is not lifted, in the same sentence or in the next one."""
    ended = "FCDO no longer advises against all but essential travel to Mandera"
    lifted = (Region(name="Mandera", severity=L3),)
    assert lifted_regions(f"{ended} ('Warnings and insurance' page).", "KE") == lifted
    for kept in (" but continues to advise", ". FCDO continues to advise", ". FCDO now advises"):
        assert lifted_regions(f"{ended}{kept} against all travel to Lamu.", "KE") == lifted


@given(st.text(alphabet="ab .:\n", max_size=400), st.integers(0, 3))
def test_other_lines_do_not_change_what_a_sentence_names(noise: str, place: int) -> None:
    """An edit elsewhere on a page must not raise or lower a part."""
    lines = noise.splitlines()[:3]
    lines.insert(place, "FCDO advises against all travel to Garissa County.")
    assert named("\n".join(lines)) == {"Garissa County": 4}


def test_the_last_place_of_a_long_list_is_in_the_name() -> None:
    """Real names have up to 600 characters; a town added at the end of one was cut off."""
    towns = ", ".join(f"Town{number:02}" for number in range(40))
    (name,) = named(f"Do not travel to {towns} and Garissa due to crime.")
    assert name.endswith(" and Garissa")


def test_names_and_their_number_are_bounded() -> None:
    """A page about something else must not fill the ledger."""
    items = [f"Area{number} {'x' * REGION_NAME_MAX_CHARS}" for number in range(REGIONS_MAX + 9)]
    found = named("Do not travel to:\n" + "\n".join(items))
    assert len(found) == REGIONS_MAX
    assert max(map(len, found)) <= REGION_NAME_MAX_CHARS


@pytest.mark.parametrize(
    "words",
    [
        "against all travel",
        "avoid any travel",
        "against all but essential travel",
        "defer all non-essential travel",
        "avoid unnecessary travel",
        "reconsider travel",
        "reconsider your travel",
        "reconsider your need to travel",
        "reconsider your need to travelling",
        "do not travel",
        "not to travel",
    ],
)
def test_the_first_search_finds_every_form_of_advice(words: str) -> None:
    """The patterns of advice are not tried on a sentence that the first search leaves out."""
    sentence = f"We say: {words.upper()} to Garissa."
    assert region_patterns.ADVICE.search(sentence)
    assert region_patterns.TRAVEL.search(sentence.lower())


PIECES = [
    *[
        "all travel",
        "travelling",
        "to travel",
        "travels",
        "Travel",
        "U.S. travel",
        "U. S.",
        "x" * 999,
    ],
    *["exercise increased caution", "EXERCISE NORMAL PRECAUTIONS", "exerc\u0131\u017fe", "\u0130"],
    *[".", ". ", "!", '"', "\u2019", ")", ":", " ", "  ", "-", "\u2022", "to Mali", "A", "y"],
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_the_first_search_of_a_line_finds_every_sentence_with_advice(line: str) -> None:
    """A line that it leaves out is not split into sentences."""
    low = line.lower()
    for sentence in sentences(line):
        if region_patterns.TRAVEL.search(sentence.lower()):
            assert region_patterns.TRAVEL.search(low)
        if region_patterns.MILDER.match(sentence):
            assert region_patterns.EXERCISE in low
