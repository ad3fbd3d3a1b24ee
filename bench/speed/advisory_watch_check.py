"""Our side of the race: one check of the whole site by the unmodified program.

usage: python bench/speed/advisory_watch_check.py HOME BASE_PORT

The sources are the registered ones, with their shipped readers; each page format occurs
several times (`speed.site`). Only the delays between requests are removed, which the other
programs do not have either. Every document is requested in every check, one at a time per
host. Prints the publisher and destination of every document with a reported change.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisory_watch.bootstrap.runtime import collect_garbage_rarely

collect_garbage_rarely()  # as the command line does before it loads anything else

from speed.hosts import FEED, HOST_OF, PUBLISHERS, index_path  # noqa: E402

from advisory_watch.bootstrap.local import open_check, open_home  # noqa: E402
from advisory_watch.bootstrap.settings import process_settings  # noqa: E402
from advisory_watch.bootstrap.web import with_endpoints_of  # noqa: E402
from advisory_watch.core.advisory import Snapshot  # noqa: E402
from advisory_watch.core.page import Page, Target  # noqa: E402
from advisory_watch.core.source import Document, Endpoint, Listing, Source  # noqa: E402
from advisory_watch.sources import SOURCES  # noqa: E402


def publishers(port: int) -> Iterator[Source]:
    """Return the sources of the site, with their endpoints on this machine."""
    for name in PUBLISHERS:
        yield _with_local_endpoint(_renamed_source(name), port)
    feed = SOURCES[FEED]
    yield _with_local_endpoint(replace(feed, endpoints=feed.endpoints[:1]), port)


def _renamed_source(name: str) -> Source:
    """Return a source under another name, which requests all its documents every time."""
    source = SOURCES[name.rpartition("_")[0]]
    endpoint = next(known for known in source.endpoints if known.id == "index")
    return replace(source, id=name, endpoints=(_always_fetched(endpoint, name),), expected=(1, 260))


def _always_fetched(endpoint: Endpoint, name: str) -> Endpoint:
    def read(page: Page) -> Snapshot:
        snapshot = endpoint.read(page)
        named = tuple(replace(advisory, source=name) for advisory in snapshot.advisories)
        return replace(snapshot, advisories=named)

    def list_all(target: Target, index: Page | None) -> Listing:
        listing = endpoint.list(target, index)
        always_due = tuple(
            Document(id=known.id, target=known.target, destinations=known.destinations)
            for known in listing.documents
        )
        return replace(listing, documents=always_due)

    return replace(
        endpoint, target=replace(endpoint.target, source_id=name), read=read, list=list_all
    )


def _with_local_endpoint(source: Source, port: int) -> Source:
    """Replace the URL of a source's endpoint, as an operator would."""
    (endpoint,) = source.endpoints
    url = f"http://{HOST_OF[source.id]}:{port}/{index_path(source.id)}"
    os.environ[f"ADVISORY_WATCH_DOOR_{source.id}_{endpoint.id}".upper()] = url
    (local,) = with_endpoints_of(source, process_settings()).endpoints
    return replace(
        source, endpoints=(replace(local, target=replace(local.target, crawl_delay_s=0.0)),)
    )


def main() -> int:
    """Check once; return 1 if a publisher could not be read."""
    home_folder, port = Path(sys.argv[1]), int(sys.argv[2])
    wanted, failed = tuple(publishers(port)), 0
    with open_home(home_folder) as home, open_check(home, wanted) as check:
        for outcome in check.run(wanted):
            for destination in dict.fromkeys(change.destination for change in outcome.changes):
                print(outcome.source, destination)
            if not outcome.ok or outcome.problems:
                print(outcome.source, outcome.reason, outcome.problems[:3], file=sys.stderr)
                failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
