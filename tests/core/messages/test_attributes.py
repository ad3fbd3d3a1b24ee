"""What filters look at: others' policies name these, and are silent where one is renamed."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from advisory_watch.core.alerts import Alert, Audience
from advisory_watch.core.audience import Wish, filter_policy
from advisory_watch.core.grouping import alone, batches, beside_a_group, group
from advisory_watch.core.message import Attribute, Channel
from advisory_watch.core.messages.attributes import attributes
from core.messages.stories import (
    BLIND,
    GRAVER_PARTS,
    LOWERED,
    NOTIFIED,
    RAISED,
    RETRACTED,
    TOLD_TO_LEAVE,
)


def test_an_alert_carries_what_it_is_about() -> None:
    """Words as String, steps as Number, channels as an array of which a filter names one."""
    assert attributes(alone(RAISED)) == {
        "source": "us_state",
        "destination": "KW",
        "kind": "level_raised",
        "urgency": "urgent",
        "severity": 3,
        "from_severity": 1,
        "channels": ("email", "sms", "data"),
    }


def test_a_notice_has_no_severity_but_its_urgency() -> None:
    """`Leave now` has no level: a filter on severity alone would never let it through."""
    told = attributes(alone(TOLD_TO_LEAVE))
    assert "severity" not in told
    assert told["urgency"] == "urgent"


def test_a_correction_is_let_through_by_what_let_its_alert_through() -> None:
    """Both names stand in `kind`, and a filter needs to meet one."""
    told = attributes(alone(RETRACTED))
    assert told == {**attributes(alone(RAISED)), "kind": ("correction", "level_raised")}


def test_what_has_no_value_is_left_out() -> None:
    """SNS refuses an empty attribute, and with it the whole message."""
    assert attributes(alone(replace(BLIND, audience=Audience.OPERATORS))) == {
        "source": "us_state",
        "kind": "source_blind",
        "urgency": "normal",
        "channels": ("email", "data"),
    }


def test_a_group_carries_all_values_and_the_highest_steps() -> None:
    """A filter that lets one of its alerts through must let the group through."""
    several = [RAISED, LOWERED, NOTIFIED, GRAVER_PARTS, RETRACTED]
    assert grouped(*several * 3) == {
        "source": ("uk_fcdo", "us_embassies", "us_state"),
        "destination": ("KW", "LB", "RU"),
        "kind": (
            "correction",
            "level_lowered",
            "level_raised",
            "notice_issued",
            "scope_changed",
        ),
        "urgency": ("normal", "urgent"),
        "severity": 3,
        "from_severity": 3,
        "channels": ("email",),
    }


def test_an_urgent_alert_without_a_level_makes_its_group_the_gravest() -> None:
    """Beside a raise to level 2 the notice to leave must not be taken for level 2."""
    assert grouped(*[LOWERED] * 11, TOLD_TO_LEAVE)["severity"] == 4
    assert grouped(*[LOWERED] * 11, NOTIFIED)["severity"] == 1


def test_what_lets_an_alert_through_lets_its_group_through() -> None:
    """Who asked for Russia from level 3 on must not lose `leave now` in a storm."""
    wishes = [
        Wish(channel=Channel.EMAIL, min_severity=level, is_urgent_only=urgent, destinations=codes)
        for level in (None, 1, 2, 3, 4)
        for urgent in (True, False)
        for codes in ((), ("RU",), ("LB", "KW"))
    ]
    for wish, one in product(wishes, (RAISED, LOWERED, NOTIFIED, TOLD_TO_LEAVE, GRAVER_PARTS)):
        policy = filter_policy(wish)
        if is_let_through(policy, attributes(alone(one))):
            assert is_let_through(policy, grouped(one, *[LOWERED] * 11)), (wish, one)


def is_let_through(policy: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Hold attributes against a policy as SNS does."""
    return all(
        any(is_let_through(each, told) for each in wanted)
        if name == "$or"
        else any(_is_met(each, told.get(name)) for each in wanted)
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
    """Return the attributes of a storm of alerts, each under an id of its own."""
    (batch,) = batches([replace(each, id=f"{n:016}") for n, each in enumerate(alerts)])
    return attributes(group(batch.alerts, batch))


def test_beside_a_group_an_alert_is_the_same_but_for_its_channels() -> None:
    """Phones and programs filter as ever."""
    told = attributes(beside_a_group(RAISED))
    assert told == {**attributes(alone(RAISED)), "channels": ("sms", "data")}
