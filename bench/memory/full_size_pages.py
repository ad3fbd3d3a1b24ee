"""Every source on loopback, with recorded documents at their full size.

usage: PYTHONPATH=tests:bench python bench/memory/full_size_pages.py

Prints one line of JSON, and serves until the process is terminated. `settings` points every
endpoint here. `hostile` has a triple for each hostile document: what it is, the source that reads
it, and the setting that points its endpoint to it. Britain and Germany have all their recorded
documents, Ireland its whole page under every name. Documents that were only recorded as excerpts
are filled up.
"""

import json
from collections.abc import Iterator, Mapping
from html import escape
from threading import Event

from memory.hostile_documents import hostile_documents

from advisory_watch.adapters.warc_reader import find_captures, load_captures
from support.publishers.all_sources import MANY, World, a_world, countries
from support.publishers.http_publisher import an_answer, publisher
from support.shared_data import shared

FILLED_BYTES: Mapping[str, int] = {
    "us_embassies": 150_000,
    "ca_gac": 150_000,
    "nl_bz": 150_000,
}
"""The least size of a document that was only recorded as an excerpt.

The largest recorded British document has 142 kB, the largest German one 77 kB, the largest feed
with a page of items 150 kB.
"""

RECORDED: Mapping[str, tuple[str, str]] = {
    "uk_fcdo_text": ("https://www.gov.uk/api/content/", "/uk/"),
    "de_aa": ("https://www.auswaertiges-amt.de/opendata/", "/de/"),
}
"""The months with whole documents, and the addresses of these here."""

FEEDS = {
    "us_state_2025a": ("/us/rss.xml",),
    "jp_mofa_newarrival": ("/jp_mofa/feed", "/jp_mofa_mail/feed"),
}
"""The months with one document that has everything, and its paths here."""

WORDS = "A sentence that no reader of advice uses. "


def main() -> None:
    """Serve until the process is terminated."""
    with publisher() as site:
        world = a_world(site)
        world.documents |= dict(full_size_documents(world))
        world.open()
        hostile = []
        for number, (what, source, endpoint, body) in enumerate(hostile_documents()):
            site.play(f"/hostile/{number}", an_answer(body))
            setting = f"ADVISORY_WATCH_DOOR_{source}_{endpoint}".upper()
            hostile.append((what, source, {setting: site.url(f"/hostile/{number}")}))
        print(json.dumps({"settings": world.environment(), "hostile": hostile}), flush=True)
        Event().wait()


def full_size_documents(world: World) -> Iterator[tuple[str, bytes]]:
    """Yield the documents that differ from the ones of the tests, by path."""
    for source, size in FILLED_BYTES.items():
        before, _ = MANY[source]
        for path, body in world.documents.items():
            if path.startswith(before):
                yield path, filled(body, size)
    irish = shared("samples", "ie_dfa", "destination_nepal_2026-07.html").read_bytes()
    for slug, name in countries().items():
        yield f"/ie/advice/{slug}/", irish.replace(b"Nepal", escape(name).encode())
    for months, (address, path) in RECORDED.items():
        for url, body in _last_captures(months).items():
            yield url.replace(address, path), body
    for months, paths in FEEDS.items():
        (feed,) = _last_captures(months).values()
        yield from ((path, feed) for path in paths)


def _last_captures(months: str) -> Mapping[str, bytes]:
    """Return the last body of each address of some recorded months."""
    positions = find_captures([shared("corpus", f"{months}.warc.gz")])
    last = {position.url: position for position in positions}
    return {page.target.url: page.body for page in load_captures(list(last.values()))}


def filled(body: bytes, size: int) -> bytes:
    """Fill a document up with a member or an element that no reader uses."""
    more = WORDS * (max(0, size - len(body)) // len(WORDS))
    if body.lstrip().startswith(b"{"):
        return json.dumps({**json.loads(body), "unread": more}).encode()
    end = body.rindex(b"</")
    return body[:end] + f"<unread>{more}</unread>".encode() + body[end:]


if __name__ == "__main__":
    main()
