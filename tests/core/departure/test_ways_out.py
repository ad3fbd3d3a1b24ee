"""Verbs of motion with a way out, ends of a stay, and what only sounds like them."""

from itertools import product

import pytest

from advisory_watch.core.advisory import Departure
from advisory_watch.core.departure.parse import departure_advice

NONE, LIMITED, AUTHORIZED, ORDERED, SUSPENDED, LEAVE = Departure

VERBS = ("get", "fly", "travel", "move", "drive")
WAYS = ("out of Libya", "home", "abroad", "across the border")
PAIRS = tuple(product(VERBS, WAYS))


@pytest.mark.parametrize(("verb", "way"), PAIRS)
def test_any_verb_of_motion_with_a_way_out_is_leaving(verb: str, way: str) -> None:
    """People are warned whatever verb the publisher chooses."""
    for text in (f"U.S. citizens in Libya should {verb} {way} now.", f"Please {verb} {way} today."):
        assert departure_advice(text, "LY", "us_state").departure is LEAVE, text


@pytest.mark.parametrize(("verb", "way"), PAIRS)
def test_a_denied_way_out_is_none(verb: str, way: str) -> None:
    """The same words with `not` warn of nothing."""
    text = f"U.S. citizens in Libya should not {verb} {way} now."
    assert departure_advice(text, "LY", "us_state").departure is NONE


@pytest.mark.parametrize("thing", ["a car", "carpets", "old coins", "local currency"])
def test_a_thing_taken_out_is_no_leaving(thing: str) -> None:
    """Customs rules use the same verbs."""
    text = f"You must get a licence to take {thing} out of Libya."
    assert departure_advice(text, "LY", "uk_fcdo").departure is NONE


CASES = {
    "the end of a stay": [
        (LEAVE, "Your stay in Libya should end this week."),
        (LEAVE, "Cut short any visit to Libya."),
        (LEAVE, "British nationals are asked to bring their trip to an end."),
        (LEAVE, "Please do not spend another night in Libya."),
        (LEAVE, "Nobody should stay in Libya."),
        (NONE, "Your departure from Libya may be delayed."),
    ],
    "a departure that cannot wait": [
        (LEAVE, "British nationals should not delay their departure from Libya."),
        (LEAVE, "Your departure from Libya should not wait."),
        (NONE, "British nationals should plan their departure from Libya."),
    ],
    "a vehicle": [
        (LEAVE, "British nationals in Libya should take Friday's flight to Malta."),
        (LEAVE, "There are still seats on the ferry. British nationals in Libya should be on it."),
        (LEAVE, "Use commercial flights to leave."),
        (NONE, "Passengers should take the first bus to the terminal."),
        (NONE, "Do not rely on the government to evacuate you; it may be unable to do so."),
    ],
    "what another said before": [
        (LEAVE, "France told its citizens to leave Libya. We ask the same of British nationals."),
        (NONE, "France told its citizens to leave Libya. We do not."),
    ],
    "a condition": [
        (LEAVE, "If you have come to Libya against our advice, leave."),
        (LEAVE, "Provided the road is open, leave Libya today."),
        (LEAVE, "Go to the port before noon and leave the country."),
        (NONE, "If you have no essential reason to stay, leave Libya."),
        (NONE, "Only if the level is raised to 4 should you leave."),
        (NONE, "If robbed, hand over your bag and leave at once."),
    ],
    "an alternative": [(NONE, "Visitors must register or leave.")],
    "the place of an event": [
        (NONE, "Event: Police seek a gunman in the mall.\nActions to take: Leave now."),
        (LEAVE, "Event: Fighting near the airport.\nActions to take: Depart Libya by sea."),
    ],
    "hearsay": [
        (NONE, "We will never call you to say that you must leave Libya."),
        (NONE, "The Embassy has not sent any message asking you to leave Libya."),
        (NONE, "Before you believe that you have to leave Libya, read this page."),
        (NONE, '"Leave Libya today," reads a leaflet that uses the seal of others.'),
        (LEAVE, "We do not say this lightly: leave Libya."),
    ],
    "an end of something else": [
        (LEAVE, "The curfew has been lifted; the advice to leave Libya has not."),
        (LEAVE, "We have not lifted our advice to leave Libya."),
        (NONE, "We have lifted our advice to leave Libya."),
    ],
    "staff": [
        (ORDERED, "London has pulled the families of Embassy staff out of Libya."),
        (ORDERED, "Departure is now mandatory for the families of Embassy staff."),
        (AUTHORIZED, "Departure of non-emergency personnel is now voluntary."),
        (NONE, "Embassy staff must not leave the capital."),
    ],
    "missions": [
        (SUSPENDED, "The Embassy performs no functions in Libya."),
        (SUSPENDED, "The British government suspended operations in 2014."),
        (NONE, "The Embassy suspended operations in 2014. It reopened in 2019."),
        (NONE, "The office of the Honorary Consul is closed."),
        (NONE, "The Embassy suspended operations for two weeks in 1990."),
    ],
}


@pytest.mark.parametrize(
    ("kind", "departure", "text"),
    [(kind, departure, text) for kind, cases in CASES.items() for departure, text in cases],
)
def test_a_construction_and_its_blocker(kind: str, departure: Departure, text: str) -> None:
    """Each construction warns, and the words that speak against it silence it."""
    assert departure_advice(text, "LY", "uk_fcdo").departure is departure, kind


@pytest.mark.parametrize(
    ("departure", "text"),
    [
        (LEAVE, "Bleiben Sie nicht in Mali."),
        (LEAVE, "Fliegen Sie nach Hause, solange es noch geht."),
        (LEAVE, "Ihre Ausreise aus Mali duldet keinen Aufschub."),
        (LEAVE, "Nutzen Sie die Linienflüge, um Mali zu verlassen."),
        (LEAVE, "Das Auswärtige Amt empfiehlt allen Deutschen die Ausreise aus Mali."),
        (NONE, "Wer Mali verlassen will, sollte Linienflüge nutzen."),
        (NONE, "Gerüchte, wonach Deutsche Mali verlassen sollen, sind falsch."),
        (NONE, "Damals mussten alle Deutschen das Land verlassen."),
        (ORDERED, "Die Familien der Entsandten haben Mali auf Weisung verlassen."),
        (SUSPENDED, "Die Botschaft hat ihre Arbeit bis auf Weiteres eingestellt."),
    ],
)
def test_german_constructions(departure: Departure, text: str) -> None:
    """German puts the verb last and the negation late."""
    assert departure_advice(text, "ML", "de_aa").departure is departure


def test_a_consulate_in_a_capital_stands_for_an_embassy() -> None:
    """The families of the British staff in Jerusalem were withdrawn on 2025-06-17."""
    text = "Family members of staff at the British Consulate in Jerusalem have been withdrawn."
    assert departure_advice(text, "PS", "uk_fcdo").departure is ORDERED
    assert departure_advice(text, "JO", "uk_fcdo").departure is NONE
