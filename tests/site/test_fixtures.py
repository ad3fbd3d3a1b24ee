"""The pages of words: true for the deployment they stand in, and readable by everybody."""

import re
from itertools import product

import pytest

from advisory_watch.site.assets import STATIC
from advisory_watch.site.edition import Edition
from advisory_watch.site.fixtures import fixture_files
from advisory_watch.wiring.settings import sources

SOURCES = sources(environment={})
WORDS = ("subscribe.html", "about.html", "404.html")
ENOUGH_CONTRAST = 4.5
"""WCAG 2.2 AA, for text."""

PAIRS = (
    *((f"t{step}", f"s{step}") for step in range(5)),
    *product(("ink", "soft", "link", "up", "down"), ("paper", "panel")),
)


def pages(**fields: object) -> dict[str, str]:
    """Print the fixtures of a deployment; its sources are all of ours."""
    edition = Edition(sources=SOURCES, **fields)  # type: ignore[arg-type]
    return {each.path: each.body.decode() for each in fixture_files(edition)}


def palette(scheme: str) -> dict[str, str]:
    """Read the colours of the light or the dark page from its style."""
    light, _, dark = (STATIC / "1-site.css").read_text().partition("@media (prefers-color-scheme")
    found = dict(re.findall(r"--(\w+):(#[0-9a-f]+)", light))
    rest = dict(re.findall(r"--(\w+):(#[0-9a-f]+)", dark.partition("*{")[0]))
    return found | rest if scheme == "dark" else found


def luminance(colour: str) -> float:
    """Compute the relative luminance of WCAG."""
    short = colour[1:]
    digits = "".join(each * 2 for each in short) if len(short) == len("fff") else short
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_colour_can_be_read_on_its_ground(scheme: str, text: str, ground: str) -> None:
    """A level that cannot be read in the sun is a level that was not said."""
    colours = palette(scheme)
    lighter, darker = sorted((luminance(colours[each]) for each in (text, ground)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= ENOUGH_CONTRAST


@pytest.mark.parametrize("name", WORDS)
def test_nothing_stands_in_a_page_that_its_policy_forbids(name: str) -> None:
    """What the policy forbids is not shown; what it allows too much can be abused."""
    text = pages(has_alerts=True, contact="desk@example.org")[name]
    assert "default-src 'none'" in text
    assert not re.search(r"<style|<[^>]+\s(?:style|on\w+)=|<script(?![^>]* src=)", text)
    loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"', text)
    assert loaded
    assert not [each for each in loaded if "//" in each or each.startswith("data:")]


def test_what_a_page_asks_for_is_printed() -> None:
    """A page without its style is a page that nobody trusts."""
    files = pages()
    asked = re.findall(r'"((?:\.\./)*static/[^"]+)"', files["about.html"])
    assert asked
    assert set(asked) <= files.keys()


def test_messages_are_offered_only_where_they_are_sent() -> None:
    """Who waits for an email that nobody sends is worse off than who knows of none."""
    assert "advisory-watch subscribe" not in pages()["subscribe.html"]
    text = pages(has_alerts=True, contact="<b>desk</b>")["subscribe.html"]
    assert "advisory-watch subscribe email you@example.org --destination RU --urgent-only" in text
    assert "&lt;b&gt;desk&lt;/b&gt;" in text


def test_a_feed_is_offered_everywhere_with_what_it_costs() -> None:
    """In some places it matters who can see what you read."""
    text = pages()["subscribe.html"]
    assert 'href="changes.atom"' in text
    assert "Privacy:" in text


def test_every_publisher_is_named_with_its_licence() -> None:
    """They let us show their words if we say whose they are."""
    text = pages()["about.html"]
    assert text.count('<th scope="row">') == len(SOURCES)
    assert "Open Government Licence" in text
    assert 'id="rules"' in text


def test_a_wrong_address_below_a_folder_still_leads_home() -> None:
    """A server shows this page at the address that was asked for, at whatever depth."""
    text = pages(base_url="https://watch.example.org/a")["404.html"]
    assert 'href="https://watch.example.org/a/index.html#destinations"' in text
    assert 'href="https://watch.example.org/a/static/site.' in text
    assert 'href="index.html#destinations"' in pages()["404.html"]
