"""Read `notify.toml`: the channels of a home. Every mistake is an error before anything runs."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import time, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from advisory_watch.core.alert_batch import Channel
from advisory_watch.core.destinations import (
    destination_names,
    destination_of,
    destination_of_code,
)
from advisory_watch.core.errors import UnknownDestination, UsageError
from advisory_watch.core.notify_channel import NotifyChannel, QuietHours
from advisory_watch.core.subscription import SEVERITIES, SubscriptionFilter
from advisory_watch.core.text import closest_to
from advisory_watch.sources import SOURCES

NOTIFY_FILE = "notify.toml"

KEYS = (
    "name",
    "url",
    "destinations",
    "sources",
    "min_severity",
    "urgent_only",
    "quiet_hours",
    "timezone",
    "source_problems",
)
"""The keys of an entry `[[channel]]`, in the order of the documentation."""

TOP_KEYS = ("timezone", "channel")

NAME_MAX_CHARS = 60

HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)")
HEADER = re.compile(r"^\s*\[\[\s*[\"']?channel[\"']?\s*\]\]", re.MULTILINE)

OTHERS_MAY_READ = 0o077
"""Permission bits of a file for its group and for all users."""

CheckUrl = Callable[[str], str]
"""Returns why the URL of a channel cannot be used, without the URL itself; empty if it can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyFile:
    """The channels of a home, and what the owner should mend although they work."""

    channels: tuple[NotifyChannel, ...] = ()
    warnings: tuple[str, ...] = ()


def read_notify_file(home: Path, check_url: CheckUrl) -> NotifyFile | None:
    """Read and check the file in a home folder; None if absent. Raises `UsageError`."""
    path = home / NOTIFY_FILE
    try:
        text = path.read_text(encoding="utf-8")
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UsageError(
            f"{NOTIFY_FILE} line {line}: expected text in UTF-8, found another encoding"
        ) from None
    except OSError as error:
        raise UsageError(f"{path}: expected a readable file, found: {error.strerror}") from error
    is_open = bool(mode & OTHERS_MAY_READ)
    warning = (f"{path} holds secrets, and other users can read it: run `chmod 600 {path}`.",)
    return NotifyFile(channels=parse_channels(text, check_url), warnings=warning if is_open else ())


def parse_channels(text: str, check_url: CheckUrl) -> tuple[NotifyChannel, ...]:
    """Parse the text of the file. Raises `UsageError` with the line or the entry."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{NOTIFY_FILE}: expected TOML, found: {error}") from None
    _reject_unknown(content, TOP_KEYS, NOTIFY_FILE)
    tables = content.get("channel", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise UsageError(f"{NOTIFY_FILE}: channel: expected entries [[channel]], found no list")
    zone = _zone(content.get("timezone"), NOTIFY_FILE)
    starts = [text.count("\n", 0, found.end()) + 1 for found in HEADER.finditer(text)]
    lines = starts if len(starts) == len(tables) else [None] * len(tables)
    entries = [
        Entry(number=number, line=line, table=table, zone=zone, check_url=check_url)
        for number, (line, table) in enumerate(zip(lines, tables, strict=True), start=1)
    ]
    channels = tuple(entry.channel() for entry in entries)
    _reject_twice(channels)
    return channels


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One `[[channel]]`, its number from 1, and the line of its header if known.

    `zone` is the time zone of the whole file.
    """

    number: int
    line: int | None
    table: Mapping[str, Any]
    zone: tzinfo | None
    check_url: CheckUrl

    @property
    def place(self) -> str:
        """Where the entry is, for errors. Its name is shown only if it is a short text."""
        line = f" line {self.line}" if self.line else ""
        name = self.table.get("name")
        is_name = isinstance(name, str) and len(name) <= NAME_MAX_CHARS and "://" not in name
        return f"{NOTIFY_FILE}{line}, channel {self.number}{f' ({name!r})' if is_name else ''}"

    def channel(self) -> NotifyChannel:
        """Check all keys, and return the channel."""
        _reject_unknown(self.table, KEYS, self.place)
        return NotifyChannel(
            name=self._name(),
            url=self._url(),
            wanted=SubscriptionFilter(
                channel=Channel.EMAIL,
                destinations=self._several("destinations", _destination),
                sources=self._several("sources", _source),
                min_severity=self._min_severity(),
                is_urgent_only=self._flag("urgent_only"),
            ),
            quiet_hours=self._quiet_hours(),
            has_source_problems=self._flag("source_problems"),
        )

    def _name(self) -> str:
        name = self.table.get("name")
        if not isinstance(name, str) or not name.strip() or "://" in name:
            raise self._error("name", "a short text such as 'duty officer'", _kind(name))
        if len(name) > NAME_MAX_CHARS or not name.isprintable():
            found = f"{len(name)} characters"
            raise self._error("name", f"at most {NAME_MAX_CHARS} printable characters", found)
        return name.strip()

    def _url(self) -> str:
        url = self.table.get("url")
        if not isinstance(url, str) or not url.strip():
            raise self._error("url", "a URL of Apprise such as 'ntfy://my-topic'", _kind(url))
        if reason := self.check_url(url.strip()):
            raise UsageError(f"{self.place}: url: {reason}")
        return url.strip()

    def _several(self, key: str, parse: Callable[[str], str]) -> tuple[str, ...]:
        values = self.table.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self._error(key, "a list of texts such as ['RU', 'Ukraine']", _kind(values))
        if key in self.table and not values:
            raise self._error(key, f"at least one, or no key `{key}` for all", "an empty list")
        try:
            return tuple(dict.fromkeys(map(parse, values)))
        except UsageError as error:
            raise UsageError(f"{self.place}: {key}: {error}") from None

    def _min_severity(self) -> int | None:
        value = self.table.get("min_severity")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value not in SEVERITIES:
            raise self._error("min_severity", "a number from 1 to 4", _found(value))
        return value

    def _flag(self, key: str) -> bool:
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            raise self._error(key, "true or false", _found(value))
        return value

    def _quiet_hours(self) -> QuietHours | None:
        value = self.table.get("quiet_hours")
        zone = _zone(self.table.get("timezone"), self.place) or self.zone
        if value is None:
            if "timezone" in self.table:
                raise self._error("timezone", "quiet_hours in the same entry", "none")
            return None
        found = HOURS.fullmatch(value.strip()) if isinstance(value, str) else None
        if found is None:
            raise self._error("quiet_hours", "hours such as '22:00-07:00'", _found(value))
        start_h, start_min, end_h, end_min = map(int, found.groups())
        hours = QuietHours(start=time(start_h, start_min), end=time(end_h, end_min), zone=zone)
        if hours.start == hours.end:
            hint = "two different hours; for urgent alerts only, use `urgent_only = true`"
            raise self._error("quiet_hours", hint, _found(value))
        return hours

    def _error(self, key: str, expected: str, found: str) -> UsageError:
        return UsageError(f"{self.place}: {key}: expected {expected}, found {found}")


def _reject_unknown(table: Mapping[str, Any], known: Iterable[str], place: str) -> None:
    for key in table:
        if key not in known:
            expected = f"the keys {', '.join(known)}"
            raise UsageError(
                f"{place}: expected {expected}; found {key!r}{_did_you_mean(key, known)}"
            )


def _reject_twice(channels: Iterable[NotifyChannel]) -> None:
    seen: set[str] = set()
    for number, channel in enumerate(channels, start=1):
        if channel.name in seen:
            raise UsageError(
                f"{NOTIFY_FILE}, channel {number}: name: expected a name of its own, "
                f"found {channel.name!r} twice"
            )
        seen.add(channel.name)


def _destination(text: str) -> str:
    for parse in (destination_of_code, destination_of):
        try:
            return parse(text)
        except UnknownDestination:
            continue
    hint = _did_you_mean(text, destination_names().values())
    raise UsageError(f"expected an ISO 3166 code or a country's name, found {text!r}{hint}")


def _source(text: str) -> str:
    if text not in SOURCES:
        hint = _did_you_mean(text, SOURCES)
        raise UsageError(f"expected sources out of {', '.join(SOURCES)}; found {text!r}{hint}")
    return text


def _zone(value: object, place: str) -> tzinfo | None:
    if value is None:
        return None
    try:
        return ZoneInfo(value) if isinstance(value, str) and value else _no_zone()
    except (OSError, ValueError, KeyError):
        raise UsageError(
            f"{place}: timezone: expected a time zone of this machine such as 'Europe/Berlin', "
            f"found {_found(value)}"
        ) from None


def _no_zone() -> tzinfo:
    raise ValueError


def _did_you_mean(text: str, known: Iterable[str]) -> str:
    """Return a hint with the known word that is closest to a mistyped one, or an empty text."""
    close = closest_to(text, known)
    return f"; did you mean {close!r}?" if close else ""


def _kind(value: object) -> str:
    """Name a value by its type only: it may be a secret in the wrong place."""
    return "none" if value is None else f"a value of the type {type(value).__name__}"


def _found(value: object) -> str:
    """Show a value that cannot be a secret; a text with a URL in it could be one."""
    text = repr(value)
    return _kind(value) if "://" in text or len(text) > NAME_MAX_CHARS else text
