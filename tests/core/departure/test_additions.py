"""What stands before and after an order to leave: reasons, conditions and ways change nothing."""

from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Departure
from advisory_watch.core.departure.parse import departure_advice

PEOPLE = st.sampled_from(
    (
        "British nationals",
        "all British nationals in Mali",
        "British nationals who remain in Mali",
        "British nationals living or travelling in the country",
        "British nationals still in Mali",
    )
)
LEAVES = st.sampled_from(("leave", "leave Mali", "depart the country", "leave Mali now"))
BEFORE = st.sampled_from(
    (
        "",
        "Due to the risk of wrongful detention, ",
        "As flights may stop at short notice, ",
        "As the situation remains volatile, ",
        "As a precaution, ",
        "With flights being cancelled, ",
        "Following attacks on Saturday, ",
        "If it is safe to do so, ",
        "While flights are still operating, ",
        "Regardless of visa status, ",
        "Although the airport is open, ",
        "The airport could close at any time; ",
        "There is fighting in the capital and ",
    )
)
AFTER = st.sampled_from(
    (
        "",
        " as soon as they can safely do so",
        " if they can do so safely",
        " because of the risk of arbitrary detention",
        " (see Entry requirements)",
        " subject to the availability of flights",
        " instead of waiting for a charter flight",
        " to a safe country",
        " by the end of the week",
        " for the time being",
        ", if only temporarily",
        ", irrespective of their visa status",
        ", as consular help is limited",
        ", and check the entry rules of neighbouring countries",
        ", but should not travel by road",
        " unless there is an urgent need to stay",
    )
)
ORDERS = st.sampled_from(
    (
        "{} should {}",
        "{} are strongly advised to {}",
        "{} should try to {}",
        "we once again urge {} to {}",
        "FCDO advises against all travel and urges {} to {}",
        "our advice is for {} to {}",
        "it is time for {} to {}",
    )
)
NO_ORDERS = st.sampled_from(
    (
        "{} should not {}",
        "{} should not try to {}",
        "we do not advise {} to {}",
        "we no longer advise {} to {}",
        "we are considering whether to advise {} to {}",
        "there is no need for {} to {}",
        "{} may have to {}",
        "{} should know how to {}",
        "{} were advised in 2021 to {}",
        "if fighting breaks out, {} should {}",
        "several countries have urged their citizens and {} to {}",
        "the local authorities have told {} to {}",
    )
)


def is_order(said: str) -> bool:
    """Tell whether a sentence, without its first capital letter and full stop, is an order."""
    text = f"{said[0].upper()}{said[1:]}."
    return departure_advice(text, "ML", "uk_fcdo").departure is Departure.DEPART_IMMEDIATELY


@given(BEFORE, ORDERS, PEOPLE, LEAVES, AFTER)
def test_no_addition_silences_an_order(
    before: str, order: str, people: str, leave: str, after: str
) -> None:
    """Editors add a reason, a way or a limit to most orders."""
    assert is_order(f"{before}{order.format(people, leave)}{after}")


@given(BEFORE, NO_ORDERS, PEOPLE, LEAVES, AFTER)
def test_no_addition_makes_an_order(
    before: str, said: str, people: str, leave: str, after: str
) -> None:
    """The same words around a denial, a report or a mere possibility."""
    assert not is_order(f"{before}{said.format(people, leave)}{after}")


REASONS = st.sampled_from(("Aufgrund der Lage", "Wegen der Kämpfe", "Trotz der Waffenruhe"))
LIMITS = st.sampled_from(
    ("", ", solange dies möglich ist", " (siehe Einreise)", ", jedoch nicht auf dem Landweg")
)


@given(REASONS, LIMITS)
def test_a_german_verb_follows_the_reason(reason: str, limit: str) -> None:
    """German has no comma between a reason and the verb."""
    for order in (
        "werden Deutsche aufgefordert, Mali zu verlassen",
        "sollten Deutsche das Land umgehend verlassen",
        "fordert das Auswärtige Amt alle Deutschen auf, auszureisen",
    ):
        assert is_german_order(f"{reason} {order}{limit}.")
    for said in (
        "werden französische Staatsangehörige aufgefordert, Mali zu verlassen",
        "sollten Deutsche nicht das Land verlassen",
        "wird geprüft, ob Deutsche aufgefordert werden, auszureisen",
    ):
        assert not is_german_order(f"{reason} {said}{limit}.")


def is_german_order(text: str) -> bool:
    """Tell whether a German text about Mali tells everyone to leave."""
    return departure_advice(text, "ML", "de_aa").departure is Departure.DEPART_IMMEDIATELY
