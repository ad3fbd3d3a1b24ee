"""Write the SAM templates as CloudFormation sees them, for checkov.

Checkov knows neither SAM nor Fn::If. Usage:

  python tests/support/aws/transformed_template.py FOLDER

It writes two files for each: one with every condition true, one with every condition false. It
uses the SAM library that AWS itself runs, and no AWS account. Code has a made-up location.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from samtranslator.translator.transform import transform  # type: ignore[import-not-found]
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-not-found]

ROOT = Path(__file__).resolve().parents[3]

NOTHING = {"Ref": "AWS::NoValue"}


class NoManagedPolicies:
    """Replaces the lookup of AWS managed policies: the template uses none of them."""

    def load(self) -> dict[str, str]:
        """Return no policies, instead of asking IAM."""
        return {}


def transformed(name: str) -> dict[str, Any]:
    """Return a template as plain CloudFormation."""
    template = yaml_parse((ROOT / name).read_text())
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://bucket/code"
    return dict(transform(template, {}, NoManagedPolicies()))


def resolved(value: Any, *, is_true: bool) -> Any:
    """Return a part of the template with every condition resolved to `is_true`."""
    if isinstance(value, dict) and "Fn::If" in value:
        _, if_true, if_false = value["Fn::If"]
        return resolved(if_true if is_true else if_false, is_true=is_true)
    if isinstance(value, dict):
        parts = {key: resolved(part, is_true=is_true) for key, part in value.items()}
        return {key: part for key, part in parts.items() if part != NOTHING}
    if isinstance(value, list):
        members = [resolved(member, is_true=is_true) for member in value]
        return [member for member in members if member != NOTHING]
    return value


def stack(template: dict[str, Any], *, is_true: bool) -> dict[str, Any]:
    """Return the template with the resources that exist if all conditions are true, or false."""
    resources = {
        name: {key: value for key, value in resource.items() if key != "Condition"}
        for name, resource in template["Resources"].items()
        if is_true or "Condition" not in resource
    }
    without_defaults = {name: {"Type": "String"} for name in template["Parameters"]}
    return {
        **template,
        "Parameters": without_defaults,
        "Resources": resolved(resources, is_true=is_true),
    }


def main(folder: Path) -> None:
    """Write the files to a folder."""
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")  # the transform looks up the partition
    folder.mkdir(parents=True, exist_ok=True)
    for template in ("template", "channels"):
        found = transformed(f"{template}.yaml")
        for name, is_true in (("everything", True), ("nothing", False)):
            written = json.dumps(stack(found, is_true=is_true), indent=1)
            (folder / f"{template}-with-{name}.json").write_text(written)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
