"""A better reader is never news: stored text is read again before it is compared."""

from dataclasses import replace

import pytest

from advisory_watch.core.advisory import Advisory, Change, Departure, Region
from advisory_watch.core.detection.engine import detect
from advisory_watch.core.detection.rules.rule import Decision
from advisory_watch.core.detection.types import Detection, Outcome
from advisory_watch.core.source import PublisherPolicy
from advisory_watch.sources import SOURCES
from core.detection.cases import L1, L4, MARK, NEWER, OLDER, a_reading, an_issue, known_as

TEXT = "Do not travel to the north. Leave now."


def read_again(advisory: Advisory) -> Advisory:
    """Read a part and departure advice, as today's reader does."""
    text = advisory.text or ""
    regions = (Region(name="the north", severity=L4),) if "the north" in text else ()
    return replace(
        advisory,
        regions=regions,
        partial_severity=L4 if regions else None,
        departure=Departure.DEPART_IMMEDIATELY if "Leave now" in text else Departure.NONE,
        departure_words=("Leave now.",) if "Leave now" in text else (),
    )


def judge(recorded: Advisory, copy: Advisory) -> Detection:
    """Judge a copy, as read today, against what an older reader recorded."""
    record = known_as(recorded)
    policy = PublisherPolicy(read_again=read_again)
    (detection,) = detect(
        a_reading(read_again(copy)), {record.destination: record}, publisher=policy
    )
    return detection


def test_an_edit_after_an_upgrade_tells_only_the_edit() -> None:
    """Without this, an upgrade would wake everybody for parts and advice of years ago."""
    recorded = an_issue(L1, OLDER, text=TEXT)
    detection = judge(recorded, an_issue(L1, NEWER, text=f"{TEXT} A new telephone number."))
    assert detection.outcome is Outcome.CHANGED
    assert detection.changes == (Change.TEXT_REVISED,)
    assert detection.urgency == "not_urgent"


def test_what_the_edit_itself_adds_is_told() -> None:
    """The old text is read again, so that its difference from the new one is the news."""
    recorded = an_issue(L1, MARK, text="Bring a coat.")
    detection = judge(recorded, an_issue(L1, NEWER, text=TEXT))
    assert Change.DEPARTURE_RAISED in detection.changes
    assert Change.PART_RAISED in detection.changes


def test_the_same_text_is_recorded_again_without_an_alert() -> None:
    """The site shows at once what today's reader finds; no one is alerted."""
    recorded = an_issue(L1, MARK, text=TEXT)
    detection = judge(recorded, recorded)
    assert (detection.outcome, detection.rule) == (Outcome.FIRST_SEEN, Decision.READ_AGAIN)
    assert detection.changes == (Change.FIRST_SEEN,)
    assert detection.advisory == read_again(recorded)


def test_a_text_that_reads_as_recorded_is_unchanged() -> None:
    """Otherwise every check would record a version."""
    recorded = read_again(an_issue(L1, MARK, text=TEXT))
    assert judge(recorded, recorded).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("source_id", ["us_state", "uk_fcdo", "ie_dfa", "nz_mfat", "de_aa"])
def test_every_source_with_texts_reads_them_again(source_id: str) -> None:
    """A source that forgets this sends false alerts after each upgrade of the reader."""
    text = "The security situation is grave. You should leave the country immediately."
    stored = an_issue(L1, MARK, text=text, source=source_id, native_level="")
    read = SOURCES[source_id].policy.read_again(stored)
    assert read.departure is Departure.DEPART_IMMEDIATELY
    assert read.departure_words == ("You should leave the country immediately.",)
    assert SOURCES[source_id].policy.read_again(read) == read
