"""Which versions make alerts, with which urgency and id."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from advisory_watch.core.advisory import Advisory, Change, Departure, Severity
from advisory_watch.core.alert import Alert, alert_id, build_alert
from advisory_watch.core.fingerprint import differences
from support.builders import a_version, an_advisory

L1, L2, L3, L4 = Severity
LEAVE = Departure.DEPART_IMMEDIATELY
FIRST = date(2026, 8, 30)
LATER = date(2026, 9, 1)


def told(before: Advisory, after: Advisory) -> Alert:
    """Build the alert of a version in which one advisory followed another."""
    changes = differences(before, after)
    alert = build_alert(before, a_version(after, number=2, changes=changes))
    assert alert is not None
    return alert


def issue(severity: Severity | None, issued_on: date = FIRST, **fields: Any) -> Advisory:
    """Build an issue whose text depends on its date."""
    return an_advisory(severity, issued_on=issued_on, **{"text": f"Of {issued_on}."} | fields)


@pytest.mark.parametrize(
    ("urgency", "is_urgent"),
    [("urgent_level", True), ("urgent_reissue", True), ("not_urgent", False)],
)
def test_an_alert_is_as_urgent_as_the_recorded_rule_says(urgency: str, *, is_urgent: bool) -> None:
    """A rule that changes later must not change what an old alert was."""
    version = a_version(issue(L3, LATER), number=2, changes=(Change.LEVEL_RAISED,), urgency=urgency)
    alert = build_alert(issue(L1), version)
    assert alert is not None
    assert alert.is_urgent is is_urgent


@pytest.mark.parametrize(
    ("before", "after", "is_urgent"),
    [
        (issue(L1), issue(L3, LATER), True),
        (issue(L1), issue(L2, LATER), False),
        (issue(L4), issue(L3, LATER), False),
        (issue(L3), issue(L3, LATER, departure=Departure.AUTHORIZED_DEPARTURE), True),
        (issue(L3), issue(L3, LATER, departure=Departure.LIMITED_SERVICES), False),
    ],
)
def test_a_version_without_a_recorded_rule_is_judged_by_its_change(
    before: Advisory, after: Advisory, *, is_urgent: bool
) -> None:
    """An older program recorded no rule; its alerts must stay in the archive as they were."""
    assert told(before, after).is_urgent is is_urgent


def test_a_withdrawal_makes_an_alert_that_can_wait() -> None:
    """A traveller can do nothing about it at night."""
    version = replace(a_version(number=2, changes=(Change.WITHDRAWN,)), advisory=None)
    alert = build_alert(an_advisory(), version)
    assert alert is not None
    assert (alert.kind, alert.is_urgent) == ("withdrawn", False)


def test_a_first_reading_is_silent() -> None:
    """Advice that was in force before the first read is not news."""
    assert build_alert(None, a_version(changes=(Change.FIRST_SEEN,))) is None
    assert build_alert(None, a_version(changes=())) is None


def test_an_alert_carries_its_evidence() -> None:
    """Everything can be shown: both states, the rule, the page and the time."""
    before, after = issue(L1), issue(L3, LATER)
    version = a_version(after, number=2, changes=(Change.LEVEL_RAISED,), rule="newer_issue")
    alert = build_alert(before, version)
    assert alert is not None
    assert (alert.before, alert.after, alert.rule) == (before, after, "newer_issue")
    assert (alert.evidence, alert.created_at) == (version.evidence, version.decided_at)
    assert alert.kinds == ("level_raised",)


def test_the_same_version_has_the_same_alert_id() -> None:
    """Two overlapping checks decide the same; subscribers must hear it once."""
    version = a_version(issue(L3, LATER), number=2, changes=(Change.LEVEL_RAISED,))
    assert alert_id(version) == alert_id(version)


@pytest.mark.parametrize(
    "fields",
    [
        {"source": "uk_fcdo"},
        {"destination": "IQ"},
        {"changes": (Change.LEVEL_LOWERED,)},
        {"number": 4},
        {"advisory": issue(L3, FIRST)},
        {"advisory": None},
    ],
)
def test_another_cause_is_another_alert(fields: dict[str, Any]) -> None:
    """Raised, lowered, and raised again under one date: the third must not be dropped."""
    version = a_version(issue(L3, LATER), number=2, changes=(Change.LEVEL_RAISED,))
    assert alert_id(replace(version, **fields)) != alert_id(version)


def test_without_a_date_the_text_identifies_the_alert() -> None:
    """An issue without a readable date is a different issue if its text differs."""
    version = a_version(number=2, changes=(Change.LEVEL_RAISED,))
    names = {
        alert_id(replace(version, advisory=an_advisory(L3, issued_on=issued_on, text=text)))
        for issued_on in (FIRST, None)
        for text in ("One.", "Other.")
    }
    assert len(names) == 3


@pytest.mark.parametrize("before", [None, issue(None, notice_id="older", departure=LEAVE)])
@pytest.mark.parametrize("departure", list(Departure))
def test_a_notice_is_urgent_by_its_own_words(before: Advisory | None, departure: Departure) -> None:
    """Most notices are about demonstrations; `leave now` wakes people, on its second day too."""
    notice = issue(None, LATER, notice_id="newer", departure=departure)
    version = a_version(notice, number=2, changes=(Change.NOTICE_ISSUED,))
    alert = build_alert(before, version)
    assert alert is not None
    calm = {Departure.NONE, Departure.LIMITED_SERVICES}
    assert alert.is_urgent is (departure not in calm)
    assert alert.is_notice


def test_a_notice_replaces_nothing() -> None:
    """`Before: Weather Alert` next to a security alert would look like a change between them."""
    before = issue(None, notice_id="older")
    version = a_version(issue(None, LATER, notice_id="newer"), changes=(Change.NOTICE_ISSUED,))
    alert = build_alert(before, version)
    assert alert is not None
    assert alert.before is None
    assert not told(issue(L1), issue(L3, LATER)).is_notice
