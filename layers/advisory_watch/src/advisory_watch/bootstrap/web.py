"""The sources with the endpoints that the operator replaced, and the HTTP client."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from random import Random
from urllib.parse import urlsplit

from advisory_watch.adapters.http import MANY, AddressGuard, Wires, proxy_of
from advisory_watch.app.polite_fetcher import PoliteFetcher
from advisory_watch.app.ports import Clock
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.settings import ENDPOINT_PREFIX, Settings, process_settings
from advisory_watch.core.errors import UsageError
from advisory_watch.core.http_message import Limits
from advisory_watch.core.page import Page
from advisory_watch.core.source import Endpoint, Source
from advisory_watch.core.text import closest_to
from advisory_watch.sources import SOURCE_IDS, SOURCES

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""This machine, which needs no delay between two requests."""


def http_client(
    settings: Settings | None = None,
    *,
    clock: Clock = now,
    wait: Callable[[float], None] = time.sleep,  # noqa: TID251 - the only real wait for publishers
    own_hosts: frozenset[str] = frozenset(),
    many: int = MANY,
) -> PoliteFetcher:
    """Build the HTTP client; the demonstration passes a clock and a host of its own.

    `own_hosts` may be on this machine or in a private network, like the operator's endpoints. From
    `many` pages at once on, libcurl requests them.
    """
    settings = settings or process_settings()
    gate = AddressGuard(own_hosts=own_hosts | endpoint_hosts(settings))
    try:
        return PoliteFetcher(
            contact=settings.contact,
            wires=Wires(gate=gate, many=many),
            judge=_judge,
            clock=clock,
            monotonic=time.monotonic,
            wait=wait,
            random_between=Random().uniform,  # noqa: S311 - spreads retries, guards nothing
            limits=limits(settings),
        )
    except UsageError as error:
        raise UsageError(f"ADVISORY_WATCH_CONTACT: {error}") from error


def _judge(page: Page, is_seen: bool) -> None:  # noqa: FBT001 - a callback
    from advisory_watch.parsing.classify import (  # noqa: PLC0415 - with the first page
        check_is_document,
    )

    check_is_document(page, is_seen)


def proxies_of(wanted: Iterable[Source]) -> tuple[str, ...]:
    """Return the hosts of the proxies that the environment puts before these sources, sorted.

    The address guard does not see behind a proxy, which resolves names itself. Its user and
    password are never returned.
    """
    urls = {endpoint.target.url for source in wanted for endpoint in source.endpoints}
    found = filter(None, map(proxy_of, urls))
    hosts = {urlsplit(url if "//" in url else f"//{url}").hostname for url in found}
    return tuple(sorted(host or "a proxy without a host" for host in hosts))


def limits(settings: Settings) -> Limits:
    """Return the time limits of requests; the operator can raise them for a slow connection.

    A whole fetch, with redirects and retries, may take three times the read timeout.
    """
    usual, read_s = Limits(), settings.read_timeout_s
    if read_s is None:
        return usual
    return replace(usual, connect_s=min(usual.connect_s, read_s), read_s=read_s, total_s=3 * read_s)


def endpoint_hosts(settings: Settings) -> frozenset[str]:
    """Return the hosts of all replaced endpoint URLs, in the form that `AddressGuard` compares."""
    hosts = map(_host_of, settings.endpoint_urls.values())
    return frozenset(host.rstrip(".") for host in hosts if host)


def _host_of(url: str) -> str | None:
    """Return the host of an http or https URL, in lower case; None for any other text."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None


def sources(ids: Iterable[str] = (), settings: Settings | None = None) -> tuple[Source, ...]:
    """Return the named sources, or all, with the endpoints that the operator replaced.

    Raises `UsageError` for an unknown source, an unknown endpoint, or an invalid URL.
    """
    wanted = tuple(dict.fromkeys(ids)) or tuple(SOURCES)
    unknown = [name for name in wanted if name not in SOURCES]
    if unknown:
        close = closest_to(unknown[0], SOURCES)
        hint = f"; did you mean {close}?" if close else ""
        raise UsageError(
            f"expected sources out of {', '.join(SOURCES)}; "
            f"found {', '.join(map(repr, unknown))}{hint}"
        )
    settings = settings or process_settings()
    _reject_unknown_endpoints(settings)
    return tuple(with_endpoints_of(SOURCES[name], settings) for name in wanted)


def _reject_unknown_endpoints(settings: Settings) -> None:
    """Otherwise the owner would believe that a mirror is in use."""
    for name in settings.endpoint_urls:
        if not any(name in _variables(SOURCES[source_id]) for source_id in _named_in(name)):
            known = chain.from_iterable(map(_variables, SOURCES.values()))
            raise UsageError(f"expected doors out of {', '.join(known)}; found {name}")


def _named_in(variable: str) -> Iterator[str]:
    """Yield the sources that a variable may be about: to try all would load all."""
    for source_id in SOURCE_IDS:
        if variable.startswith(f"{ENDPOINT_PREFIX}{source_id}_".upper()):
            yield source_id


def _variables(source: Source) -> list[str]:
    return [_variable(source, endpoint) for endpoint in source.endpoints]


def _variable(source: Source, endpoint: Endpoint) -> str:
    return f"{ENDPOINT_PREFIX}{source.id}_{endpoint.id}".upper()


def with_endpoints_of(source: Source, settings: Settings) -> Source:
    """Replace endpoint URLs that the settings override with a mirror or a test server.

    A mirrored list of documents is also used instead of the publisher's other lists of them.
    """
    urls = settings.endpoint_urls
    replaced = [item for item in source.endpoints if urls.get(_variable(source, item))]
    lists = {endpoint.read for endpoint in replaced if endpoint.has_index}
    kept = (item for item in source.endpoints if item in replaced or item.read not in lists)
    return replace(source, endpoints=tuple(_redirected(source, item, urls) for item in kept))


def _redirected(source: Source, endpoint: Endpoint, urls: Mapping[str, str]) -> Endpoint:
    variable = _variable(source, endpoint)
    if variable not in urls:
        return endpoint
    url = urls[variable]
    host = _host_of(url)
    if host is None:
        raise UsageError(f"{variable}: expected an http or https URL, found {url!r}")
    delay_s = 0.0 if host in LOOPBACK else endpoint.target.crawl_delay_s
    hosts = frozenset({host})
    target = replace(endpoint.target, url=url, allowed_hosts=hosts, crawl_delay_s=delay_s)
    return replace(endpoint, target=target)
