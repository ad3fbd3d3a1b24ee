"""The change log: complete, in order, and explicit about retractions."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Change, Departure, Severity
from advisory_watch.core.alert import build_correction
from advisory_watch.core.change_log import ChangeLog, ChangeLogEntry, build_change_log
from advisory_watch.core.messages.log_entry import build_entries
from advisory_watch.core.record import Version
from advisory_watch.core.views import DestinationHistory, SourceHistory, history_steps
from support.builders import NOON, a_record, a_version, an_advisory
from support.change_logs import with_history

LEVELS = st.lists(st.sampled_from([*Severity]), min_size=1, max_size=6)


def a_history(*severities: Severity, destination: str = "KW") -> tuple[Version, ...]:
    """Build versions a day apart, one for each level; a repeated level is a new issue."""
    versions, before = [], None
    for number, severity in enumerate(severities, start=1):
        changes = _changes(before, severity)
        versions.append(
            a_version(
                an_advisory(severity, destination=destination),
                number=number,
                changes=changes,
                decided_at=NOON + timedelta(days=number),
            )
        )
        before = severity
    return tuple(versions)


def _changes(before: Severity | None, after: Severity) -> tuple[Change, ...]:
    if before is None:
        return (Change.FIRST_SEEN,)
    if after == before:
        return (Change.REISSUED,)
    return (Change.LEVEL_RAISED if after > before else Change.LEVEL_LOWERED,)


def a_dossier(
    *severities: Severity, destination: str = "KW", **fields: object
) -> DestinationHistory:
    """Collect the history of a destination from the US source."""
    history = a_history(*severities, destination=destination)
    source_history = SourceHistory(
        record=a_record(history[-1].advisory), steps=history_steps(history)
    )
    return DestinationHistory(destination=destination, histories=(source_history,), **fields)  # type: ignore[arg-type]


def titled(source_id: str) -> str:
    """Use the id of a source as its title."""
    return source_id


def the_entry(history: DestinationHistory) -> ChangeLogEntry:
    """Return the only change of a dossier."""
    (entry,) = build_entries(history, titled)
    return entry


def test_an_entry_states_both_sides_of_the_change() -> None:
    """A journalist cites the line: both native levels, the time, and the evidence."""
    entry = the_entry(a_dossier(Severity.NORMAL, Severity.RECONSIDER))
    assert entry.headline == "us_state: Kuwait raised to Level 3 from 1"
    assert entry.from_native == "Level 1: Exercise Normal Precautions"
    assert entry.to_native == "Level 3: Reconsider Travel"
    assert (entry.from_severity, entry.to_severity) == (Severity.NORMAL, Severity.RECONSIDER)
    assert entry.is_urgent
    assert entry.decided_at == NOON + timedelta(days=2)
    assert entry.page_key == "ab" * 32


def test_a_first_reading_is_no_change() -> None:
    """Advice in force before the watch began would bury the real changes."""
    assert build_entries(a_dossier(Severity.DO_NOT_TRAVEL), titled) == ()


def test_a_withdrawal_is_a_change_to_nothing() -> None:
    """A missing destination has no level: `to` stays empty, and `before` shows the last advice."""
    history = a_history(Severity.RECONSIDER)
    gone = Version(
        source="us_state",
        destination="KW",
        number=2,
        advisory=None,
        changes=(Change.WITHDRAWN,),
        rule="withdrawn",
        decided_at=NOON + timedelta(days=30),
        evidence=history[0].evidence,
    )
    source_history = SourceHistory(
        record=a_record(is_withdrawn=True), steps=history_steps([*history, gone])
    )
    entry = the_entry(DestinationHistory(destination="KW", histories=(source_history,)))
    assert entry.to_native is None
    assert entry.to_departure is Departure.NONE
    assert entry.from_native == "Level 3: Reconsider Travel"
    assert entry.url == "https://travel.state.gov/kuwait.html"


def test_a_retracted_entry_gives_its_reason() -> None:
    """A reader who finds the line years later must not believe it."""
    history = a_dossier(Severity.NORMAL, Severity.RECONSIDER)
    correction = build_correction(history.alerts[0], "The page was a test.", NOON)
    found = {alert.id: alert for alert in (history.alerts[0], correction)}
    entry = the_entry(a_dossier(Severity.NORMAL, Severity.RECONSIDER, found=found))
    assert entry.is_retracted
    assert (entry.retracted_at, entry.retraction) == (NOON, "The page was a test.")
    assert entry.correction == correction.id


@given(LEVELS, LEVELS)
def test_every_change_has_one_line_the_newest_first(
    kuwait: list[Severity], oman: list[Severity]
) -> None:
    """A reader of the list alone never learns of a change that it lacks."""
    histories = [a_dossier(*kuwait), a_dossier(*oman, destination="OM")]
    change_log = ChangeLog()
    for item in histories:
        change_log = with_history(change_log, item, titled)
    assert len(change_log.entries) == len(kuwait) - 1 + len(oman) - 1
    moments = [item.decided_at for item in change_log.entries]
    assert moments == sorted(moments, reverse=True)


@given(LEVELS, LEVELS)
def test_one_destination_is_replaced_and_the_others_stay(
    before: list[Severity], after: list[Severity]
) -> None:
    """A rebuilt page must not duplicate its lines, nor remove the lines of another."""
    oman = a_dossier(Severity.NORMAL, Severity.CAUTION, destination="OM")
    first = with_history(build_change_log(build_entries(oman, titled)), a_dossier(*before), titled)
    second = with_history(first, a_dossier(*after), titled)
    assert second == with_history(second, a_dossier(*after), titled)
    kept = tuple(entry for entry in second.entries if entry.destination == "OM")
    assert kept == build_entries(oman, titled)
    assert len(second.entries) == len(after) - 1 + 1
