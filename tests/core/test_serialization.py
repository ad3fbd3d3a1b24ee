"""A value must return from the ledger unchanged, or raise an error."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisory_watch.core.advisory import Advisory, Indicator, Severity
from advisory_watch.core.alert import Alert
from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.health import Health
from advisory_watch.core.page import Target
from advisory_watch.core.record import DestinationRecord, Version
from advisory_watch.core.serialization import (
    from_json,
    from_record,
    readable_values,
    to_json,
    to_record,
    to_utf8_json,
)
from support.builders import (
    NOON,
    a_health,
    a_pending_candidate,
    a_record,
    a_target,
    a_version,
    an_advisory,
    an_alert,
)

st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))  # as all times are
STORED = dict(
    line.split(" ", 1)
    for line in Path(__file__).with_name("stored_values.txt").read_text().splitlines()
)
"""Values with all fields set, by class, as the first release wrote them."""

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize("cls", [DestinationRecord, Version, Alert, Health])
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_value_reads_back_as_it_was_written(cls: type[Any], data: st.DataObject) -> None:
    """A field that returns different is a change that no government made."""
    value = data.draw(st.from_type(cls))
    assert from_json(cls, to_json(value)) == value
    assert from_json(cls, to_utf8_json(value)) == value


@settings(deadline=None)
@given(st.builds(Target, crawl_delay_s=NUMBERS))
def test_a_target_reads_back_as_it_was_written(target: Target) -> None:
    """The archive stores it next to the page."""
    assert from_json(Target, to_json(target)) == target


def test_the_same_value_gives_the_same_text() -> None:
    """A set has no order, and records are compared and compressed."""
    letters = [Indicator.TERRORISM, Indicator.CRIME, Indicator.KIDNAPPING, Indicator.HEALTH]
    first, second = (an_advisory(indicators=frozenset(names)) for names in (letters, letters[::-1]))
    assert to_json(first) == to_json(second)
    assert to_record(first)["indicators"] == ["C", "H", "K", "T"]


@pytest.mark.parametrize("reason", ["Zürich 🌋", 'a quote " and a line\n', "half a pair: \ud83c"])
def test_a_health_with_any_text_reads_back(reason: str) -> None:
    """A failure quotes the publisher, whatever characters it sent."""
    health = a_health(failure=reason)
    assert from_json(Health, to_utf8_json(health)) == health


def test_a_health_that_could_not_be_read_back_is_refused() -> None:
    """A source without a readable health would stay dark."""
    with pytest.raises(CorruptLedger, match=r"Health\.last_good_at: expected an aware time"):
        to_utf8_json(a_health(last_good_at=NOON.replace(tzinfo=None)))


def test_a_person_can_read_a_record() -> None:
    """An operator reads it in an emergency, without this program."""
    record = to_record(a_record(an_advisory(Severity.RECONSIDER)))
    assert record["watched_since"] == "2026-09-01T12:00:00+00:00"
    assert record["advisory"]["severity"] == "RECONSIDER"
    assert record["advisory"]["departure"] == "NONE"
    assert record["advisory"]["issued_on"] == "2026-08-30"
    assert to_record(an_alert())["kinds"] == ["level_raised", "text_revised"]


def test_times_are_written_in_utc() -> None:
    """Two checks in two time zones must write the same time alike."""
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    assert to_record(a_health(last_good_at=tokyo)) == to_record(a_health(last_good_at=NOON))


def test_a_record_of_a_newer_program_is_read() -> None:
    """After a roll-back, the older program must still read the records."""
    record = to_record(a_record()) | {"invented_later": {"by": "somebody"}}
    assert from_record(DestinationRecord, record) == a_record()


def test_a_record_of_an_older_program_is_read() -> None:
    """A field added today is missing in every older record."""
    record = to_record(a_record())
    del record["held"], record["advisory"]["regions"]
    assert from_record(DestinationRecord, record) == a_record()


@pytest.mark.parametrize("cls", [DestinationRecord, Version, Alert, Health, Target])
def test_a_line_of_the_first_release_is_kept(cls: type[Any]) -> None:
    """Hashes cover the bytes of a line, so that the same value must give the same bytes."""
    line = STORED[cls.__name__]
    assert to_json(from_json(cls, line)) == line
    assert from_record(cls, json.loads(line)) == from_json(cls, line)


def broken(path: str, value: object) -> dict[str, Any]:
    """Return a record of a `DestinationRecord` with one value replaced."""
    record = to_record(a_record(pending=a_pending_candidate()))
    *way, last = path.split(".")
    place = record
    for step in way:
        place = place[step]
    place[last] = value
    return record


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("held.since", "x", "an ISO 8601 time with zone, found 'x'"),
        ("held.since", "2026-09-01T12:00:00", "an ISO 8601 time with zone"),
        ("held.since", 5, "an ISO 8601 time with zone, found 5"),
        ("issue_mark", "30 August", "an ISO 8601 date, found '30 August'"),
        ("number", "1", "a whole number, found '1'"),
        ("number", True, "a whole number, found True"),
        ("revision", 1.0, "a whole number, found 1.0"),
        ("rule", None, "a text, found None"),
        ("held.is_disputed", 0, "true or false, found 0"),
        ("advisory.severity", "SEVERE", "one of NORMAL, CAUTION, RECONSIDER, DO_NOT_TRAVEL"),
        ("advisory.severity", 3, "one of NORMAL, CAUTION, RECONSIDER, DO_NOT_TRAVEL, found 3"),
        ("advisory", [], "an object, found []"),
        ("advisory.regions", {}, "a list, found {}"),
    ],
)
def test_an_unexpected_value_is_named(path: str, value: object, expected: str) -> None:
    """A default value would be a level that no government set."""
    message = f"DestinationRecord.{path}: expected {expected}"
    with pytest.raises(CorruptLedger, match=re.escape(message)):
        from_record(DestinationRecord, broken(path, value))
    with pytest.raises(CorruptLedger, match=re.escape(message)):
        from_json(DestinationRecord, json.dumps(broken(path, value)))


def test_a_place_in_a_list_is_named() -> None:
    """A number finds the third of five indicators faster."""
    with pytest.raises(
        CorruptLedger, match=r"DestinationRecord\.advisory\.indicators\.1: .*, found 'X'"
    ):
        from_record(DestinationRecord, broken("advisory.indicators", ["C", "X"]))


def test_a_place_in_a_mapping_is_named() -> None:
    """The destination is the key to search for."""
    record = to_record(a_health()) | {"absent": {"KW": "yesterday"}}
    with pytest.raises(CorruptLedger, match=r"Health\.absent\.KW: expected an ISO 8601 time"):
        from_record(Health, record)


def test_a_missing_required_field_is_an_error() -> None:
    """A record without a destination cannot be used."""
    record = to_record(a_record())
    del record["destination"]
    with pytest.raises(
        CorruptLedger, match=r"DestinationRecord\.destination: expected a text, found nothing"
    ):
        from_record(DestinationRecord, record)


def test_a_value_that_cannot_be_read_back_is_not_written() -> None:
    """A time without a zone is found when it is written, not months later."""
    naive = replace(a_version(), decided_at=NOON.replace(tzinfo=None))
    with pytest.raises(CorruptLedger, match=r"Version\.decided_at: expected an aware time"):
        to_record(naive)


@pytest.mark.parametrize("text", ["", "{", b"\xff\xfe\xff", "[]", "null"])
def test_text_that_is_no_record_is_an_error(text: str | bytes) -> None:
    """Half a file after a full disk must not read as an empty world."""
    with pytest.raises(CorruptLedger, match="Advisory: expected"):
        from_json(Advisory, text)


def test_an_error_quotes_little() -> None:
    """Page text does not belong in a log."""
    with pytest.raises(CorruptLedger) as caught:
        from_record(DestinationRecord, broken("number", "long " * 1000))
    assert len(str(caught.value)) < 150


def test_an_integer_is_accepted_for_a_float() -> None:
    """JSON written by other tools turns 2.0 into 2."""
    record = to_record(a_target()) | {"crawl_delay_s": 2}
    assert from_record(Target, record) == a_target(crawl_delay_s=2.0)


def test_readable_values_come_before_the_error() -> None:
    """One broken alert must not stop the advice to leave from being sent."""
    texts = ["{", to_json(an_advisory())]
    read = readable_values(lambda text: from_json(Advisory, text), texts)
    assert next(read) == an_advisory()
    with pytest.raises(CorruptLedger):
        next(read)


AT_ANOTHER_TIME = """
import datetime
class Times(type):
    def __instancecheck__(cls, value, real=datetime.datetime): return isinstance(value, real)
class Elsewhen(datetime.datetime, metaclass=Times): ...
datetime.datetime = Elsewhen
from advisory_watch.core.health import Health
from advisory_watch.core.serialization import from_json, to_json
noon = Elsewhen(2026, 9, 1, 12, tzinfo=datetime.UTC)
health = Health(source="us_state", last_good_at=noon)
assert from_json(Health, to_json(health)) == health
"""


def test_a_program_that_runs_at_another_time_can_store() -> None:
    """Tools for tests under a wrong clock put a subclass in place of `datetime`."""
    subprocess.run([sys.executable, "-c", AT_ANOTHER_TIME], check=True)  # noqa: S603, our own words
