"""Elements of an HTML page, selected with CSS."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from advisory_watch.core.errors import NotFound, Unreadable
from advisory_watch.parsing.classify import classify
from advisory_watch.parsing.documents import html_of
from advisory_watch.parsing.html import page_of, require
from support.builders import a_page

PAGE = b"""<title>Norway | Advice</title>
<main><h1>Nor<b>way</b></h1><p class='a'>one<br>two</p><p class='a' id=' x '>three</p></main>"""


def test_matches_are_in_the_order_of_the_page() -> None:
    """The first level on a page counts; the others are a legend."""
    page = page_of(a_page(PAGE))
    assert [element.prose for element in page.all(".a")] == ["one\ntwo", "three"]
    assert (page.words("h1"), page.words(".a"), page.words(".b")) == ("Norway", "one two", "")
    assert (page.attribute("#\\ x\\ ", "id"), page.attribute(".b", "id")) == ("x", "")
    assert page.first(".b") is None


@given(st.text(), st.sampled_from(["h1", "p", "span", "td", "pre", "script", "title"]))
def test_an_element_with_only_a_text_reads_as_if_parsed_again(text: str, tag: str) -> None:
    """Most titles are not parsed again; a word that differs is a false change."""
    page = page_of(a_page(f"<{tag}>{escape(text)}</{tag}>".encode(errors="replace")))
    for element in page.all(tag):
        assert element.prose == element.prose_without("nothing")


def test_reading_a_page_does_not_change_its_tree() -> None:
    """Its classification and its reader share one tree."""
    page = a_page(PAGE)
    assert classify(page).headline == "Nor way"
    assert page_of(page).prose_without("b") == "Nor\none\ntwo\nthree"
    assert page_of(page).words(".a") == "one two"
    assert html_of(page).html == LexborHTMLParser(PAGE).html


def test_an_element_has_a_parent_and_the_page_is_its_own() -> None:
    """A section is found by its heading and then read from the parent element."""
    page = page_of(a_page(PAGE))
    assert require(a_page(PAGE), page, "h1").parent.words(".a") == "one two"
    assert page.parent.parent.words("h1") == "Norway"


@pytest.mark.parametrize(
    "body",
    [
        b"<title>Page not found | Ireland.ie</title>",
        b"<title>SafeTravel</title><h1>Page Not Found</h1>",
    ],
)
def test_a_not_found_page_with_status_200_is_not_found(body: bytes) -> None:
    """If it is answered with 200, it would be read as a country that lost its level."""
    with pytest.raises(NotFound, match="us_state: expected a page"):
        page_of(a_page(body))


@pytest.mark.parametrize("body", [b"", b"\xff\x00", b"<title>New design</title>"])
def test_a_page_of_another_design_is_unreadable(body: bytes) -> None:
    """A redesign once removed all levels of a publisher that had withdrawn none of them."""
    page = a_page(body)
    with pytest.raises(Unreadable, match=r"expected \.level, found a page '(?:New design)?'$"):
        require(page, page_of(page), ".level")


def test_the_title_of_a_drawing_is_not_the_page_title() -> None:
    """SVG symbols have titles too, with any text."""
    body = b"<title> Norway\n</title><svg><title>Page not found</title></svg>"
    assert page_of(a_page(body)).title == "Norway"
    assert page_of(a_page(b"<p><svg><title>Page not found</title></svg>")).title == ""
