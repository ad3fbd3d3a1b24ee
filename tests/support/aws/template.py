"""Read the template as values, for tests that compare it with the folders or run its functions."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]


class _Loader(yaml.CSafeLoader):
    """Reads YAML with CloudFormation's short forms: `!Ref X` as `{"Ref": "X"}`."""


def _short_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    if isinstance(node, yaml.MappingNode):
        return {name: loader.construct_mapping(node, deep=True)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    value = str(node.value)
    return {name: value.split(".", 1) if suffix == "GetAtt" else value}


_Loader.add_multi_constructor("!", _short_form)


@cache
def template(name: str = "template.yaml") -> dict[str, Any]:
    """Read template.yaml, or the one of another stack."""
    text = (ROOT / name).read_text()
    return dict(yaml.load(text, Loader=_Loader))  # noqa: S506, a SafeLoader with short forms


def resources(kind: str, name: str = "template.yaml") -> dict[str, dict[str, Any]]:
    """Return the properties of every resource of a type, by logical id."""
    found = template(name)["Resources"].items()
    return {name: resource["Properties"] for name, resource in found if resource["Type"] == kind}


def functions(where: str = "template.yaml") -> dict[str, dict[str, Any]]:
    """Return the properties of every function, merged with the global ones."""
    shared = template(where).get("Globals", {}).get("Function", {})
    return {
        name: {**shared, **own, "Environment": _joined_environment(shared, own)}
        for name, own in resources("AWS::Serverless::Function", where).items()
    }


def folder(function: str) -> str:
    """Return the folder of a function's handler: `functions/check`."""
    return str(functions()[function]["Handler"]).rpartition("/")[0]


def schedules() -> dict[str, dict[str, Any]]:
    """Return the properties of every schedule, by function and name."""
    return {
        f"{function}.{name}": trigger["Properties"]
        for function, properties in functions().items()
        for name, trigger in properties["Events"].items()
        if trigger["Type"] == "ScheduleV2"
    }


def statements(policy: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the statements of a policy, including conditional ones and their conditional parts."""
    for statement in policy["PolicyDocument"]["Statement"]:
        yield _if_true(statement)


def as_list(value: Any) -> list[Any]:
    """Return the value as a list, wrapping a single value."""
    return value if isinstance(value, list) else [value]


def event(name: str) -> dict[str, Any]:
    """Read a saved event."""
    return dict(json.loads((ROOT / "events" / f"{name}.json").read_text()))


def _joined_environment(*properties: dict[str, Any]) -> dict[str, Any]:
    joined: dict[str, Any] = {}
    for part in properties:
        joined |= part.get("Environment", {}).get("Variables", {})
    return joined


def _if_true(value: Any) -> Any:
    """Return a value with all its conditions true."""
    if isinstance(value, dict) and "Fn::If" in value:
        return _if_true(value["Fn::If"][1])
    if isinstance(value, dict):
        return {key: _if_true(member) for key, member in value.items()}
    return [_if_true(member) for member in value] if isinstance(value, list) else value
