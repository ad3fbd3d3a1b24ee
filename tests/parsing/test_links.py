"""Where the documents of an index lie: at the publisher's, or at a mirror of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.parsing.links import beside, last_segment, names_below, web_address
from builders import a_page, a_target

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
def test_a_document_lies_beside_its_index(index: str, name: str, document: str) -> None:
    """An operator who leads us to a mirror wants all of it to come from there."""
    assert beside(index, name) == document


@pytest.mark.parametrize(
    ("url", "segment"),
    [
        ("https://gov.example/advice/norway", "norway"),
        ("https://gov.example/advice/norway/?a=b/c", "norway"),
        ("/foreign-travel-advice/norway", "norway"),
        ("file", "file"),
        ("", ""),
    ],
)
def test_the_last_segment_of_a_path_is_its_name(url: str, segment: str) -> None:
    """A slash more or less must not make another document of it."""
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
def test_a_link_names_a_document_at_the_publisher_or_at_the_mirror(
    here: str, href: str, names: list[str]
) -> None:
    """A saved index keeps its publisher's addresses; a link to elsewhere is no document."""
    page = a_page(f'<a href="{href}">Norway</a>'.encode(), target=a_target(url=here))
    assert [name for name, _ in names_below(page, ROOT)] == names


def test_names_stand_once_in_the_order_of_the_page_with_the_text_of_their_link() -> None:
    """The order of an index is the only one that two checks of it have in common."""
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
def test_a_link_to_people_leads_to_the_web_and_says_nothing_else(
    text: str, address: str | None
) -> None:
    """It stands in an email as it is: a second line of it would look like a line of ours."""
    assert web_address(text) == address


@settings(deadline=None)
@given(st.text())
def test_no_address_is_too_strange(href: str) -> None:
    """One broken link on an index must not hide all the others."""
    body = b"<a href='norway/'>Norway</a><a href='%s'>x</a>" % href.encode(errors="replace")
    assert "norway" in dict(names_below(a_page(body, target=a_target(url=ROOT)), ROOT))
