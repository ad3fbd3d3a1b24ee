"""What silences an order to leave, and what only sounds as if it did."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Departure
from advisory_watch.core.departure.parse import departure_advice

NONE, LIMITED, AUTHORIZED, ORDERED, SUSPENDED, LEAVE = Departure

ORDERS = {
    "U.S. citizens in Libya should leave now.": LEAVE,
    "Do not travel to Libya. If you are there, leave now by commercial means.": LEAVE,
    "The Department ordered the departure of non-emergency employees from Libya.": ORDERED,
    "The U.S. Embassy in Libya has suspended its operations.": SUSPENDED,
    "The U.S. government is very limited in its ability to help U.S. citizens in Libya.": LIMITED,
}

USUAL = (
    "Follow the Department of State on Facebook and X/Twitter.",
    "Follow U.S. Embassy Tripoli on Facebook.",
    "Follow us on Instagram for the latest news.",
    "Monitor local and social media.",
    "Watch our video.",
    "Scams are common.",
    "Beware of scams.",
    "Social media",
    "Tourist scams",
    "Fraud",
    "No. 55 Airport Road",
    "It is not safe to stay.",
    "It is not too late.",
    "It is not recommended to wait.",
    "This is not a drill.",
    "They have not been harmed.",
    "We do not encourage the use of buses.",
    "If it is not an emergency, call the police.",
    "During this time do not:",
    "Protests and violent crime are common in the capital.",
    "Remember that local laws apply, and that you must follow them.",
)
"""Sentences and headings as they occur in advice and alerts, most of them in each."""

DENIALS = (
    "That is not true.",
    "This is a hoax.",
    "It is fake.",
    "It was shared on Facebook.",
    "The message is false.",
    "Please ignore this message.",
    "It did not come from us.",
    "We have not told anyone to leave.",
    "This embassy did not.",
    "It bears our seal. It is a forgery.",
    "It is not meant for Libya.",
)


@pytest.mark.parametrize("usual", USUAL)
@pytest.mark.parametrize("order", ORDERS)
def test_a_usual_sentence_silences_no_order(order: str, usual: str) -> None:
    """Every US advisory ends with `Follow the Department of State on Facebook`."""
    for text in (f"{order}\n{usual}", f"{usual}\n{order}", f"{order} {usual}"):
        assert departure_advice(text, "LY", "us_state").departure is ORDERS[order], text


@given(st.sampled_from(sorted(ORDERS)), st.lists(st.sampled_from(USUAL), max_size=4))
def test_usual_sentences_silence_no_order(order: str, usual: list[str]) -> None:
    """However many follow, in lines of their own or in the same paragraph."""
    sentences = [words for words in usual if words.endswith(".")]
    for text in ("\n".join([order, *usual]), " ".join([order, *sentences])):
        assert departure_advice(text, "LY", "us_state").departure is ORDERS[order], text


@pytest.mark.parametrize("denial", DENIALS)
def test_a_denial_silences_what_was_said_before(denial: str) -> None:
    """Publishers quote forged alerts in order to deny them."""
    order = "U.S. citizens in Libya should leave now."
    for text in (f"{order} {denial}", f"{order}\n{denial}"):
        assert departure_advice(text, "LY", "us_state").departure is NONE, text


def test_a_denial_of_something_else_silences_no_order() -> None:
    """Only what was said last is denied."""
    order = "U.S. citizens in Libya should leave now."
    other = "Some say that a charter is waiting. That is not true."
    for text in (f"{order} {other}", f"{order}\n{other}"):
        assert departure_advice(text, "LY", "us_state").departure is LEAVE, text


@pytest.mark.parametrize(
    "text",
    [
        "U.S. citizens should leave Libya now and follow us on Facebook for news.",
        "Leave Libya now, monitor local and social media, and keep a low profile.",
        "U.S. citizens should leave Libya now; watch our video.",
        "Leave Libya now and beware of scams that offer seats.",
        "Monitor social media and leave Libya now.",
        "As announced on social media, U.S. citizens should leave Libya now.",
        "In a video message, the Ambassador urged all U.S. citizens to leave Libya now.",
    ],
)
def test_a_channel_of_news_is_no_hearsay(text: str) -> None:
    """The publisher names where to look, or where it spoke itself."""
    assert departure_advice(text, "LY", "us_state").departure is LEAVE


@pytest.mark.parametrize(
    "text",
    [
        "A video on Facebook tells U.S. citizens to leave Libya now.",
        "Messages on social media tell U.S. citizens to leave Libya now.",
        "U.S. citizens should leave Libya now, says a message on WhatsApp.",
        "Beware of fake messages that tell U.S. citizens to leave Libya now.",
        "Posts on X say that the Embassy told U.S. citizens to leave Libya now.",
    ],
)
def test_what_came_through_a_channel_is_hearsay(text: str) -> None:
    """The publisher says what others say."""
    assert departure_advice(text, "LY", "us_state").departure is NONE


def test_who_is_asked_to_follow_leaves_only_with_those_who_left() -> None:
    """`Follow` has many objects."""
    staff = "The Department ordered the departure of non-emergency employees."
    for other in ("Follow us on X.", "Follow and contact us.", "Check the rules you must follow."):
        assert departure_advice(f"{staff} {other}", "LY", "us_state").departure is ORDERED, other
    joined = f"{staff} We ask all U.S. citizens to follow them now."
    assert departure_advice(joined, "LY", "us_state").departure is LEAVE
