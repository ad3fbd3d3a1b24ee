"""Governments with one document per destination, and embassies with one feed each."""

import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape

from advisory_watch.core.advisory import Severity
from advisory_watch.core.destinations import name_of
from advisory_watch.sources.ca_gac.levels import LEVELS as CANADIAN
from advisory_watch.sources.ie_dfa.levels import LEVELS as IRISH
from advisory_watch.sources.nz_mfat import INDEX as SAFE_TRAVEL
from advisory_watch.sources.nz_mfat import LEVEL_OF_WORDS as NEW_ZEALANDS
from advisory_watch.sources.us_embassies import FEED
from advisory_watch.sources.us_embassies.posts import POSTS
from load.advice import LONG_AGO
from load.document_types import AdviceByDestination, Documents, slug

GERMAN_FLAGS = ("warning", "partialWarning", "situationWarning", "situationPartWarning")


def british(advice: AdviceByDestination) -> Documents:
    """Write the index and the documents of the United Kingdom."""
    flags = {
        Severity.NORMAL: [],
        Severity.RECONSIDER: ["avoid_all_but_essential_travel_to_whole_country"],
    }
    children = []
    for code, published in advice.items():
        path = {
            "base_path": f"/foreign-travel-advice/{slug(code)}",
            "public_updated_at": published.issued_at.isoformat(),
        }
        country = {"country": {"name": name_of(code), "slug": slug(code)}}
        children.append({**path, "details": country})
        parts = [{"title": "Warnings", "slug": "warnings", "body": f"<p>{published.words}</p>"}]
        details = {**country, "alert_status": flags[published.severity], "parts": parts}
        document = {**path, "document_type": "travel_advice", "details": details}
        yield f"/{slug(code)}", json.dumps(document).encode()
    yield "", json.dumps({"links": {"children": children}}).encode()


def canadian(advice: AdviceByDestination) -> Documents:
    """Write the index and the documents of Canada."""
    words = {severity: text for text, severity in CANADIAN.items()}
    index = {}
    for code, published in advice.items():
        level = words[published.severity]
        english = {"name": name_of(code), "url-slug": slug(code), "advisory-text": level}
        entry = {
            "country-iso": code,
            "advisory-state": int(published.severity) - 1,
            "date-published": {"asp": published.issued_at.isoformat()},
        }
        heading = f"<h3>{escape(name_of(code))} - {level}</h3>"
        told = f'<div class="AdvisoryContainer">{heading}<p>{escape(published.words)}</p></div>'
        document = {"data": {**entry, "eng": {**english, "advisories": told}}}
        yield f"/cta-cap-{code.lower()}.json", json.dumps(document).encode()
        index[code] = {**entry, "eng": english}
    yield "", json.dumps({"data": index}).encode()


def german(advice: AdviceByDestination) -> Documents:
    """Write the index and the documents of Germany."""
    response = {}
    for number, (code, published) in enumerate(advice.items(), start=1):
        entry = {
            "lastModified": int(published.issued_at.timestamp()),
            "countryCode": code,
            "countryName": name_of(code),
            **dict.fromkeys(GERMAN_FLAGS, False),
        }
        response[str(number)] = entry
        is_advised = published.severity is Severity.RECONSIDER
        advised = "<p>Von Reisen in das gesamte Land wird abgeraten.</p>" if is_advised else ""
        content = f"<h2>Sicherheit</h2>{advised}<h3>Lage</h3><p>{escape(published.words)}</p>"
        document = {"response": {str(number): {**entry, "content": content}}}
        yield f"/{number}", json.dumps(document).encode()
    yield "", json.dumps({"response": response}).encode()


def irish(advice: AdviceByDestination) -> Documents:
    """Write the index and the documents of Ireland."""
    words = {severity: text for text, severity in IRISH.items()}
    for code, published in advice.items():
        level = words[published.severity]
        yield (
            f"/{slug(code)}/",
            f"""<!doctype html><html lang="en"><head>
<meta property="website:modified_time" content="{published.issued_at.isoformat()}" /></head>
<body><main><h1>{escape(name_of(code))}</h1>
<div><div class="security-status-heading"><h2>Security Status</h2></div>
<div class="accordion"><h3 class="accordion__title">{level}</h3></div></div>
<div class="accordions"><div class="accordion"><span class="accordion__title">Overview</span>
<div class="rich-text"><h3>Security Status</h3><p>{level}</p><p>{escape(published.words)}</p></div>
</div></div></main></body></html>""".encode(),
        )
    yield "", _links("/ie_dfa/index", advice, "{slug}/")


def new_zealands(advice: AdviceByDestination) -> Documents:
    """Write the sitemap and the pages of New Zealand."""
    words = {severity: text for text, severity in NEW_ZEALANDS.items()}
    for code, published in advice.items():
        name, level = name_of(code), words[published.severity]
        details = {
            "lastUpdated": f"{published.issued_at.day} {published.issued_at:%B %Y}",
            "title": level,
            "subtitle": f"in {name}",
            "body": f"<p>{published.words} (level {int(published.severity)} of 4)</p>",
            "regional": True,
        }
        yield (
            f"/destinations/{slug(code)}",
            f"""<!DOCTYPE html><html lang="en-NZ"><body><section><h1>{escape(name)}</h1>
<p><strong><span>{level}</span></strong></p></section>
<div id="js-advice-level-accordion" data-content="{escape(json.dumps([details]))}"></div>
</body></html>""".encode(),
        )
    pages = "".join(f"<url><loc>{SAFE_TRAVEL}/{slug(code)}</loc></url>" for code in advice)
    yield "", f"<urlset>{pages}</urlset>".encode()


def _links(index: str, advice: AdviceByDestination, form: str) -> bytes:
    addresses = ((f"{index}/{form.format(slug=slug(code))}", name_of(code)) for code in advice)
    links = "".join(
        f'<li><a href="{address}">{escape(name)}</a></li>' for address, name in addresses
    )
    return f"<html><body><ul>{links}</ul></body></html>".encode()


def notices(at: datetime, posts: Sequence[str]) -> Documents:
    """Write a feed with an old notice for every embassy, and a new one above it for `posts`."""
    for post in POSTS:
        old = _notice(post.host, 1, LONG_AGO, "The embassy is closed on Friday.")
        new = _notice(post.host, 2, at, "A demonstration is planned; avoid the area.")
        items = (new if post.host in posts else "") + old
        feed = f'<rss version="2.0"><channel>{items}</channel></rss>'
        yield f"/{post.host}{FEED}", feed.encode()


def _notice(host: str, number: int, at: datetime, words: str) -> str:
    return (
        f"<item><title>Alert {number}</title><guid>https://{host}/?p={number}</guid>"
        f"<pubDate>{format_datetime(at)}</pubDate><description>{words}</description></item>"
    )
