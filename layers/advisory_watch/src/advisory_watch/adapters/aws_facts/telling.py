"""Probe whether alerts reach subscribers: subscriptions, SMS, topics, their keys and the budget."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from advisory_watch.core.facts import Audience, Budgets, Texting, Topic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from advisory_watch.adapters.aws_facts.account import Account

TOPICS = ("AlertsTopic", "OperatorsTopic")
PUBLISH = frozenset({"sns:publish", "sns:*", "*"})
USE_KEY = frozenset({"kms:generatedatakey", "kms:generatedatakey*", "kms:*", "*"})

PREFIX_CHARS = (2, 3, 4)
"""Lengths of a country calling code of one to three digits with its plus sign."""

LIMIT_USD = 1.0
"""Monthly limit of a new account for SMS, in US dollars, if AWS reports no limit."""

AWS_KEYS = "alias/aws/"


def audiences(account: Account, _at: datetime) -> Iterator[Audience]:
    """Count the subscribers of each topic; addresses are reduced to country code prefixes."""
    pages = account.client("sns").get_paginator("list_subscriptions_by_topic")
    for output in TOPICS:
        listed = [
            summary
            for page in pages.paginate(TopicArn=account.outputs[output])
            for summary in page["Subscriptions"]
        ]
        states = Counter(summary["SubscriptionArn"].partition(":")[0] for summary in listed)
        phones = (summary["Endpoint"] for summary in listed if summary["Protocol"] == "sms")
        prefixes = {phone[:chars] for phone in phones for chars in PREFIX_CHARS}
        yield Audience(
            topic=output,
            confirmed=states["arn"],
            waiting=states["PendingConfirmation"],
            phone_prefixes=tuple(sorted(prefixes)),
        )


def texting(account: Account, at: datetime) -> Iterator[Texting]:
    """Yield the SMS sandbox state, and the limit and the spending of this month."""
    sns = account.client("sns")
    limit = sns.get_sms_attributes(attributes=["MonthlySpendLimit"])["attributes"]
    points = account.numbers(("AWS/SNS", "SMSMonthToDateSpentUSD"), "Maximum", {}, at)
    this_month = (point for point in points if point["Timestamp"].month == at.month)
    latest = max(this_month, key=lambda point: point["Timestamp"], default={"Maximum": 0.0})
    yield Texting(
        is_in_sandbox=sns.get_sms_sandbox_account_status()["IsInSandbox"],
        limit=float(limit.get("MonthlySpendLimit") or LIMIT_USD),
        spent=latest["Maximum"],
    )


def topics(account: Account, _at: datetime) -> Iterator[Topic]:
    """Yield which services may publish to each topic, and with which key."""
    for output in TOPICS:
        found = account.client("sns").get_topic_attributes(TopicArn=account.outputs[output])
        attributes = found["Attributes"]
        policy = json.loads(attributes.get("Policy") or "{}")
        key_id = attributes.get("KmsMasterKeyId") or None
        own = _own_key(account, key_id)
        yield Topic(
            name=output,
            services=_services(policy, PUBLISH),
            is_everybody_denied=_is_everybody_denied(policy),
            key_id=key_id,
            key_services=own and own[0],
            key_state=own and own[1],
        )


def _own_key(account: Account, key_id: str | None) -> tuple[frozenset[str], str] | None:
    """Return which services may use a customer key, and its state; None without such a key."""
    if key_id is None or key_id.startswith(AWS_KEYS):
        return None
    kms = account.client("kms")
    text = kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"]
    state = kms.describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"]
    return _services(json.loads(text), USE_KEY), state


def budgets(account: Account, _at: datetime) -> Iterator[Budgets]:
    """Yield the number of budgets of the account."""
    owner = account.outputs["AlertsTopic"].split(":")[4]
    found = account.client("budgets").describe_budgets(AccountId=owner)
    yield Budgets(number=len(found.get("Budgets", [])))


def _services(policy: dict[str, Any], actions: frozenset[str]) -> frozenset[str]:
    """Return the services to which a policy allows one of these actions."""
    allowed = [
        statement["Principal"].get("Service", [])
        for statement in _listed(policy.get("Statement", []))
        if statement.get("Effect") == "Allow"
        and isinstance(statement.get("Principal"), dict)
        and actions & {action.lower() for action in _listed(statement.get("Action", []))}
    ]
    return frozenset(service for services in allowed for service in _listed(services))


def _is_everybody_denied(policy: dict[str, Any]) -> bool:
    return any(
        statement.get("Effect") == "Deny"
        and statement.get("Principal") in ("*", {"AWS": "*"})
        and not statement.get("Condition")
        and PUBLISH & {action.lower() for action in _listed(statement.get("Action", []))}
        for statement in _listed(policy.get("Statement", []))
    )


def _listed(one_or_more: Any) -> list[Any]:
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]
