"""SNS message attributes: renaming one silences every subscription policy that uses it."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import (
    Attribute,
    Channel,
    group_transmission,
    single_transmission,
    split_into_batches,
    transmission_beside_group,
)
from advisory_watch.core.messages.payload import build_attributes
from advisory_watch.core.source_event import Audience
from advisory_watch.core.subscription import SubscriptionFilter, filter_policy
from core.messages.scenarios import (
    BLIND,
    GRAVER_PARTS,
    LOWERED,
    NOTIFIED,
    RAISED,
    RETRACTED,
    TOLD_TO_LEAVE,
)


def test_an_alert_carries_its_attributes() -> None:
    """Text values are String, severities are Number, and channels are an array to match against."""
    assert build_attributes(single_transmission(RAISED)) == {
        "source": "us_state",
        "destination": "KW",
        "kind": "level_raised",
        "urgency": "urgent",
        "severity": 3,
        "from_severity": 1,
        "channels": ("email", "sms", "data"),
    }


def test_a_notice_has_no_severity_but_its_urgency() -> None:
    """`Leave now` has no level: a filter on severity alone would never deliver it."""
    told = build_attributes(single_transmission(TOLD_TO_LEAVE))
    assert "severity" not in told
    assert told["urgency"] == "urgent"


def test_a_correction_passes_the_filters_of_its_alert() -> None:
    """`kind` lists both names, and a filter has to match only one."""
    told = build_attributes(single_transmission(RETRACTED))
    assert told == {
        **build_attributes(single_transmission(RAISED)),
        "kind": ("correction", "level_raised"),
    }


def test_an_attribute_without_a_value_is_left_out() -> None:
    """SNS refuses a message with an empty attribute."""
    assert build_attributes(single_transmission(replace(BLIND, audience=Audience.OPERATORS))) == {
        "source": "us_state",
        "kind": "source_blind",
        "urgency": "normal",
        "channels": ("email", "data"),
    }


def test_a_group_carries_all_values_and_the_highest_steps() -> None:
    """A filter that delivers one of its alerts must deliver the group."""
    several = [RAISED, LOWERED, NOTIFIED, GRAVER_PARTS, RETRACTED]
    assert grouped(*several * 3) == {
        "source": ("uk_fcdo", "us_embassies", "us_state"),
        "destination": ("KW", "LB", "RU"),
        "kind": (
            "correction",
            "level_lowered",
            "level_raised",
            "notice_issued",
            "part_raised",
        ),
        "urgency": ("normal", "urgent"),
        "severity": 4,
        "from_severity": 3,
        "channels": ("email",),
    }


def test_an_urgent_alert_without_level_makes_its_group_gravest() -> None:
    """Next to a raise to level 2, the notice to leave must not be taken for level 2."""
    assert grouped(*[LOWERED] * 11, TOLD_TO_LEAVE)["severity"] == 4
    assert grouped(*[LOWERED] * 11, NOTIFIED)["severity"] == 1


def test_a_filter_that_passes_an_alert_passes_its_group() -> None:
    """A subscriber to Russia from level 3 up must not lose `leave now` in a burst."""
    filters = [
        SubscriptionFilter(
            channel=Channel.EMAIL, min_severity=level, is_urgent_only=urgent, destinations=codes
        )
        for level in (None, 1, 2, 3, 4)
        for urgent in (True, False)
        for codes in ((), ("RU",), ("LB", "KW"))
    ]
    for subscription_filter, sample in product(
        filters, (RAISED, LOWERED, NOTIFIED, TOLD_TO_LEAVE, GRAVER_PARTS)
    ):
        policy = filter_policy(subscription_filter)
        if is_let_through(policy, build_attributes(single_transmission(sample))):
            assert is_let_through(policy, grouped(sample, *[LOWERED] * 11)), (
                subscription_filter,
                sample,
            )


def is_let_through(policy: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Match attributes against a policy as SNS does."""
    return all(
        any(is_let_through(option, told) for option in wanted)
        if name == "$or"
        else any(_is_met(option, told.get(name)) for option in wanted)
        for name, wanted in policy.items()
    )


def _is_met(wanted: Any, found: Any) -> bool:
    if not isinstance(wanted, dict):
        return wanted in (found if isinstance(found, tuple) else (found,))
    if "exists" in wanted:
        return (found is not None) is wanted["exists"]
    sign, least = wanted["numeric"]
    assert sign == ">="
    return found is not None and bool(found >= least)


def grouped(*alerts: Alert) -> dict[str, Attribute]:
    """Return the attributes of a burst of alerts, each under its own id."""
    (batch,) = split_into_batches([replace(alert, id=f"{n:016}") for n, alert in enumerate(alerts)])
    return build_attributes(group_transmission(batch.alerts, batch))


def test_an_alert_next_to_a_group_differs_only_in_channels() -> None:
    """SMS and program subscribers filter as usual."""
    told = build_attributes(transmission_beside_group(RAISED))
    assert told == {**build_attributes(single_transmission(RAISED)), "channels": ("sms", "data")}
