"""JSON lines that the commands print: one path from values to JSON objects."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import reduce, singledispatch
from typing import Any

from advisory_watch.app.results import SourceOutcome
from advisory_watch.cli.streams import printable_json
from advisory_watch.core.advisory import Indicator, Problem, Severity
from advisory_watch.core.record import Version
from advisory_watch.core.views import CurrentAdvice, SourceHistory
from advisory_watch.sources import SOURCES


def json_object(value: object = None, members: str = "", **derived: object) -> dict[str, Any]:
    """Turn a value into a JSON object.

    `members` lists the keys in order. `key=path` takes a key from another attribute, through
    other values if the path has dots: if one of them is None, so is the member. Without `members`,
    every field of the value has its own name. `derived` gives the members that are no attribute.
    """
    own = [field.name for field in fields(value)] if is_dataclass(value) else []
    paths = dict(member.partition("=")[::2] for member in members.split() or own)
    for key in derived:
        paths.setdefault(key, key)
    return {
        key: _plain(derived[key] if key in derived else _attribute(value, path or key))
        for key, path in paths.items()
    }


def json_line(value: object = None, members: str = "", **derived: object) -> str:
    """Write one JSON object on one line."""
    return json.dumps(json_object(value, members, **derived), ensure_ascii=False)


def print_json(value: object = None, members: str = "", **derived: object) -> None:
    """Print one JSON object on one line, at once: a program may wait for it."""
    print(printable_json(json_line(value, members, **derived)), flush=True)


def _attribute(value: object, path: str) -> object:
    return reduce(
        lambda owner, name: None if owner is None else getattr(owner, name), path.split("."), value
    )


@singledispatch
def _plain(value: object) -> Any:
    """Return a value as JSON has it."""
    return value


_plain.register(date, lambda value: value.isoformat())  # a datetime, too
_plain.register(Enum, lambda value: value.name.lower())
_plain.register(Severity, int)
_plain.register(Indicator, lambda value: value.value)
_plain.register(Problem, lambda problem: f"{problem.subject}: {problem.reason}")
_plain.register(list | tuple, lambda values: list(map(_plain, values)))
_plain.register(set | frozenset, lambda values: sorted(map(_plain, values)))
_plain.register(Mapping, lambda members: {key: _plain(item) for key, item in members.items()})


_LEVEL = "native_level=advisory.native_level severity=advisory.severity"
_ADVICE = f"{_LEVEL} partial_severity=advisory.partial_severity departure=advisory.departure"


def print_outcome(outcome: SourceOutcome) -> None:
    """Print the result of one check of a source, then one line for each change."""
    print_json(
        outcome,
        "source door=endpoint ok destinations reason checked_at=decided_at first_seen changes held"
        " unread=problems deferred failure never_read",
        changes=len(outcome.changes),
        held=sorted(detection.destination for detection in outcome.pending),
    )
    for change in outcome.changes:
        print_json(change)


def advice_object(advice: CurrentAdvice) -> dict[str, Any]:
    """Return the current advice of a source; texts are verbatim."""
    source = SOURCES.get(advice.source)
    return json_object(
        advice,
        f"source publisher {_ADVICE} since issued_on=advisory.issued_on url=advisory.url"
        " is_withdrawn unconfirmed",
        publisher=source.publisher if source else advice.source,
        unconfirmed=advice.unconfirmed
        and json_object(
            advice.unconfirmed, f"{_ADVICE} issued_on=advisory.issued_on since rule reason"
        ),
    )


def print_history(history: SourceHistory) -> None:
    """Print the full record of a destination by one source; `now` is null for notices."""
    record, advice = history.record, history.advice
    print_json(
        record,
        "source destination watched_since withdrawn=is_withdrawn versions held now",
        versions=[_version(step.version) for step in history.steps],
        held=record.pending
        and json_object(
            record.pending,
            f"{_LEVEL} since rule reason disputed=is_disputed archive_key=evidence.page_key",
        ),
        now=advice and advice_object(advice),
    )


def _version(version: Version) -> dict[str, Any]:
    return json_object(
        version,
        f"version=number {_LEVEL} departure=advisory.departure indicators"
        " issued_on=advisory.issued_on url=advisory.url seen_at=decided_at changes rule"
        " door=evidence.endpoint archive_key=evidence.page_key"
        " partial_severity=advisory.partial_severity notice_id=advisory.notice_id"
        " issued_at=advisory.issued_at",
        indicators=version.advisory.indicators if version.advisory else (),
    )
