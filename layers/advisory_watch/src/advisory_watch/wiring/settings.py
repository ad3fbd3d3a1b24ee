"""Every setting, by the name of its environment variable.

| setting | what it is |
|---|---|
| `ADVISORY_WATCH_HOME` | folder of the embedded ledger and archive |
| `ADVISORY_WATCH_CONTACT` | where publishers reach the owner; part of the User-Agent |
| `ADVISORY_WATCH_DOOR_<SOURCE>_<DOOR>` | another URL for a door; its host may then be nearby |
| `ADVISORY_WATCH_TIMEOUT_S` | seconds of silence after which a publisher does not answer: 20 |
| `ADVISORY_WATCH_DIGEST_DESTINATIONS` | codes that the digest has a line for: `RU,UA`; else none |
| `CI` | set by machines that build: they may not look at the real doors |
| `TABLE_NAME`, `ARCHIVE_BUCKET` | ledger and archive in the cloud |
| `WIDE_FROM_DOCUMENTS` | from so many documents on, a source is handed on in parts; 0: never |
| `PARTS_QUEUE_URL` | the queue of SQS that they stand in |
| `SIGNING_KEY` | the key of AWS KMS that signs manifests |
| `SITE_BUCKET` | where the site is written in the cloud |
| `SITE_URL` | where the site is served; emails and SMS then link to the page of a change |
| `SUBSCRIBE_CONTACT` | whom readers of the site ask for a subscription; else nothing is said |
| `EVIDENCE_URL` | where the archive can be read by others; emails then link to the page |
| `SETTLE_S` | seconds in which a check records its next alert, so that a storm is one: 2 |
| `TOPIC_ARN`, `OPERATORS_TOPIC_ARN` | who hears of changes, and who of our own troubles |
| `AWS_RETRY_MODE` | read by the SDK: `standard` gives a call up in seconds (docs/adr/0003) |
"""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

from advisory_watch.adapters.web import Gate, Limits, PoliteWeb, new_session
from advisory_watch.app.ports import Clock
from advisory_watch.core.destinations.names import destination_of_code
from advisory_watch.core.errors import UnknownDestination, UsageError
from advisory_watch.core.sources import Door, Source
from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring.moments import now
from advisory_watch.wiring.own_hosts import DOOR_PREFIX, LOOPBACK, host_of, named_hosts

DEFAULT_CONTACT = "no contact set; see ADVISORY_WATCH_CONTACT"
"""What publishers see until the owner says who they are (`ADVISORY_WATCH_CONTACT`)."""

TIMEOUT = "ADVISORY_WATCH_TIMEOUT_S"
TIMEOUT_MAX_S = 120
"""Three times this is still less than half of what Lambda gives a function."""

DIGEST_DESTINATIONS = "ADVISORY_WATCH_DIGEST_DESTINATIONS"


def home_folder(chosen: str | None = None) -> Path:
    """Return the folder chosen by option or environment, else the usual place for data."""
    named = chosen or os.environ.get("ADVISORY_WATCH_HOME")
    if named:
        return _expanded(named)
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return _expanded(data) / "advisory-watch"


def _expanded(folder: str) -> Path:
    try:
        return Path(folder).expanduser()
    except RuntimeError as error:  # `~nobody`, or no home in the environment
        raise UsageError(f"home: expected a folder, found {folder!r}: {error}") from error


def polite_web(
    clock: Clock = now,
    wait: Callable[[float], None] = time.sleep,  # noqa: TID251 - the one place where it is real
    own_hosts: frozenset[str] = frozenset(),
) -> PoliteWeb:
    """Build the web as it really is; the demonstration has a time and a host of its own.

    `own_hosts` may stand on this machine or near it, as those of the operator's doors may.
    """
    gate = Gate(own_hosts=own_hosts | named_hosts(os.environ))
    try:
        session = new_session(os.environ.get("ADVISORY_WATCH_CONTACT") or DEFAULT_CONTACT, gate)
    except UsageError as error:
        raise UsageError(f"ADVISORY_WATCH_CONTACT: {error}") from error
    return PoliteWeb(
        session=session,
        gate=gate,
        clock=clock,
        monotonic=time.monotonic,
        wait=wait,
        random=Random(),  # noqa: S311 - spreads retries, guards nothing
        limits=limits(),
    )


def limits(environment: Mapping[str, str] | None = None) -> Limits:
    """Return how long a publisher may take; whoever sits behind a slow line allows more.

    A whole fetch, with its redirects and retries, may take three times the silence.
    """
    settings = os.environ if environment is None else environment
    said = settings.get(TIMEOUT)
    if not said:
        return Limits()
    try:
        read_s = float(said)
    except ValueError:
        read_s = 0.0
    if not 0 < read_s <= TIMEOUT_MAX_S:
        raise UsageError(f"{TIMEOUT}: expected 1 to {TIMEOUT_MAX_S} seconds, found {said!r}")
    usual = Limits()
    return replace(usual, connect_s=min(usual.connect_s, read_s), read_s=read_s, total_s=3 * read_s)


def digest_destinations(environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the codes of the destinations that the digest follows; a misspelt one is an error."""
    settings = os.environ if environment is None else environment
    named = [each.strip() for each in settings.get(DIGEST_DESTINATIONS, "").split(",")]
    try:
        return tuple(dict.fromkeys(destination_of_code(each) for each in named if each))
    except UnknownDestination as error:
        raise UsageError(f"{DIGEST_DESTINATIONS}: expected codes such as RU,UA: {error}") from error


def sources(
    ids: Iterable[str] = (), environment: Mapping[str, str] | None = None
) -> tuple[Source, ...]:
    """Return the sources named, or all, with the doors that the operator replaced.

    Raises `UsageError` for a name that is not registered, of a source or of a door, and
    for a URL that is none.
    """
    wanted = tuple(dict.fromkeys(ids)) or tuple(SOURCES)
    unknown = [each for each in wanted if each not in SOURCES]
    if unknown:
        raise UsageError(
            f"expected sources out of {', '.join(SOURCES)}; found {', '.join(map(repr, unknown))}"
        )
    settings = os.environ if environment is None else environment
    _refuse_unknown_doors(settings)
    return tuple(with_doors_of(SOURCES[each], settings) for each in wanted)


def _refuse_unknown_doors(environment: Mapping[str, str]) -> None:
    """Refuse a door that no source has: its owner thinks that a mirror is being read."""
    known = [_variable(source, door) for source in SOURCES.values() for door in source.doors]
    for name, url in environment.items():
        if url and name.startswith(DOOR_PREFIX) and name not in known:
            raise UsageError(f"expected doors out of {', '.join(known)}; found {name}")


def _variable(source: Source, door: Door) -> str:
    return f"{DOOR_PREFIX}{source.id}_{door.id}".upper()


def with_doors_of(source: Source, environment: Mapping[str, str]) -> Source:
    """Lead doors elsewhere where the environment says so: to a mirror, or a test server."""
    return replace(source, doors=tuple(_door(source, each, environment) for each in source.doors))


def _door(source: Source, door: Door, environment: Mapping[str, str]) -> Door:
    variable = _variable(source, door)
    url = environment.get(variable)
    if not url:
        return door
    host = host_of(url)
    if host is None:
        raise UsageError(f"{variable}: expected an http or https URL, found {url!r}")
    delay_s = 0.0 if host in LOOPBACK else door.target.crawl_delay_s
    target = replace(door.target, url=url, allowed_hosts=frozenset({host}), crawl_delay_s=delay_s)
    return replace(door, target=target)
