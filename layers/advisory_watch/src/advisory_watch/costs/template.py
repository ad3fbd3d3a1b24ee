"""Read the SAM template as the stack whose bill is estimated."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from advisory_watch.bootstrap.settings import Settings
from advisory_watch.bootstrap.web import sources
from advisory_watch.core.errors import UsageError
from advisory_watch.costs.model import Bill, PlannedRun, PlannedStack, ReaderCount, estimate
from advisory_watch.costs.schedules import runs_a_month

TEMPLATE = Path("template.yaml")
"""Path of the template in the repository; the installed library has none."""


class _Loader(yaml.SafeLoader):
    """Read YAML with CloudFormation's short forms."""


def _short_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
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


def read_stack(path: Path, given: Mapping[str, str]) -> PlannedStack:
    """Read the stack that a template creates with these parameters; others keep their defaults.

    Raises `UsageError` if the template is missing, or a parameter or value is not allowed.
    """
    raw = load_template(path)
    declared = raw.get("Parameters", {})
    require_allowed(declared, given)
    known = {name: declaration.get("Default", "") for name, declaration in declared.items()}
    known |= {**given, CONDITIONS: raw.get("Conditions", {})}
    for name, declaration in declared.items():
        if declaration.get("Type") == "CommaDelimitedList":
            known[name] = known[name].split(",")
    resources = {
        name: {**resource, "Properties": value_of(resource.get("Properties", {}), known)}
        for name, resource in raw["Resources"].items()
        if "Condition" not in resource or value_of({"Condition": resource["Condition"]}, known)
    }
    shared = value_of(raw.get("Globals", {}).get("Function", {}), known)
    return PlannedStack(
        runs=tuple(
            _without(run, str(known.get("SourcesOff", "")).split(","))
            for name, resource in resources.items()
            for run in _runs(name, shared | resource["Properties"])
        ),
        resources={
            **Counter(kind for resource in resources.values() for kind in _priced(resource)),
            "KmsKeyArn": bool(known.get("KmsKeyArn")),
        },
        log_days=int(known.get("LogRetentionDays", 30)),
        wide_from_documents=int(known.get("WideFromDocuments", 0)),
    )


CONDITIONS = "Conditions"


def value_of(raw: Any, known: Mapping[str, Any]) -> Any:
    """Resolve what parameters and conditions decide; anything else of a deployment stays as it is.

    No library of the laptop resolves conditions, and SAM's transform leaves them in place.
    """
    if isinstance(raw, list):
        return [value_of(item, known) for item in raw]
    if not isinstance(raw, dict):
        return raw
    match raw:
        case {"Ref": name}:
            value = known.get(name, raw)
        case {"Condition": str(name)} if len(raw) == 1:
            value = value_of(known[CONDITIONS][name], known)
        case {"Fn::If": [name, then, otherwise]}:
            value = value_of(then if value_of({"Condition": name}, known) else otherwise, known)
        case {"Fn::Sub": str(text)}:
            value = re.sub(r"\$\{(\w+)\}", lambda name: str(known.get(name[1], name[0])), text)
        case dict():
            found = {name: value_of(item, known) for name, item in raw.items()}
            ((name, argument), *others) = found.items() or (("", None),)
            value = OPERATORS[name](argument) if name in OPERATORS and not others else found
    return value


OPERATORS: Mapping[str, Callable[[Any], Any]] = {
    "Fn::Equals": lambda pair: str(pair[0]) == str(pair[1]),
    "Fn::Not": lambda operands: not operands[0],
    "Fn::And": all,
    "Fn::Or": any,
    "Fn::Split": lambda pair: str(pair[1]).split(pair[0]),
    "Fn::Select": lambda pair: pair[1][int(pair[0])],
}


def require_allowed(declared: Mapping[str, Mapping[str, Any]], given: Mapping[str, str]) -> None:
    """Raise `UsageError` for an undeclared parameter, or a value that it cannot have."""
    for name, value in given.items():
        if name not in declared:
            raise UsageError(f"expected parameters out of {', '.join(declared)}; found {name}")
        if wanted := _wanted(declared[name], value):
            raise UsageError(f"{name}: expected {wanted}, found {value!r}")


def _wanted(declaration: Mapping[str, Any], value: str) -> str | None:
    """Return what a parameter expects if the value does not fit, or None if it fits."""
    allowed = [str(option) for option in declaration.get("AllowedValues", (value,))]
    pattern = declaration.get("AllowedPattern", "")
    if value not in allowed:
        return f"one of {', '.join(allowed)}"
    if not re.search(pattern, value):
        return str(declaration.get("ConstraintDescription", pattern))
    if declaration.get("Type") != "Number":
        return None
    least, most = float(declaration.get("MinValue", 0)), float(declaration.get("MaxValue", "inf"))
    digits = r"\d+(\.\d+)?" if isinstance(declaration.get("Default"), float) else r"\d+"
    if re.fullmatch(digits, value) and least <= float(value) <= most:
        return None
    kind = "a number" if "." in digits else "a whole number"
    return f"{kind} from {least:g} to {most:g}"


def _runs(name: str, properties: Mapping[str, Any]) -> Iterator[PlannedRun]:
    """Yield a run for each trigger of a function that is on."""
    memory_mb = int(properties.get("MemorySize", 128))
    if "EventSourceArn" in properties:
        yield PlannedRun(kind="part", memory_mb=memory_mb)
    for event in (properties.get("Events") or {}).values():
        trigger = event["Properties"]
        if event["Type"] == "SQS":
            yield PlannedRun(kind="part", memory_mb=memory_mb)
        elif event["Type"] == "DynamoDB":
            kind = "ring_site" if name.startswith("Site") else "ring"
            yield PlannedRun(kind=kind, memory_mb=memory_mb)
        elif event["Type"] == "ScheduleV2" and trigger.get("State", "ENABLED") == "ENABLED":
            ((kind, about), *_) = json.loads(trigger.get("Input", '{"sweep": 1}')).items()
            yield PlannedRun(
                kind=about if isinstance(about, str) else kind,
                memory_mb=memory_mb,
                number=runs_a_month(trigger["ScheduleExpression"]),
                sources=tuple(about) if isinstance(about, list) else (),
            )


def _without(run: PlannedRun, off: Sequence[str]) -> PlannedRun:
    return replace(run, sources=tuple(source for source in run.sources if source not in off))


def _priced(resource: Mapping[str, Any]) -> Iterator[str]:
    """Yield the type of a resource, of an alarm once for each metric, and what costs extra."""
    kind, properties = resource["Type"], resource["Properties"]
    metrics = sum("MetricStat" in metric for metric in properties.get("Metrics", ()))
    yield from [kind] * (metrics or 1)
    if properties.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled"):
        yield "PointInTimeRecovery"


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
    wanted = {source.id for source in sources(source_ids or (), Settings())}
    unwanted = {source for run in stack.runs for source in run.sources if source_ids == ()}
    unwanted |= {source for run in stack.runs for source in run.sources if source not in wanted}
    runs = (_without(run, sorted(unwanted)) for run in stack.runs)
    changed = tuple(
        replace(run, number=runs_a_month(interval)) if interval and run.sources else run
        for run in runs
        if run.sources or run.kind != "sources"
    )
    return estimate(replace(stack, runs=changed), audience)
