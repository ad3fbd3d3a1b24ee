"""The path from values to JSON objects."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from advisory_watch.cli.output_json import json_line, json_object
from advisory_watch.core.advisory import Departure, Indicator, Problem, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """A value inside another one."""

    severity: Severity = Severity.CAUTION
    departure: Departure = Departure.ORDERED_DEPARTURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    """A value with one of every kind of member."""

    id: str = "a"
    inner: Inner | None = None
    issued_on: date = date(2026, 9, 1)
    seen_at: datetime = datetime(2026, 9, 1, 12, tzinfo=UTC)
    risks: frozenset[Indicator] = frozenset({Indicator.UNREST, Indicator.CRIME})
    problems: tuple[Problem, ...] = (Problem(subject="KW", reason="no level"),)


def test_declared_members_keep_their_order_and_names() -> None:
    """Programs read the keys, and people compare the lines."""
    members = "name=id level=inner.severity departure=inner.departure extra"
    line = json_line(Outer(inner=Inner()), members, extra=[Severity.NORMAL])
    assert line == '{"name": "a", "level": 2, "departure": "ordered_departure", "extra": [1]}'


def test_a_path_through_a_missing_value_is_null() -> None:
    """A withdrawn advisory has no level; its line has the same keys."""
    assert json_object(Outer(), "level=inner.severity") == {"level": None}


def test_without_declared_members_every_field_is_written() -> None:
    """A new field of a change must not be forgotten."""
    assert json.loads(json_line(Outer())) == {
        "id": "a",
        "inner": None,
        "issued_on": "2026-09-01",
        "seen_at": "2026-09-01T12:00:00+00:00",
        "risks": ["C", "U"],
        "problems": ["KW: no level"],
    }


def test_members_without_a_value_are_written_alone() -> None:
    """Some lines report what a command did, and no stored value."""
    assert json_line(done="unsubscribed", arn="") == '{"done": "unsubscribed", "arn": ""}'
