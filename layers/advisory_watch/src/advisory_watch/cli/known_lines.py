"""The record of a destination as JSON objects: an interface for other programs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from advisory_watch.core.comparing import Word
from advisory_watch.core.sources import Source
from advisory_watch.core.versions import Evidence, Held, Known, Version


def word_members(word: Word, registered: Mapping[str, Source]) -> dict[str, Any]:
    """Return the current advice of a source as JSON members; texts are verbatim."""
    advisory, source = word.advisory, registered.get(word.source)
    return {
        "source": word.source,
        "publisher": source.publisher if source else word.source,
        "native_level": advisory.native_level if advisory else None,
        "severity": advisory.severity if advisory else None,
        "partial_severity": advisory.partial_severity if advisory else None,
        "departure": advisory.departure.name.lower() if advisory else None,
        "since": word.since,
        "issued_on": advisory.issued_on if advisory else None,
        "url": advisory.url if advisory else None,
        "is_withdrawn": word.is_withdrawn,
        "unconfirmed": _candidate(word.unconfirmed) if word.unconfirmed else None,
    }


def _candidate(held: Held) -> dict[str, Any]:
    return {
        "native_level": held.advisory.native_level,
        "severity": held.advisory.severity,
        "partial_severity": held.advisory.partial_severity,
        "departure": held.advisory.departure.name.lower(),
        "issued_on": held.advisory.issued_on,
        "since": held.since,
        "rule": held.rule,
        "reason": held.reason,
    }


def known_members(
    known: Known,
    history: Iterable[Version],
    word: Word | None,
    registered: Mapping[str, Source],
) -> dict[str, Any]:
    """Return the full record of a destination by one source; `now` is None for notices."""
    return {
        "source": known.source,
        "destination": known.destination,
        "watched_since": known.watched_since,
        "withdrawn": known.is_withdrawn,
        "versions": [dict(_version(recorded)) for recorded in history],
        "held": _held(known.held) if known.held else None,
        "now": word_members(word, registered) if word else None,
    }


def _version(version: Version) -> Iterator[tuple[str, Any]]:
    advisory = version.advisory
    yield "version", version.number
    yield "native_level", advisory.native_level if advisory else None
    yield "severity", advisory.severity if advisory else None
    yield "departure", advisory.departure.name.lower() if advisory else None
    yield (
        "indicators",
        sorted(indicator.value for indicator in advisory.indicators) if advisory else [],
    )
    yield "issued_on", advisory.issued_on if advisory else None
    yield "url", advisory.url if advisory else None
    yield "seen_at", version.decided_at
    yield "changes", [change.value for change in version.changes]
    yield "rule", version.rule
    yield from _evidence(version.evidence)
    yield "partial_severity", advisory.partial_severity if advisory else None
    yield "notice_id", advisory.notice_id if advisory else None
    yield "issued_at", advisory.issued_at if advisory else None


def _evidence(evidence: Evidence) -> Iterator[tuple[str, Any]]:
    yield "door", evidence.door
    yield "archive_key", evidence.page_key


def _held(held: Held) -> dict[str, Any]:
    return {
        "native_level": held.advisory.native_level,
        "severity": held.advisory.severity,
        "since": held.since,
        "rule": held.rule,
        "reason": held.reason,
        "disputed": held.is_disputed,
        "archive_key": held.evidence.page_key,
    }
