"""Filter policies deliver exactly the messages that a subscriber expects."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.audience import (
    COMBINATIONS_MAX,
    Wish,
    combinations,
    filter_policy,
)
from advisory_watch.core.audience_read import wish_of
from advisory_watch.core.errors import UsageError
from advisory_watch.core.message import Channel
from sns_filter import Attributes, passes, several

PLACES = ("RU", "UA", "KW", "XK")
SOURCES = ("us_state", "us_embassies", "uk_fcdo")
LEVELS = st.none() | st.integers(1, 4)


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    """Draw the filter of a subscriber."""
    channel = draw(st.sampled_from([Channel.EMAIL, Channel.SMS, Channel.DATA]))
    return Wish(
        channel=channel,
        destinations=tuple(draw(st.lists(st.sampled_from(PLACES), unique=True))),
        sources=tuple(draw(st.lists(st.sampled_from(SOURCES), unique=True))),
        min_severity=draw(LEVELS),
        is_urgent_only=draw(st.booleans()),
        has_digest=channel is Channel.EMAIL and draw(st.booleans()),
    )


@st.composite
def messages(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the attributes of an alert, of a group, or of a digest."""
    if draw(st.integers(0, 9)) == 0:
        return {"channels": ["digest"], "kind": "digest"}
    single, several = st.sampled_from(PLACES), st.lists(st.sampled_from(PLACES), min_size=1)
    found = {
        "channels": draw(st.lists(st.sampled_from(["email", "sms", "data"]), min_size=1)),
        "source": draw(st.sampled_from(SOURCES)),
        "destination": draw(single | several),
        "urgency": draw(st.sampled_from(["urgent", "normal"]) | st.just(["normal", "urgent"])),
        "severity": draw(LEVELS),
        "from_severity": draw(LEVELS),
    }
    return {name: value for name, value in found.items() if value is not None}


def is_expected(wish: Wish, message: Attributes) -> bool:
    """Decide, without policies, whether a subscriber with this filter expects the message."""
    channels = message["channels"]
    if "digest" in channels:
        return wish.has_digest
    places = {*several(message["destination"])}
    is_urgent = "urgent" in several(message["urgency"])
    least, now, before = wish.min_severity, message.get("severity"), message.get("from_severity")
    is_grave = (
        least is None
        or (now or 0) >= least
        or (now is None and is_urgent)
        or ((before or 0) >= least and not wish.is_urgent_only)
    )
    return (
        wish.channel.value in channels
        and (not wish.destinations or not places.isdisjoint(wish.destinations))
        and (not wish.sources or message["source"] in wish.sources)
        and (is_urgent or not wish.is_urgent_only)
        and is_grave
    )  # fmt: skip


@given(wish=wishes(), message=messages())
def test_a_policy_delivers_exactly_the_expected_messages(
    wish: Wish, message: dict[str, Any]
) -> None:
    """A filter that is too narrow loses a warning, and no person ever notices it."""
    assert passes(filter_policy(wish), message) == is_expected(wish, message)


@given(wish=wishes())
def test_a_policy_can_be_read_back(wish: Wish) -> None:
    """The list must show the filter that is in force."""
    assert wish_of(filter_policy(wish)) == wish


@given(wish=wishes())
def test_a_policy_stays_within_five_attributes(wish: Wish) -> None:
    """Amazon SNS refuses a sixth; alternatives keep their keys in nested policies."""
    assert len(filter_policy(wish)) <= 5


@pytest.mark.parametrize(
    "policy", [{}, {"channels": ["fax"]}, {"kind": ["x"]}, {"channels": ["sms"], "kind": ["x"]}]
)
def test_a_foreign_policy_is_not_described(policy: dict[str, Any]) -> None:
    """A wrong description is worse than none."""
    assert wish_of(policy) is None


def test_a_lowering_from_a_grave_level_passes() -> None:
    """A traveller who was warned to stay away must hear that the warning ended."""
    policy = filter_policy(Wish(channel=Channel.EMAIL, min_severity=3))
    lowering = {"channels": ["email"], "urgency": "normal", "severity": 2, "from_severity": 4}
    assert passes(policy, lowering)
    assert not passes(policy, {**lowering, "from_severity": 2})


def test_an_urgent_notice_without_a_level_passes() -> None:
    """An embassy that advises people to leave states no level."""
    for urgent_only in (True, False):
        wish = Wish(channel=Channel.SMS, min_severity=4, is_urgent_only=urgent_only)
        notice = {"channels": ["sms"], "urgency": "urgent", "kind": "notice_issued"}
        assert passes(filter_policy(wish), notice)
        assert not passes(filter_policy(wish), {**notice, "urgency": "normal"})


def test_combinations_are_counted_as_sns_does() -> None:
    """The error of AWS does not say what to change."""
    places = tuple(f"{number:02}" for number in range(COMBINATIONS_MAX // 3))
    wish = Wish(channel=Channel.DATA, destinations=places, min_severity=3)
    assert combinations(filter_policy(wish)) == COMBINATIONS_MAX
    with pytest.raises(UsageError, match="found 153; name fewer"):
        filter_policy(Wish(channel=Channel.DATA, destinations=(*places, "XX"), min_severity=3))
