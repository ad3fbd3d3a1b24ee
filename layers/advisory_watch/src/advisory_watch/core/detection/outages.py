"""Alerts about a source itself, which cannot be read or moves everything: audience and delay.

A failed read never changes the recorded advice.
"""

from __future__ import annotations  # most checks create no alert, and never load them

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from advisory_watch.core import thresholds
from advisory_watch.core.health import DocumentHealth, Health
from advisory_watch.core.source_event import Audience, SourceEvent

if TYPE_CHECKING:
    from advisory_watch.core.alert import Alert
    from advisory_watch.core.mass_move import MassMove


def after_failure(
    health: Health, reason: str, at: datetime, *, is_incomplete: bool = False
) -> tuple[Health, tuple[Alert, ...]]:
    """Record a failed read; alert operators after a delay, subscribers after a longer one.

    Subscribers take silence to mean `nothing changed`. After hours of failure it no longer
    does. That holds for an incomplete copy, too, although graver news in it is still sent.
    """
    since = health.failing_since or at
    failing = replace(health, failing_since=since, failure=reason)
    blindness = "We see only a part of" if is_incomplete else "We cannot see"
    blind = f"{blindness} {health.source} since {_since(failing)}"
    alerts: list[Alert] = []
    if health.operators_told_at is None and at - since >= thresholds.OPERATORS_TOLD_AFTER:
        failing = replace(failing, operators_told_at=at)
        note = f"{blind}: {reason}"
        alerts.append(_alert(failing, SourceEvent.BLIND, Audience.OPERATORS, at, note))
    if health.subscribers_told_at is None and at - since >= thresholds.SUBSCRIBERS_TOLD_AFTER:
        failing = replace(failing, subscribers_told_at=at)
        # Without the cause, which may contain internals, or text of a page that blocked the read.
        note = f"{blind}; what it says may have changed since."
        alerts.append(_alert(failing, SourceEvent.BLIND, Audience.SUBSCRIBERS, at, note))
    return failing, tuple(alerts)


def after_success(health: Health, at: datetime) -> tuple[Health, tuple[Alert, ...]]:
    """Clear the failure; send one recovery alert to each audience that was alerted.

    It names destinations that are missing: a shorter list counts as whole after a day, but they
    count as withdrawn only later.
    """
    told_at = {
        Audience.OPERATORS: health.operators_told_at,
        Audience.SUBSCRIBERS: health.subscribers_told_at,
    }
    note = f"We can see {health.source} again; we could not since {_since(health)}."
    if health.absent:
        note += f" Missing from its list: {_names_missing(health.absent)}."
    alerts = tuple(
        _alert(health, SourceEvent.RECOVERED, audience, at, note)
        for audience in told_at
        if told_at[audience] is not None
    )
    cleared = replace(
        health,
        failing_since=None,
        failure=None,
        operators_told_at=None,
        subscribers_told_at=None,
    )
    return cleared, alerts


def after_partial_success(health: Health, at: datetime) -> tuple[Health, tuple[Alert, ...]]:
    """Alert operators, once, that some documents fail while the source can be read.

    A destination whose record in the ledger is damaged is reported in the same way.

    One missing page among two hundred is easily overlooked. For its country the effect is
    the same as if the whole source failed. Each run of failures is reported once.
    """
    documents, damaged = _long_dark(health.documents, at), _long_dark(health.damaged, at)
    if not documents and not damaged:
        return health, ()
    partly = replace(
        health,
        documents={**health.documents, **_reported(documents, at)},
        damaged={**health.damaged, **_reported(damaged, at)},
    )
    note = _names(health.source, {**documents, **damaged})
    return partly, (_alert(partly, SourceEvent.PARTLY_BLIND, Audience.OPERATORS, at, note),)


def _long_dark(
    documents: Mapping[str, DocumentHealth], at: datetime
) -> Mapping[str, DocumentHealth]:
    return {
        name: document
        for name, document in documents.items()
        if document.alerted_at is None
        and document.dark_since is not None
        and at - document.dark_since >= thresholds.DOCUMENT_TOLD_AFTER
    }


def _reported(
    documents: Mapping[str, DocumentHealth], at: datetime
) -> Mapping[str, DocumentHealth]:
    return {name: replace(document, alerted_at=at) for name, document in documents.items()}


def after_mass_move(
    health: Health, mass: MassMove | None, at: datetime
) -> tuple[Health, tuple[Alert, ...]]:
    """Alert operators, at once and once for each event, that a source moves everything.

    A person can look at the page while the alerts to subscribers wait for a second read.
    """
    if mass is None:
        return health, ()
    following = replace(health, mass_moved_at=at)
    if thresholds.is_same_event(health.mass_moved_at, at):
        return following, ()
    note = (
        f"{health.source} {mass.words}. Look at its page: is it true, or is the feed broken? "
        "Subscribers hear of raises that persist for two hours; a lowering waits longer."
    )
    return following, (_alert(following, SourceEvent.MASS_MOVE, Audience.OPERATORS, at, note),)


def after_part(
    health: Health, failure: str | None, at: datetime
) -> tuple[Health, tuple[Alert, ...]]:
    """Record the result of reading a partition; alert operators about failing documents.

    A single failing host does not mean that the source fails. The check of the whole source
    decides whether so many partitions fail that the source itself cannot be read.
    """
    since = (health.failing_since or at) if failure is not None else None
    return after_partial_success(replace(health, failing_since=since, failure=failure), at)


def _names_missing(absent: Mapping[str, datetime]) -> str:
    codes = sorted(absent)
    more = len(codes) - thresholds.ABSENT_NAMED_MAX
    rest = [f"and {more} more"] if more > 0 else []
    return " ".join([", ".join(codes[: thresholds.ABSENT_NAMED_MAX]), *rest])


def _names(source: str, dark: Mapping[str, DocumentHealth]) -> str:
    """List the first documents with their reasons; an email has no room for all hosts."""
    shown = [
        f"{name} since {document.dark_since:%Y-%m-%d %H:%M} UTC: {document.darkness}"
        for name, document in sorted(dark.items())[: thresholds.DOCUMENTS_NAMED_MAX]
    ]
    more = len(dark) - len(shown)
    rest = [f"and {more} more, which `check {source}` names"] if more else []
    return f"We cannot see parts of {source}: {'; '.join([*shown, *rest])}"


def _since(health: Health) -> str:
    return f"{health.failing_since:%Y-%m-%d %H:%M} UTC" if health.failing_since else "now"


def _alert(health: Health, news: SourceEvent, audience: Audience, at: datetime, note: str) -> Alert:
    from advisory_watch.core.alert import Alert, short_id  # noqa: PLC0415 - seldom needed
    from advisory_watch.core.detection.rules.rule import Decision  # noqa: PLC0415 - as above

    is_at_once = news in (SourceEvent.PARTLY_BLIND, SourceEvent.MASS_MOVE)
    since = at if is_at_once else health.failing_since
    partition = (health.partition,) if health.partition else ()
    cause = (health.source, *partition, news.value, audience.value, str(since))
    return Alert(
        id=short_id(*cause),
        source=health.source,
        kinds=(news.value,),
        is_urgent=False,
        created_at=at,
        rule=Decision.SOURCE_BLINDNESS.value,
        audience=audience,
        note=note,
    )
