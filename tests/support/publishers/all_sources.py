"""A loopback server that plays every source, made from the recorded documents.

Where a publisher has one document per destination and only one was recorded, the server repeats it
under other names. The tests are about handling many documents, not their text. A source without
recorded documents is played from `tests/sources/<source>/<door>/example.json` or `.xml`, if there
is one.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from functools import cache
from html import escape

from advisory_watch.adapters.warc_reader import find_captures, load_captures
from advisory_watch.core.page import Page
from advisory_watch.sources import SOURCES
from advisory_watch.sources.ca_gac.levels import REGIONAL as CANADIAN_PARTS
from advisory_watch.sources.nl_bz.countries import codes
from advisory_watch.sources.us_embassies.posts import POSTS
from support.aws.template import ROOT
from support.builders import NOON
from support.publishers.http_publisher import Answer, Site, an_answer
from support.shared_data import shared

RECORDED_DOORS = {
    "US_STATE_RSS": "/us/rss.xml",
    "US_STATE_API": "/us/api",
    "US_EMBASSIES_FEED": "/posts",
    "UK_FCDO_INDEX": "/uk/foreign-travel-advice",
    "CA_GAC_INDEX": "/ca/index.json",
    "DE_AA_INDEX": "/de/travelwarning",
    "IE_DFA_INDEX": "/ie/advice/",
    "NZ_MFAT_SITEMAP": "/nz/sitemap.xml",
    "NZ_MFAT_INDEX": "/nz/destinations",
    "AU_DFAT_EXPORT": "/au/export.json",
    "NL_BZ_DOCUMENT": "/nl/countries",
}
"""The path on the server for each endpoint with recorded documents."""

EXAMPLES = {
    f"/{source.id}/{endpoint.id}": example
    for source in SOURCES.values()
    for endpoint in source.endpoints
    for name in ("example.json", "example.xml")
    if not endpoint.has_many
    and (example := ROOT / "tests/sources" / source.id / endpoint.id / name).exists()
}
"""The saved document of other sources, by its path on the server."""

ENDPOINT_PATHS = RECORDED_DOORS | {
    path.strip("/").replace("/", "_").upper(): path for path in EXAMPLES
}
"""The path on the server for each endpoint."""

PLAYED = tuple(
    source for source in SOURCES if any(door.startswith(source.upper()) for door in ENDPOINT_PATHS)
)
"""The sources that the server plays, in display order."""

MANY = {
    "uk_fcdo": ("/uk/foreign-travel-advice/", ""),
    "ie_dfa": ("/ie/advice/", "/"),
    "nz_mfat": ("/nz/destinations/", ""),
    "us_embassies": ("/posts/", "/category/alert/feed/"),
    "ca_gac": ("/ca/cta-cap-", ".json"),
    "de_aa": ("/de/travelwarning/", ""),
    "nl_bz": ("/nl/countries/", "/traveladvice"),
}
"""The parts of a document's path before and after its id."""

NEPAL = b"Nepal"
EXPORT = "destinations_export_2026-04-10.json"


@dataclass(slots=True)
class World:
    """The documents by path; a test changes some, then opens the server."""

    site: Site
    documents: dict[str, bytes] = field(default_factory=dict)

    def open(self) -> None:
        """Serve the current documents."""
        for path, body in self.documents.items():
            self.site.play(path, an_answer(body))

    def environment(self) -> dict[str, str]:
        """Return the settings that point every endpoint to this server."""
        return {
            f"ADVISORY_WATCH_DOOR_{name}": self.site.url(path)
            for name, path in ENDPOINT_PATHS.items()
        }

    def play(self, path: str, answer: Answer) -> None:
        """Override the answer of a path."""
        self.site.play(path, answer)


def a_world(site: Site) -> World:
    """Build a world with every recorded document at its path."""
    return World(site, dict(_recorded()))


@cache
def _recorded() -> Mapping[str, bytes]:
    return {
        "/us/rss.xml": _first("us_state").body,
        "/au/export.json": shared("samples", "au_dfat", EXPORT).read_bytes(),
        **dict(_uk()),
        **dict(_named_like_nepal("/ie/advice/", "/", _irish())),
        **dict(_named_like_nepal("/nz/destinations/", "", _new_zealand())),
        "/nz/sitemap.xml": _sitemap(),
        **dict(_posts()),
        **dict(_dutch()),
        **dict(_canadian()),
        **dict(_german()),
        **{path: example.read_bytes() for path, example in EXAMPLES.items()},
    }


def _first(source: str) -> Page:
    (position, *_) = find_captures([shared("corpus", f"{source}.warc.gz")])
    return next(load_captures([position]))


@cache
def countries() -> Mapping[str, str]:
    """Return destination names by British slug; the other sources use the same slugs here."""
    index = json.loads(dict(_uk())["/uk/foreign-travel-advice"])
    details = (child["details"]["country"] for child in index["links"]["children"])
    return {detail["slug"]: detail["name"] for detail in details}


@cache
def _uk() -> tuple[tuple[str, bytes], ...]:
    """Return the documents of the first capture time, with the real page of Nepal."""
    positions = find_captures([shared("corpus", "uk_fcdo.warc.gz")])
    first = [position for position in positions if position.captured_at == positions[0].captured_at]
    pages = {page.target.url: page.body for page in load_captures(first)}
    nepal = "https://www.gov.uk/api/content/foreign-travel-advice/nepal"
    pages[nepal] = shared("samples", "uk_fcdo", "content_nepal_2026-07.json").read_bytes()
    return tuple(
        (url.replace("https://www.gov.uk/api/content", "/uk"), body) for url, body in pages.items()
    )


def _irish() -> bytes:
    """Return the recorded page without most of its half megabyte of images and menus."""
    page = shared("samples", "ie_dfa", "destination_nepal_2026-07.html").read_bytes()
    head, _, _ = page.partition(b"<body")
    return head + b"<body><main>" + page[page.index(b"<h1") :]


def _new_zealand() -> bytes:
    return shared("samples", "nz_mfat", "destination_nepal_2026-07.html").read_bytes()


def _sitemap() -> bytes:
    """List the pages of New Zealand at the publisher's own addresses, as its sitemap does."""
    root = "https://www.safetravel.govt.nz/destinations"
    pages = "".join(f"<url><loc>{root}/{slug}</loc></url>" for slug in countries())
    xmlns = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return (
        f'<?xml version="1.0" encoding="utf-8"?><urlset xmlns="{xmlns}">{pages}</urlset>'.encode()
    )


def _named_like_nepal(before: str, after: str, page: bytes) -> Iterator[tuple[str, bytes]]:
    links = []
    for slug, name in countries().items():
        yield f"{before}{slug}{after}", page.replace(NEPAL, escape(name).encode())
        links.append(f'<li><a href="{before}{slug}{after}">{escape(name)}</a></li>')
    index = before if after else before.rstrip("/")
    yield index, f"<html><body><ul>{''.join(links)}</ul></body></html>".encode()


def _dutch() -> Iterator[tuple[str, bytes]]:
    """Serve the recorded document of Afghanistan under every code, with another code and name."""
    name = "afg_traveladvice_2026-10-07_excerpt.xml"
    document = shared("samples", "nl_bz", name).read_bytes()
    for code in codes():
        path = f"/nl/countries/{code.lower()}/traveladvice"
        yield path, document.replace(b"AFG", code.encode()).replace(b"Afghanistan", code.encode())


def _canadian() -> Iterator[tuple[str, bytes]]:
    """Serve the index, and for each entry a document with the recorded heading of Nepal."""
    index = shared("samples", "ca_gac", "index_2026-07-02.json").read_bytes()
    yield "/ca/index.json", index
    for code, entry in json.loads(index)["data"].items():
        english = entry["eng"]
        level = english["advisory-text"].removesuffix(f" ({CANADIAN_PARTS})")
        heading = f"<h3>{escape(english['name'])} - {level}</h3>"
        advice = f'<div class="AdvisoryContainer ExHigh">{heading}<p>{level}.</p></div>'
        part = "<h3>The border areas - Avoid all travel</h3>" * entry["has-regional-advisory"]
        advice += f'<div class="AdvisoryContainer RegionalAdv">{part}</div>' if part else ""
        document = {"data": {**entry, "eng": {**english, "advisories": advice}}}
        yield f"/ca/cta-cap-{code.lower()}.json", json.dumps(document).encode()


def _german() -> Iterator[tuple[str, bytes]]:
    """Serve the index, and the recorded text of Nepal under every entry of it."""
    index = shared("samples", "de_aa", "index_2026-07.json").read_bytes()
    sample = shared("samples", "de_aa", "detail_nepal_2026-07.json").read_bytes()
    text = json.loads(sample)["response"]["221216"]["content"]
    yield "/de/travelwarning", index
    for key, entry in json.loads(index)["response"].items():
        if isinstance(entry, dict):
            document = {"response": {key: {**entry, "content": text}}}
            yield f"/de/travelwarning/{key}", json.dumps(document).encode()


def _posts() -> Iterator[tuple[str, bytes]]:
    """Serve the recorded notices from every post, since most posts have published similar ones."""
    texts = sorted(shared("samples", "us_embassies").glob("*.txt"))
    items = "".join(_item(number, path.read_text()) for number, path in enumerate(texts))
    feed = (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{items}</channel></rss>'
    )
    for post in POSTS:
        yield f"/posts/{post.host}/category/alert/feed/", feed.encode()


def _item(number: int, text: str) -> str:
    _, _, notice = text.partition("---\n")
    title = notice.strip().partition("\n")[0]
    return (
        f"<item><title>{escape(title)}</title><guid>https://example.org/?p={number}</guid>"
        f"<pubDate>{format_datetime(NOON)}</pubDate>"
        f"<description>{escape(escape(notice))}</description></item>"
    )
