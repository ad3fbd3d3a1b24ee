"""Run one probe after the other; a probe that fails is reported as a result, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from advisory_watch.adapters.aws_facts import running, telling
from advisory_watch.core.facts import Broken, Unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from advisory_watch.adapters.aws_facts.account import Account
    from advisory_watch.core.facts import Fact

    Look = Callable[[Account, datetime], Iterator[Fact]]

LOOKS: tuple[tuple[str, str, Look], ...] = (
    ("schedules", "cloudformation:ListStackResources, scheduler:GetSchedule", running.schedules),
    ("runs", "cloudwatch:GetMetricStatistics", running.runs),
    ("dead letters", "sqs:GetQueueAttributes", running.queues),
    ("alarms", "cloudformation:ListStackResources, cloudwatch:DescribeAlarms", running.alarms),
    ("subscriptions", "sns:ListSubscriptionsByTopic", telling.audiences),
    (
        "SMS",
        "sns:GetSMSAttributes, sns:GetSMSSandboxAccountStatus, cloudwatch:GetMetricStatistics",
        telling.texting,
    ),
    ("topics", "sns:GetTopicAttributes, kms:DescribeKey, kms:GetKeyPolicy", telling.topics),
    ("budget", "budgets:ViewBudget", telling.budgets),
)
"""The probes: what each examines, the permissions that it needs, and its function."""

MISSING = frozenset(
    {"ResourceNotFoundException", "NotFound", "NotFoundException", "ValidationError"}
    | {"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"}
)
"""Error codes that mean that a part of the stack is gone: no permission would help."""


@dataclass(frozen=True, slots=True)
class AwsFacts:
    """Implement `Eyes`."""

    account: Account

    def look(self, at: datetime) -> Iterator[Fact]:
        """Yield the results of all probes."""
        for about, permission, look in LOOKS:
            try:
                yield from look(self.account, at)
            except (ClientError, BotoCoreError) as error:
                yield _blind(about, permission, error)


def _blind(about: str, permission: str, error: ClientError | BotoCoreError) -> Fact:
    if isinstance(error, ClientError) and error.response["Error"]["Code"] in MISSING:
        return Broken(about=about, reason=f"a part of the stack is missing: {error}")
    return Unseen(about=about, permission=permission, reason=f"found: {error}")
