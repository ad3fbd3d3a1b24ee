"""Pending alerts in batches: none may be lost, and email must not be flooded."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import (
    BURST_OVER,
    GROUP_MAX,
    Channel,
    group_transmission,
    is_mass_incomplete,
    single_transmission,
    split_into_batches,
    transmission_beside_group,
    urgent_part,
)
from advisory_watch.core.mass_move import MassMove
from advisory_watch.core.source_event import Audience
from support.builders import NOON, an_alert

EMAIL, SMS, DATA = Channel.EMAIL, Channel.SMS, Channel.DATA


def alerts(count: int, **fields: object) -> list[Alert]:
    """Build that many alerts."""
    return [an_alert(id=f"{number:016}", **fields) for number in range(count)]


def test_up_to_ten_are_sent_one_by_one() -> None:
    """A usual day is a few emails, each with its own subject."""
    (batch,) = split_into_batches(alerts(BURST_OVER))
    assert not batch.is_burst
    (storm,) = split_into_batches(alerts(BURST_OVER + 1))
    assert storm.is_burst


def test_each_audience_has_its_own_burst() -> None:
    """Operators' news must not turn two travellers' alerts into a burst, nor mix with them."""
    pending = alerts(2) + alerts(BURST_OVER + 1, audience=Audience.OPERATORS)
    travellers, operators = split_into_batches(pending)
    assert (travellers.is_burst, len(travellers.alerts)) == (False, 2)
    assert operators.is_burst
    assert {alert.audience for alert in operators.alerts} == {Audience.OPERATORS}


def test_a_burst_too_large_for_one_email_is_divided() -> None:
    """SNS accepts 256 KB; the rest must not be dropped."""
    found = list(split_into_batches(alerts(2 * GROUP_MAX + 5)))
    assert [(batch.part, batch.parts, len(batch.alerts)) for batch in found] == [
        (1, 3, GROUP_MAX),
        (2, 3, GROUP_MAX),
        (3, 3, 5),
    ]


@settings(derandomize=True, database=None, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda name, is_urgent, late, audience: an_alert(
                id=name,
                is_urgent=is_urgent,
                created_at=NOON + timedelta(minutes=late),
                audience=audience,
            ),
            st.text("abcdef", min_size=1, max_size=8),
            st.booleans(),
            st.integers(0, 9),
            st.sampled_from(Audience),
        ),
        max_size=40,
        unique_by=lambda item: item.id,
    )
)
def test_nothing_is_dropped_and_urgent_alerts_come_first(pending: list[Alert]) -> None:
    """A dropped alert may be the one that a traveller needed."""
    found = list(split_into_batches(pending))
    sent = [alert for batch in found for alert in batch.alerts]
    assert sorted(item.id for item in sent) == sorted(item.id for item in pending)
    for audience in Audience:
        urgency = [item.is_urgent for item in sent if item.audience is audience]
        assert urgency == sorted(urgency, reverse=True)


MASS = MassMove(at=NOON, listed=60, moved=30, raised=30, alerts=30)


def test_a_mass_is_a_batch_of_its_own_whatever_is_left_of_it() -> None:
    """A dispatcher that finds two of thirty must not take them for two usual alerts."""
    usual, rest = split_into_batches([*alerts(2, mass=MASS), an_alert(id="usual")])
    assert (usual.is_mass, rest.is_mass, rest.is_burst) == (False, True, True)
    assert len(rest.alerts) == 2
    assert group_transmission(rest.alerts, rest).channels == (EMAIL, SMS)


def test_two_masses_are_two_groups() -> None:
    """Two governments close the world on one day, or one of them opens it again."""
    later = replace(MASS, at=NOON + timedelta(hours=5), raised=0, lowered=30)
    pending = [
        *alerts(3, mass=MASS),
        *(an_alert(id=f"x{number}", mass=later) for number in range(3)),
        *(an_alert(id=f"y{number}", mass=MASS, source="uk_fcdo") for number in range(3)),
    ]
    batches = split_into_batches(pending)
    found = [{(alert.source, alert.mass) for alert in batch.alerts} for batch in batches]
    assert [len(masses) for masses in found] == [1, 1, 1]


def test_a_mass_is_incomplete_until_all_announced_alerts_are_pending() -> None:
    """The number is known from the first alert on."""
    assert is_mass_incomplete(alerts(29, mass=MASS))
    assert not is_mass_incomplete(alerts(30, mass=MASS))
    assert not is_mass_incomplete(alerts(30))


def test_one_alert_of_a_mass_goes_to_programs_and_named_phones() -> None:
    """Whether urgent or not: a filter on urgency decides."""
    for is_urgent in (True, False):
        alert = an_alert(mass=MASS, is_urgent=is_urgent)
        assert transmission_beside_group(alert).channels == (Channel.NAMED_SMS, DATA)


def test_an_ordinary_alert_goes_every_way() -> None:
    """Each subscription receives the messages of its own channel."""
    assert single_transmission(an_alert()).channels == (EMAIL, SMS, DATA)
    assert single_transmission(an_alert(audience=Audience.OPERATORS)).channels == (EMAIL, DATA)


def test_next_to_a_group_only_urgent_alerts_go_to_phones() -> None:
    """Sixty SMS are expensive; twelve that advise to leave are expected."""
    assert transmission_beside_group(an_alert()).channels == (SMS, DATA)
    assert transmission_beside_group(an_alert(is_urgent=False)).channels == (DATA,)
    assert transmission_beside_group(an_alert(audience=Audience.OPERATORS)).channels == (DATA,)


def test_the_same_alerts_are_the_same_group_in_any_order() -> None:
    """After a crash it is sent again, and receivers drop repetitions by the id."""
    (batch,) = split_into_batches(alerts(11))
    first, second = (
        group_transmission(batch.alerts, batch),
        group_transmission(batch.alerts[::-1], batch),
    )
    assert first.id == second.id
    assert first.channels == (EMAIL,)
    assert group_transmission(batch.alerts[1:], batch).id != first.id


def test_urgent_alerts_can_be_taken_out_of_a_batch() -> None:
    """A burst claimed by another dispatcher must not delay the advice to leave."""
    calm = an_alert(id="calm", is_urgent=False)
    (batch,) = split_into_batches([*alerts(12), calm])
    assert calm not in urgent_part(batch).alerts
    assert len(urgent_part(batch).alerts) == 12
