"""Channels of a laptop: filters that agree with Amazon SNS, and quiet hours."""

import json
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Severity
from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import Channel, single_transmission
from advisory_watch.core.messages.payload import build_attributes
from advisory_watch.core.notify_channel import NotifyChannel, QuietHours, is_accepted
from advisory_watch.core.source_event import Audience
from advisory_watch.core.subscription import SubscriptionFilter, filter_policy
from support.aws.sns_filter import passes
from support.builders import an_advisory, an_alert

NIGHT = QuietHours(start=time(22), end=time(7), zone=UTC)

SEVERITY = st.sampled_from([None, *Severity])


@st.composite
def alerts(draw: st.DrawFn) -> Alert:
    """Draw an alert with any severities, of the whole and of parts."""
    before, after = (
        draw(
            st.none()
            | st.builds(
                lambda whole, part: an_advisory(whole, partial_severity=part), SEVERITY, SEVERITY
            )
        )
        for _ in range(2)
    )
    return an_alert(
        source=draw(st.sampled_from(["us_state", "uk_fcdo"])),
        destination=draw(st.sampled_from(["KW", "RU", "BZ"])),
        is_urgent=draw(st.booleans()),
        before=before,
        after=after,
    )


FILTERS = st.builds(
    SubscriptionFilter,
    channel=st.just(Channel.EMAIL),
    destinations=st.sampled_from([(), ("KW",), ("KW", "RU")]),
    sources=st.sampled_from([(), ("us_state",)]),
    min_severity=st.sampled_from([None, 1, 2, 3, 4]),
    is_urgent_only=st.booleans(),
)


@given(wanted=FILTERS, alert=alerts())
def test_a_filter_accepts_what_the_cloud_accepts(wanted: SubscriptionFilter, alert: Alert) -> None:
    """A reader who moves from one to the other must not miss what came before."""
    attributes = build_attributes(single_transmission(alert))
    message = json.loads(json.dumps(attributes))
    assert is_accepted(wanted, alert) == passes(filter_policy(wanted), message)


def a_channel(wanted: SubscriptionFilter | None = None, **fields: bool) -> NotifyChannel:
    """Build a channel that is quiet at night."""
    return NotifyChannel(
        name="duty",
        url="json://127.0.0.1/SECRET",
        wanted=wanted or SubscriptionFilter(channel=Channel.EMAIL),
        quiet_hours=NIGHT,
        has_source_problems=fields.get("has_source_problems", False),
    )


@pytest.mark.parametrize(
    ("hour", "is_quiet"), [(21, False), (22, True), (23, True), (0, True), (6, True), (7, False)]
)
def test_quiet_hours_include_midnight(hour: int, *, is_quiet: bool) -> None:
    """A night has two dates."""
    moment = datetime(2026, 9, 1, hour, tzinfo=UTC)
    assert a_channel().is_quiet_for(an_alert(is_urgent=False), moment) is is_quiet


def test_an_urgent_alert_is_never_quiet() -> None:
    """A call to leave at three in the morning is why people keep the phone on."""
    midnight = datetime(2026, 9, 1, 0, tzinfo=UTC)
    assert not a_channel().is_quiet_for(an_alert(is_urgent=True), midnight)


@pytest.mark.parametrize(("day", "utc_hour"), [((2026, 1, 15), 6), ((2026, 7, 15), 5)])
def test_quiet_hours_follow_summer_time(day: tuple[int, int, int], utc_hour: int) -> None:
    """The morning begins at seven on the reader's own clock, in winter and summer."""
    quiet = QuietHours(start=time(22), end=time(7), zone=ZoneInfo("Europe/Berlin"))
    assert quiet.contains(datetime(*day, utc_hour - 1, 59, tzinfo=UTC))
    assert not quiet.contains(datetime(*day, utc_hour, 0, tzinfo=UTC))


def test_source_problems_are_for_who_asked() -> None:
    """A traveller must not get our own failures; a watch that is blind must tell its owner."""
    blind = an_alert(audience=Audience.OPERATORS, destination=None, before=None, after=None)
    assert not a_channel().accepts(blind)
    assert a_channel(has_source_problems=True).accepts(blind)
    other = SubscriptionFilter(channel=Channel.EMAIL, sources=("uk_fcdo",))
    assert not a_channel(other, has_source_problems=True).accepts(blind)


def test_the_secret_is_not_in_the_representation() -> None:
    """Values end up in tracebacks and logs."""
    assert "SECRET" not in repr(a_channel())
