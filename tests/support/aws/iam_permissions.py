"""Translate AWS calls and template grants into the same form, to compare them.

A call needs an action on a resource. For the ledger, it also needs a partition: `SOURCE#*`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from support.aws.template import as_list, resources, statements

TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/ledger"

ARNS = {
    **dict.fromkeys(("Table", "Received"), TABLE),
    "ArchiveBucket": "arn:aws:s3:::archive",
    "SiteBucket": "arn:aws:s3:::site",
}
"""ARNs that CloudFormation inserts for resources; other resources keep their names."""

BUS = "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/${EventBus}"
"""The ARN of a bus, as the template writes it."""

TOPICS = {
    f"arn:aws:sns:eu-west-1:123456789012:{topic.lower()}": f"{topic}Topic"
    for topic in ("Alerts", "Operators")
}

IAM_CALLS_IT = {"s3:ListObjectsV2": "s3:ListBucket"}
"""Actions whose IAM name differs from the name of the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A permission that a call needs; `partition` is empty outside the ledger."""

    action: str
    resource: str
    partition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """An action on a resource that a role is granted; no `partitions` means all of them."""

    sid: str
    action: str
    resource: str
    partitions: tuple[str, ...] = ()

    def covers(self, needed: Permission) -> bool:
        """Return whether the grant allows `needed`."""
        return (
            self.action == needed.action
            and fnmatchcase(needed.resource, self.resource)
            and (not self.partitions or needed.partition in self.partitions)
        )


def grants(role: str, where: str = "template.yaml") -> tuple[Grant, ...]:
    """Return every grant of a role, one per action and resource."""
    (policy,) = resources("AWS::IAM::Role", where)[role]["Policies"]
    return tuple(
        Grant(
            sid=statement["Sid"],
            action=action,
            resource=_arn(resource),
            partitions=_partitions(statement.get("Condition", {})),
        )
        for statement in statements(policy)
        for action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    )


def permissions(model: Any, params: Mapping[str, Any]) -> Iterator[Permission]:
    """Yield the permissions that a call needs; a transaction needs the permissions of its parts."""
    service, call = model.service_model.service_name, model.name
    match service:
        case "dynamodb":
            yield from _of_the_ledger(call, params)
        case "s3":
            action, key = f"s3:{call}", params.get("Key")
            bucket = f"arn:aws:s3:::{params['Bucket']}"
            resource = f"{bucket}/{key}" if key else bucket
            yield Permission(action=IAM_CALLS_IT.get(action, action), resource=resource)
        case "sqs" if call == "GetQueueAttributes":  # the only queue whose messages are counted
            yield Permission(action=f"sqs:{call}", resource="DeadLetters")
        case "sqs":  # the only queue that a function sends to
            yield Permission(action="sqs:SendMessage", resource="Parts")
        case "events":
            bus = params.get("Name") or params["Entries"][0]["EventBusName"]
            yield Permission(action=f"events:{call}", resource=BUS.replace("${EventBus}", bus))
        case "secretsmanager":  # the only secret
            yield Permission(action=f"secretsmanager:{call}", resource="ChannelsSecret")
        case "kms":  # the only key that functions are given
            yield Permission(action=f"kms:{call}", resource="SigningKey")
        case _:
            resource = TOPICS.get(params.get("TopicArn", ""), "")
            yield Permission(action=f"{service}:{call}", resource=resource)


def _of_the_ledger(call: str, params: Mapping[str, Any]) -> Iterator[Permission]:
    """Split a call on the ledger into the items that it is about."""
    match params:
        case {"TransactItems": parts}:
            for part in parts:
                ((name, request),) = part.items()
                yield from _of_the_ledger(f"{name}Item", request)
        case {"RequestItems": tables}:
            keys = [key for table in tables.values() for key in table["Keys"]]
            yield from (_item(call, key["pk"]) for key in keys)
        case {"ExpressionAttributeValues": {":pk": pk}}:
            yield _item(call, pk)
        case {"Key": {"pk": pk}} | {"Item": {"pk": pk}}:
            yield _item(call, pk)


def _item(call: str, pk: Mapping[str, str]) -> Permission:
    kind, mark, _ = pk["S"].partition("#")
    return Permission(
        action=f"dynamodb:{call}", resource=TABLE, partition=f"{kind}#*" if mark else kind
    )


def _arn(resource: Any) -> str:
    """Return the ARN that a reference of the template resolves to."""
    match resource:
        case {"Fn::GetAtt": [str(name), "Arn"]} | {"Ref": str(name)}:
            return ARNS.get(name, name)
        case {"Fn::GetAtt": [name, attribute]}:
            return f"{ARNS.get(name, name)}.{attribute}"
        case {"Fn::Sub": text}:
            for name, arn in ARNS.items():
                text = text.replace(f"${{{name}.Arn}}", arn)
            return str(text.replace("${EventBus}", "advisories"))
    return str(resource)


def _partitions(condition: Mapping[str, Any]) -> tuple[str, ...]:
    keys = condition.get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys", [])
    return tuple(as_list(keys))
