"""Find a deployed stack by its name, through AWS CloudFormation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOTokenLoadError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)

from advisory_watch.core.errors import UsageError

EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
UNKNOWN = frozenset(
    {"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch"}
)
DENIED = frozenset({"AccessDenied", "AccessDeniedException"})
LOG_IN = "log in again (`aws sso login`, or new keys)"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployedStack:
    """The outputs and parameters of a deployed stack."""

    name: str
    outputs: Mapping[str, str]
    parameters: Mapping[str, str] = field(default_factory=dict)

    def output(self, key: str) -> str:
        """Return an output. Raises `UsageError` if absent: the stack is another program's."""
        if key not in self.outputs:
            raise UsageError(
                f"stack {self.name}: expected the output {key}, found "
                f"{', '.join(sorted(self.outputs)) or 'none'}; is it a stack of Advisory "
                "Watch, and deployed to its end?"
            )
        return self.outputs[key]


def find_stack(client: Any, name: str) -> DeployedStack:
    """Look up a stack. Raises `UsageError` with advice."""
    try:
        found = client.describe_stacks(StackName=name)["Stacks"][0]
    except (ClientError, BotoCoreError) as error:
        region = client.meta.region_name
        raise UsageError(f"stack {name}: {reason_of(error, region)}") from error
    return DeployedStack(
        name=name,
        outputs={output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])},
        parameters={
            parameter["ParameterKey"]: parameter.get("ParameterValue", "")
            for parameter in found.get("Parameters", [])
        },
    )


def reason_of(error: Exception, region: str | None) -> str:
    """Return why AWS did not answer, and what to do about it."""
    if isinstance(error, ClientError):
        return _refusal(error, region)
    match error:
        case NoRegionError():
            return "expected a region, found none; give --region, or set AWS_DEFAULT_REGION"
        case ProfileNotFound():
            return f"{error}; `aws configure list-profiles` shows which there are"
        case NoCredentialsError() | PartialCredentialsError():
            return "expected credentials, found none; give --profile, or log in (`aws sso login`)"
        case SSOTokenLoadError() | TokenRetrievalError() | UnauthorizedSSOTokenError():
            return f"expected credentials, found an expired log-in; {LOG_IN}"
    return f"expected AWS to answer, found: {error}"


def _refusal(error: ClientError, region: str | None) -> str:
    code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
    if code == "ValidationError" and "does not exist" in message:
        return (
            f"expected to find it in {region}, found no such stack; give --stack, --region or "
            "--profile, or deploy it (docs/runbook.md)"
        )
    if code in EXPIRED:
        return f"expected credentials, found expired ones; {LOG_IN}"
    if code in UNKNOWN:
        return f"expected credentials that AWS knows, found others; {LOG_IN}"
    if code in DENIED:
        return f"you need the permission cloudformation:DescribeStacks, found: {message}"
    return f"expected AWS to answer, found {code}: {message}"
