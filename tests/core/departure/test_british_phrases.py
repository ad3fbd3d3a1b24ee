"""British, Irish and New Zealand phrases for leaving, and phrases that only sound alike."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Departure
from advisory_watch.core.departure.parse import departure_advice
from advisory_watch.parsing.html import sentences

NONE, LIMITED, _, ORDERED, SUSPENDED, LEAVE = Departure

ORDERS = (
    ("British nationals should leave now.", "who stays is caught by what comes next"),
    ("British nationals must leave now.", "who stays is caught by what comes next"),
    ("You should leave immediately by commercial means.", "the way out will close"),
    (
        "FCDO advises British nationals to leave immediately by commercial means.",
        "the way out will close",
    ),
    (
        "British nationals currently in Russia should leave immediately by commercial means.",
        "the way out will close",
    ),
    (
        "We encourage British nationals to leave immediately via commercial flights.",
        "the way out will close",
    ),
    ("FCDO advice is to leave now by commercial means.", "the way out will close"),
    (
        "We continue to urge New Zealanders in Syria to leave now while options remain available.",
        "the way out will close",
    ),
    (
        "British nationals in South Sudan should leave now if they judge it safe to do so.",
        "safety on the way is no condition of the order",
    ),
    ("If you are in Syria, leave now.", "who stays is caught by what comes next"),
    (
        "If you’re in Syria, leave immediately by the quickest practical means.",
        "the way out will close",
    ),
    ("If you are in Syria, leave by the quickest practical means.", "the way out will close"),
    (
        "New Zealanders in Haiti should depart as soon as possible.",
        "who stays is caught by what comes next",
    ),
    (
        "All British nationals should leave Afghanistan as soon as possible.",
        "who stays is caught by what comes next",
    ),
    (
        "British nationals in Sudan are urged to depart as soon as possible.",
        "who stays is caught by what comes next",
    ),
    (
        "Irish citizens in Lebanon should leave immediately.",
        "who stays is caught by what comes next",
    ),
    (
        "Irish citizens in Lebanon should leave as soon as it is safe to do so.",
        "safety on the way is no condition of the order",
    ),
    (
        "Irish citizens in Lebanon are strongly advised to leave.",
        "the ministry keeps the bare sentence for the gravest days",
    ),
    (
        "British nationals should leave while commercial options remain available.",
        "the way out will close",
    ),
    ("British nationals should leave by any available commercial means.", "the way out will close"),
    ("Leave while commercial options remain available.", "the way out will close"),
    (
        "British nationals, including dual nationals, should leave now.",
        "who stays is caught by what comes next",
    ),
    (
        "British nationals should leave now and contact the embassy if they need help.",
        "who stays is caught by what comes next",
    ),
    (
        "British nationals should leave Syria.",
        "the ministry keeps the bare sentence for the gravest days",
    ),
    ("You should immediately leave Lebanon.", "who stays is caught by what comes next"),
    (
        "British nationals should leave now unless their presence is essential.",
        "who stays is caught by what comes next",
    ),
)


@pytest.mark.parametrize(("text", "reason"), ORDERS)
def test_every_order_to_leave_is_recognised(text: str, reason: str) -> None:
    """The level can stay when this sentence appears; no other field shows it."""
    assert departure_advice(sentences(text)).departure is LEAVE, reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "You should consider leaving while commercial options remain.",
            "it leaves the choice to the reader",
        ),
        ("You must leave immediately if your visa is cancelled.", "a rule of stay, for one person"),
        (
            "British nationals must leave immediately when their visa expires.",
            "a rule of stay, for one person",
        ),
        ("Leave the building immediately.", "a street or a house is no country"),
        ("You should leave the area immediately.", "a street or a house is no country"),
        ("You must leave the country before your visa expires.", "a rule of stay, for one person"),
        ("Leave immediately if you hear sirens.", "a street or a house is no country"),
        ("You should leave enough time.", "nobody leaves a country here"),
        ("British nationals should plan to leave now.", "it leaves the choice to the reader"),
        ("If you decide to leave, leave now.", "it leaves the choice to the reader"),
        (
            "British nationals who wish to leave should do so now.",
            "it leaves the choice to the reader",
        ),
        (
            "British nationals who wish to leave now should call.",
            "it leaves the choice to the reader",
        ),
        ("People were told to leave their homes.", "a street or a house is no country"),
        (
            "Residents were told to leave their homes immediately.",
            "a street or a house is no country",
        ),
        (
            "Evacuate immediately if advised by local authorities.",
            "a street or a house is no country",
        ),
        ("You do not have to leave immediately.", "it says the opposite"),
        ("The FCDO no longer advises British nationals to leave.", "it says the opposite"),
        (
            "The FCDO no longer advises British nationals to leave Lebanon immediately.",
            "it says the opposite",
        ),
        ("British nationals should leave valuables at home.", "nobody leaves a country here"),
        (
            "If you’re in Nepal and wish to leave, you should do so as soon as possible.",
            "it leaves the choice to the reader",
        ),
        ("You may be asked to leave immediately.", "a street or a house is no country"),
        ("You will need a permit to leave by commercial flight.", "a rule of stay, for one person"),
        ("British nationals must leave Russia within 90 days.", "a rule of stay, for one person"),
        (
            "You should leave immediately and move to higher ground.",
            "a street or a house is no country",
        ),
        ("The British Embassy is closed on Monday.", "a holiday is no closure"),
        (
            "Consular support is severely limited where FCDO advises against travel.",
            "help is limited in a part only",
        ),
        (
            "Support for British nationals is severely limited in parts of Nigeria.",
            "help is limited in a part only",
        ),
    ],
)
def test_a_phrase_that_only_sounds_alike_is_no_order(text: str, reason: str) -> None:
    """A person who gets `leave the country` for nothing ignores it the next time."""
    assert departure_advice(sentences(text)).departure is NONE, reason


@pytest.mark.parametrize(
    ("text", "departure"),
    [
        ("UK staff have been temporarily withdrawn from Ukraine.", ORDERED),
        ("The UK has temporarily withdrawn British embassy staff and their families.", ORDERED),
        ("The British Embassy in Tehran is temporarily closed.", SUSPENDED),
        ("In-country services have been suspended at the British Embassy Kabul.", SUSPENDED),
        ("FCDO cannot provide consular assistance in Yemen.", LIMITED),
        (
            "Consular support is not available from the British government from within Syria.",
            LIMITED,
        ),
        ("Support for British nationals is severely limited in Belarus.", LIMITED),
        ("We are not able to provide in-person consular assistance.", LIMITED),
        ("British Embassy staff who were withdrawn have now returned.", NONE),
    ],
)
def test_reduced_missions_have_their_departure_advice(text: str, departure: Departure) -> None:
    """A traveller who counts on a closed embassy has no one to call."""
    assert departure_advice(sentences(text)).departure is departure


@pytest.mark.parametrize(
    ("text", "is_lifting"),
    [
        ("The FCDO no longer advises British nationals to leave Lebanon.", True),
        ("The advice to leave Lebanon has been lifted.", True),
        ("The FCDO no longer advises British nationals to leave northern Iraq.", False),
    ],
)
def test_advice_to_leave_ends_only_for_the_whole(text: str, *, is_lifting: bool) -> None:
    """A traveller who returns to Baghdad because Erbil is quiet returns into a war."""
    assert departure_advice([text]).is_lifting is is_lifting


def test_of_two_contradicting_sentences_the_graver_one_counts() -> None:
    """A half-edited page must not call people back."""
    paragraphs = ("British nationals should leave now.", "The advice to leave has been lifted.")
    assert departure_advice(paragraphs).departure is LEAVE


OTHERS = st.lists(
    st.sampled_from(
        [
            "The summer is hot.",
            "You should consider leaving.",
            "Leave the building immediately.",
            "You must leave the country before your visa expires.",
            "British Embassy staff who were withdrawn have now returned.",
            "The ordered departure was lifted.",
        ]
    )
)


@given(st.sampled_from([text for text, _ in ORDERS]), OTHERS, OTHERS)
def test_an_order_is_found_among_other_paragraphs(
    order: str, before: list[str], after: list[str]
) -> None:
    """Some pages have the order in the last paragraph, others in the first."""
    assert departure_advice(sentences("\n".join([*before, order, *after]))).departure is LEAVE


@given(
    st.sampled_from([text for text, _ in ORDERS]),
    st.lists(st.sampled_from([" ", "\n", "\t", "\u00a0", " \n  "]), min_size=40, max_size=40),
)
def test_space_between_words_makes_no_difference(order: str, gaps: list[str]) -> None:
    """Editors break the lines of a page arbitrarily."""
    words = order.split()
    spaced = "".join(f"{word}{gap}" for word, gap in zip(words, gaps, strict=False))
    assert departure_advice([spaced]).departure is LEAVE
    assert departure_advice([spaced.upper()]).departure is LEAVE


def test_no_pattern_nests_repetitions() -> None:
    """A hostile page must not block the check of all others: `(a+)+` may never finish."""
    for path in Path(departure_advice.__code__.co_filename).parent.glob("*.py"):
        assert not re.search(r"[+*]\)[+*]", path.read_text()), path.name
