"""Render the changes of a destination as entries of the change log."""

from advisory_watch.core.advisory import Departure
from advisory_watch.core.alert import Alert, alert_status, correction_id
from advisory_watch.core.change_log import ChangeLogEntry, newest_first
from advisory_watch.core.messages.email import TitleOf
from advisory_watch.core.messages.headline import name_destination, render_headline
from advisory_watch.core.views import DestinationHistory, HistoryStep


def build_entries(history: DestinationHistory, title_of: TitleOf) -> tuple[ChangeLogEntry, ...]:
    """Return the changes of one destination, newest first."""
    steps = (step for source_history in history.histories for step in source_history.steps)
    entries = [_entry(step, step.alert, history, title_of) for step in steps if step.alert]
    return tuple(sorted(entries, key=newest_first))


def _entry(
    step: HistoryStep, alert: Alert, history: DestinationHistory, title_of: TitleOf
) -> ChangeLogEntry:
    version, before, after = step.version, alert.before, alert.after
    status = alert_status(alert.id, history.found)
    return ChangeLogEntry(
        id=alert.id,
        source=version.source,
        destination=version.destination,
        name=name_destination(alert),
        headline=render_headline(alert, title_of(version.source)),
        kinds=alert.kinds,
        is_urgent=alert.is_urgent,
        is_notice=alert.is_notice,
        decided_at=version.decided_at,
        issued_on=after.issued_on if after else None,
        issued_at=after.issued_at if after else None,
        rule=version.rule,
        from_native=before.native_level if before else None,
        to_native=after.native_level if after else None,
        from_severity=before.severity if before else None,
        to_severity=after.severity if after else None,
        from_partial_severity=before.partial_severity if before else None,
        to_partial_severity=after.partial_severity if after else None,
        from_departure=before.departure if before else Departure.NONE,
        to_departure=after.departure if after else Departure.NONE,
        version=version.number,
        endpoint=version.evidence.endpoint,
        page_key=version.evidence.page_key,
        read_at=version.evidence.read_at,
        url=next((advisory.url for advisory in (after, before) if advisory and advisory.url), None),
        is_retracted=not status.is_valid,
        retracted_at=status.corrected_at,
        retraction=status.reason,
        correction=correction_id(alert.id) if status.corrected_at else None,
    )
