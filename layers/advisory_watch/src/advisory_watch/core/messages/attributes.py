"""The attributes of a message, used by subscription filters (contract: docs/messages.md)."""

from collections.abc import Callable, Iterable, Iterator

from advisory_watch.core.alerts import CORRECTION, Alert
from advisory_watch.core.grouping import Dispatch
from advisory_watch.core.message import CHANNELS, Attribute
from advisory_watch.core.scales import Severity

URGENT, NORMAL = "urgent", "normal"


def attributes(dispatch: Dispatch) -> dict[str, Attribute]:
    """Return the attributes of a dispatch; attributes without a value are left out.

    A group has the values of all its alerts, and the highest of each number. So a filter
    that accepts one of its alerts accepts the group, even a filter with `$or`.
    """
    found = _several(dispatch.alerts) if dispatch.is_group else _one(dispatch.alerts[0])
    channels: Attribute = tuple(channel.value for channel in dispatch.channels)
    return {name: attribute for name, attribute in found if attribute not in (None, "", ())} | {
        CHANNELS: channels
    }


def _one(alert: Alert) -> Iterator[tuple[str, Attribute]]:
    kinds = _kinds(alert)
    yield "source", alert.source
    yield "destination", alert.destination or ""
    yield "kind", kinds if len(kinds) > 1 else alert.kind
    yield "urgency", URGENT if alert.is_urgent else NORMAL
    yield from _severities((alert,))


def _several(alerts: tuple[Alert, ...]) -> Iterator[tuple[str, Attribute]]:
    yield "source", _distinct(alerts, lambda item: (item.source,))
    yield "destination", _distinct(alerts, lambda item: (item.destination or "",))
    yield "kind", _distinct(alerts, _kinds)
    yield "urgency", _distinct(alerts, lambda item: (URGENT if item.is_urgent else NORMAL,))
    yield from _gravest(dict(_severities(alerts)), alerts)


def _gravest(
    found: dict[str, Attribute], alerts: tuple[Alert, ...]
) -> Iterable[tuple[str, Attribute]]:
    """Count an urgent alert without a level as the gravest, so that filters on levels accept it."""
    if any(item.is_urgent and not dict(_severities((item,))).get("severity") for item in alerts):
        found["severity"] = max(Severity).value
    return found.items()


def _kinds(alert: Alert) -> tuple[str, ...]:
    """Add the corrected kind to a correction, so that the same filters accept it."""
    return alert.kinds[:2] if alert.kind == CORRECTION else (alert.kind,)


def _distinct(
    alerts: Iterable[Alert], values: Callable[[Alert], tuple[str, ...]]
) -> tuple[str, ...]:
    return tuple(sorted({value for alert in alerts for value in values(alert) if value}))


def _severities(alerts: tuple[Alert, ...]) -> Iterator[tuple[str, Attribute]]:
    afters = [item.after.severity for item in alerts if item.after]
    befores = [item.before.severity for item in alerts if item.before]
    for name, stated in (("severity", afters), ("from_severity", befores)):
        numbers: list[Severity] = [item for item in stated if item is not None]
        if numbers:
            yield name, max(numbers).value
