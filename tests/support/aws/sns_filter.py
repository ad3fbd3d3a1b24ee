"""Evaluate SNS filter policies, for the part of their language that this project uses."""

from collections.abc import Mapping
from typing import Any

Attributes = Mapping[str, Any]
"""Message attributes: strings, numbers, and lists of them."""


def passes(policy: Mapping[str, Any], message: Attributes) -> bool:
    """Return whether a policy accepts a message, per the Amazon SNS documentation."""
    for name, rules in policy.items():
        if name == "$or":
            if not any(passes(branch, message) for branch in rules):
                return False
        elif not _meets(rules, name, message):
            return False
    return True


def _meets(rules: list[Any], name: str, message: Attributes) -> bool:
    if name not in message:
        return {"exists": False} in rules
    values = several(message[name])
    for rule in rules:
        if rule == {"exists": False}:
            continue
        if isinstance(rule, dict):
            operator, least = rule["numeric"]
            assert operator == ">="
            if any(value >= least for value in values):
                return True
        elif rule in values:
            return True
    return False


def several(value: Any) -> list[Any]:
    """Return the values of an attribute, which holds one value or a list."""
    return value if isinstance(value, list) else [value]
