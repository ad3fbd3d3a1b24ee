"""The attributes of a message: what subscribers filter on (docs/messages.md is the contract)."""

from collections.abc import Callable, Iterable, Iterator

from advisory_watch.core.alerts import CORRECTION, Alert
from advisory_watch.core.grouping import Dispatch
from advisory_watch.core.message import CHANNELS, Attribute
from advisory_watch.core.scales import Severity

URGENT, NORMAL = "urgent", "normal"


def attributes(dispatch: Dispatch) -> dict[str, Attribute]:
    """Return the attributes of what is sent together; what has no value is left out.

    Those of a group hold the values of all its alerts, and of numbers the highest: a
    filter that lets one of them through lets the group through, one by `$or` included.
    """
    found = _several(dispatch.alerts) if dispatch.is_group else _one(dispatch.alerts[0])
    channels: Attribute = tuple(channel.value for channel in dispatch.channels)
    return {name: each for name, each in found if each not in (None, "", ())} | {CHANNELS: channels}


def _one(alert: Alert) -> Iterator[tuple[str, Attribute]]:
    kinds = _kinds(alert)
    yield "source", alert.source
    yield "destination", alert.destination or ""
    yield "kind", kinds if len(kinds) > 1 else alert.kind
    yield "urgency", URGENT if alert.is_urgent else NORMAL
    yield from _severities((alert,))


def _several(alerts: tuple[Alert, ...]) -> Iterator[tuple[str, Attribute]]:
    yield "source", _distinct(alerts, lambda each: (each.source,))
    yield "destination", _distinct(alerts, lambda each: (each.destination or "",))
    yield "kind", _distinct(alerts, _kinds)
    yield "urgency", _distinct(alerts, lambda each: (URGENT if each.is_urgent else NORMAL,))
    yield from _gravest(dict(_severities(alerts)), alerts)


def _gravest(
    found: dict[str, Attribute], alerts: tuple[Alert, ...]
) -> Iterable[tuple[str, Attribute]]:
    """Count an urgent alert without a level as the gravest: a filter on levels lets it through."""
    if any(each.is_urgent and not dict(_severities((each,))).get("severity") for each in alerts):
        found["severity"] = max(Severity).value
    return found.items()


def _kinds(alert: Alert) -> tuple[str, ...]:
    """Name a correction by what it corrects, too: the same filters must let it through."""
    return alert.kinds[:2] if alert.kind == CORRECTION else (alert.kind,)


def _distinct(
    alerts: Iterable[Alert], values: Callable[[Alert], tuple[str, ...]]
) -> tuple[str, ...]:
    return tuple(sorted({value for alert in alerts for value in values(alert) if value}))


def _severities(alerts: tuple[Alert, ...]) -> Iterator[tuple[str, Attribute]]:
    afters = [each.after.severity for each in alerts if each.after]
    befores = [each.before.severity for each in alerts if each.before]
    for name, stated in (("severity", afters), ("from_severity", befores)):
        numbers: list[Severity] = [each for each in stated if each is not None]
        if numbers:
            yield name, max(numbers).value
