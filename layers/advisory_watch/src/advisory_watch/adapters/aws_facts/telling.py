"""Does it reach anybody? Subscriptions, SMS, topics with their keys, and the budget."""

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
"""A country code has one to three digits, after the plus."""

LIMIT_USD = 1.0
"""What a new account may spend on SMS in a month, where AWS names no limit."""

AWS_KEYS = "alias/aws/"


def audiences(account: Account, _at: datetime) -> Iterator[Audience]:
    """Count who hears each topic; no address goes on from here."""
    pages = account.client("sns").get_paginator("list_subscriptions_by_topic")
    for output in TOPICS:
        listed = [
            each
            for page in pages.paginate(TopicArn=account.outputs[output])
            for each in page["Subscriptions"]
        ]
        states = Counter(each["SubscriptionArn"].partition(":")[0] for each in listed)
        phones = (each["Endpoint"] for each in listed if each["Protocol"] == "sms")
        prefixes = {phone[:chars] for phone in phones for chars in PREFIX_CHARS}
        yield Audience(
            topic=output,
            confirmed=states["arn"],
            waiting=states["PendingConfirmation"],
            phone_prefixes=tuple(sorted(prefixes)),
        )


def texting(account: Account, at: datetime) -> Iterator[Texting]:
    """Look at the sandbox, and at this month's money."""
    sns = account.client("sns")
    limit = sns.get_sms_attributes(attributes=["MonthlySpendLimit"])["attributes"]
    points = account.numbers(("AWS/SNS", "SMSMonthToDateSpentUSD"), "Maximum", {}, at)
    this_month = (each for each in points if each["Timestamp"].month == at.month)
    latest = max(this_month, key=lambda each: each["Timestamp"], default={"Maximum": 0.0})
    yield Texting(
        is_in_sandbox=sns.get_sms_sandbox_account_status()["IsInSandbox"],
        limit=float(limit.get("MonthlySpendLimit") or LIMIT_USD),
        spent=latest["Maximum"],
    )


def topics(account: Account, _at: datetime) -> Iterator[Topic]:
    """Look at who may publish, and with which key."""
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
    """Look at a key of the customer: which services may use it, and in which state it is."""
    if key_id is None or key_id.startswith(AWS_KEYS):
        return None
    kms = account.client("kms")
    text = kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"]
    state = kms.describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"]
    return _services(json.loads(text), USE_KEY), state


def budgets(account: Account, _at: datetime) -> Iterator[Budgets]:
    """Count the budgets of the account."""
    owner = account.outputs["AlertsTopic"].split(":")[4]
    found = account.client("budgets").describe_budgets(AccountId=owner)
    yield Budgets(number=len(found.get("Budgets", [])))


def _services(policy: dict[str, Any], actions: frozenset[str]) -> frozenset[str]:
    """Return the services that a policy allows one of these actions."""
    allowed = [
        each["Principal"].get("Service", [])
        for each in _listed(policy.get("Statement", []))
        if each.get("Effect") == "Allow"
        and isinstance(each.get("Principal"), dict)
        and actions & {action.lower() for action in _listed(each.get("Action", []))}
    ]
    return frozenset(service for one in allowed for service in _listed(one))


def _is_everybody_denied(policy: dict[str, Any]) -> bool:
    return any(
        each.get("Effect") == "Deny"
        and each.get("Principal") in ("*", {"AWS": "*"})
        and not each.get("Condition")
        and PUBLISH & {action.lower() for action in _listed(each.get("Action", []))}
        for each in _listed(policy.get("Statement", []))
    )


def _listed(one_or_more: Any) -> list[Any]:
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]
