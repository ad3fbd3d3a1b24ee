"""Departure advice in a text: an instruction, an order, or neither."""

from pathlib import Path

import pytest

from advisory_watch.core.advisory import Departure
from advisory_watch.core.departure.parse import DepartureAdvice, departure_advice
from advisory_watch.parsing.html import sentences
from support.shared_data import shared

NONE, LIMITED, AUTHORIZED, ORDERED, SUSPENDED, LEAVE = Departure


def advice(text: str) -> DepartureAdvice:
    """Parse a text like the reader of a source."""
    return departure_advice(sentences(text))


@pytest.mark.parametrize(
    "text",
    [
        "U.S. citizens residing or travelling in Russia should depart immediately.",
        "US citizens in Iran should leave immediately.",
        (
            "All US citizens and Lawful Permanent Residents in Venezuela are strongly advised to "
            "depart immediately."
        ),
        (
            "Anyone with US citizenship or any other US residency status in Venezuela should leave "
            "the country immediately, including those traveling on Venezuelan passports."
        ),
        (
            "US citizens who are in Libya are urged to depart as soon as possible via commercial "
            "means if possible."
        ),
        "We urge American citizens in Afghanistan to leave immediately.",
        "Americans in Qatar are strongly encouraged to depart now.",
        (
            "U.S. citizens should not travel to Iran for any reason and should leave now if they "
            "are there."
        ),
        "U.S. citizens remaining in Russia depart immediately if it is safe to do so.",
        (
            "The U.S. Embassy urges US citizens to shelter in place and depart Ukraine now using "
            "privately available ground transportation options when it is safe to do so."
        ),
        "You should depart immediately.",
        "If you are in Mali, depart immediately using commercial aviation.",
        "Depart immediately if you are in South Sudan.",
        "U.S. citizens in South Sudan should depart immediately.",
        "Do not travel to Iraq for any reason. Leave now if you are there.",
        "Leave as soon as you can.",
    ],
)
def test_an_instruction_to_leave_the_country_is_the_highest(text: str) -> None:
    """The level can stay at 4 when this sentence appears; no other field shows it."""
    assert advice(text).departure is LEAVE


@pytest.mark.parametrize(
    "text",
    [
        "Travelers should be prepared to depart immediately with little to no warning.",
        "Have a plan to depart in an emergency that does not depend on U.S. government help.",
        (
            "US citizens in Belarus who require consular services should leave the country "
            "immediately and contact a US embassy or consulate in another country."
        ),
        "Americans in southeast Turkiye are strongly encouraged to depart now.",
        (
            "If you are being followed as you leave the airport, drive to the nearest police "
            "station immediately."
        ),
        "If you decide to travel, be ready to leave immediately.",
        "U.S. citizens in Gaza should leave the border area immediately.",
        "If you see a demonstration, leave the area immediately.",
        "If you feel unsafe, you should leave immediately.",
        "Leave immediately if a demonstration begins.",
        "If you are in a crowd, leave immediately.",
        "Visitors must leave the park immediately.",
        "U.S. citizens should leave their hotel immediately in case of fire.",
        "U.S. citizens should consider departing.",
        "Do not depart now.",
        "Flights leave today and tomorrow.",
        "",
    ],
)
def test_other_words_about_leaving_are_no_instruction(text: str) -> None:
    """A person who gets `leave the country` for a street crowd ignores it the next time."""
    assert advice(text).departure is NONE


@pytest.mark.parametrize(
    ("text", "departure"),
    [
        (
            (
                "On March 2, 2026, the Department ordered the departure of non-emergency U.S. "
                "government personnel and their family members."
            ),
            ORDERED,
        ),
        ("Family members of U.S. government employees were ordered to leave Kuwait.", ORDERED),
        ("The Department is ordering non-emergency personnel to depart.", ORDERED),
        ("The embassy is on ordered departure.", ORDERED),
        (
            (
                "The Department of State authorized the voluntary departure of non-emergency U.S. "
                "government personnel."
            ),
            AUTHORIZED,
        ),
        ("The Department authorized family members to leave Lebanon.", AUTHORIZED),
        ("Non-emergency employees have been authorized to depart.", AUTHORIZED),
        ("The U.S. Embassy in Damascus suspended its operations in 2012.", SUSPENDED),
        ("The suspension of operations at U.S. Embassy Kabul was announced.", SUSPENDED),
        ("Operations are suspended at the embassy.", SUSPENDED),
        ("The Embassy has limited ability to assist U.S. citizens in Russia.", LIMITED),
        ("The U.S. government is unable to provide emergency services in Syria.", LIMITED),
        ("The ferry company suspended all operations.", NONE),
        ("Flights were ordered by the tourists.", NONE),
    ],
)
def test_each_order_has_its_departure_advice(text: str, departure: Departure) -> None:
    """An embassy that sends families home expects worse than it writes."""
    found = advice(text)
    assert (found.departure, found.is_lifting) == (departure, False)


@pytest.mark.parametrize(
    "text",
    [
        "The ordered departure of non-emergency personnel was lifted on May 5.",
        "On May 5, the Department lifted the ordered departure of eligible family members.",
        "The Department terminated the authorized departure status of family members.",
        "The Department rescinded the ordered departure.",
        "Family members are no longer on ordered departure.",
    ],
)
def test_the_end_of_an_order_is_no_order(text: str) -> None:
    """The families returned; `ordered departure` would then say the opposite."""
    assert advice(text) == DepartureAdvice(departure=NONE, is_lifting=True, because=())


def test_operations_that_resumed_are_not_suspended() -> None:
    """The embassy in Kyiv reopened, but the text still mentions the suspension."""
    assert advice("The Embassy resumed operations that it suspended in 2022.").departure is NONE


def test_the_gravest_of_all_sentences_counts() -> None:
    """The instruction is in the last paragraph, after the orders."""
    text = "The Department ordered the departure of staff. U.S. citizens should leave now."
    assert advice(text).departure is LEAVE


def test_an_order_may_end_while_another_remains() -> None:
    """Family members may return while others may not."""
    text = "The authorized departure was lifted. The embassy is on ordered departure."
    found = advice(text)
    assert (found.departure, found.is_lifting) == (ORDERED, True)


@pytest.mark.parametrize(
    ("name", "departure"),
    [
        ("ru_security-alert_2022-03-06.txt", LEAVE),
        ("ru_security-alert_2023-06_wagner.txt", LEAVE),
        ("ua_security-alert_kyiv_2022_shelter.txt", LEAVE),
        ("ru_security-message_2017-04-07.txt", NONE),
        ("ru_emergency-message_2017-06-12.txt", NONE),
        ("pt_demonstration-alert_2018-04-19.txt", NONE),
    ],
)
def test_real_alerts_of_embassies_are_read_as_they_were_meant(
    name: str, departure: Departure
) -> None:
    """People in Moscow and Kyiv received exactly these texts."""
    path: Path = shared("samples", "us_embassies", name)
    assert advice(path.read_text()).departure is departure


def test_an_order_that_was_lifted_is_history() -> None:
    """Otherwise `ordered departure` would remain for weeks after the staff returned."""
    paragraphs = (
        (
            "On October 30, 2025, the Department of State ordered non-emergency employees and "
            "family members to leave Mali due to safety risks."
        ),
        (
            "As of January 9, the Department of State has lifted its ordered departure mandate "
            "for non-emergency Embassy employees and their family members."
        ),
    )
    advice = departure_advice(paragraphs)
    assert advice.departure is Departure.NONE
    assert advice.is_lifting


def test_an_order_after_a_lifted_one_holds() -> None:
    """The end of a first evacuation must not cancel the second."""
    paragraphs = (
        "Updated to reflect the lifting of ordered departure of family members.",
        (
            "On March 2, 2026, the Department of State ordered non-emergency US government "
            "employees to leave Iraq due to security concerns."
        ),
    )
    assert departure_advice(paragraphs).departure is Departure.ORDERED_DEPARTURE
