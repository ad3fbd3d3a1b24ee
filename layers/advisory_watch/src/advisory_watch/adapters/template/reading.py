"""Convert a template's resources to the `Stack` from which costs are estimated."""

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
"""Lambda's default if the template sets no memory size."""

LOG_DAYS = 30

QUEUE_WORKERS = 1000
"""Lambda's default limit of concurrent runs for a queue if the template sets none."""


def read_stack(path: Path, parameters: Mapping[str, str]) -> Stack:
    """Read the stack that a template creates with these parameters; others keep their defaults.

    Raises `UsageError` if the template is missing, or a parameter or value is not allowed.
    """
    raw = load_template(path)
    evaluation = _evaluation(raw, parameters)
    resources = {
        name: resource | {"Properties": evaluation.value(resource.get("Properties", {}))}
        for name, resource in raw["Resources"].items()
        if "Condition" not in resource or evaluation.holds(resource["Condition"])
    }
    shared = evaluation.value(raw.get("Globals", {}).get("Function", {}))
    tables = [
        resource["Properties"] for resource in resources.values() if resource["Type"] == TABLE
    ]
    return Stack(
        functions={
            name: _function(name, shared | resource["Properties"])
            for name, resource in resources.items()
            if resource["Type"] == FUNCTION
        },
        resources=Counter(resource["Type"] for resource in resources.values()),
        recovered_tables=sum(map(_is_recovered, tables)),
        log_days=_whole(evaluation.parameters.get("LogRetentionDays", LOG_DAYS)),
        has_own_key=bool(evaluation.parameters.get("KmsKeyArn")),
        wide_from_documents=_whole(evaluation.parameters.get("WideFromDocuments", 0)),
    )


def _evaluation(raw: Mapping[str, Any], given: Mapping[str, str]) -> Evaluation:
    declared = raw.get("Parameters", {})
    require_allowed(declared, given)
    defaults = {name: declaration.get("Default", "") for name, declaration in declared.items()}
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
            event: _schedule(trigger["Properties"])
            for event, trigger in events.items()
            if trigger["Type"] == "ScheduleV2"
        },
        is_rung=any(trigger["Type"] == "DynamoDB" for trigger in events.values()),
        workers=sum(map(_workers, events.values())),
        is_traced=properties.get("Tracing") == "Active",
    )


def _workers(event: Mapping[str, Any]) -> int:
    """Return how many concurrent runs a queue starts; an event of another kind starts none."""
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
    """Parse a whole number; CloudFormation would accept a fraction, but the function would fail."""
    try:
        return int(str(value))
    except ValueError:
        raise UsageError(f"expected a whole number, found {value!r}") from None
