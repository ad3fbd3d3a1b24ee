"""Wordings of orders to leave that were once missed, and their neighbours that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Departure
from advisory_watch.core.departure.parse import departure_advice

NONE, LIMITED, AUTHORIZED, ORDERED, SUSPENDED, LEAVE = Departure


def rung(text: str, source: str) -> Departure:
    """Read a text about Mali."""
    return departure_advice(text, "ML", source).departure


ORDERS = (
    # verbs that share a subject
    ("uk_fcdo", "FCDO advises against all travel to Mali and advises British nationals to leave."),
    ("uk_fcdo", "We now advise against all travel to Mali and are urging anyone there to leave."),
    ("ie_dfa", "We advise against all travel to Mali and advise all Irish citizens to depart."),
    # a condition without a comma after it
    ("ca_gac", "If you are in Mali you are urged to leave."),
    ("ca_gac", "If you are in Mali we advise you to leave."),
    ("ca_gac", "If you are in Mali it is time to leave."),
    ("ca_gac", "If you remain in Mali please leave on a commercial flight."),
    # headlines without `are`, and notes of an editor
    ("us_state", "Security Alert: U.S. Citizens Urged to Depart Mali"),
    ("us_state", "Americans in Mali Told to Leave Immediately"),
    ("us_state", "Updated to advise U.S. citizens to depart Mali."),
    ("us_state", "The Department has updated its advisory to tell U.S. citizens to leave Mali."),
    ("uk_fcdo", "FCDO has changed its advice and now advises British nationals to leave Mali."),
    # verbs around the verb of leaving
    ("us_state", "U.S. citizens should try to depart while there are flights."),
    ("us_state", "If you are in Mali, try to get out."),
    ("us_state", "U.S. citizens in Mali should begin departing immediately."),
    ("us_state", "U.S. citizens in Mali should be making preparations to leave immediately."),
    ("us_state", "U.S. citizens should no longer remain in Mali."),
    ("us_state", "U.S. citizens in Mali should get on a commercial flight now."),
    ("us_state", "U.S. citizens in Mali should get to the port and board the next vessel leaving."),
    ("us_state", "U.S. citizens should attempt to leave Mali by air."),
    ("us_state", "Depart now or prepare to shelter in place for an extended period."),
    ("us_state", "Only stay if you must; otherwise leave Mali now."),
    ("us_state", "There are no evacuation flights, so leave by commercial means."),
    ("us_state", "Due to the ongoing threat, we once again urge U.S. citizens to depart."),
    ("us_state", "All U.S. citizens in Mali are reminded to depart now."),
    ("us_state", "U.S. citizens in Mali should expedite their departure."),
    ("us_state", "U.S. citizens should aim to leave Mali by 10 May."),
    # people in a list, one of them by papers
    ("us_state", "U.S. citizens, permanent residents and visa holders should depart Mali now."),
    # usual additions
    ("nz_mfat", "New Zealanders in Mali should depart as soon as they can safely do so."),
    ("nz_mfat", "New Zealanders in Mali should leave once it is safe for them to do so."),
    ("nz_mfat", "New Zealanders in Mali should consider departing as soon as possible."),
    ("us_state", "Leave Mali because of the risk of arbitrary detention."),
    ("us_state", "U.S. citizens in Mali should leave now (see Entry requirements)."),
    ("us_state", "As flights may stop at short notice, U.S. citizens in Mali must leave."),
    ("us_state", "U.S. citizens should leave instead of waiting for evacuation flights."),
    ("us_state", "U.S. citizens should leave immediately, if only temporarily."),
    ("us_state", "U.S. citizens should leave for the time being."),
    ("us_state", "U.S. citizens should leave subject to the availability of flights."),
    ("us_state", "U.S. citizens should leave to a safe country."),
    ("us_state", "Our advice is for U.S. citizens to leave Mali by the end of the week."),
    ("us_state", "There is no fuel, so our advice is for U.S. citizens to leave now, not later."),
    ("au_dfat", "With flights being cancelled, our advice is for Australians to leave Mali."),
    # advice that is kept
    ("us_state", "We remind U.S. citizens of our advice to leave Mali now."),
    ("us_state", "The Embassy renews its advice to U.S. citizens to depart."),
    ("us_state", "In May, we urged U.S. citizens to leave Mali. This guidance is still in force."),
    ("us_state", "Leave Mali now. This is not a drill."),
    ("us_state", "The best time to leave is now."),
    # German
    ("de_aa", "Mali - Reisewarnung (Ausreiseaufforderung)"),
    ("de_aa", "Reisende sollten ihren Aufenthalt umgehend beenden."),
    ("de_aa", "Bitte nutzen Sie die bestehenden Flugverbindungen, um das Land zu verlassen."),
    ("de_aa", "Nutzen Sie kommerzielle Flüge, um auszureisen."),
    ("de_aa", "Nutzen Sie die Möglichkeit, mit kommerziellen Flügen auszureisen."),
    ("de_aa", "Personen, die sich noch in Mali aufhalten, werden aufgefordert, auszureisen."),
    ("de_aa", "Das Auswärtige Amt erneuert seine Aufforderung, Mali zu verlassen."),
    ("de_aa", "Deutsche, die Mali noch nicht verlassen haben, sollten dies umgehend tun."),
)

NO_ORDERS = (
    # others advise, and others are advised
    ("uk_fcdo", "Several countries have told their nationals to leave Mali."),
    ("us_state", "Our partners are advising their citizens to leave."),
    ("uk_fcdo", "Many nations are urging their citizens to leave."),
    ("uk_fcdo", "The authorities advise against travel to Gao and urge people to leave."),
    ("us_state", "French Citizens Urged to Leave Mali"),
    ("us_state", "Residents Urged to Leave Flooded Villages"),
    ("us_state", "January 2020, U.S. citizens told to depart Mali; March 2022, sentence removed."),
    # not decided, only possible, or of the future
    ("us_state", "The Department is considering whether to order the departure of staff."),
    ("us_state", "The Department is deciding whether to authorize the departure of staff."),
    ("us_state", "We are reviewing whether to advise citizens to leave."),
    ("ca_gac", "You may have to leave the country without notice."),
    ("us_state", "The best time to leave a country is before a crisis."),
    # the condition ends with what others tell people
    ("us_state", "If you hear sirens and you are told to leave, leave."),
    ("us_state", "If fighting reaches Bamako we advise you to leave."),
    ("us_state", "If there is a fire you are advised to leave."),
    # words around a denial
    ("uk_fcdo", "We do not advise British nationals who remain in Mali to leave."),
    ("uk_fcdo", "There is no need for British nationals who remain in Mali to depart."),
    ("uk_fcdo", "FCDO no longer advises British nationals living or travelling in Mali to leave."),
    ("uk_fcdo", "British nationals still in Mali were advised in 2021 to leave."),
    ("uk_fcdo", "You should know how to leave Mali if you can do so safely."),
    ("uk_fcdo", "British nationals should not wait for an evacuation."),
    # attempts
    ("us_state", "You should not attempt to leave Mali."),
    ("us_state", "Do not try to leave Mali now."),
    ("us_state", "Those who try to leave may be detained."),
    ("us_state", "Only attempt to depart Mali if you believe it is safe."),
    ("uk_fcdo", "You could get fined or asked to leave the country voluntarily."),
    ("us_state", "Those who try to leave should do so early."),
    ("us_state", "U.S. citizens have been advised of how to leave Mali."),
    # drills
    ("us_state", "This is a drill. Leave Mali immediately. This is only a drill."),
    ("us_state", "Exercise message: U.S. citizens in Mali should leave now."),
    # a part
    ("us_state", "U.S. government employees must leave northern Mali."),
    # papers
    ("us_state", "Those who face detention because their visa expired must leave Mali."),
    ("uk_fcdo", "You need to leave Mali before your 90 days end."),
    ("us_state", "Visa holders must leave Mali now."),
    # German
    ("de_aa", "Eine Ausreiseaufforderung besteht nicht."),
    ("de_aa", "Mali - Teilreisewarnung (Ausreiseaufforderung für Gao)"),
    ("de_aa", "Für die Ausreise wird empfohlen, früh am Flughafen zu sein."),
    ("de_aa", "Mehrere Staaten haben ihre Bürger aufgefordert, das Land zu verlassen."),
)


@pytest.mark.parametrize(("source", "text"), ORDERS)
def test_is_an_order(source: str, text: str) -> None:
    """A missed order leaves people where they are in danger."""
    assert rung(text, source) is LEAVE


@pytest.mark.parametrize(("source", "text"), NO_ORDERS)
def test_is_none(source: str, text: str) -> None:
    """A false order wakes an officer, and then the next one is not believed."""
    assert rung(text, source) is NONE


def test_services_that_ended_too_hide_no_suspension() -> None:
    """What the embassy can no longer do follows from the suspension."""
    said = "The U.S. Embassy in Bamako suspended operations on April 22, 2023"
    more = ", and the U.S. government cannot provide routine or emergency consular services."
    assert rung(f"{said}{more}", "us_state") is SUSPENDED
    listed = "The U.S. Embassy in Bamako suspended operations (including consular services)."
    assert rung(listed, "us_state") is SUSPENDED
    assert rung("The U.S. Embassy suspended routine visa services.", "us_state") is NONE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Department has allowed employees and family members to leave Mali.", AUTHORIZED),
        (
            "The Department authorized the departure of employees, and you should read on.",
            AUTHORIZED,
        ),
        ("There is no change to the level, and the Department ordered staff to leave.", ORDERED),
        ("The level has no change, and the embassy is on ordered departure.", ORDERED),
        ("On May 5, the Department suspended operations at the embassy in Bamako.", SUSPENDED),
    ],
)
def test_a_further_clause_is_not_about_staff(text: str, expected: Departure) -> None:
    """Sentences about staff go on with advice to all, or begin with the level."""
    assert rung(text, "us_state") is expected


HEADINGS = ("Visa", "Visas:", "Entry requirements", "Suspension of visa services")


@given(st.sampled_from(HEADINGS), st.sampled_from(("Visas can be extended.", "")))
def test_an_order_to_citizens_is_heard_in_a_section_about_visas(heading: str, line: str) -> None:
    """A notice about visas can have an order to leave, and rules of stay."""
    order = "U.S. citizens in Mali should leave now."
    assert rung(f"{heading}\n{line}\n{order}", "us_embassies") is LEAVE
    staff = "The Department ordered the departure of non-emergency employees."
    assert rung(f"{heading}\n{line}\n{staff}", "us_embassies") is ORDERED
    assert rung(f"{heading}\n{line}\nYou must leave and apply again.", "us_embassies") is NONE


def test_a_heading_with_a_colon_ends_a_section_about_visas() -> None:
    """Some pages write their headings with a colon."""
    assert rung("Visas\nYou need one.\nSafety and security:\nLeave Mali now.", "uk_fcdo") is LEAVE
