"""The account that has the stack: what the probes have in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

PERIOD = timedelta(minutes=5)

LOOK_BACK = timedelta(days=2)
"""A daily function shows at least one run.

That is 576 five-minute periods; CloudWatch returns at most 1,440.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account of a deployed stack; `client` makes the client of a service.

    `name`, `outputs` and `parameters` are those that the stack itself reports.
    """

    client: Callable[[str], Any]
    name: str
    outputs: Mapping[str, str]
    parameters: Mapping[str, str]

    def resources(self, kind: str) -> list[str]:
        """Return the physical ids of all resources of a type."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources")
        summaries = (
            summary
            for page in pages.paginate(StackName=self.name)
            for summary in page["StackResourceSummaries"]
        )
        found = (summary for summary in summaries if summary["ResourceType"] == kind)
        return [
            summary["PhysicalResourceId"] for summary in found if summary.get("PhysicalResourceId")
        ]

    def numbers(
        self, metric: tuple[str, str], kind: str, about: Mapping[str, str], at: datetime
    ) -> Any:
        """Return the points of a metric (namespace and name) in the `LOOK_BACK` before `at`."""
        return self.client("cloudwatch").get_metric_statistics(
            Namespace=metric[0],
            MetricName=metric[1],
            Dimensions=[{"Name": name, "Value": value} for name, value in about.items()],
            StartTime=at - LOOK_BACK,
            EndTime=at + PERIOD,
            Period=int(PERIOD.total_seconds()),
            Statistics=[kind],
        )["Datapoints"]
