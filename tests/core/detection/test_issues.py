"""A feed of issues: it shows an issue for two days, and never what is in force elsewhere."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.advisory import Advisory, Change, Departure, Notes, Region, Severity
from advisory_watch.core.destinations import destination_names
from advisory_watch.core.detection.issues import NOT_KNOWN, detect
from advisory_watch.core.detection.rules.rule import Decision
from advisory_watch.core.source import OnlyDocument, SourceKind
from core.detection.cases import L1, L2, L3, L4, NEWER, Watch, a_reading, an_issue
from support.builders import NOON

EXAMPLES = settings(derandomize=True, deadline=None, max_examples=60, database=None)
LEAVE = Departure.DEPART_IMMEDIATELY
RAISED = Notes(raised_to=L3)
STATED = Notes(raised_to=L3, level_before="Level 1", severity_before=L2)
KEPT = Notes(is_level_kept=True)
PART_UP = Notes(parts_raised=(Region(name="Border", severity=L3),))
PART_DOWN = Notes(are_parts_lifted=True)


class IssueWatch(Watch):
    """Run the real check on a feed of issues, whose first read is done."""

    def __init__(self) -> None:
        super().__init__()
        (endpoint,) = self.source.endpoints
        only = OnlyDocument(destinations=lambda: frozenset(destination_names()))
        endpoints = (replace(endpoint, list=only),)
        self.source = replace(self.source, kind=SourceKind.ISSUES, endpoints=endpoints)
        self.read()

    @property
    def last_kinds(self) -> tuple[str, ...]:
        """All kinds of the last alert."""
        return self.alerts[-1].kinds


def an_issue_of_feed(severity: Severity | None, serial: int = 1, **fields: Any) -> Advisory:
    """Build the issue with this number in its year; it is the only copy of its destination."""
    issued_at = NOON - timedelta(hours=12) + timedelta(microseconds=serial)
    given: dict[str, Any] = {"text": f"Issue {serial}.", "is_only_copy": True}
    return an_issue(severity, **given | {"issued_at": issued_at} | fields)


@pytest.mark.parametrize(
    ("issue", "kinds", "severity_before", "is_urgent"),
    [
        (an_issue_of_feed(L3, notes=RAISED), ("level_raised",), None, True),
        (an_issue_of_feed(L3, notes=STATED), ("level_raised",), L2, True),
        (an_issue_of_feed(L2, notes=Notes(lowered_to=L2)), ("level_lowered",), None, False),
        (an_issue_of_feed(L3, notes=KEPT), ("text_revised",), L3, False),
        (an_issue_of_feed(L4, notes=KEPT, departure=LEAVE), ("text_revised",), L4, False),
        (an_issue_of_feed(None, partial_severity=L4), ("scope_changed",), None, False),
        (an_issue_of_feed(None, partial_severity=L4, notes=PART_UP), ("part_raised",), None, True),
        (
            an_issue_of_feed(None, partial_severity=L2, notes=PART_DOWN),
            ("part_lowered",),
            None,
            False,
        ),
        (
            an_issue_of_feed(L4, notes=Notes(raised_to=L4), departure=LEAVE),
            ("level_raised", "departure_raised"),
            None,
            True,
        ),
    ],
)
def test_the_first_issue_of_a_destination_is_told_by_its_own_words(
    issue: Advisory, kinds: tuple[str, ...], severity_before: Severity | None, *, is_urgent: bool
) -> None:
    """Real case: as a war began, four countries were raised that had never been in the feed."""
    watch = IssueWatch()
    watch.read(issue)
    (alert,) = watch.alerts
    assert (alert.kinds, alert.rule) == (kinds, Decision.FIRST_ISSUE)
    assert alert.before is not None
    assert (alert.before.severity, alert.is_urgent) == (severity_before, is_urgent)
    assert watch.known.number == 2


def test_the_level_before_is_not_invented() -> None:
    """A message `raised from 1` would be our guess, and not the publisher's word."""
    watch = IssueWatch()
    watch.read(an_issue_of_feed(L3, notes=RAISED))
    (alert,) = watch.alerts
    assert alert.before is not None
    assert alert.before.native_level == NOT_KNOWN


def test_the_first_read_of_the_feed_is_silent() -> None:
    """Who begins to watch is not woken for everything of the last two days."""
    issue = an_issue_of_feed(L3, notes=RAISED)
    snapshot = a_reading(issue, at=NOON, first_reads=frozenset({"KW"}))
    (detection,) = detect(snapshot, {})
    assert (detection.rule, detection.changes) == (Decision.FIRST_SIGHT, (Change.FIRST_SEEN,))


def test_an_issue_that_left_the_feed_stays_in_force() -> None:
    """After two days every issue leaves the feed; that it ended would be false news."""
    watch = IssueWatch()
    watch.read(an_issue_of_feed(L3, notes=RAISED))
    for _ in range(20):
        outcome = watch.read(after=timedelta(hours=12))
        assert outcome.ok
    assert watch.kinds == ["level_raised"]
    assert watch.known.advisory is not None
    assert watch.known.advisory.severity is L3


def test_an_issue_is_compared_with_the_one_before() -> None:
    """The second issue is judged by the rules for advisories, days after the first left."""
    watch = IssueWatch()
    watch.read(an_issue_of_feed(L2, notes=RAISED))
    watch.read(after=timedelta(days=3))
    watch.read(an_issue_of_feed(L3, 2, issued_on=NEWER + timedelta(days=3)))
    assert watch.kinds == ["level_raised", "level_raised"]
    assert watch.alerts[-1].is_urgent


def test_two_issues_of_one_day_are_both_told_at_once() -> None:
    """All dates are midnight, and wars begin within a day."""
    watch = IssueWatch()
    watch.read(an_issue_of_feed(L2, 1, notes=RAISED))
    watch.read(an_issue_of_feed(L3, 2))
    assert watch.kinds == ["level_raised", "level_raised"]


def test_many_issues_of_one_day_are_no_fault_of_the_feed() -> None:
    """Real case: six countries were raised within four hours; a check may see all of them first."""
    codes = ("AE", "BH", "IQ", "JO", "KW", "OM", "QA")
    watch = IssueWatch()
    watch.read(*(an_issue_of_feed(L2, 1, destination=code, notes=RAISED) for code in codes))
    later = NEWER + timedelta(days=2)
    watch.read(
        *(an_issue_of_feed(L3, 2, destination=code, issued_on=later) for code in codes),
        after=timedelta(days=2),
    )
    assert watch.kinds == ["level_raised"] * 2 * len(codes)


@pytest.mark.parametrize(
    ("severity", "kinds"), [(L2, ["text_revised"]), (L3, ["level_raised"]), (L1, [])]
)
def test_an_edit_in_place_is_told_unless_it_lowers_the_level(
    severity: Severity, kinds: list[str]
) -> None:
    """Real case: an issue named the wrong province. A slip in a level may also be an edit."""
    watch = IssueWatch()
    watch.read(an_issue_of_feed(L2, notes=RAISED))
    edited = an_issue_of_feed(severity, text="The other province.")
    watch.read(edited)
    watch.read(edited)
    assert watch.kinds[1:] == kinds


def test_an_edit_is_told_once_though_the_words_alternate() -> None:
    """Two servers behind one address may show both versions for hours."""
    watch = IssueWatch()
    first, edited = (an_issue_of_feed(L2, text=text) for text in ("One.", "Other."))
    for issue in (first, edited, first, edited, first):
        watch.read(issue)
    assert watch.kinds == ["scope_changed", "text_revised"]


@pytest.mark.parametrize(("first", "second"), [(None, L3), (L3, None)])
def test_a_kept_level_is_no_change_though_one_issue_does_not_state_it(
    first: Severity | None, second: Severity | None
) -> None:
    """The publisher says that the level stays; only the whole or a part was left out."""
    watch = IssueWatch()
    watch.read(an_issue_of_feed(first, partial_severity=L4))
    watch.read(
        an_issue_of_feed(second, 2, partial_severity=L4, issued_on=NEWER, notes=KEPT),
    )
    assert watch.last_kinds == ("text_revised",)
    assert watch.known.advisory is not None
    assert watch.known.advisory.severity is L3


@pytest.mark.parametrize(
    ("notes", "severity", "kind"),
    [(RAISED, L3, "level_raised"), (Notes(lowered_to=L2), L2, "level_lowered")],
)
def test_a_stated_move_is_named_though_the_level_before_was_not_stated(
    notes: Notes, severity: Severity, kind: str
) -> None:
    """The issue before gave levels of parts only; the publisher says that the whole has moved."""
    watch = IssueWatch()
    watch.read(an_issue_of_feed(None, partial_severity=L4))
    watch.read(
        an_issue_of_feed(severity, 2, notes=notes, issued_on=NEWER + timedelta(days=1)),
        after=timedelta(days=1),
    )
    assert watch.kinds == ["scope_changed", kind]


SEVERITIES = st.sampled_from([*Severity, None])


@EXAMPLES
@given(st.lists(SEVERITIES, min_size=1, max_size=6))
def test_every_issue_after_the_first_read_is_told_at_once(
    severities: list[Severity | None],
) -> None:
    """`Nothing true is missed`: each issue appears once, and what it changes is news."""
    watch = IssueWatch()
    for number, severity in enumerate(severities, start=1):
        issued_on = NEWER + timedelta(days=number - 1)
        before = len(watch.alerts)
        watch.read(an_issue_of_feed(severity, number, issued_on=issued_on), after=timedelta(days=1))
        assert len(watch.alerts) == before + 1


@EXAMPLES
@given(
    st.permutations(("AE", "BH", "IQ", "JO", "KW")), st.lists(SEVERITIES, min_size=5, max_size=5)
)
def test_the_order_of_items_does_not_matter(
    codes: list[str], severities: list[Severity | None]
) -> None:
    """Two servers may list the same issues in another order."""
    issues = [
        an_issue_of_feed(severity, 1, destination=code, notes=RAISED)
        for code, severity in zip(sorted(codes), severities, strict=True)
    ]
    at = NOON + timedelta(hours=1)
    shuffled = sorted(issues, key=lambda issue: codes.index(issue.destination))
    assert detect(a_reading(*issues, at=at), {}) == detect(a_reading(*shuffled, at=at), {})
