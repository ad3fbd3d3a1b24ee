"""A filter policy as Amazon SNS documents it, for as much of its language as we use."""

from collections.abc import Mapping
from typing import Any

Attributes = Mapping[str, Any]
"""The attributes of a message: words, numbers, and lists of them."""


def passes(policy: Mapping[str, Any], message: Attributes) -> bool:
    """Evaluate a policy as Amazon SNS documents it."""
    for name, rules in policy.items():
        if name == "$or":
            if not any(passes(each, message) for each in rules):
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
    """Return the values of an attribute, which has one or a list of them."""
    return value if isinstance(value, list) else [value]
