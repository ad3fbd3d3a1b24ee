"""Judges facts that need no clock: schedules, queues, alarms, topics, subscribers."""

from collections.abc import Callable, Mapping
from typing import Any

from advisory_watch.core import facts as seen
from advisory_watch.core.findings import Finding, act, look, well

ALARMS = "cloudwatch.amazonaws.com"

AWS_KEY = "alias/aws/sns"
"""The key that AWS manages for SNS: services such as CloudWatch may not use it."""

OPERATORS = "OperatorsTopic"

SPENT_LIMIT = 0.8
"""Above this share of the monthly limit, one burst may use up the rest."""

REGISTERED = {
    "+1": "United States and Canada: a toll-free or 10DLC number",
    "+65": "Singapore: a registered sender ID",
    "+86": "China: a registered template",
    "+91": "India: sender ID and templates registered with DLT",
    "+966": "Saudi Arabia: a registered sender ID",
    "+971": "United Arab Emirates: a registered sender ID",
}
"""Countries that drop SMS from unregistered senders (AWS's list of supported countries; check)."""


SEVERE_LETTERS = frozenset({"NotifyDeadLetters", "DeliveryDeadLetters"})
"""Queues where a dead letter may be a missed alert; for the others, the next run catches up."""


def unseen(fact: seen.Unseen) -> Finding:
    """Judge a fact that could not be read for lack of a permission: it is not known to be well."""
    found = f"could not be seen: needs permission {fact.permission}"
    return look(fact.about, found, fact.reason or "ask whoever owns the account for it")


def schedule(fact: seen.Schedule) -> Finding:
    """Judge one schedule."""
    if fact.is_enabled:
        return well(fact.about, "enabled")
    if not fact.is_wanted:
        return well(fact.about, "off, as the parameters of the stack say")
    return act(fact.about, "disabled", "enable it in EventBridge Scheduler, or deploy again")


def queue(fact: seen.Queue) -> Finding:
    """Judge the dead letters of one queue."""
    if not fact.messages:
        return well(fact.output, "empty")
    todo = f"docs/runbook.md says how to read {fact.output}; delete what was mended"
    return (act if fact.output in SEVERE_LETTERS else look)(
        fact.output, f"{fact.messages} dead letters", todo
    )


def budgets(fact: seen.Budgets) -> Finding:
    """Judge whether any budget watches the cost of the account."""
    if fact.number:
        return well("budget", f"{fact.number} watching the account")
    return look("budget", "none", "make one in AWS Budgets: a runaway cost is then an email")


def broken(fact: seen.Broken) -> Finding:
    """Judge a component that does not answer."""
    return act(fact.about, fact.reason, "docs/runbook.md, Restore; or name another home or stack")


def kept(fact: seen.Kept) -> Finding:
    """Judge a component that was tried and works."""
    return well(fact.about, "works")


def alarm(fact: seen.Alarm) -> Finding:
    """Judge one alarm."""
    about = f"alarm {fact.name}"
    if fact.state == "ALARM":
        return act(about, "in alarm", "docs/runbook.md says under its name what to do")
    if fact.is_silent:
        return look(about, "its actions are off: it tells nobody", "switch its actions on again")
    if fact.state != "OK":
        return well(about, "too few numbers yet")
    return well(about, "quiet")


def audience(fact: seen.Audience) -> Finding:
    """Judge the subscriptions of a topic."""
    about = f"who hears {fact.topic}"
    if not fact.confirmed and not fact.waiting:
        todo = "`advisory-watch subscribe email …`"
        if fact.topic == OPERATORS:
            todo = "deploy with OperatorEmail, or alarms reach nobody"
        return look(about, "nobody is subscribed", todo)
    if fact.waiting:
        found = f"{fact.confirmed} confirmed, {fact.waiting} waiting for confirmation"
        return look(about, found, "open the link in AWS's email; subscribing again sends another")
    needed = [rule for prefix, rule in REGISTERED.items() if prefix in fact.phone_prefixes]
    if needed:
        found = f"{fact.confirmed} confirmed; SMS needs registration for {'; '.join(needed)}"
        return look(about, found, "AWS End User Messaging, Registrations; well if done")
    return well(about, f"{fact.confirmed} confirmed")


def texting(fact: seen.Texting) -> Finding:
    """Judge whether the account can send SMS."""
    money = f"{fact.spent:.2f} of {fact.limit:.2f} USD spent this month"
    if fact.is_in_sandbox:
        todo = "verify your numbers in the SNS console, or ask to leave the sandbox"
        return look("SMS", f"in the sandbox: only verified numbers get anything; {money}", todo)
    if fact.spent >= fact.limit:
        return act("SMS", f"{money}: nothing more is sent", "ask for a higher limit")
    if fact.spent >= SPENT_LIMIT * fact.limit:
        return look("SMS", money, "ask for a higher limit before it is used up")
    return well("SMS", money)


def topic(fact: seen.Topic) -> Finding:
    """Judge whether the intended publishers may publish to a topic."""
    if fact.is_everybody_denied:
        todo = "deploy again: the policy of the topic was changed by hand"
        return act(fact.name, "its policy denies everybody to publish", todo)
    if fact.key_state not in (None, "Enabled"):
        todo = "enable the key, or deploy with another KmsKeyArn"
        return act(fact.name, f"its key is {fact.key_state}", todo)
    if fact.name != OPERATORS:
        return well(fact.name, "our functions may publish")
    if ALARMS not in fact.services:
        return act(fact.name, "CloudWatch may not publish: alarms are lost", "deploy again")
    if fact.key_id == AWS_KEY or (
        fact.key_services is not None and ALARMS not in fact.key_services
    ):
        todo = "docs/runbook.md, Your own key, has the policy that the key needs"
        return act(fact.name, "CloudWatch may not use its key: alarms are lost", todo)
    return well(fact.name, "CloudWatch may publish")


STANDING: Mapping[type, Callable[[Any], Finding]] = {
    seen.Alarm: alarm,
    seen.Audience: audience,
    seen.Broken: broken,
    seen.Budgets: budgets,
    seen.Kept: kept,
    seen.Queue: queue,
    seen.Schedule: schedule,
    seen.Texting: texting,
    seen.Topic: topic,
    seen.Unseen: unseen,
}
