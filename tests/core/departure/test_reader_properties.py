"""Each field of a directive: change one thing in an order to leave, and it is none."""

from hypothesis import example, given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Departure
from advisory_watch.core.departure.parse import departure_advice
from advisory_watch.core.destinations import destination_of

COUNTRIES = ("Mali", "Haiti", "Lebanon", "South Sudan", "Iraq", "the Central African Republic")
PEOPLE = ("U.S. citizens", "Americans", "All U.S. nationals", "Everyone", "U.S. travelers")
LEAVES = ("leave", "depart", "get out of", "fly out of", "make their way out of")
HURRIES = ("now", "immediately", "as soon as possible", "by commercial means", "this week", "")

country = st.sampled_from(COUNTRIES)
people = st.sampled_from(PEOPLE)
leave = st.sampled_from(LEAVES)
hurry = st.sampled_from(HURRIES)


def rung(text: str, name: str, source: str = "us_state") -> Departure:
    """Read a text as one about the named destination."""
    return departure_advice(text, destination_of(name), source).departure


def is_order(text: str, name: str) -> bool:
    """Tell whether a text tells everyone to leave the named destination."""
    return rung(text, name) is Departure.DEPART_IMMEDIATELY


@given(people, leave, country, hurry)
def test_an_order_is_heard_in_every_combination(who: str, verb: str, name: str, when: str) -> None:
    """The words vary with the editor; the order does not."""
    assert is_order(f"{who} should {verb} {name} {when}.", name)
    assert is_order(f"The Department urges U.S. citizens in {name} to {verb} {name} {when}.", name)
    assert is_order(f"If you are in {name}, depart {when}.", name)


@given(leave, country, st.sampled_from("'`\u00b4\u02bc\u2019"))
def test_any_apostrophe_negates(verb: str, name: str, sign: str) -> None:
    """Editors type five signs for it; an acute accent once made an order of a denial."""
    assert not is_order(f"Don{sign}t {verb} {name} now.", name)


@given(people, leave, country, hurry)
def test_negated_it_is_none(who: str, verb: str, name: str, when: str) -> None:
    """A denial that reads as an order sends people to the airport."""
    assert not is_order(f"{who} do not need to {verb} {name} {when}.", name)
    assert not is_order(f"{who} should not {verb} {name} {when}.", name)
    assert not is_order(
        f"The Department has not asked U.S. citizens to {verb} {name} {when}.", name
    )


@given(leave, country, hurry)
def test_lifted_it_is_none(verb: str, name: str, when: str) -> None:
    """People come back after an all-clear."""
    said = f"We no longer advise U.S. citizens to {verb} {name} {when}."
    assert not is_order(said, name)
    assert not is_order(f"The advice to {verb} {name} {when} has been withdrawn.", name)
    assert departure_advice(said, destination_of(name), "us_state").is_lifting


@given(
    people,
    leave,
    country,
    hurry,
    st.sampled_from(
        [
            "If fighting breaks out",
            "In case of gunfire",
            "Should the coup succeed",
            "When a siren sounds",
            "If you feel unsafe",
        ]
    ),
)
def test_conditional_it_is_none(who: str, verb: str, name: str, when: str, event: str) -> None:
    """`If fighting breaks out` is advice for a day that may not come."""
    assert not is_order(f"{event}, {who} should {verb} {name} {when}.", name)


@given(leave, country, hurry)
def test_in_the_past_it_is_none(verb: str, name: str, when: str) -> None:
    """A recital of an old evacuation is no news."""
    assert not is_order(f"In 2021, U.S. citizens were told to {verb} {name} {when}.", name)
    assert not is_order(f"In March 2021 we advised U.S. citizens to {verb} {name}.", name)


@given(people, leave, country, country, hurry)
def test_of_another_country_it_is_none(
    who: str, verb: str, name: str, other: str, when: str
) -> None:
    """A neighbour's page names the country that people flee from."""
    assert is_order(f"{who} should {verb} {other} {when}.", name) is (name == other)
    assert is_order(f"U.S. citizens in {other} should leave {when}.", name) is (name == other)


@given(
    people,
    hurry,
    country,
    st.sampled_from(
        ["the airport", "the hotel", "the province", "the city", "the border area", "your home"]
    ),
)
def test_of_one_spot_it_is_none(who: str, when: str, name: str, spot: str) -> None:
    """Leaving a street is not leaving a country."""
    assert not is_order(f"{who} should leave {spot} {when}.", name)


@given(
    st.sampled_from(
        [
            "The authorities",
            "The police",
            "Militants",
            "The French government",
            "Local media",
            "The Russian embassy",
        ]
    ),
    leave,
    country,
)
def test_said_by_another_speaker_it_is_none(speaker: str, verb: str, name: str) -> None:
    """The duty officer acts for one government."""
    assert not is_order(f"{speaker} urged foreigners to {verb} {name}.", name)
    assert not is_order(f"{speaker} urges all visitors to {verb} {name} now.", name)
    assert not is_order(f"{speaker} told all visitors to {verb} {name} immediately.", name)


@given(
    st.sampled_from(["Journalists", "Pilgrims", "Dual nationals", "Students", "Crews of ships"]),
    leave,
    country,
    hurry,
)
def test_to_a_narrow_group_it_is_none(group: str, verb: str, name: str, when: str) -> None:
    """An alert to everyone that concerns forty students is false for all others."""
    assert not is_order(f"{group} should {verb} {name} {when}.", name)


@given(leave, country)
def test_a_rumour_of_it_is_none(verb: str, name: str) -> None:
    """A hoax is quoted in order to deny it."""
    assert not is_order(f"A forged message tells Americans to {verb} {name}.", name)
    assert not is_order(f"Claims that U.S. citizens must {verb} {name} are false.", name)


NOISE = st.lists(
    st.sampled_from(
        [
            "Crime is common in the capital.",
            "Keep a copy of your passport.",
            "The border with Chad is open from 8 to 4.",
            "You must leave the country before your visa expires.",
            "Leave valuables at home.",
            "Demonstrations may occur at any time.",
            "Flights leave twice a day.",
            "Follow us on Facebook.",
            "Scams are common.",
            "It is not safe to walk at night.",
        ]
    ),
    max_size=4,
)


@given(people, leave, country, NOISE, NOISE)
def test_other_lines_change_nothing(
    who: str, verb: str, name: str, before: list[str], after: list[str]
) -> None:
    """The order may be anywhere on a long page, and its own words are the reason."""
    order = f"{who} should {verb} {name} now."
    found = departure_advice("\n".join([*before, order, *after]), destination_of(name), "us_state")
    assert found.departure is Departure.DEPART_IMMEDIATELY
    assert found.because == (order,)
    assert not is_order("\n".join([*before, *after]), name)


@given(st.text(max_size=300), country)
@example("\u2026", "Mali")  # an ellipsis alone: NFKD makes three full stops of it
@example("St. \u00b4", "Mali")  # an acute accent alone: NFKD makes a space of it
def test_any_text_is_read(text: str, name: str) -> None:
    """A hostile page must not stop the check of all others."""
    found = departure_advice(text, destination_of(name), "us_state")
    assert bool(found.because) is (found.departure is not Departure.NONE)
    lines = " ".join(text.split())
    assert all(" ".join(words.split()) in lines for words in found.because)
