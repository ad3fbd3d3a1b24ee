"""From a template's resources to the `Stack` that a bill is made of."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from advisory_watch.adapters.template.evaluation import Evaluation
from advisory_watch.adapters.template.parameters import require_allowed
from advisory_watch.adapters.template.yaml_file import load_template
from advisory_watch.core.costs.stack import Function, Schedule, Stack
from advisory_watch.core.errors import UsageError

FUNCTION = "AWS::Serverless::Function"
TABLE = "AWS::DynamoDB::Table"
LAMBDA_MEMORY_MB = 128
"""What Lambda gives where a template does not say."""

LOG_DAYS = 30

QUEUE_WORKERS = 1000
"""What Lambda begins at once for a queue where a template does not say."""


def read_stack(path: Path, parameters: Mapping[str, str]) -> Stack:
    """Read what a template sets up where its parameters are set so, the others as by default.

    Raises `UsageError` where there is no template, or no such parameter or value.
    """
    raw = load_template(path)
    evaluation = _evaluation(raw, parameters)
    there = {
        name: each | {"Properties": evaluation.value(each.get("Properties", {}))}
        for name, each in raw["Resources"].items()
        if "Condition" not in each or evaluation.holds(each["Condition"])
    }
    shared = evaluation.value(raw.get("Globals", {}).get("Function", {}))
    tables = [each["Properties"] for each in there.values() if each["Type"] == TABLE]
    return Stack(
        functions={
            name: _function(name, shared | each["Properties"])
            for name, each in there.items()
            if each["Type"] == FUNCTION
        },
        resources=Counter(each["Type"] for each in there.values()),
        recovered_tables=sum(map(_is_recovered, tables)),
        log_days=_whole(evaluation.parameters.get("LogRetentionDays", LOG_DAYS)),
        has_own_key=bool(evaluation.parameters.get("KmsKeyArn")),
        wide_from_documents=_whole(evaluation.parameters.get("WideFromDocuments", 0)),
    )


def _evaluation(raw: Mapping[str, Any], given: Mapping[str, str]) -> Evaluation:
    declared = raw.get("Parameters", {})
    require_allowed(declared, given)
    defaults = {name: each.get("Default", "") for name, each in declared.items()}
    return Evaluation(parameters={**defaults, **given}, conditions=raw.get("Conditions", {}))


def _is_recovered(table: Mapping[str, Any]) -> bool:
    recovery = table.get("PointInTimeRecoverySpecification", {})
    return bool(recovery.get("PointInTimeRecoveryEnabled"))


def _function(name: str, properties: Mapping[str, Any]) -> Function:
    events = properties.get("Events", {})
    return Function(
        name=name,
        memory_mb=int(properties.get("MemorySize", LAMBDA_MEMORY_MB)),
        schedules={
            event: _schedule(each["Properties"])
            for event, each in events.items()
            if each["Type"] == "ScheduleV2"
        },
        is_rung=any(each["Type"] == "DynamoDB" for each in events.values()),
        workers=sum(map(_workers, events.values())),
        is_traced=properties.get("Tracing") == "Active",
    )


def _workers(event: Mapping[str, Any]) -> int:
    """Return how many runs at once a queue begins; an event of another kind says none."""
    if event["Type"] != "SQS":
        return 0
    scaling = event["Properties"].get("ScalingConfig", {})
    return _whole(scaling.get("MaximumConcurrency", QUEUE_WORKERS))


def _schedule(properties: Mapping[str, Any]) -> Schedule:
    is_on = properties.get("State", "ENABLED") == "ENABLED"
    event = json.loads(properties.get("Input", "{}"))
    return Schedule(
        expression=properties["ScheduleExpression"] if is_on else "off",
        sources=tuple(event.get("sources", ())),
    )


def _whole(value: object) -> int:
    """Read a number of things; CloudFormation would take half of one, and a function fail at it."""
    try:
        return int(str(value))
    except ValueError:
        raise UsageError(f"expected a whole number, found {value!r}") from None
