"""The events of assumptions.toml are those of the template, and a template is read as deployed."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from advisory_watch.core.errors import UsageError
from advisory_watch.costs.prices import read
from advisory_watch.costs.template import read_stack
from support.aws.template import ROOT, functions, resources, schedules, template

REAL = ROOT / "template.yaml"

EVENTS: dict[str, Any] = read("assumptions")["events"]

TIMES = {"rate(5 minutes)": 8760, "rate(1 hour)": 730, "rate(1 day)": "days"}
"""What assumptions.toml writes for the expressions of the template; a cron is one of each day."""


def needs(condition: str | None) -> str | None:
    """Return the parameter of a condition."""
    return read("assumptions")["conditions"].get(condition) if condition else None


def test_each_schedule_of_the_template_is_on_the_bill() -> None:
    """A schedule that is not counted looks free."""
    counted = {name: use for name, use in EVENTS.items() if use.get("scheduler")}
    found = {}
    for name, schedule in schedules().items():
        ((kind, about),) = json.loads(schedule["Input"]).items()
        event = "check" if kind == "sources" else about if isinstance(about, str) else kind
        found[event] = (name.partition(".")[0], schedule["ScheduleExpression"])
    assert {name: use["function"] for name, use in counted.items()} == {
        event: function for event, (function, _) in found.items()
    }
    for event in found.keys() - {"check", "digest"}:
        expression = found[event][1]
        assert counted[event]["times"] == TIMES.get(expression, "days")
        assert expression in TIMES or expression.startswith("cron(")


def test_each_other_trigger_of_the_template_is_on_the_bill() -> None:
    """The stream starts a run for alerts, the queue one for a partition."""
    streams = Counter(
        name
        for name, properties in functions().items()
        for event in properties["Events"].values()
        if event["Type"] == "DynamoDB"
    )
    rings = Counter(use["function"] for name, use in EVENTS.items() if name.startswith("ring"))
    assert rings == streams
    assert "AWS::Lambda::EventSourceMapping" in EVENTS


def test_an_alarm_has_one_metric() -> None:
    """AWS bills an alarm for each metric; the bill counts alarms."""
    for name, alarm in resources("AWS::CloudWatch::Alarm").items():
        metrics = alarm.get("Metrics", [{"MetricStat": alarm}])
        assert sum("MetricStat" in metric for metric in metrics) == 1, name


def test_a_condition_is_off_with_the_value_of_the_template() -> None:
    """A resource that is counted without being made, or made without being counted, is wrong."""
    off = read("assumptions")["off"]
    for condition, parameter in read("assumptions")["conditions"].items():
        test = template()["Conditions"][condition]
        (is_set,) = test.get("Fn::Not", [None])
        named, value = (is_set or test)["Fn::Equals"]
        assert named == {"Ref": parameter}
        assert value == "yes" if is_set is None else str(value) == off[parameter]
    for resource in template()["Resources"].values():
        if resource["Type"] in EVENTS and "Condition" in resource:
            assert needs(resource["Condition"])
    assert {use["needs"] for use in EVENTS.values() if "needs" in use} <= off.keys()


@pytest.mark.parametrize(
    ("parameter", "off", "on"),
    [
        ("Site", "no", "yes"),
        ("DigestHour", "off", "0"),
        ("WideFromDocuments", "0", "100"),
        ("Phone", "", "+14155550123"),
    ],
)
def test_a_parameter_decides(parameter: str, off: str, on: str) -> None:
    """A bill for other settings than requested is worse than an error."""
    assert not read_stack(REAL, {parameter: off}).has(parameter)
    assert read_stack(REAL, {parameter: on}).has(parameter)


def test_an_unknown_parameter_is_refused() -> None:
    """If a misspelt parameter were ignored, the stack would cost more than estimated."""
    with pytest.raises(UsageError, match=r"Contact.*found Digesthour"):
        read_stack(REAL, {"Digesthour": "off"})


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"WideFromDocuments": "many"}, "WideFromDocuments: expected a number, 0 or more"),
        ({"WideFromDocuments": "-1"}, "a number, 0 or more, found '-1'"),
        ({"SmsSpendAlarmUsd": "nan"}, "a number, 0 or more, found 'nan'"),
        ({"Site": "ja"}, "Site: expected one of no, yes, found 'ja'"),
        ({"DigestHour": "25"}, "DigestHour: expected .*, found '25'"),
        ({"CheckSchedules": "rate(5 minutes),rate(9 mins)"}, r"CheckSchedules: expected two of"),
        ({"SourcesOff": "utopia"}, "SourcesOff: expected ids of sources"),
    ],
)
def test_a_value_that_could_not_be_deployed_is_refused(given: dict[str, str], reason: str) -> None:
    """If it were taken for `no`, the costs would belong to another stack."""
    with pytest.raises(UsageError, match=reason):
        read_stack(REAL, given)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "expected the template at .*template"),
        ("a: [", "expected the template at"),
        ("- 1", "expected a template with a CheckFunction"),
        ("Resources: 3", "expected a template with a CheckFunction"),
        ("\xff", "expected the template at"),
    ],
)
def test_a_missing_or_invalid_template_is_reported(
    text: str | None, reason: str, tmp_path: Path
) -> None:
    """An installed program comes without a template, and must say that it needs one."""
    path = tmp_path / "template.yaml"
    if text is not None:
        path.write_text(text, encoding="latin-1")
    with pytest.raises(UsageError, match=reason):
        read_stack(path, {})
