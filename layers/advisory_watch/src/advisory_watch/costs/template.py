"""Read the SAM template as the stack whose bill is estimated."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import eq
from pathlib import Path
from typing import Any

import yaml

from advisory_watch.bootstrap.settings import Settings
from advisory_watch.bootstrap.web import sources
from advisory_watch.core.errors import UsageError
from advisory_watch.costs.lines import estimate
from advisory_watch.costs.model import (
    Bill,
    PlannedFunction,
    PlannedSchedule,
    PlannedStack,
    ReaderCount,
    checking_every,
    reading_only,
)

NO_VALUE = {"Ref": "AWS::NoValue"}

_NAME = re.compile(r"\$\{([A-Za-z0-9:.]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Parameter values, and the conditions that follow from them.

    Values that only a deployment knows, such as the name of a resource, stay unresolved.
    """

    parameters: Mapping[str, Any]
    conditions: Mapping[str, Any]

    def holds(self, condition: str) -> bool:
        """Return whether a condition holds."""
        return bool(self.value(self.conditions[condition]))

    def value(self, raw: Any) -> Any:
        """Resolve a value and everything nested in it."""
        if isinstance(raw, list):
            return [self.value(item) for item in raw if item != NO_VALUE]
        if not isinstance(raw, dict):
            return raw
        if len(raw) == 1:
            ((name, argument),) = raw.items()
            if name in FUNCTIONS:
                return FUNCTIONS[name](self, argument)
        return {name: self.value(item) for name, item in raw.items()}

    def chosen(self, condition: str, then: Any, otherwise: Any) -> Any:
        """Resolve one of two values."""
        return self.value(then if self.holds(condition) else otherwise)

    def text(self, template: str) -> str:
        """Replace the parameters in a text; other names stay."""
        return _NAME.sub(lambda name: str(self.parameters.get(name[1], name[0])), template)


FUNCTIONS: Mapping[str, Callable[[Evaluation, Any], Any]] = {
    "Ref": lambda evaluation, name: evaluation.parameters.get(name, {"Ref": name}),
    # The `Condition` key of a policy statement stays as it is.
    "Condition": lambda evaluation, name: (
        evaluation.holds(name) if isinstance(name, str) else {"Condition": name}
    ),
    "Fn::If": lambda evaluation, argument: evaluation.chosen(*argument),
    "Fn::Equals": lambda evaluation, pair: eq(
        *(str(evaluation.value(operand)) for operand in pair)
    ),
    "Fn::Not": lambda evaluation, operands: not evaluation.value(operands[0]),
    "Fn::And": lambda evaluation, operands: all(map(evaluation.value, operands)),
    "Fn::Or": lambda evaluation, operands: any(map(evaluation.value, operands)),
    "Fn::Sub": lambda evaluation, argument: (
        evaluation.text(argument) if isinstance(argument, str) else {"Fn::Sub": argument}
    ),
}
"""Functions that a template and its parameters determine; all others stay unresolved."""


def require_allowed(declared: Mapping[str, Mapping[str, Any]], given: Mapping[str, str]) -> None:
    """Raise `UsageError` for an undeclared parameter, or a value that it cannot have."""
    unknown = sorted(given.keys() - declared.keys())
    if unknown:
        named = ", ".join(unknown)
        raise UsageError(f"expected parameters out of {', '.join(declared)}; found {named}")
    for name, value in given.items():
        wanted = _wanted(declared[name], value)
        if wanted:
            raise UsageError(f"{name}: expected {wanted}, found {value!r}")


def _wanted(declaration: Mapping[str, Any], value: str) -> str | None:
    """Return what a parameter expects if the value does not fit, or None if it fits."""
    allowed = [str(option) for option in declaration.get("AllowedValues", (value,))]
    if value not in allowed:
        return f"one of {', '.join(allowed)}"
    if not re.search(declaration.get("AllowedPattern", ""), value):
        return str(declaration.get("ConstraintDescription", declaration["AllowedPattern"]))
    return _wanted_number(declaration, value) if declaration.get("Type") == "Number" else None


def _wanted_number(declaration: Mapping[str, Any], value: str) -> str | None:
    least, most = (declaration.get(limit) for limit in ("MinValue", "MaxValue"))
    try:
        number = float(value)
    except ValueError:
        return "a number"
    if least is not None and not number >= float(least):  # written so that NaN fails too
        return f"{least} or more"
    return f"{most} or less" if most is not None and number > float(most) else None


AS_THEY_ARE = frozenset({"Ref", "Condition"})
"""Short forms whose long form has no `Fn::` prefix."""


class _Loader(yaml.SafeLoader):
    """Read YAML with CloudFormation's short forms."""


def _short_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in AS_THEY_ARE else f"Fn::{suffix}"
    if isinstance(node, yaml.MappingNode):
        return {name: loader.construct_mapping(node, deep=True)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: str(node.value)}


_Loader.add_multi_constructor("!", _short_form)


def load_template(path: Path) -> dict[str, Any]:
    """Read a template. Raises `UsageError` if the file is missing or is not a template."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except FileNotFoundError:
        raise UsageError(
            f"expected the template at {path}, found none: run this where the repository is,"
            " or name it with --template"
        ) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"{path}: expected a template, found {error}") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("Resources"), dict):
        raise UsageError(f"{path}: expected a template with Resources, found none")
    return raw


LAMBDA_MEMORY_MB = 128
"""Lambda's default if the template sets no memory size."""

LOG_DAYS = 30

QUEUE_WORKERS = 1000
"""Lambda's default limit of concurrent runs for a queue if the template sets none."""


def read_stack(path: Path, parameters: Mapping[str, str]) -> PlannedStack:
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
    return PlannedStack(
        functions={
            name: _function(name, shared | resource["Properties"])
            for name, resource in resources.items()
            if resource["Type"] == "AWS::Serverless::Function"
        },
        resources=Counter(resource["Type"] for resource in resources.values()),
        recovered_tables=sum(map(_is_recovered_table, resources.values())),
        log_days=_whole(evaluation.parameters.get("LogRetentionDays", LOG_DAYS)),
        has_own_key=bool(evaluation.parameters.get("KmsKeyArn")),
        wide_from_documents=_whole(evaluation.parameters.get("WideFromDocuments", 0)),
    )


def _evaluation(raw: Mapping[str, Any], given: Mapping[str, str]) -> Evaluation:
    declared = raw.get("Parameters", {})
    require_allowed(declared, given)
    defaults = {name: declaration.get("Default", "") for name, declaration in declared.items()}
    return Evaluation(parameters={**defaults, **given}, conditions=raw.get("Conditions", {}))


def _is_recovered_table(resource: Mapping[str, Any]) -> bool:
    recovery = resource["Properties"].get("PointInTimeRecoverySpecification", {})
    is_recovered = bool(recovery.get("PointInTimeRecoveryEnabled"))
    return is_recovered and resource["Type"] == "AWS::DynamoDB::Table"


def _function(name: str, properties: Mapping[str, Any]) -> PlannedFunction:
    events = properties.get("Events", {})
    return PlannedFunction(
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


def _schedule(properties: Mapping[str, Any]) -> PlannedSchedule:
    is_on = properties.get("State", "ENABLED") == "ENABLED"
    event = json.loads(properties.get("Input", "{}"))
    return PlannedSchedule(
        expression=properties["ScheduleExpression"] if is_on else "off",
        sources=tuple(event.get("sources", ())),
    )


def _whole(value: object) -> int:
    """Parse a whole number; CloudFormation would accept a fraction, but the function would fail."""
    try:
        return int(str(value))
    except ValueError:
        raise UsageError(f"expected a whole number, found {value!r}") from None


TEMPLATE = Path("template.yaml")
"""Path of the template in the repository; the installed library has none."""


def month(
    template: Path,
    audience: ReaderCount,
    *,
    source_ids: tuple[str, ...] | None = None,
    interval: str | None = None,
    parameters: Mapping[str, str] | None = None,
) -> Bill:
    """Estimate the cost of a month; None leaves sources and intervals to the template.

    Raises `UsageError` for an unknown source, an unknown parameter or an invalid expression.
    """
    stack = read_stack(template, parameters or {})
    if source_ids is not None:
        wanted = [source.id for source in sources(source_ids, Settings())] if source_ids else []
        stack = reading_only(stack, wanted)
    if interval is not None:
        stack = checking_every(stack, interval)
    return estimate(stack, audience)
