"""Check whether CloudFormation would accept a parameter's value, by the template's declaration."""

import re
from collections.abc import Mapping
from typing import Any

from advisory_watch.core.errors import UsageError


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
