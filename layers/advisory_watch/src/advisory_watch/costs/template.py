"""Read from the SAM template what decides its bill: parameters, memory, and types of resources."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from advisory_watch.core.errors import UsageError
from advisory_watch.costs.prices import read

try:
    from yaml import CSafeLoader as SafeLoader  # ten times as fast
except ImportError:  # built without libyaml
    from yaml import SafeLoader  # type: ignore[assignment]

TEMPLATE = Path("template.yaml")
"""Path of the template in the repository; the installed library has none."""


class _Loader(SafeLoader):
    """Reads plain values; a value that a function of CloudFormation computes becomes None."""


_Loader.add_multi_constructor("!", lambda *_: None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """The parameters by name, the resources by logical id, and the usual memory of a function."""

    parameters: Mapping[str, str]
    resources: Mapping[str, Mapping[str, Any]]
    usual_mb: int

    def has(self, parameter: str | None) -> bool:
        """Report whether the value of a parameter is not its `off`; None is always on."""
        off = read("assumptions")["off"].get(parameter)
        return not parameter or self.parameters.get(parameter, off) != off

    def memory_mb(self, function: str) -> int:
        """Return the memory of a function."""
        return int(self.resources[function]["Properties"].get("MemorySize", self.usual_mb))


def read_stack(path: Path, given: Mapping[str, str]) -> Stack:
    """Read the stack that a template creates with these parameters; others keep their defaults.

    Raises `UsageError` if the template is missing, or a parameter or value is not allowed.
    """
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(
            f"expected the template at {path}, found {error}; run this where the repository is,"
            " or name it with --template"
        ) from error
    match raw:
        case {
            "Parameters": dict(declared),
            "Globals": {"Function": {"MemorySize": int(usual_mb)}},
            "Resources": {"CheckFunction": dict()} as resources,
        }:
            _require_allowed(declared, given)
            values = {name: str(row.get("Default", "")) for name, row in declared.items()}
            return Stack(parameters=values | {**given}, resources=resources, usual_mb=usual_mb)
    raise UsageError(f"{path}: expected a template with a CheckFunction, found another file")


def _require_allowed(declared: Mapping[str, Any], given: Mapping[str, str]) -> None:
    """Raise `UsageError` for a parameter or a value that no stack can have."""
    for name, text in given.items():
        if name not in declared:
            raise UsageError(f"expected parameters out of {', '.join(declared)}; found {name}")
        row = declared[name]
        options = [str(option) for option in row.get("AllowedValues", ())]
        usual = r"\d+(\.\d+)?" if row["Type"] == "Number" else ".*"
        pattern = "|".join(options) or row.get("AllowedPattern", usual)
        members = text.split(",") if row["Type"] == "CommaDelimitedList" else [text]
        if not all(re.fullmatch(pattern, member) for member in members):
            wanted = f"one of {', '.join(options)}" if options else "a number, 0 or more"
            wanted = row.get("ConstraintDescription", wanted)
            raise UsageError(f"{name}: expected {wanted}, found {text!r}")
