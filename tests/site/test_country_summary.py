"""The first screen of a destination: true for any mixture of governments."""

from datetime import timedelta

import pytest

from advisory_watch.core.advisory import Advisory, Departure, Severity
from advisory_watch.core.record import Version
from advisory_watch.core.views import current_advice
from advisory_watch.site.country_summary import CountrySummary, summarise_country
from advisory_watch.site.map import MapSeverity
from support.builders import NOON, a_record, a_version, an_advisory


def summary(*histories: tuple[str, list[Advisory]]) -> CountrySummary:
    """Summarise governments, each with the advice that it gave in turn, a day apart."""
    voices = []
    for title, advisories in histories:
        versions: list[Version] = [
            a_version(advisory, number=number, decided_at=NOON + timedelta(days=number))
            for number, advisory in enumerate(advisories, start=1)
        ]
        advice = current_advice(a_record(advisories[-1], number=len(versions)), versions)
        if advice:
            voices.append((title, advice, versions))
    return summarise_country(voices)


def leaving(departure: Departure, source: str = "us_state") -> Advisory:
    """Build advice on leaving."""
    words = (f"They say {departure.words}.",) if departure else ()
    return an_advisory(source=source, departure=departure, departure_words=words)


def test_the_highest_level_counts_parts() -> None:
    """A whole at 1 with a part at 4 is not the lowest level of all."""
    part = an_advisory(Severity.NORMAL, partial_severity=Severity.DO_NOT_TRAVEL, source="uk_fcdo")
    found = summary(("US", [an_advisory(Severity.CAUTION)]), ("UK", [part]))
    assert found.level == MapSeverity(whole=Severity.CAUTION, part=Severity.DO_NOT_TRAVEL)
    assert found.gravest is Severity.DO_NOT_TRAVEL


def test_a_reason_comes_from_a_government_at_the_highest_level() -> None:
    """The reason for caution does not explain `do not travel`."""
    mild = an_advisory(text="Exercise caution due to crime.")
    grave = an_advisory(
        Severity.DO_NOT_TRAVEL, source="uk_fcdo", text="Do not travel due to the war there."
    )
    reason = summary(("US", [mild]), ("UK", [grave])).reason
    assert reason is not None
    assert (reason.title, reason.sentence) == ("UK", "Do not travel due to the war there.")


@pytest.mark.parametrize(
    ("departure", "answer"),
    [
        (Departure.NONE, "No. No government read here tells its people to leave."),
        (Departure.LIMITED_SERVICES, "No. No government read here tells its people to leave."),
        (Departure.AUTHORIZED_DEPARTURE, "Not everyone. The US lets embassy staff leave."),
        (Departure.ORDERED_DEPARTURE, "Not everyone. The US has ordered embassy staff to leave."),
        (Departure.OPERATIONS_SUSPENDED, "Not in so many words. The US closed its embassy."),
        (Departure.DEPART_IMMEDIATELY, "Yes. The US tells people to leave."),
    ],
)
def test_the_answer_on_leaving_is_a_word(departure: Departure, answer: str) -> None:
    """A reader who hears gunfire does not read a ladder."""
    assert summary(("US", [leaving(departure)])).leaving_answer == answer


def test_every_government_that_says_leave_is_named() -> None:
    """One voice may be an error; three are not."""
    now = Departure.DEPART_IMMEDIATELY
    found = summary(
        ("US", [leaving(now)]),
        ("Canada", [leaving(now, "ca_gac")]),
        ("UK", [leaving(Departure.NONE, "uk_fcdo")]),
    )
    assert found.leaving_answer == "Yes. The US and Canada tell people to leave."


def test_since_when_is_the_start_of_the_present_advice() -> None:
    """An order that ended and came back is not years old."""
    now, none = Departure.DEPART_IMMEDIATELY, Departure.NONE
    (item,) = summary(("US", [leaving(now), leaving(none), leaving(now), leaving(now)])).leaving
    assert item.since == (NOON + timedelta(days=3)).date()
    assert not item.is_older
    (older,) = summary(("US", [leaving(now), leaving(now)])).leaving
    assert older.is_older
