"""The real feed of a war winter, cut short: its raises are reported, and nothing else is."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby

import pytest

from advisory_watch.adapters.memory import MemoryArchive, MemoryLedger, MemoryOutbox
from advisory_watch.adapters.warc_reader import find_captures, load_captures
from advisory_watch.app.replay import Replay
from advisory_watch.app.results import ChangeOutcome
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.core.errors import FailureKind
from advisory_watch.core.page import Page
from advisory_watch.parsing.classify import check_is_document
from advisory_watch.sources import SOURCES
from support.shared_data import shared

pytestmark = pytest.mark.slow

CUT_FROM = datetime(2026, 1, 10, tzinfo=UTC)
UNTIL = datetime(2026, 3, 6, tzinfo=UTC)
END = b"</item>"

RAISED = "level_raised"
GRAVER = {RAISED, "part_raised", "departure_raised"}


def captures(items: int) -> Iterator[Page]:
    """Yield the real feeds; from one day on, only their first items."""
    wanted = (
        position
        for position in find_captures([shared("corpus", "us_state.warc.gz")])
        if position.captured_at < UNTIL
    )
    for page in load_captures(wanted):
        parts = page.body.split(END)
        is_cut = page.fetched_at >= CUT_FROM and len(parts) > items
        body = END.join([*parts[:items], b"</channel></rss>"])
        yield replace(page, body=body) if is_cut else page


def replayed(items: int) -> list[ChangeOutcome]:
    """Replay the feeds, and return what is reported from those that are cut."""
    replay = Replay(
        rule_set_version=rule_set_version,
        check_page=check_is_document,
        ledger=MemoryLedger(MemoryOutbox()),
        archive=MemoryArchive(),
        sources={"us_state": SOURCES["us_state"]},
    )
    outcomes = [
        outcome for outcome in replay.run(captures(items)) if outcome.decided_at >= CUT_FROM
    ]
    assert {outcome.failure for outcome in outcomes} == {FailureKind.IMPLAUSIBLE}
    return [change for outcome in outcomes for change in outcome.changes]


@pytest.mark.parametrize("items", [60, 110])
def test_every_raise_in_a_feed_cut_short_is_told_on_its_day(items: int) -> None:
    """The feed begins with the newest issues; its end was lost for two months."""
    truth = [
        json.loads(line)
        for line in shared("corpus", "us_state.changes.jsonl").read_text().splitlines()
    ]
    raised = {
        (change["destination"], datetime.fromisoformat(change["first_seen_at"]))
        for change in truth
        if change["to_level"] > change["from_level"]
    }
    changes = replayed(items)
    told = {(found.destination, found.decided_at) for found in changes if found.kind == RAISED}
    assert told == {(code, at) for code, at in raised if CUT_FROM <= at < UNTIL}
    assert {found.kind for found in changes} >= {RAISED, "departure_raised"}
    for _, found_in_version in groupby(
        changes, key=lambda found: (found.destination, found.version)
    ):
        kinds = {found.kind for found in found_in_version}
        assert GRAVER & kinds
        assert "level_lowered" not in kinds
