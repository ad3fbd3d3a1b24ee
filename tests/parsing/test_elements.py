"""Elements of an HTML page, asked for in CSS."""

import pytest

from advisory_watch.core.errors import NotFound, Unreadable
from advisory_watch.parsing.elements import page_of, require
from builders import a_page

PAGE = b"""<title>Norway | Advice</title>
<main><h1>Nor<b>way</b></h1><p class='a'>one<br>two</p><p class='a' id=' x '>three</p></main>"""


def test_what_matches_is_found_in_the_order_of_the_page() -> None:
    """The first level on a page is the one that counts; the others are a legend."""
    page = page_of(a_page(PAGE))
    assert [each.prose for each in page.all(".a")] == ["one\ntwo", "three"]
    assert (page.words("h1"), page.words(".a"), page.words(".b")) == ("Norway", "one two", "")
    assert (page.attribute("#\\ x\\ ", "id"), page.attribute(".b", "id")) == ("x", "")
    assert page.first(".b") is None


def test_an_element_stands_in_its_parent_and_the_page_in_itself() -> None:
    """A section is found by its heading, and read from what is around that."""
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
def test_a_page_that_says_it_is_none_is_not_found(body: bytes) -> None:
    """Answered with 200, it would be read as a country that lost its level."""
    with pytest.raises(NotFound, match="us_state: expected a page"):
        page_of(a_page(body))


@pytest.mark.parametrize("body", [b"", b"\xff\x00", b"<title>New design</title>"])
def test_a_page_of_another_design_is_unreadable(body: bytes) -> None:
    """A redesign once lost all levels of a publisher: nobody had taken anything back."""
    page = a_page(body)
    with pytest.raises(Unreadable, match=r"expected \.level, found a page '(?:New design)?'$"):
        require(page, page_of(page), ".level")


def test_the_title_of_a_drawing_is_not_that_of_the_page() -> None:
    """Symbols have titles too, and they may say anything."""
    body = b"<title> Norway\n</title><svg><title>Page not found</title></svg>"
    assert page_of(a_page(body)).title == "Norway"
    assert page_of(a_page(b"<p><svg><title>Page not found</title></svg>")).title == ""
