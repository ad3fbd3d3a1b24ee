"""Settings from the environment: home folder, endpoints, limits, contact.

| setting | meaning |
|---|---|
| `ADVISORY_WATCH_HOME` | folder of the embedded ledger and archive |
| `ADVISORY_WATCH_CONTACT` | where publishers reach the owner; part of the User-Agent |
| `ADVISORY_WATCH_DOOR_<SOURCE>_<DOOR>` | another URL for an endpoint; its host may be private |
| `ADVISORY_WATCH_TIMEOUT_S` | seconds without data after which a request fails: 20 |
| `ADVISORY_WATCH_DIGEST_DESTINATIONS` | codes with a line of their own in the digest: `RU,UA` |
| `CI` | set by build machines: they may not survey the real endpoints |
| `TABLE_NAME`, `ARCHIVE_BUCKET` | ledger and archive in the cloud |
| `WIDE_FROM_DOCUMENTS` | number of documents from which a source is partitioned; 0: never |
| `PARTS_QUEUE_URL` | the SQS queue of the partitions |
| `SIGNING_KEY` | the key of AWS KMS that signs manifests |
| `SITE_BUCKET` | where the site is written in the cloud |
| `SITE_URL` | where the site is served; emails and SMS then link to the page of a change |
| `SUBSCRIBE_CONTACT` | contact for subscriptions, shown on the site; if unset, nothing is shown |
| `EVIDENCE_URL` | public URL of the archive; emails then link to the page |
| `SETTLE_S` | seconds in which a check records its next alert, to detect a burst: 2 |
| `TOPIC_ARN`, `OPERATORS_TOPIC_ARN` | topic of changes, and topic of operational alerts |
| `AWS_RETRY_MODE` | read by the SDK: `standard` abandons a call within seconds (docs/adr/0003) |
"""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from advisory_watch.adapters.http import AddressGuard, HttpClient, Limits, new_session
from advisory_watch.app.ports import Clock
from advisory_watch.bootstrap.runtime import now
from advisory_watch.core.destinations import destination_of_code
from advisory_watch.core.errors import UnknownDestination, UsageError
from advisory_watch.core.source import Endpoint, Source
from advisory_watch.sources import SOURCES

DOOR_PREFIX = "ADVISORY_WATCH_DOOR_"

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""This machine, which needs no delay between two requests."""


def named_hosts(environment: Mapping[str, str]) -> frozenset[str]:
    """Return the hosts of all replaced endpoint URLs, in the form that `Gate` compares."""
    urls = (url for name, url in environment.items() if name.startswith(DOOR_PREFIX))
    return frozenset(host.rstrip(".") for host in map(host_of, urls) if host)


def host_of(url: str) -> str | None:
    """Return the host of an http or https URL, in lower case; None for any other text."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None


DEFAULT_CONTACT = "no contact set; see ADVISORY_WATCH_CONTACT"
"""Sent to publishers until the owner sets `ADVISORY_WATCH_CONTACT`."""

TIMEOUT = "ADVISORY_WATCH_TIMEOUT_S"
TIMEOUT_MAX_S = 120
"""Three times this is less than half of the longest run that Lambda permits."""

DIGEST_DESTINATIONS = "ADVISORY_WATCH_DIGEST_DESTINATIONS"


def home_folder(chosen: str | None = None) -> Path:
    """Return the folder chosen by option or environment, else the usual data folder."""
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


def http_client(
    clock: Clock = now,
    wait: Callable[[float], None] = time.sleep,  # noqa: TID251 - the only real wait for publishers
    own_hosts: frozenset[str] = frozenset(),
) -> HttpClient:
    """Build the HTTP client; the demonstration passes a clock and a host of its own.

    `own_hosts` may be on this machine or in a private network, like the operator's endpoints.
    """
    gate = AddressGuard(own_hosts=own_hosts | named_hosts(os.environ))
    try:
        session = new_session(os.environ.get("ADVISORY_WATCH_CONTACT") or DEFAULT_CONTACT, gate)
    except UsageError as error:
        raise UsageError(f"ADVISORY_WATCH_CONTACT: {error}") from error
    return HttpClient(
        session=session,
        gate=gate,
        clock=clock,
        monotonic=time.monotonic,
        wait=wait,
        random=Random(),  # noqa: S311 - spreads retries, guards nothing
        limits=limits(),
    )


def limits(environment: Mapping[str, str] | None = None) -> Limits:
    """Return the time limits of requests; the operator can raise them for a slow connection.

    A whole fetch, with redirects and retries, may take three times the read timeout.
    """
    settings = os.environ if environment is None else environment
    setting = settings.get(TIMEOUT)
    if not setting:
        return Limits()
    try:
        read_s = float(setting)
    except ValueError:
        read_s = 0.0
    if not 0 < read_s <= TIMEOUT_MAX_S:
        raise UsageError(f"{TIMEOUT}: expected 1 to {TIMEOUT_MAX_S} seconds, found {setting!r}")
    usual = Limits()
    return replace(usual, connect_s=min(usual.connect_s, read_s), read_s=read_s, total_s=3 * read_s)


def digest_destinations(environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the codes that the digest follows. Raises `UsageError` for a wrong code."""
    settings = os.environ if environment is None else environment
    named = [code.strip() for code in settings.get(DIGEST_DESTINATIONS, "").split(",")]
    try:
        return tuple(dict.fromkeys(destination_of_code(code) for code in named if code))
    except UnknownDestination as error:
        raise UsageError(f"{DIGEST_DESTINATIONS}: expected codes such as RU,UA: {error}") from error


def sources(
    ids: Iterable[str] = (), environment: Mapping[str, str] | None = None
) -> tuple[Source, ...]:
    """Return the named sources, or all, with the endpoints that the operator replaced.

    Raises `UsageError` for an unknown source, an unknown endpoint, or an invalid URL.
    """
    wanted = tuple(dict.fromkeys(ids)) or tuple(SOURCES)
    unknown = [name for name in wanted if name not in SOURCES]
    if unknown:
        raise UsageError(
            f"expected sources out of {', '.join(SOURCES)}; found {', '.join(map(repr, unknown))}"
        )
    settings = os.environ if environment is None else environment
    _refuse_unknown_doors(settings)
    return tuple(with_endpoints_of(SOURCES[name], settings) for name in wanted)


def _refuse_unknown_doors(environment: Mapping[str, str]) -> None:
    """Reject an unknown endpoint: otherwise its owner would believe that a mirror is in use."""
    known = [
        _variable(source, endpoint) for source in SOURCES.values() for endpoint in source.endpoints
    ]
    for name, url in environment.items():
        if url and name.startswith(DOOR_PREFIX) and name not in known:
            raise UsageError(f"expected doors out of {', '.join(known)}; found {name}")


def _variable(source: Source, endpoint: Endpoint) -> str:
    return f"{DOOR_PREFIX}{source.id}_{endpoint.id}".upper()


def with_endpoints_of(source: Source, environment: Mapping[str, str]) -> Source:
    """Replace endpoint URLs that the environment overrides with a mirror or a test server."""
    return replace(
        source, endpoints=tuple(_door(source, entry, environment) for entry in source.endpoints)
    )


def _door(source: Source, endpoint: Endpoint, environment: Mapping[str, str]) -> Endpoint:
    variable = _variable(source, endpoint)
    url = environment.get(variable)
    if not url:
        return endpoint
    host = host_of(url)
    if host is None:
        raise UsageError(f"{variable}: expected an http or https URL, found {url!r}")
    delay_s = 0.0 if host in LOOPBACK else endpoint.target.crawl_delay_s
    target = replace(
        endpoint.target, url=url, allowed_hosts=frozenset({host}), crawl_delay_s=delay_s
    )
    return replace(endpoint, target=target)
