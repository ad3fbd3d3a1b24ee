"""Current advice of a source, its start, and what does not count as a level."""

from dataclasses import replace
from datetime import timedelta

from advisory_watch.core.advisory import Advisory, Severity
from advisory_watch.core.record import Version
from advisory_watch.core.views import CurrentAdvice, began_at, current_advice, notices_of, spread
from support.builders import NOON, a_pending_candidate, a_record, a_version, an_advisory


def a_history(*advisories: Advisory | None) -> tuple[Version, ...]:
    """Build a version a day."""
    return tuple(
        Version(
            source="us_state",
            destination="KW",
            number=number,
            advisory=advisory,
            changes=(),
            rule="newer_issue",
            decided_at=NOON + timedelta(days=number),
            evidence=a_version().evidence,
        )
        for number, advisory in enumerate(advisories, start=1)
    )


def a_word(severity: Severity | None = Severity.CAUTION, source: str = "us_state") -> CurrentAdvice:
    """Build current advice with a level."""
    return CurrentAdvice(source=source, advisory=an_advisory(severity, source=source))


def test_a_candidate_does_not_count_before_it_is_believed() -> None:
    """A comparison must not publish a level that no alert has announced."""
    known = a_record(
        an_advisory(Severity.NORMAL),
        pending=a_pending_candidate(an_advisory(Severity.DO_NOT_TRAVEL)),
    )
    word = current_advice(known, a_history(an_advisory(Severity.NORMAL)))
    assert word is not None
    assert word.unconfirmed is not None
    assert spread([word, a_word(Severity.NORMAL)]) == 0


def test_since_is_the_start_of_the_advice_not_its_reissue() -> None:
    """'Since yesterday' for a level of three years sends people home for nothing."""
    level_2, level_3 = an_advisory(Severity.CAUTION), an_advisory(Severity.RECONSIDER)
    history = a_history(level_3, level_2, level_3, an_advisory(Severity.RECONSIDER, text="Again."))
    word = current_advice(a_record(level_3, number=4), history)
    assert word is not None
    assert word.since == (NOON + timedelta(days=3)).date()
    assert not word.is_older


def test_advice_of_the_first_read_counts_as_older() -> None:
    """The system cannot know when it began, and must show that."""
    word = current_advice(a_record(), a_history(an_advisory(), an_advisory(text="Again.")))
    assert word is not None
    assert (word.since, word.is_older) == ((NOON + timedelta(days=1)).date(), True)


def test_a_withdrawal_has_its_own_date_and_ends_the_advice() -> None:
    """After a withdrawal, the same advice is new advice."""
    gone = a_history(an_advisory(), None)
    word = current_advice(a_record(is_withdrawn=True), gone)
    assert word is not None
    assert word.since == (NOON + timedelta(days=2)).date()
    assert word.severity is None
    back = began_at(a_history(an_advisory(), None, an_advisory()))
    assert back is not None
    assert back.number == 3


def test_without_a_version_there_is_no_start() -> None:
    """A pending first read has no version yet."""
    assert began_at(()) is None
    word = current_advice(
        replace(a_record(), number=0, advisory=None, pending=a_pending_candidate()), ()
    )
    assert word is not None
    assert (word.advisory, word.since, word.severity) == (None, None, None)


def test_a_notice_does_not_state_the_level() -> None:
    """A demonstration in one street is not advice about a country."""
    notice = an_advisory(None, notice_id="1")
    assert current_advice(a_record(notice), a_history(notice)) is None
    assert current_advice(replace(a_record(), number=0, advisory=None), ()) is None


def test_notices_come_newest_first_by_the_publishers_own_time() -> None:
    """A first read finds months of notices, all recorded in the same second."""
    old = an_advisory(None, notice_id="1", issued_at=NOON - timedelta(days=9))
    new = an_advisory(None, notice_id="2", issued_at=NOON - timedelta(days=1))
    listed = notices_of(a_history(new, old, an_advisory(), None))
    assert [notice.advisory for notice in listed] == [new, old]
