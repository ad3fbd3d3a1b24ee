"""The list of all changes: complete, in order, and honest about what was taken back."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.chronicle import (
    Chronicle,
    Entry,
    chronicle_of,
    entries_of,
    with_dossier,
)
from advisory_watch.core.corrections import correction_of
from advisory_watch.core.dossiers import Dossier, Told, steps_of
from advisory_watch.core.scales import Change, Departure, Severity
from advisory_watch.core.versions import Version
from builders import NOON, a_known, a_version, an_advisory

LEVELS = st.lists(st.sampled_from([*Severity]), min_size=1, max_size=6)


def a_history(*severities: Severity, destination: str = "KW") -> tuple[Version, ...]:
    """Say one level after the other, a day apart; a level that stays is a new issue."""
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


def a_dossier(*severities: Severity, destination: str = "KW", **fields: object) -> Dossier:
    """Collect what the US said of a destination."""
    history = a_history(*severities, destination=destination)
    told = Told(known=a_known(history[-1].advisory), steps=steps_of(history))
    return Dossier(destination=destination, told=(told,), **fields)  # type: ignore[arg-type]


def titled(source_id: str) -> str:
    """Call a source by its id."""
    return source_id


def the_entry(dossier: Dossier) -> Entry:
    """Return the one change of a dossier."""
    (entry,) = entries_of(dossier, titled)
    return entry


def test_an_entry_says_what_changed_from_what() -> None:
    """A journalist cites the line: both levels in the publisher's words, when, and the proof."""
    entry = the_entry(a_dossier(Severity.NORMAL, Severity.RECONSIDER))
    assert entry.headline == "us_state: Kuwait raised to Level 3 from 1"
    assert entry.from_native == "Level 1: Exercise Normal Precautions"
    assert entry.to_native == "Level 3: Reconsider Travel"
    assert (entry.from_severity, entry.to_severity) == (Severity.NORMAL, Severity.RECONSIDER)
    assert entry.is_urgent
    assert entry.decided_at == NOON + timedelta(days=2)
    assert entry.page_key == "ab" * 32


def test_a_first_reading_is_no_change() -> None:
    """What was in force before the watch began would bury what happened."""
    assert entries_of(a_dossier(Severity.DO_NOT_TRAVEL), titled) == ()


def test_a_withdrawal_is_a_change_to_nothing() -> None:
    """Vanishing is no level: `to` stays empty, and the last words are shown as before."""
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
    told = Told(known=a_known(is_withdrawn=True), steps=steps_of([*history, gone]))
    entry = the_entry(Dossier(destination="KW", told=(told,)))
    assert entry.to_native is None
    assert entry.to_departure is Departure.NONE
    assert entry.from_native == "Level 3: Reconsider Travel"
    assert entry.url == "https://travel.state.gov/kuwait.html"


def test_what_was_taken_back_says_so_and_why() -> None:
    """Whoever finds the line years later must not believe it."""
    dossier = a_dossier(Severity.NORMAL, Severity.RECONSIDER)
    correction = correction_of(dossier.alerts[0], "The page was a test.", NOON)
    found = {each.id: each for each in (dossier.alerts[0], correction)}
    entry = the_entry(a_dossier(Severity.NORMAL, Severity.RECONSIDER, found=found))
    assert entry.is_retracted
    assert (entry.retracted_at, entry.retraction) == (NOON, "The page was a test.")
    assert entry.correction == correction.id


@given(LEVELS, LEVELS)
def test_every_change_has_one_line_the_newest_first(
    kuwait: list[Severity], oman: list[Severity]
) -> None:
    """A change that is missing from the list never happened, for whoever reads only that."""
    dossiers = [a_dossier(*kuwait), a_dossier(*oman, destination="OM")]
    chronicle = Chronicle()
    for each in dossiers:
        chronicle = with_dossier(chronicle, each, titled)
    assert len(chronicle.entries) == len(kuwait) - 1 + len(oman) - 1
    moments = [each.decided_at for each in chronicle.entries]
    assert moments == sorted(moments, reverse=True)


@given(LEVELS, LEVELS)
def test_one_destination_is_replaced_and_the_others_stay(
    before: list[Severity], after: list[Severity]
) -> None:
    """A page that is printed again must not double its lines, nor cost another its own."""
    oman = a_dossier(Severity.NORMAL, Severity.CAUTION, destination="OM")
    first = with_dossier(chronicle_of(entries_of(oman, titled)), a_dossier(*before), titled)
    second = with_dossier(first, a_dossier(*after), titled)
    assert second == with_dossier(second, a_dossier(*after), titled)
    kept = tuple(each for each in second.entries if each.destination == "OM")
    assert kept == entries_of(oman, titled)
    assert len(second.entries) == len(after) - 1 + 1
