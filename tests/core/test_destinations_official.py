"""Official names: a destination that is renamed, or written in full, is still found."""

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.destinations import destination_names, destination_of, is_part, read_table
from advisory_watch.core.errors import UnknownDestination

NAMES = destination_names()
FORMS = ["Republic of", "The Kingdom of", "Federal Democratic Republic of the", "Free State of"]


def test_every_official_name_of_the_standard_is_understood() -> None:
    """A publisher that changes to the official name does so on the day of a crisis too."""
    official = {
        country.official_name: country.alpha_2
        for country in pycountry.countries
        if hasattr(country, "official_name")
    }
    found = {name: destination_of(name) for name in official}
    assert found == official


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Republic of Türkiye", "TR"),
        ("Moldova, Republic of", "MD"),
        ("the Republic of South Sudan", "SS"),
        ("Republic of the Union of Myanmar", "MM"),
        ("Co-operative Republic of Guyana", "GY"),
        ("Democratic People's Republic of Korea", "KP"),
    ],
)
def test_a_form_of_state_does_not_hide_a_name(name: str, code: str) -> None:
    """Türkiye was renamed, and its page with it: nothing else says which country is meant."""
    assert destination_of(name) == code


@pytest.mark.parametrize(
    "name",
    [
        "Republic of China",
        "People's Republic of Congo",
        "Turkish Republic of Cyprus",
        "Autonomous Republic of Georgia",
        "Islamic Republic of Atlantis",
        "Republic of",
    ],
)
def test_a_name_that_may_mean_another_destination_is_refused(name: str) -> None:
    """One China, one Congo and one Cyprus are told apart by nothing but these words."""
    with pytest.raises(UnknownDestination):
        destination_of(name)


@given(form=st.sampled_from(FORMS), code=st.sampled_from(sorted(NAMES)))
def test_a_form_of_state_never_leads_to_another_destination(form: str, code: str) -> None:
    """A warning about the wrong country is worse than an unknown name."""
    try:
        found = destination_of(f"{form} {NAMES[code]}")
    except UnknownDestination:
        return
    assert found == code


@pytest.mark.parametrize("name", ["Gaza", "Gaza Strip", "the West Bank", "Jan Mayen"])
def test_a_part_with_a_code_of_its_own_is_known(name: str) -> None:
    """The advice about it is not advice about the destination that contains it."""
    assert is_part(name)


def test_no_name_of_a_destination_is_a_part() -> None:
    """The level of a whole country would become the level of a part."""
    assert [name for name in NAMES.values() if is_part(name)] == []


def test_a_synonym_of_a_whole_is_no_part() -> None:
    """`Palestinian Territories` names both parts together."""
    parts = {name for code, name in read_table("synonyms") if code == "PS" and is_part(name)}
    assert parts == {"Gaza", "Gaza Strip", "West Bank"}
