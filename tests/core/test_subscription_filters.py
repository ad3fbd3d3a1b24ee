"""Filter policies deliver exactly the messages that a subscriber expects."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.alert_batch import Channel
from advisory_watch.core.errors import UsageError
from advisory_watch.core.subscription import (
    COMBINATIONS_MAX,
    SubscriptionFilter,
    combinations,
    filter_of_policy,
    filter_policy,
    is_outdated,
)
from support.aws.sns_filter import Attributes, passes, several

PLACES = ("RU", "UA", "KW", "XK")
NAMED = {"channels": ["named_sms", "data"], "source": "ca_gac", "urgency": "urgent", "severity": 3}
"""The attributes of one change of a mass, for phones that follow its destination."""
SOURCES = ("us_state", "us_embassies", "uk_fcdo")
LEVELS = st.none() | st.integers(1, 4)


@st.composite
def wishes(draw: st.DrawFn) -> SubscriptionFilter:
    """Draw the filter of a subscriber."""
    channel = draw(st.sampled_from([Channel.EMAIL, Channel.SMS, Channel.DATA]))
    return SubscriptionFilter(
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


def is_expected(wanted: SubscriptionFilter, message: Attributes) -> bool:
    """Decide, without policies, whether a subscriber with this filter expects the message."""
    channels = message["channels"]
    if "digest" in channels:
        return wanted.has_digest
    places = {*several(message["destination"])}
    is_urgent = "urgent" in several(message["urgency"])
    least, now, before = wanted.min_severity, message.get("severity"), message.get("from_severity")
    is_grave = least is None or is_urgent or (now or 0) >= least or (before or 0) >= least
    return (
        wanted.channel.value in channels
        and (not wanted.destinations or not places.isdisjoint(wanted.destinations))
        and (not wanted.sources or message["source"] in wanted.sources)
        and (is_urgent or not wanted.is_urgent_only)
        and is_grave
    )  # fmt: skip


@given(wanted=wishes(), message=messages())
def test_a_policy_delivers_exactly_the_expected_messages(
    wanted: SubscriptionFilter, message: dict[str, Any]
) -> None:
    """A filter that is too narrow loses a warning, and no person ever notices it."""
    assert passes(filter_policy(wanted), message) == is_expected(wanted, message)


@given(wanted=wishes(), message=messages())
def test_no_filter_drops_an_urgent_alert_by_its_severity(
    wanted: SubscriptionFilter, message: dict[str, Any]
) -> None:
    """People are asked to leave a country at level 2 as well; a number must not hide it."""
    anywhere = replace(wanted, destinations=(), sources=())
    urgent = {**message, "urgency": "urgent", "channels": [wanted.channel.value]}
    assert passes(filter_policy(anywhere), urgent)


@given(wanted=wishes())
def test_a_policy_can_be_read_back(wanted: SubscriptionFilter) -> None:
    """The list must show the filter that is in force."""
    is_moot = wanted.is_urgent_only
    in_force = replace(wanted, min_severity=None) if is_moot else wanted
    assert filter_of_policy(filter_policy(wanted)) == in_force
    assert not is_outdated(filter_policy(wanted))


def a_phone(*destinations: str, **fields: Any) -> SubscriptionFilter:
    """Build the filter of a phone."""
    return SubscriptionFilter(channel=Channel.SMS, destinations=destinations, **fields)


def test_a_phone_with_few_destinations_hears_of_each_by_name() -> None:
    """In a pandemic, the one SMS for all has no room for the country where a traveller is."""
    policy = filter_policy(a_phone("KW", is_urgent_only=True))
    assert passes(policy, NAMED | {"destination": "KW"})
    assert not passes(policy, NAMED | {"destination": "RU"})


def test_other_phones_get_one_sms_for_a_mass() -> None:
    """Each of 151 alerts has its own message; a phone that follows them all must not get it."""
    many = tuple(f"{letter}Z" for letter in "ABCDEFGHIJK")
    for wanted in (a_phone(), a_phone(is_urgent_only=True), a_phone(*many, min_severity=2)):
        policy = filter_policy(wanted)
        assert not passes(policy, NAMED | {"destination": many[0]})
        assert passes(policy, NAMED | {"channels": ["email", "sms"], "destination": [*many]})


def test_a_filter_near_the_limit_stays_within_it() -> None:
    """A second channel doubles the combinations, and SNS would refuse what it took before."""
    sources = tuple(f"source_{number}" for number in range(10))
    wanted = a_phone("KW", "RU", "UA", "XK", "FR", sources=sources, min_severity=3)
    assert combinations(filter_policy(wanted)) == COMBINATIONS_MAX
    assert filter_of_policy(filter_policy(wanted)) == wanted


def test_a_phone_of_an_older_version_is_read_and_marked() -> None:
    """It gets the SMS for all of a mass, but none that names its country."""
    older = {"channels": ["sms"], "destination": ["KW"], "urgency": ["urgent"]}
    wanted = filter_of_policy(older)
    assert wanted == a_phone("KW", is_urgent_only=True)
    assert is_outdated(older)
    assert not is_outdated({"channels": ["sms"], "urgency": ["urgent"]})


OF_OLDER_VERSIONS: list[dict[str, Any]] = [
    {
        "channels": ["email"],
        "$or": [
            {"severity": [{"numeric": [">=", 3]}]},
            {"from_severity": [{"numeric": [">=", 3]}]},
            {"severity": [{"exists": False}], "urgency": ["urgent"]},
        ],
    },
    {
        "channels": ["sms"],
        "urgency": ["urgent"],
        "severity": [{"numeric": [">=", 3]}, {"exists": False}],
    },
]


@pytest.mark.parametrize("policy", OF_OLDER_VERSIONS, ids=["severity", "urgent"])
def test_a_policy_of_an_older_version_is_read_and_marked(policy: dict[str, Any]) -> None:
    """Such a filter drops an urgent alert at level 2; its owner must learn of it."""
    urgent = {"channels": ["email", "sms"], "urgency": "urgent", "severity": 2}
    wanted = filter_of_policy(policy)
    assert wanted is not None
    assert wanted.min_severity == 3
    assert is_outdated(policy)
    assert not passes(policy, urgent)
    assert passes(filter_policy(wanted), urgent)


@given(wanted=wishes())
def test_a_policy_stays_within_five_attributes(wanted: SubscriptionFilter) -> None:
    """Amazon SNS refuses a sixth; alternatives keep their keys in nested policies."""
    assert len(filter_policy(wanted)) <= 5


@pytest.mark.parametrize(
    "policy", [{}, {"channels": ["fax"]}, {"kind": ["x"]}, {"channels": ["sms"], "kind": ["x"]}]
)
def test_a_foreign_policy_is_not_described(policy: dict[str, Any]) -> None:
    """A wrong description is worse than none."""
    assert filter_of_policy(policy) is None


def test_a_lowering_from_a_grave_level_passes() -> None:
    """A traveller who was warned to stay away must hear that the warning ended."""
    policy = filter_policy(SubscriptionFilter(channel=Channel.EMAIL, min_severity=3))
    lowering = {"channels": ["email"], "urgency": "normal", "severity": 2, "from_severity": 4}
    assert passes(policy, lowering)
    assert not passes(policy, {**lowering, "from_severity": 2})


def test_an_urgent_notice_without_a_level_passes() -> None:
    """An embassy that advises people to leave states no level."""
    for urgent_only in (True, False):
        wanted = SubscriptionFilter(channel=Channel.SMS, min_severity=4, is_urgent_only=urgent_only)
        notice = {"channels": ["sms"], "urgency": "urgent", "kind": "notice_issued"}
        assert passes(filter_policy(wanted), notice)
        assert not passes(filter_policy(wanted), {**notice, "urgency": "normal"})


def test_combinations_are_counted_as_sns_does() -> None:
    """The error of AWS does not say what to change."""
    places = tuple(f"{number:02}" for number in range(COMBINATIONS_MAX // 3))
    wanted = SubscriptionFilter(channel=Channel.DATA, destinations=places, min_severity=3)
    assert combinations(filter_policy(wanted)) == COMBINATIONS_MAX
    with pytest.raises(UsageError, match="found 153; name fewer"):
        filter_policy(
            SubscriptionFilter(channel=Channel.DATA, destinations=(*places, "XX"), min_severity=3)
        )
