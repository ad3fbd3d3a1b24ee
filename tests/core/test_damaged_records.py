"""Records that cannot be read: what a check knows of them, and for how long."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Snapshot
from advisory_watch.core.damaged_records import (
    NAMED_MAX,
    after_damage,
    describe,
    require_readable,
    with_found,
    without_damaged,
)
from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.source_state import SourceState
from support.builders import NOON, a_health, a_record, an_advisory

LATER = NOON + timedelta(hours=1)
CODES = st.frozensets(st.sampled_from(("IN", "IQ", "KW", "RU")))
DAMAGE = CorruptLedger("expected JSON, found '{'")


def a_state(damaged: frozenset[str], whole: frozenset[str] = frozenset()) -> SourceState:
    """Build the state of a source with these records."""
    records = {code: a_record(destination=code) for code in whole - damaged}
    unreadable = dict.fromkeys(damaged, str(DAMAGE))
    return SourceState(records=records, health=a_health(), unreadable=unreadable)


@given(listed=CODES, damaged=CODES)
def test_exactly_the_damaged_destinations_are_not_judged(
    listed: frozenset[str], damaged: frozenset[str]
) -> None:
    """One too many is silence about a place; one too few is a false first sight."""
    copies = tuple(an_advisory(destination=code) for code in sorted(listed))
    snapshot = Snapshot(source="us_state", endpoint="rss", read_at=NOON, advisories=copies)
    judged = without_damaged(snapshot, dict.fromkeys(damaged, "bad"))
    assert {copy.destination for copy in judged.advisories} == listed - damaged


@given(before=CODES, damaged=CODES, whole=CODES)
def test_a_destination_stays_dark_until_its_record_can_be_read(
    before: frozenset[str], damaged: frozenset[str], whole: frozenset[str]
) -> None:
    """A partition reads a record only to judge it: not to read one is no proof that it is whole."""
    health = after_damage(a_health(), a_state(before), NOON)
    following = after_damage(health, a_state(damaged, whole), LATER)
    assert following.damaged.keys() == damaged | (before - whole)
    since = {code: known.dark_since for code, known in following.damaged.items()}
    assert since == {code: NOON if code in before else LATER for code in following.damaged}


def test_a_text_that_was_left_out_is_not_known_to_be_readable() -> None:
    """The text has an item of its own, which may be the damaged one."""
    health = after_damage(a_health(), a_state(frozenset({"KW"})), NOON)
    brief = SourceState(
        records={"KW": a_record()}, health=a_health(), left_out={"KW": "hash of its text"}
    )
    assert list(after_damage(health, brief, LATER).damaged) == ["KW"]
    whole = with_found(brief, {"KW": a_record()})
    assert after_damage(health, whole, LATER).damaged == {}
    damaged = with_found(brief, {"KW": DAMAGE})
    assert (damaged.records, damaged.left_out) == ({}, {})
    assert damaged.unreadable == {"KW": str(DAMAGE)}


def test_a_report_names_a_few() -> None:
    """A line of two hundred reasons is not read."""
    damaged = {f"{number:02}": "bad" for number in range(NAMED_MAX + 2)}
    assert describe(damaged).count("bad") == NAMED_MAX
    assert "and 2 more" in describe(damaged)


def test_a_manifest_or_a_comparison_needs_all_records() -> None:
    """A signed list without a destination would say that it does not exist."""
    require_readable(a_state(frozenset(), frozenset({"KW"})))
    with pytest.raises(CorruptLedger, match="KW"):
        require_readable(a_state(frozenset({"KW"})))
