"""The static pages: correct for their deployment, and accessible."""

import re
from itertools import product

import pytest

from advisory_watch.site.build import StaticSiteBuilder
from advisory_watch.site.rendering.config import SiteConfig
from advisory_watch.site.rendering.environment import STATIC
from advisory_watch.sources import SOURCES

WORDS = ("subscribe.html", "about.html", "404.html")
ENOUGH_CONTRAST = 4.5
"""The least contrast of text, by WCAG 2.2 AA."""

PAIRS = (
    *((f"t{step}", f"s{step}") for step in range(5)),
    *product(("ink", "soft", "link", "up", "down"), ("paper", "panel")),
)


def pages(**fields: object) -> dict[str, str]:
    """Write the static pages of a deployment with all our sources."""
    config = SiteConfig(sources=tuple(SOURCES.values()), **fields)  # type: ignore[arg-type]
    return {
        file.path: file.body.decode()
        for file in StaticSiteBuilder(config=config).render_static_files()
    }


def palette(scheme: str) -> dict[str, str]:
    """Read the colours of the light or the dark scheme from the stylesheet."""
    light, _, dark = (STATIC / "1-site.css").read_text().partition("@media (prefers-color-scheme")
    found = dict(re.findall(r"--(\w+):(#[0-9a-f]+)", light))
    rest = dict(re.findall(r"--(\w+):(#[0-9a-f]+)", dark.partition("*{")[0]))
    return found | rest if scheme == "dark" else found


def luminance(colour: str) -> float:
    """Compute the relative luminance by WCAG."""
    short = colour[1:]
    digits = "".join(digit * 2 for digit in short) if len(short) == len("fff") else short
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_colour_can_be_read_on_its_ground(scheme: str, text: str, ground: str) -> None:
    """A level that is unreadable in sunlight does not warn."""
    colours = palette(scheme)
    lighter, darker = sorted((luminance(colours[name]) for name in (text, ground)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= ENOUGH_CONTRAST


@pytest.mark.parametrize("name", WORDS)
def test_a_page_contains_nothing_that_its_policy_forbids(name: str) -> None:
    """A forbidden element is not shown, and a too permissive policy can be abused."""
    text = pages(has_alerts=True, contact="desk@example.org")[name]
    assert "default-src 'none'" in text
    assert not re.search(r"<style|<[^>]+\s(?:style|on\w+)=|<script(?![^>]* src=)", text)
    loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"', text)
    assert loaded
    assert not [url for url in loaded if "//" in url or url.startswith("data:")]


def test_every_asset_of_a_page_exists() -> None:
    """Readers do not trust a page without its style."""
    files = pages()
    asked = re.findall(r'"((?:\.\./)*static/[^"]+)"', files["about.html"])
    assert asked
    assert set(asked) <= files.keys()


def test_messages_are_offered_only_if_they_are_sent() -> None:
    """A reader who waits for emails that are never sent gets no warning."""
    assert "advisory-watch subscribe" not in pages()["subscribe.html"]
    text = pages(has_alerts=True, contact="<b>desk</b>")["subscribe.html"]
    assert "advisory-watch subscribe email you@example.org --destination RU --urgent-only" in text
    assert "&lt;b&gt;desk&lt;/b&gt;" in text


def test_a_feed_is_offered_with_its_privacy_note() -> None:
    """In some countries, readers need to know who can see what they read."""
    text = pages()["subscribe.html"]
    assert 'href="changes.atom"' in text
    assert "Privacy:" in text


def test_every_publisher_is_named_with_its_licence() -> None:
    """The licences require the name of the publisher."""
    text = pages()["about.html"]
    assert text.count('<th scope="row">') == len(SOURCES)
    assert "Open Government Licence" in text
    assert 'id="rules"' in text


def test_the_404_page_links_home_at_any_depth() -> None:
    """A server shows this page for unknown paths of any depth."""
    text = pages(base_url="https://watch.example.org/a")["404.html"]
    assert 'href="https://watch.example.org/a/index.html#destinations"' in text
    assert 'href="https://watch.example.org/a/static/site.' in text
    assert 'href="index.html#destinations"' in pages()["404.html"]
