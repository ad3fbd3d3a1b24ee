"""When a source cannot be read: who is told, and when. Failing never changes any advice."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from advisory_watch.core.alerts import Alert, Audience, SourceNews, short_id
from advisory_watch.core.health import DocumentHealth, Health
from advisory_watch.core.verdicts import limits


def after_failure(health: Health, reason: str, at: datetime) -> tuple[Health, tuple[Alert, ...]]:
    """Remember a failed read; owe a `blind` alert to operators, later to subscribers.

    Subscribers rely on silence meaning `nothing changed`; after hours it no longer does.
    """
    since = health.failing_since or at
    failing = replace(health, failing_since=since, failure=reason)
    alerts: list[Alert] = []
    if health.operators_told_at is None and at - since >= limits.OPERATORS_TOLD_AFTER:
        failing = replace(failing, operators_told_at=at)
        alerts.append(_news(failing, SourceNews.BLIND, Audience.OPERATORS, at, _cause(failing)))
    if health.subscribers_told_at is None and at - since >= limits.SUBSCRIBERS_TOLD_AFTER:
        failing = replace(failing, subscribers_told_at=at)
        alerts.append(_news(failing, SourceNews.BLIND, Audience.SUBSCRIBERS, at, _doubt(failing)))
    return failing, tuple(alerts)


def after_success(health: Health, at: datetime) -> tuple[Health, tuple[Alert, ...]]:
    """Clear the failure; owe one recovery notice to whoever was told of the blindness."""
    told = [
        audience
        for audience, told_at in (
            (Audience.OPERATORS, health.operators_told_at),
            (Audience.SUBSCRIBERS, health.subscribers_told_at),
        )
        if told_at is not None
    ]
    note = f"We can see {health.source} again; we could not since {_since(health)}."
    alerts = tuple(_news(health, SourceNews.RECOVERED, each, at, note) for each in told)
    cleared = replace(
        health,
        failing_since=None,
        failure=None,
        operators_told_at=None,
        subscribers_told_at=None,
    )
    return cleared, alerts


def after_partial_success(health: Health, at: datetime) -> tuple[Health, tuple[Alert, ...]]:
    """Owe operators one alert for what of a source cannot be read while the source can.

    One missing page among two hundred is easily overlooked, and its country is as dark as
    if the whole source were. Each run of failures is told once.
    """
    dark = {
        name: each
        for name, each in health.documents.items()
        if each.told_at is None
        and each.dark_since is not None
        and at - each.dark_since >= limits.DOCUMENT_TOLD_AFTER
    }
    if not dark:
        return health, ()
    told = {name: replace(each, told_at=at) for name, each in dark.items()}
    partly = replace(health, documents={**health.documents, **told})
    note = _names(health.source, dark)
    return partly, (_news(partly, SourceNews.PARTLY_BLIND, Audience.OPERATORS, at, note),)


def after_part(
    health: Health, failure: str | None, at: datetime
) -> tuple[Health, tuple[Alert, ...]]:
    """Remember how it went with a part of a source; owe operators what is owed of documents.

    A host that is down is not the source: whether so many parts are dark that the
    source is, the check of the whole tells.
    """
    since = (health.failing_since or at) if failure is not None else None
    return after_partial_success(replace(health, failing_since=since, failure=failure), at)


def _names(source: str, dark: Mapping[str, DocumentHealth]) -> str:
    """Name the documents and why; the first few, since a mail is not a list of hosts."""
    shown = [
        f"{name} since {each.dark_since:%Y-%m-%d %H:%M} UTC: {each.darkness}"
        for name, each in sorted(dark.items())[: limits.DOCUMENTS_NAMED_MAX]
    ]
    more = len(dark) - len(shown)
    rest = [f"and {more} more, which `check {source}` names"] if more else []
    return f"We cannot see parts of {source}: {'; '.join([*shown, *rest])}"


def _cause(health: Health) -> str:
    """Tell operators why: they are to mend it."""
    return f"We cannot see {health.source} since {_since(health)}: {health.failure}"


def _doubt(health: Health) -> str:
    """Tell subscribers what it means for them; the cause may hold internals, or a wall's words."""
    blind = f"We cannot see {health.source} since {_since(health)}"
    return f"{blind}; what it says may have changed since."


def _since(health: Health) -> str:
    return f"{health.failing_since:%Y-%m-%d %H:%M} UTC" if health.failing_since else "now"


def _news(health: Health, news: SourceNews, audience: Audience, at: datetime, note: str) -> Alert:
    since = at if news is SourceNews.PARTLY_BLIND else health.failing_since
    part = (health.part,) if health.part else ()
    cause = (health.source, *part, news.value, audience.value, str(since))
    return Alert(
        id=short_id(*cause),
        source=health.source,
        kinds=(news.value,),
        is_urgent=False,
        owed_at=at,
        rule="source_blindness",
        audience=audience,
        note=note,
    )
