"""A synthetic source of 20,000 documents on forty hosts, registered only in `make bench-wide`.

It resembles the embassies: each document is a feed of dated notices about one destination, and
most feeds are empty. Forty portals have six destinations each, and five hundred feeds about
them. An index says when each feed changed. Two portals are slow, one is dead.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from advisory_watch.core.advisory import Advisory, Snapshot
from advisory_watch.core.destinations import destination_names
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Document, Endpoint, Listing, Source, SourceKind

ID = "zz_wide"
INDEX = "/index.json"

HOSTS = tuple(f"127.0.0.{1 + number}" for number in range(40))
"""Addresses that count as separate hosts when requests are paced by host."""

SLOW, DEAD = HOSTS[7:9], HOSTS[20]
SLOW_S = 0.25
"""Response time of a slow host per document; the dead host accepts and never answers."""

FEEDS = 500
"""Documents per host."""

CODES = [code for code in sorted(destination_names()) if "-" not in code][:240]


def code_of(host: str, number: int) -> str:
    """Return the destination that a feed is about."""
    return CODES[6 * HOSTS.index(host) + number % 6]


def list_feeds(target: Target, index: Page | None) -> Listing:
    """List the documents named by the index."""
    change_times = json.loads(index.body) if index is not None else {}
    port = target.url.split(":")[2].split("/")[0]
    return Listing(documents=tuple(_documents(target, change_times, port)))


def _documents(target: Target, change_times: dict[str, list[str]], port: str) -> Iterator[Document]:
    for host, host_times in change_times.items():
        for number, changed_at in enumerate(host_times):
            yield Document(
                id=f"{host}/{number}",
                target=replace(target, url=f"http://{host}:{port}/{number}"),
                destinations=frozenset({code_of(host, number)}),
                moved_at=datetime.fromisoformat(changed_at),
            )


def read_feed(page: Page) -> Snapshot:
    """Read the notices of a feed."""
    return Snapshot(
        source=ID,
        endpoint=page.target.endpoint,
        read_at=page.fetched_at,
        advisories=tuple(map(_advisory, json.loads(page.body)["notices"])),
    )


def _advisory(notice: dict[str, str]) -> Advisory:
    issued_at = datetime.fromisoformat(notice["issued"])
    return Advisory(
        source=ID,
        destination=notice["about"],
        name=notice["about"],
        native_level=notice["title"],
        severity=None,
        issued_at=issued_at,
        issued_on=issued_at.date(),
        text=notice["text"],
        notice_id=notice["id"],
    )


SOURCE = Source(
    id=ID,
    title="Forty portals",
    publisher="The publisher of this show",
    homepage="http://127.0.0.1",
    licence="none",
    kind=SourceKind.NOTICES,
    levels=(),
    levels_from="notices carry no level",
    endpoints=(
        Endpoint(
            target=Target(source_id=ID, endpoint="index", url="http://127.0.0.1:1/", media="json"),
            read=read_feed,
            list=list_feeds,
            has_index=True,
        ),
    ),
    expected=(1, 300),
)
