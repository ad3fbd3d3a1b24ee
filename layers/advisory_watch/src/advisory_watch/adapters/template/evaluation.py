"""Evaluate CloudFormation's intrinsic functions in a template, for given parameters."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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


def _ref(evaluation: Evaluation, name: str) -> Any:
    return evaluation.parameters.get(name, {"Ref": name})


def _condition(evaluation: Evaluation, name: Any) -> Any:
    """Evaluate a condition; the `Condition` key of a policy statement stays as it is."""
    return evaluation.holds(name) if isinstance(name, str) else {"Condition": name}


def _if(evaluation: Evaluation, argument: list[Any]) -> Any:
    condition, then, otherwise = argument
    return evaluation.value(then if evaluation.holds(condition) else otherwise)


def _equals(evaluation: Evaluation, argument: list[Any]) -> bool:
    left, right = (str(evaluation.value(operand)) for operand in argument)
    return left == right


def _not(evaluation: Evaluation, argument: list[Any]) -> bool:
    return not evaluation.value(argument[0])


def _and(evaluation: Evaluation, argument: list[Any]) -> bool:
    return all(evaluation.value(operand) for operand in argument)


def _or(evaluation: Evaluation, argument: list[Any]) -> bool:
    return any(evaluation.value(operand) for operand in argument)


def _sub(evaluation: Evaluation, argument: Any) -> Any:
    if not isinstance(argument, str):
        return {"Fn::Sub": argument}
    return _NAME.sub(lambda name: str(evaluation.parameters.get(name[1], name[0])), argument)


FUNCTIONS: Mapping[str, Callable[[Evaluation, Any], Any]] = {
    "Ref": _ref,
    "Condition": _condition,
    "Fn::If": _if,
    "Fn::Equals": _equals,
    "Fn::Not": _not,
    "Fn::And": _and,
    "Fn::Or": _or,
    "Fn::Sub": _sub,
}
"""Functions that a template and its parameters determine; all others stay unresolved."""
