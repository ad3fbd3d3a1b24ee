"""Load a CloudFormation template as plain values: `!Ref X` as its long form `{"Ref": "X"}`."""

from pathlib import Path
from typing import Any

import yaml

from advisory_watch.core.errors import UsageError

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
