"""Orders to leave in a section about visas or entry, and rules of stay in the same words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Departure
from advisory_watch.core.departure.parse import departure_advice

NONE, LEAVE = Departure.NONE, Departure.DEPART_IMMEDIATELY
HEADINGS = st.sampled_from(["Visas", "Visa requirements:", "Entry requirements", "Immigration"])
LINES = st.lists(
    st.sampled_from(
        [
            "Visas can be extended.",
            "You need a yellow fever certificate to enter.",
            "If you overstay, you will be fined.",
            "There is no grace period after your visa ends.",
            "The land borders are closed.",
        ]
    ),
    max_size=3,
)

ORDERS_OF_NOW = (
    "You should leave Mali now.",
    "You should leave Mali now while commercial flights operate.",
    "If you are in Mali, leave now by commercial means.",
    "We urge you to depart Mali today.",
    "You must leave Mali now.",
    "Consider leaving Mali now.",
)
ADVICE = (
    *ORDERS_OF_NOW,
    "You should leave Mali immediately.",
    "Leave Mali without delay.",
    "You are strongly advised to leave Mali immediately by commercial means.",
)
ADVICE_WITH_A_WAY = (
    "You should leave Mali immediately while commercial flights are available.",
    "If you are in Mali, you should leave immediately by commercial means.",
    "You must leave Mali immediately by any available means.",
)


def rung(text: str) -> Departure:
    """Return the departure advice of a British text about Mali."""
    return departure_advice(text, "ML", "uk_fcdo").departure


@given(HEADINGS, LINES, st.sampled_from(ADVICE))
def test_an_order_to_leave_now_counts_wherever_it_stands(
    heading: str, lines: list[str], order: str
) -> None:
    """People who look up how to enter must be told to leave."""
    assert rung("\n".join((heading, *lines, order))) is LEAVE


@given(HEADINGS, LINES, st.sampled_from(ORDERS_OF_NOW))
def test_now_is_no_rule_of_stay_in_any_paragraph(
    heading: str, lines: list[str], order: str
) -> None:
    """A rule holds at any time, so it says `immediately` and not `now`."""
    assert rung("\n".join((heading, " ".join((*lines, order))))) is LEAVE


@given(HEADINGS, LINES, st.sampled_from(ADVICE_WITH_A_WAY))
def test_a_way_out_is_no_rule_of_stay_in_any_paragraph(
    heading: str, lines: list[str], order: str
) -> None:
    """`Overstay fines are waived` is in the paragraph of many real orders."""
    waived = "Overstay fines are waived until 1 December."
    assert rung("\n".join((heading, " ".join((*lines, waived, order))))) is LEAVE


@pytest.mark.parametrize(
    "line",
    [
        "Your passport must have an expiry date at least 6 months after the date you arrive.",
        "Your passport must not expire before you leave.",
        "You may be refused entry if your passport has expired.",
        "You must get a visa before you travel.",
        "If you are not sure how the entry requirements apply to you, contact the Embassy.",
        "If you want to work in Mali, you need a permit.",
    ],
)
@pytest.mark.parametrize("gap", [" ", "\n"])
def test_a_line_that_ends_no_stay_does_not_silence_an_order(line: str, gap: str) -> None:
    """Almost every page has such lines: on passports, on the time before arrival, on wishes."""
    assert rung(f"Entry requirements\n{line}{gap}You must leave Mali immediately.") is LEAVE


RULES = (
    "You must leave before your visa expires.",
    "Overstayers must leave the country immediately.",
    "You must leave and apply again.",
    "You must leave immediately.",
    "You must leave the country immediately.",
    "You should leave immediately.",
    "You must leave Mali now and apply for a new visa from abroad.",
    "You should leave Mali now to renew your visa.",
    "You must now leave Mali every 90 days.",
    "You must leave Mali within 48 hours if your visa is cancelled.",
    "You must leave Mali immediately after you receive your exit stamp.",
    "When your stay ends you should leave Mali immediately.",
    "If you cannot renew it, leave Mali immediately.",
    "Tourists with expired visas should leave Mali now.",
    "British nationals who overstay must leave Mali immediately.",
    "Once your residence permit expires you must leave Mali immediately.",
    "You should leave Mali.",
    "There is no grace period after your visa ends. You must leave the country immediately.",
    "If your permit has expired, pay the fine. You should leave Mali immediately.",
    "Extensions are often refused.\nYou must leave the country immediately.",
    "If you stay longer than your visa allows:\nyou must leave the country immediately",
    "If you overstay:\nyou should leave Mali immediately",
    "Your sponsor may end your contract. You must then leave Mali immediately.",
    "Register within 3 days, otherwise you must leave Mali immediately.",
    "Your sponsor may end your contract. In that case you must leave Mali immediately.",
    "The penalty for overstaying is a fine, and you must leave Mali immediately.",
    "Expired visas: leave Mali immediately.",
    "If you are unable to extend your visa, you cannot stay. You must leave Mali immediately.",
    "You may be refused entry and must leave Mali immediately on a commercial flight.",
    "If fighting starts, you should leave Mali now.",
    "You should leave Mali now. That is not true.",
    "A letter says you should leave Mali now. It is a forgery.",
    "You should not leave Mali now.",
    "You should leave Bamako now.",
)


@pytest.mark.parametrize("rule", RULES)
@given(heading=HEADINGS, lines=LINES)
def test_a_rule_of_stay_is_silent(rule: str, heading: str, lines: list[str]) -> None:
    """Every page has such rules; each would wake people at night."""
    assert rung("\n".join((heading, *lines, rule))) is NONE


def test_an_order_is_heard_on_a_page_with_rules_of_stay() -> None:
    """As pages are: rules of stay, and among them advice that someone put in at night."""
    page = (
        "Entry requirements\n"
        "This information is for people travelling on a full British citizen passport.\n"
        "Visa requirements\n"
        "You must have a visa. You can extend it once, for 30 days.\n"
        "If you overstay, you must leave the country immediately and pay a fine.\n"
        "You must leave before your visa expires.\n"
        "{}"
        "Passport validity requirements\n"
        "Your passport must be valid for 6 months."
    )
    assert rung(page.format("")) is NONE
    order = "You should leave Mali now, while commercial flights operate."
    found = departure_advice(page.format(f"{order}\n"), "ML", "uk_fcdo")
    assert (found.departure, found.because) == (LEAVE, (order,))
