"""Pages in the formats of real publishers, with our own text and a similar size.

The chrome matches the recorded pages: menus of hundreds of links, inline drawings, scripts
with a nonce, a forgery token, and "Still current at" with the day of the visit.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from html import escape
from random import Random

from speed.advice import Advice

LEVELS_IE = (
    "Normal Precautions",
    "High Degree of Caution",
    "Avoid Non-Essential Travel",
    "Do Not Travel",
)
LEVELS_NZ = (
    "Exercise normal safety and security precautions",
    "Exercise increased caution",
    "Avoid non-essential travel",
    "Do not travel",
)
FLAGS_UK: tuple[list[str], ...] = (
    [],
    ["avoid_all_travel_to_parts"],
    ["avoid_all_but_essential_travel_to_whole_country"],
    ["avoid_all_travel_to_whole_country"],
)
LEVELS_US = (
    "Level 1: Exercise Normal Precautions",
    "Level 2: Exercise Increased Caution",
    "Level 3: Reconsider Travel",
    "Level 4: Do Not Travel",
)
SITE_BUILT = date(2026, 11, 24)
PAGE_BYTES = (60_000, 200_000)
"""The recorded HTML pages have 51, 98, 301 and 472 kB."""


def irish_page(advice: Advice, day: date) -> bytes:
    """Print a page in the format of the Irish department."""
    level, nonce = LEVELS_IE[advice.level - 1], _random_token(advice, day)
    words = "".join(f"<p data-block-key='{i}'>{p}</p>" for i, p in enumerate(advice.paragraphs))
    main = f"""<main role="main" id="main-content"><h1 class="heading--1">{escape(advice.name)}</h1>
<div class="update-text">Still current at: {_long(day)} </div>
<div class="update-text">Updated on: {_long(advice.issued_on)}</div>
<div class="wrapper"><div class="security-status-heading"><h2>Security Status</h2></div>
<div class="accordion_travel accordion"><h3 class="accordion__title">{level}</h3></div></div>
<div class="accordions"><div class="accordion"><h2><span class="accordion__title">Overview</span>
</h2><div class="rich-text"><h3><b>Security Status</b></h3><p>{level}</p>{words}</div></div></div>
</main>"""
    changed_paths = f"{advice.issued_on.isoformat()}T10:00:00+00:00"
    head = f'<meta property="website:modified_time" content="{changed_paths}"/>'
    return _document(advice, nonce, head, main)


def new_zealand_page(advice: Advice, day: date) -> bytes:
    """Print a page in the format of New Zealand: levels and details as JSON for a script."""
    level = LEVELS_NZ[advice.level - 1]
    listed = {
        "lastUpdated": _long(advice.issued_on),
        "stillCurrentAt": _long(day),
        "title": level,
        "subtitle": f"in {advice.name}",
        "body": f"<p>{level} (level {advice.level} of 4).</p>",
        "regional": True,
    }
    first, *rest = advice.paragraphs
    details = [{"heading": f"Risk {i}", "body": f"<p>{p}</p>"} for i, p in enumerate(rest)]
    main = f"""<section><h1>{escape(advice.name)}</h1><p>Page updated {_long(advice.issued_on)}</p>
<strong><span aria-hidden="true">error</span><span>{level}</span></strong></section>
<div id="js-advice-level-accordion" data-content="{_as_attribute([listed])}"></div>
<div class="fr-view"><h2>Overview</h2><p>{first}</p></div>
<div id="js-accordion" data-content="{_as_attribute(details)}"></div>"""
    return _document(advice, _random_token(advice, day), "", main)


def british_document(advice: Advice, day: date) -> bytes:
    """Print a document of the Content API; one in ten was republished by that day."""
    seen = day if int(sha256(advice.code.encode()).hexdigest(), 16) % 10 == 0 else SITE_BUILT
    body = "".join(f"<p>{paragraph}</p>\n\n" for paragraph in advice.paragraphs)
    document = {
        "base_path": f"/foreign-travel-advice/{advice.slug}",
        "document_type": "travel_advice",
        "details": {
            "alert_status": FLAGS_UK[advice.level - 1],
            "change_history": [{"note": paragraph} for paragraph in advice.paragraphs * 2],
            "country": {"name": advice.name, "slug": advice.slug},
            "parts": [{"slug": "warnings", "title": "Warnings", "body": body}],
        },
        "public_updated_at": f"{advice.issued_on.isoformat()}T10:00:00+00:00",
        "publishing_request_id": _random_token(advice, seen),
        "title": f"{advice.name} travel advice",
        "updated_at": f"{seen.isoformat()}T01:00:00+01:00",
    }
    return json.dumps(document).encode()


def us_feed_body(documents: tuple[Advice, ...], day: date) -> bytes:
    """Print the single feed of all destinations; it is built again at every visit."""
    items = "".join(_item(advice) for advice in documents)
    built = f"<lastBuildDate>{day:%a, %d %b %Y} 04:00:00 GMT</lastBuildDate>"
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel>{built}{items}</channel></rss>'.encode()
    )


def _item(advice: Advice) -> str:
    level = LEVELS_US[advice.level - 1]
    words = "".join(f"<p>{paragraph}</p>" for paragraph in advice.paragraphs[:10])
    return f"""<item><title>{escape(advice.name)} - {level}</title>
<link>https://travel.state.gov/{advice.slug}.html</link>
<pubDate>{advice.issued_on:%a, %d %b %Y}</pubDate>
<description><![CDATA[{words}]]></description></item>"""


def _document(advice: Advice, nonce: str, head: str, main: str) -> bytes:
    """Add the chrome around the content; the amount of chrome is fixed for each page."""
    random = Random(advice.code)
    script = f'<script nonce="{nonce}">window.csrfToken = "{nonce}"; track("{nonce}");</script>'
    start = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>{escape(advice.name)} - travel advice</title>{head}{script}</head><body>"""
    end = f"{script}</body></html>"
    bare = len((start + main + end).encode())
    links = max(0, random.randint(*PAGE_BYTES) - bare) // len(_link(1000))
    menu = "".join(_link(number) for number in range(1000, 1000 + links))
    half = len(menu) // len(_link(1000)) // 2 * len(_link(1000))
    chrome = (
        f"<header><nav>{menu[:half]}</nav></header>{main}<footer><ul>{menu[half:]}</ul></footer>"
    )
    return f"{start}{chrome}{end}".encode()


def _link(number: int) -> str:
    """Print one entry of a menu, with its icon."""
    return (
        f'<li class="menu__item menu__item--level-2"><a href="/en/section/{number}/">'
        '<svg width="9" height="16" viewBox="0 0 9 16"><path d="M1.39822 1L6.82324 8.25781L1.42496'
        f' 14.9885" stroke="#004D44"/></svg>Section {number}</a></li>\n'
    )


def _as_attribute(content: object) -> str:
    return escape(json.dumps(content), quote=True)


def _random_token(advice: Advice, day: date) -> str:
    """Return a value that a server would draw at random for each answer."""
    return sha256(f"{day} {advice.code}".encode()).hexdigest()[:32]


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


PAGE_FORMATS: Mapping[str, Callable[[Advice, date], bytes]] = {
    "ie_dfa": irish_page,
    "nz_mfat": new_zealand_page,
    "uk_fcdo": british_document,
}
