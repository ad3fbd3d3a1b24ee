"""Names of places in a text: the longest name counts, and every destination has one."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.destinations import destination_names, read_table
from advisory_watch.core.destinations.places import find_places, words_of


def found(text: str) -> list[str]:
    """Return the codes of each name in a text."""
    return [" ".join(sorted(place.destinations)) for place in find_places(words_of(text))]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Bridgetown, Barbados and St. Vincent", ["BB", "BB", "VC"]),
        ("the Dominican Republic", ["DO"]),
        ("Dominica", ["DM"]),
        ("Papua New Guinea and Guinea", ["PG", "GN"]),
        ("Guinea-Bissau", ["GW"]),
        ("French Guiana", ["GF"]),
        ("Israel, the West Bank, and Gaza", ["IL PS"]),
        ("Jerusalem", ["IL PS"]),
        ("Oranjestad", ["AW BQ-SE"]),
        ("SÃO TOMÉ; Nuku'alofa", ["ST", "TO"]),
        ("a port near the market", []),
    ],
)
def test_the_longest_name_counts(text: str, codes: list[str]) -> None:
    """A name inside another one is another country."""
    assert found(text) == codes


def test_every_place_is_in_known_destinations() -> None:
    """A row with a mistyped code would hide a place from every notice."""
    codes = {code for codes, _ in read_table("places") for code in codes.split()}
    assert codes <= destination_names().keys()


@settings(derandomize=True, deadline=None, max_examples=200, database=None)
@given(st.text(max_size=60), st.sampled_from(sorted(destination_names().items())))
def test_names_in_any_text_do_not_overlap(text: str, named: tuple[str, str]) -> None:
    """A destination is found by its name after any text, and no word counts twice."""
    places = list(find_places(words_of(f"{text} . {named[1]}")))
    assert all(name.end <= after.start for name, after in pairwise(places))
    assert any(named[0] in place.destinations for place in places)
