"""The location of an index's documents: at the publisher or at a mirror."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.parsing.html import (
    _joined,
    beside,
    last_segment,
    names_below,
    web_address,
)
from support.builders import a_page, a_target

ROOT = "https://gov.example/advice/"


@pytest.mark.parametrize(
    ("index", "name", "document"),
    [
        ("https://gov.example/advice", "norway", "https://gov.example/advice/norway"),
        ("https://gov.example/advice/", "norway/", "https://gov.example/advice/norway/"),
        ("http://127.0.0.1:8000/uk/index.json", "norway", "http://127.0.0.1:8000/uk/norway"),
        ("http://127.0.0.1:8000/index.html", "norway", "http://127.0.0.1:8000/norway"),
        ("https://gov.example", "norway", "https://gov.example/norway"),
        ("https://gov.example/advice?page=1#top", "norway", "https://gov.example/advice/norway"),
    ],
)
def test_a_document_is_next_to_its_index(index: str, name: str, document: str) -> None:
    """An operator who configures a mirror expects every document from there."""
    assert beside(index, name) == document


@pytest.mark.parametrize(
    ("url", "segment"),
    [
        ("https://gov.example/advice/norway", "norway"),
        ("https://gov.example/advice/norway/?a=b/c", "norway"),
        ("/foreign-travel-advice/norway", "norway"),
        ("file", "file"),
        ("", ""),
        ("https://gov.example].test/advice/norway", ""),
    ],
)
def test_the_last_segment_of_a_path_is_its_name(url: str, segment: str) -> None:
    """A slash more or less must not make another document."""
    assert last_segment(url) == segment


@pytest.mark.parametrize(
    ("here", "href", "names"),
    [
        (ROOT, "norway/", ["norway"]),
        (ROOT, "/advice/norway", ["norway"]),
        (ROOT, "https://gov.example/advice/norway/#health", ["norway"]),
        (ROOT, "/advice/", []),
        (ROOT, "/advice/norway/oslo/", []),
        (ROOT, "/news/norway/", []),
        (ROOT, "https://other.example/advice/norway/", []),
        (ROOT, "../advice/..", []),
        (ROOT, "http://[", []),
        ("http://localhost/mirror/index.html", "/advice/norway/", ["norway"]),
        ("http://localhost/mirror/index.html", "norway/", ["norway"]),
        ("http://localhost/mirror/index.html", "https://gov.example/advice/norway/", ["norway"]),
        ("http://localhost/mirror/index.html", "/elsewhere/norway/", []),
    ],
)
def test_a_link_names_a_document_of_publisher_or_mirror(
    here: str, href: str, names: list[str]
) -> None:
    """A saved index keeps its publisher's URLs; a link to another site is no document."""
    page = a_page(f'<a href="{href}">Norway</a>'.encode(), target=a_target(url=here))
    assert [name for name, _ in names_below(page, ROOT)] == names


def test_names_are_unique_and_keep_order_and_link_text() -> None:
    """The order of an index is the only order that two checks share."""
    body = (
        b"<a href='norway/'> Nor<b>way</b>\n</a><a href='chad/'>Chad</a><a href='norway/'>x</a>"
        b"<i data-content='[{&quot;href&quot;: &quot;/advice/mexico&quot;}, &quot;/advice&quot;]'>"
    )
    named = names_below(a_page(body, target=a_target(url=ROOT)), ROOT)
    assert named == (("norway", "Norway"), ("chad", "Chad"), ("mexico", ""))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://travel.state.gov/a-b.html?x=y#z", "https://travel.state.gov/a-b.html?x=y#z"),
        ("http://travel.state.gov/türkiye", "http://travel.state.gov/türkiye"),
        ("javascript:alert(1)", None),
        ("data:text/html,<script>", None),
        ("//travel.state.gov/x", None),
        ("https:///x", None),
        ("https://[", None),
        ("https://travel.state.gov/x\nOfficial page: https://evil.example", None),
        ("https://travel.state.gov/ https://evil.example", None),
        ("https://travel.state.gov/\u202elmth.x", None),
        ("", None),
    ],
)
def test_a_published_link_is_a_web_address_and_nothing_else(text: str, address: str | None) -> None:
    """It appears in an email unchanged: a second line would look like our own."""
    assert web_address(text) == address


@settings(deadline=None)
@given(st.text())
def test_a_strange_link_hides_no_other(href: str) -> None:
    """One broken link in an index must not hide all the others."""
    body = b"<a href='norway/'>Norway</a><a href='%s'>x</a>" % href.encode(errors="replace")
    assert "norway" in dict(names_below(a_page(body, target=a_target(url=ROOT)), ROOT))


@pytest.mark.parametrize(
    "address",
    [
        *("/advice/chad", "/advice/../chad/", "/advice/./chad", "//other.example/chad", "chad/"),
        *("?page=2", "#chad", "", "https://other.example/chad", "https:/chad", "http:/chad"),
        *("mailto:/chad", "/chad?q=/./a#b", "/chad;v=1", " /chad\n", "/a//chad", "/.chad"),
    ],
)
def test_addresses_are_resolved_as_the_standard_says(address: str) -> None:
    """The shortcut for an address that begins with a slash gives what `urljoin` gives."""
    here = "https://example.org/advice/index.html?a=b"
    assert _joined(here, address).geturl() == urlsplit(urljoin(here, address)).geturl()
