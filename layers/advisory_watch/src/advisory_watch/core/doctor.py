"""Judge what the doctor observed; what could not be observed is never reported as well."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from advisory_watch.core import doctor_facts as seen
from advisory_watch.core.clock import is_after
from advisory_watch.core.doctor_facts import CheckResult, CheckStatus, act, look, well
from advisory_watch.core.doctor_remedies import OF_STACK, Remedies
from advisory_watch.core.system_health import JUDGED_EVERY_MAX, OUTBOX_WAITS_MAX
from advisory_watch.core.text import in_words, listed
from advisory_watch.core.thresholds import SUBSCRIBERS_TOLD_AFTER

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


CONFIRM = "`advisory-watch confirm LINK`, with the link of AWS's email; do not open it"
LINK_SCANNERS = "docs/link-scanners.md: end it, subscribe again, `advisory-watch confirm LINK`"

SEVERE_LETTERS = frozenset({"DeadLetters", "NotifyDeadLetters", "DeliveryDeadLetters"})
"""Queues where a dead letter may be a missed alert; for the others, the next run catches up."""


def _unobserved(observation: seen.Unobserved) -> CheckResult:
    found = f"could not be seen: needs permission {observation.permission}"
    todo = observation.reason or "ask whoever owns the account for it"
    return look(observation.about, found, todo)


def _schedule(observation: seen.ScheduleState) -> CheckResult:
    if observation.is_enabled:
        return well(observation.about, "enabled")
    if not observation.is_wanted:
        return well(observation.about, "off, as the parameters of the stack say")
    return act(observation.about, "disabled", "enable it in EventBridge Scheduler, or deploy again")


def _queue(observation: seen.DeadLetters) -> CheckResult:
    if not observation.messages:
        return well(observation.output, "empty")
    todo = "`advisory-watch stack letters STACK` shows them; `--delete` after the fix"
    report = act if observation.output in SEVERE_LETTERS else look
    return report(observation.output, f"{observation.messages} dead letters", todo)


def _budgets(observation: seen.BudgetCount) -> CheckResult:
    if observation.number:
        return well("budget", f"{observation.number} watching the account")
    return look("budget", "none", "make one in AWS Budgets: a runaway cost is then an email")


def _not_answering(observation: seen.NotAnswering, remedies: Remedies) -> CheckResult:
    return act(observation.about, observation.reason, remedies.not_answering)


def _alarm(observation: seen.AlarmState) -> CheckResult:
    about = f"alarm {observation.name}"
    if observation.state == "ALARM":
        return act(about, "in alarm", "docs/runbook.md says under its name what to do")
    if observation.is_silent:
        return look(about, "its actions are off: it tells nobody", "switch its actions on again")
    if observation.state != "OK":
        return well(about, "too few numbers yet")
    return well(about, "quiet")


def _topic_subscribers(observation: seen.TopicSubscribers) -> CheckResult:
    about = f"who hears {observation.topic}"
    if not observation.confirmed and not observation.waiting:
        todo = "`advisory-watch subscribe email …`"
        if observation.topic == OPERATORS:
            todo = "deploy with OperatorEmail, or alarms reach nobody"
        return look(about, "nobody is subscribed", todo)
    if observation.waiting:
        found = f"{observation.confirmed} confirmed, {observation.waiting} waiting for confirmation"
        return look(about, found, "open the link in AWS's email; subscribing again sends another")
    needed = [rule for prefix, rule in REGISTERED.items() if prefix in observation.phone_prefixes]
    if needed:
        found = f"{observation.confirmed} confirmed; SMS needs registration for {'; '.join(needed)}"
        return look(about, found, "AWS End User Messaging, Registrations; well if done")
    return well(about, f"{observation.confirmed} confirmed")


def _expected_subscriber(observation: seen.ExpectedSubscriber) -> CheckResult:
    about, state = f"{observation.parameter} {observation.endpoint}", observation.state
    match state:
        case seen.SubscriberState.CONFIRMED:
            return well(about, state.value)
        case seen.SubscriberState.OPEN:
            return look(about, f"{state.value}: a link scanner can end it", LINK_SCANNERS)
        case seen.SubscriberState.PENDING:
            return act(about, f"{state.value}: nothing is sent to it", CONFIRM)
    found = (
        f"{state.value}: nothing is sent to it; a link in an email ended it, or its time is over"
    )
    return act(about, found, f"subscribe it again (docs/runbook.md, Subscribers); {CONFIRM}")


def _sms_account(observation: seen.SmsAccount) -> CheckResult:
    money = f"{observation.spent:.2f} of {observation.limit:.2f} USD spent this month"
    if observation.is_in_sandbox:
        todo = "verify your numbers in the SNS console, or ask to leave the sandbox"
        return look("SMS", f"in the sandbox: only verified numbers get anything; {money}", todo)
    if observation.spent >= observation.limit:
        return act("SMS", f"{money}: nothing more is sent", "ask for a higher limit")
    if observation.spent >= SPENT_LIMIT * observation.limit:
        return look("SMS", money, "ask for a higher limit before it is used up")
    return well("SMS", money)


def _topic_access(observation: seen.TopicAccess) -> CheckResult:
    if observation.is_everybody_denied:
        todo = "deploy again: the policy of the topic was changed by hand"
        return act(observation.name, "its policy denies everybody to publish", todo)
    if observation.key_state not in (None, "Enabled"):
        todo = "enable the key, or deploy with another KmsKeyArn"
        return act(observation.name, f"its key is {observation.key_state}", todo)
    if observation.name != OPERATORS:
        return well(observation.name, "our functions may publish")
    if ALARMS not in observation.services:
        return act(observation.name, "CloudWatch may not publish: alarms are lost", "deploy again")
    if observation.key_id == AWS_KEY or (
        observation.key_services is not None and ALARMS not in observation.key_services
    ):
        todo = "docs/runbook.md, Your own key, has the policy that the key needs"
        return act(observation.name, "CloudWatch may not use its key: alarms are lost", todo)
    return well(observation.name, "CloudWatch may publish")


PROXY_REMEDY = "trust the proxy, unset HTTPS_PROXY, or list hosts in NO_PROXY"


def unguarded(proxies: Iterable[str]) -> str:
    """Say what a proxy in the environment takes away."""
    return (
        f"requests go through {', '.join(proxies)}, a proxy of the environment: the guard against "
        "private addresses cannot see where the proxy sends them"
    )


def _proxies(observation: seen.ProxiesInUse) -> CheckResult:
    return look("proxy", unguarded(observation.hosts), PROXY_REMEDY)


STANDING: dict[type, Callable[[Any], CheckResult]] = {
    seen.AlarmState: _alarm,
    seen.TopicSubscribers: _topic_subscribers,
    seen.BudgetCount: _budgets,
    seen.ExpectedSubscriber: _expected_subscriber,
    seen.WorkingPart: lambda observation: well(observation.about, "works"),
    seen.DeadLetters: _queue,
    seen.ScheduleState: _schedule,
    seen.ProxiesInUse: _proxies,
    seen.SmsAccount: _sms_account,
    seen.TopicAccess: _topic_access,
    seen.Unobserved: _unobserved,
}


READ_WITHIN = timedelta(hours=3)
"""Publishers are down for an hour every week; after three hours a reader may be missing a raise."""

REFUSED_WITHIN = timedelta(days=1)
"""How long a refusal of a reader's record is reported."""


def judge_observations(
    observations: Iterable[seen.Observation], now: datetime, remedies: Remedies = OF_STACK
) -> tuple[CheckResult, ...]:
    """Judge all facts together: a source that is switched off on purpose need not be read.

    `remedies` words what to do, for the place where the facts were observed.
    """
    kept = tuple(observations)
    off = {
        observation.source
        for observation in kept
        if isinstance(observation, seen.ScheduleState) and not observation.is_wanted
    }
    judges = STANDING | {
        seen.NotAnswering: partial(_not_answering, remedies=remedies),
        seen.SystemRun: partial(_system_run, now=now),
        seen.SourceFreshness: lambda facts: (
            _wrong_time(facts, now) or _sight(facts, now, off, remedies)
        ),
        seen.ReaderDeliveries: partial(_deliveries, now=now),
        seen.OutboxBacklog: partial(_backlog, now=now, remedies=remedies),
    }
    judged = tuple(judges[type(observation)](observation) for observation in kept)
    runs = (observation for observation in kept if isinstance(observation, seen.SystemRun))
    return (*judged, *(finding for run in runs for finding in run.findings))


def status_of(check_results: Iterable[CheckResult]) -> int:
    """Return the exit status: the worst finding; no findings at all count as the worst."""
    return max((result.concern for result in check_results), default=CheckStatus.ACT).value


def _system_run(observation: seen.SystemRun, now: datetime) -> CheckResult:
    about, todo = "system", "`advisory-watch stack run STACK notify`; is its schedule enabled?"
    if observation.judged_at is None:
        return act(about, "never judged itself", todo)
    age = now - observation.judged_at
    found = f"judged itself {in_words(age)} ago, {len(observation.findings)} faults found"
    return act(about, found, todo) if age > JUDGED_EVERY_MAX else well(about, found)


def _sight(
    observation: seen.SourceFreshness, now: datetime, off: set[str | None], remedies: Remedies
) -> CheckResult:
    failure = f"its reason: {observation.failure}" if observation.failure else ""
    if observation.source in off:
        return well(observation.source, "off, as the parameters of the stack say")
    gaps = "".join(f", {gap}" for gap in _gaps(observation, now))
    if observation.last_good_at is None:
        found = f"never read in full{gaps}" if gaps else "never read yet"
        return look(observation.source, found, failure or remedies.never_read)
    age = now - observation.last_good_at
    found = f"last read {'in part ' if gaps else ''}{in_words(age)} ago{gaps}"
    if age > READ_WITHIN:
        report = act if age > SUBSCRIBERS_TOLD_AFTER else look
        return report(observation.source, found, failure or remedies.never_checked)
    if failure:
        return look(observation.source, f"{found}, failing now", failure)
    if gaps:
        return look(observation.source, found, remedies.unread_items)
    return well(observation.source, found)


def _deliveries(observation: seen.ReaderDeliveries, now: datetime) -> CheckResult:
    about = f"reader {observation.reader} of {observation.source}"
    at = observation.refused_at
    if at is not None and now - at < REFUSED_WITHIN:
        todo = "docs/reader.md says what each reason means; the object is still in the bucket"
        return look(about, f"{in_words(now - at)} ago: {observation.refused}", todo)
    todo = "is `advisory-watch read-for` running there? Its output has the reason"
    if observation.newest_at is None:
        return look(about, "no record yet", todo)
    age = now - observation.newest_at
    found = f"last record {in_words(age)} ago"
    return well(about, found) if age <= READ_WITHIN else look(about, found, todo)


def _wrong_time(observation: seen.SourceFreshness, now: datetime) -> CheckResult | None:
    """Report a wrong clock first: no age in the ledger can be computed under it."""
    if observation.newest_at is not None and is_after(observation.newest_at, now):
        found = f"recorded in the future, at {observation.newest_at:%Y-%m-%d %H:%M} UTC"
        todo = f"is the clock right? It says {now:%Y-%m-%d %H:%M} UTC. Set it; then run a check"
        return look(observation.source, found, todo)
    if observation.clock_ahead_s:
        ahead = in_words(timedelta(seconds=observation.clock_ahead_s))
        found = f"at the last check, the clock was ahead of the servers by {ahead}"
        return look(observation.source, found, "set the clock of this computer; then run a check")
    return None


def _gaps(observation: seen.SourceFreshness, now: datetime) -> Iterator[str]:
    """Yield what is missing from a source, although it answers."""
    if observation.unread_documents:
        unread = observation.unread_documents
        yield f"{len(unread)} of {observation.documents} documents unread ({listed(unread)})"
    if observation.read_in_part:
        yield f"read in part, without {listed(observation.read_in_part)}"
    if observation.never_read:
        yield f"{observation.never_read} of {observation.documents} documents never read"
    if observation.deferred_since is not None:
        lasting = in_words(now - observation.deferred_since)
        yield f"too little time for all documents for {lasting}"


def _backlog(observation: seen.OutboxBacklog, now: datetime, remedies: Remedies) -> CheckResult:
    if observation.oldest_at is None:
        return well("outbox", "no alert is waiting")
    alerts = "1 alert" if observation.waiting == 1 else f"{observation.waiting} alerts"
    age = now - observation.oldest_at
    found = f"{alerts} waiting, the oldest for {in_words(age)}"
    if age > OUTBOX_WAITS_MAX:
        return act("outbox", found, remedies.pending_alerts)
    return well("outbox", found)
