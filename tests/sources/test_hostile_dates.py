"""Impossible dates: the level next to them is still read, judged and sent."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from advisory_watch.core.advisory import Severity, Snapshot
from advisory_watch.core.detection.policy import ADVISORY_POLICY, NOTICE_POLICY
from advisory_watch.core.detection.types import Outcome
from advisory_watch.sources import SOURCES
from support.builders import NOON, a_page, a_record, an_advisory

AGES = [date.min, date(1, 1, 2), date(1969, 12, 31), date(9998, 12, 31), date.max]


@pytest.mark.parametrize("seconds", [292277026596, -(2**63), 10**300, 1e308, -1e308, True, "soon"])
def test_a_time_outside_the_calendar_is_none(seconds: Any) -> None:
    """Germany publishes seconds; a clock overflow must not hide a warning."""
    entry = {"countryCode": "ML", "countryName": "Mali", "lastModified": seconds, "warning": True}
    flags = dict.fromkeys(["partialWarning", "situationWarning", "situationPartWarning"], False)
    (endpoint,) = SOURCES["de_aa"].endpoints
    index = a_page(json.dumps({"response": {"1": entry | flags}}).encode())
    (advisory,) = endpoint.list(endpoint.target, index).advisories
    assert (advisory.severity, advisory.issued_at) == (Severity.DO_NOT_TRAVEL, None)


@pytest.mark.parametrize("issued_on", AGES)
@pytest.mark.parametrize("mark", [None, *AGES])
def test_a_raise_with_an_impossible_date_is_judged(issued_on: date, mark: date | None) -> None:
    """A publisher's wrong clock must not turn `do not travel` into an exception."""
    at = datetime.combine(issued_on, datetime.min.time(), UTC)
    raised = an_advisory(
        Severity.DO_NOT_TRAVEL, issued_on=issued_on, issued_at=at, text="Do not travel to Kuwait."
    )
    snapshot = Snapshot(source="us_state", endpoint="rss", read_at=NOON, advisories=(raised,))
    known = {"KW": replace(a_record(an_advisory(issued_on=mark)), issue_mark=mark)}
    (detection,) = ADVISORY_POLICY.detect(snapshot, known)
    assert detection.outcome in (Outcome.CHANGED, Outcome.PENDING)
    notice = replace(raised, notice_id="1", severity=None)
    assert NOTICE_POLICY.detect(replace(snapshot, advisories=(notice,)), known)
