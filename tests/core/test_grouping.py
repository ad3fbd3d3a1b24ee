"""What is owed and what becomes of it: nothing may be left out, and email not flooded."""

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
    """Owe so many alerts."""
    return [an_alert(id=f"{number:016}", **fields) for number in range(count)]


def test_up_to_ten_are_sent_one_by_one() -> None:
    """A usual day is a few emails, each with its own subject."""
    (batch,) = batches(alerts(STORM_OVER))
    assert not batch.is_storm
    (storm,) = batches(alerts(STORM_OVER + 1))
    assert storm.is_storm


def test_each_audience_has_its_own_storm() -> None:
    """Operators' news must not make a storm of two travellers' alerts, nor stand among them."""
    owed = alerts(2) + alerts(STORM_OVER + 1, audience=Audience.OPERATORS)
    travellers, operators = batches(owed)
    assert (travellers.is_storm, len(travellers.alerts)) == (False, 2)
    assert operators.is_storm
    assert {each.audience for each in operators.alerts} == {Audience.OPERATORS}


def test_a_storm_too_large_for_one_email_is_divided() -> None:
    """SNS takes 256 KB; the rest must not be dropped."""
    found = list(batches(alerts(2 * GROUP_MAX + 5)))
    assert [(each.part, each.parts, len(each.alerts)) for each in found] == [
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
        unique_by=lambda each: each.id,
    )
)
def test_nothing_is_dropped_and_the_urgent_stand_first(owed: list[Alert]) -> None:
    """The one that was left out is the one that somebody needed."""
    found = list(batches(owed))
    sent = [alert for batch in found for alert in batch.alerts]
    assert sorted(each.id for each in sent) == sorted(each.id for each in owed)
    for audience in Audience:
        urgency = [each.is_urgent for each in sent if each.audience is audience]
        assert urgency == sorted(urgency, reverse=True)


def test_an_ordinary_alert_goes_every_way() -> None:
    """Each subscription hears its own channel."""
    assert alone(an_alert()).channels == (EMAIL, SMS, DATA)
    assert alone(an_alert(audience=Audience.OPERATORS)).channels == (EMAIL, DATA)


def test_beside_a_group_only_the_urgent_go_to_phones_and_none_to_email() -> None:
    """Sixty SMS are a bill; twelve that say `leave` are what they were asked for."""
    assert beside_a_group(an_alert()).channels == (SMS, DATA)
    assert beside_a_group(an_alert(is_urgent=False)).channels == (DATA,)
    assert beside_a_group(an_alert(audience=Audience.OPERATORS)).channels == (DATA,)


def test_the_same_alerts_are_the_same_group_in_any_order() -> None:
    """After a crash it comes again, and receivers drop repetitions by the id."""
    (batch,) = batches(alerts(11))
    one, other = group(batch.alerts, batch), group(batch.alerts[::-1], batch)
    assert one.id == other.id
    assert one.channels == (EMAIL,)
    assert group(batch.alerts[1:], batch).id != one.id


def test_what_cannot_wait_is_taken_out_of_a_batch() -> None:
    """A storm that another relay holds must not hold the order to leave."""
    calm = an_alert(id="calm", is_urgent=False)
    (batch,) = batches([*alerts(12), calm])
    assert calm not in urgent_of(batch).alerts
    assert len(urgent_of(batch).alerts) == 12
