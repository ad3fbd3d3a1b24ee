"""Finds the first quota to bind: the demand of each run, compared with the allowance."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import exp, log

from scaling import assumptions, quotas
from scaling.quotas import Quota
from scaling.stack_run import StackRun

PENDING_SHARE = 0.01
"""Assumed: this share of subscribers has just subscribed, and not confirmed yet."""


def demands(stack_run: StackRun) -> dict[Quota, float]:
    """Return the maximum demand of a run on each quota, satisfied or not.

    Rates are averages of the worst minute. A DynamoDB partition saves up to five minutes of
    unused capacity, so the rate of a single second has no effect.
    """
    subscribers, delivery = stack_run.population.subscribers, stack_run.delivery
    alerts_a_second = _peak_a_second(delivery.recorded) / stack_run.design.outboxes
    return {
        quotas.FILTERS_TOPIC: subscribers,
        quotas.FILTERS_ACCOUNT: subscribers,
        quotas.PENDING: subscribers * PENDING_SHARE,
        quotas.SUBSCRIPTIONS: subscribers,
        quotas.EMAILS: _peak_a_second(delivery.offered["email"]),
        quotas.SMS: _peak_a_second(delivery.offered["sms"]),
        quotas.PUBLISHES: alerts_a_second * stack_run.design.outboxes,
        quotas.DISPATCHER: alerts_a_second,
        quotas.INVOCATIONS: stack_run.totals.workers_wanted,
        quotas.GROUPS: stack_run.totals.messages_waiting,
        quotas.PARTITION: alerts_a_second * assumptions.OUTBOX_WCU,
    }


def _peak_a_second(by_minute: Mapping[int, int]) -> float:
    return max(by_minute.values(), default=0) / 60


def binds_at(sizes: Sequence[int], shares: Sequence[float]) -> float:
    """Return the size at which a quota is used up, given its used share at some sizes.

    Interpolates linearly in log-log scale between two sizes, and extrapolates in proportion
    below the first and above the last.
    """
    pairs = list(zip(sizes, shares, strict=True))
    for (small, less), (large, more) in pairwise(pairs):
        if less < 1 <= more:
            part = log(1 / less) / log(more / less) if less > 0 else 1.0
            return exp(log(small) + part * log(large / small))
    size, share = pairs[0] if shares[0] >= 1 else pairs[-1]
    return size / share if share > 0 else float("inf")
