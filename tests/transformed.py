"""Writes template.yaml as CloudFormation sees it, for checkov, which knows neither SAM nor Fn::If.

    python tests/transformed.py FOLDER

Two files: with every condition true, and with every condition false. No account is asked:
the transform is the library that AWS runs itself. Code lies at a made-up place.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from samtranslator.translator.transform import transform  # type: ignore[import-not-found]
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-not-found]

ROOT = Path(__file__).resolve().parent.parent

CODE_KEYS = {
    "AWS::Serverless::Function": "CodeUri",
    "AWS::Serverless::LayerVersion": "ContentUri",
}
NOTHING = {"Ref": "AWS::NoValue"}


class NoManagedPolicies:
    """Answers for AWS's list of managed policies, of which the template uses none."""

    def load(self) -> dict[str, str]:
        """Return none, instead of asking IAM."""
        return {}


def transformed() -> dict[str, Any]:
    """Return the template in plain CloudFormation."""
    template = yaml_parse((ROOT / "template.yaml").read_text())
    for resource in template["Resources"].values():
        if key := CODE_KEYS.get(resource["Type"]):
            resource["Properties"][key] = "s3://bucket/code"
    return dict(transform(template, {}, NoManagedPolicies()))


def decided(value: Any, *, is_true: bool) -> Any:
    """Return a part of a template with all of its conditions decided in one way."""
    if isinstance(value, dict) and "Fn::If" in value:
        _, if_true, if_false = value["Fn::If"]
        return decided(if_true if is_true else if_false, is_true=is_true)
    if isinstance(value, dict):
        parts = {key: decided(each, is_true=is_true) for key, each in value.items()}
        return {key: each for key, each in parts.items() if each != NOTHING}
    if isinstance(value, list):
        members = [decided(each, is_true=is_true) for each in value]
        return [each for each in members if each != NOTHING]
    return value


def stack(template: dict[str, Any], *, is_true: bool) -> dict[str, Any]:
    """Return the resources that there are where all conditions are true, or false."""
    resources = {
        name: {key: each for key, each in resource.items() if key != "Condition"}
        for name, resource in template["Resources"].items()
        if is_true or "Condition" not in resource
    }
    without_defaults = {name: {"Type": "String"} for name in template["Parameters"]}
    return {
        **template,
        "Parameters": without_defaults,
        "Resources": decided(resources, is_true=is_true),
    }


def main(folder: Path) -> None:
    """Write both."""
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")  # the transform asks for partitions
    template = transformed()
    folder.mkdir(parents=True, exist_ok=True)
    for name, is_true in (("everything", True), ("nothing", False)):
        written = json.dumps(stack(template, is_true=is_true), indent=1)
        (folder / f"with-{name}.json").write_text(written)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
