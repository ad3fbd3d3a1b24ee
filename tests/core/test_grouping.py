"""Pending alerts in batches: none may be lost, and email must not be flooded."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.alerts import Alert, Audience
from advisory_watch.core.grouping import (
    GROUP_MAX,
    STORM_OVER,
    alone,
    batches,
    beside_a_group,
    group,
    urgent_of,
)
from advisory_watch.core.message import Channel
from builders import NOON, an_alert

EMAIL, SMS, DATA = Channel.EMAIL, Channel.SMS, Channel.DATA


def alerts(count: int, **fields: object) -> list[Alert]:
    """Build that many alerts."""
    return [an_alert(id=f"{number:016}", **fields) for number in range(count)]


def test_up_to_ten_are_sent_one_by_one() -> None:
    """A usual day is a few emails, each with its own subject."""
    (batch,) = batches(alerts(STORM_OVER))
    assert not batch.is_storm
    (storm,) = batches(alerts(STORM_OVER + 1))
    assert storm.is_storm


def test_each_audience_has_its_own_burst() -> None:
    """Operators' news must not turn two travellers' alerts into a burst, nor mix with them."""
    owed = alerts(2) + alerts(STORM_OVER + 1, audience=Audience.OPERATORS)
    travellers, operators = batches(owed)
    assert (travellers.is_storm, len(travellers.alerts)) == (False, 2)
    assert operators.is_storm
    assert {alert.audience for alert in operators.alerts} == {Audience.OPERATORS}


def test_a_burst_too_large_for_one_email_is_divided() -> None:
    """SNS accepts 256 KB; the rest must not be dropped."""
    found = list(batches(alerts(2 * GROUP_MAX + 5)))
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
                owed_at=NOON + timedelta(minutes=late),
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
def test_nothing_is_dropped_and_urgent_alerts_come_first(owed: list[Alert]) -> None:
    """A dropped alert may be the one that a traveller needed."""
    found = list(batches(owed))
    sent = [alert for batch in found for alert in batch.alerts]
    assert sorted(item.id for item in sent) == sorted(item.id for item in owed)
    for audience in Audience:
        urgency = [item.is_urgent for item in sent if item.audience is audience]
        assert urgency == sorted(urgency, reverse=True)


def test_an_ordinary_alert_goes_every_way() -> None:
    """Each subscription receives the messages of its own channel."""
    assert alone(an_alert()).channels == (EMAIL, SMS, DATA)
    assert alone(an_alert(audience=Audience.OPERATORS)).channels == (EMAIL, DATA)


def test_next_to_a_group_only_urgent_alerts_go_to_phones() -> None:
    """Sixty SMS are expensive; twelve that advise to leave are expected."""
    assert beside_a_group(an_alert()).channels == (SMS, DATA)
    assert beside_a_group(an_alert(is_urgent=False)).channels == (DATA,)
    assert beside_a_group(an_alert(audience=Audience.OPERATORS)).channels == (DATA,)


def test_the_same_alerts_are_the_same_group_in_any_order() -> None:
    """After a crash it is sent again, and receivers drop repetitions by the id."""
    (batch,) = batches(alerts(11))
    first, second = group(batch.alerts, batch), group(batch.alerts[::-1], batch)
    assert first.id == second.id
    assert first.channels == (EMAIL,)
    assert group(batch.alerts[1:], batch).id != first.id


def test_urgent_alerts_can_be_taken_out_of_a_batch() -> None:
    """A burst claimed by another dispatcher must not delay the advice to leave."""
    calm = an_alert(id="calm", is_urgent=False)
    (batch,) = batches([*alerts(12), calm])
    assert calm not in urgent_of(batch).alerts
    assert len(urgent_of(batch).alerts) == 12
