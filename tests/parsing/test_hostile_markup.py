"""Hostile markup: parsed within small limits of time and memory, or refused."""

from time import process_time

import pytest

from advisory_watch.core.errors import MalformedItem, Unreadable
from advisory_watch.core.text import HTML_MAX_BYTES, TAGS_MAX, is_bounded
from advisory_watch.parsing.classify import Classification, classify
from advisory_watch.parsing.documents import html_of
from advisory_watch.parsing.html import names_below, page_of, prose_of
from advisory_watch.sources.ie_dfa import read
from support.builders import a_page, a_target

MEGABYTE = 1024 * 1024
NESTED = [
    b"<div>", b"<ul><li>", b"<a><div>", b"<form><div>", b"<details>", b"<center>",
    b"<i></p>", b"<div></p>", b"<svg><td></x>", b"<div><!--</div>-->", b"<div a='</div>'>",
]  # fmt: skip
"""Each took minutes for a megabyte: the parser searches all open elements at every tag."""

LEFT_OPEN = b"<p>" + b"".join(b"<b a=%d>" % number for number in range(1000)) + b"</p>"
"""Bold text that is never closed, so the parser reopens it in every later paragraph."""


@pytest.mark.parametrize("tags", NESTED)
def test_a_megabyte_of_nested_tags_is_refused_at_once(tags: bytes) -> None:
    """One such page would block the check of every other source until it is killed."""
    body = tags * (MEGABYTE // len(tags))
    began = process_time()
    with pytest.raises(Unreadable, match=r"us_state: expected HTML of at most 15000 tags"):
        html_of(a_page(body))
    with pytest.raises(MalformedItem, match=r"found \d+ tags in 10\d+ bytes"):
        prose_of(body.decode())
    assert classify(a_page(body)) == Classification(title="", headline="", words="")
    assert process_time() - began < 1


@pytest.mark.parametrize("tags", NESTED)
def test_the_allowed_maximum_is_read_within_a_second(tags: bytes) -> None:
    """A limit that is too high protects nothing."""
    began = process_time()
    try:
        html_of(a_page(tags * (TAGS_MAX // tags.count(b"<"))))
    except Unreadable as error:
        assert "elements after mending" in error.reason  # noqa: PT017 - some become more
    assert process_time() - began < 1


def test_a_page_over_the_limit_of_bytes_is_refused() -> None:
    """Few tags, but a text of megabytes: the rules that search for words are slow in it."""
    body = b"<p>" + b"x " * (HTML_MAX_BYTES // 2)
    with pytest.raises(Unreadable, match=f"of at most 15000 tags and {HTML_MAX_BYTES} bytes"):
        html_of(a_page(body))


def test_thirteen_kilobytes_do_not_become_a_million_elements() -> None:
    """They took a third of a gigabyte; a function without memory checks nothing."""
    assert not is_bounded(LEFT_OPEN + b"<p>x" * 1000)


@pytest.mark.parametrize(
    "name", ["b", "big", "code", "EM", "font", "i", "S", "small", "strike", "Strong", "tt", "u"]
)
def test_every_element_that_is_opened_again_is_counted(name: str) -> None:
    """One that is left out is a page that fills the memory."""
    markup = b"".join(b"<%s a=%d>" % (name.encode(), number) for number in range(1000))
    assert not is_bounded(markup)
    assert is_bounded(markup.replace(b"<", b"<x"))


def test_a_page_that_grows_when_it_is_repaired_is_refused() -> None:
    """Every rule would then read text that the publisher never wrote."""
    body = b"<p>" + b"".join(b"<b a=%d>" % number for number in range(50)) + b"</p>" + b"<p>x" * 900
    assert is_bounded(body)
    with pytest.raises(Unreadable, match="elements after mending it"):
        html_of(a_page(body))


def test_a_page_larger_than_any_recorded_one_is_read() -> None:
    """The largest recorded page has half of these tags; the limit must not exclude a real page."""
    section = (
        b"<div>" * 30 + b"<p>Take <b>care</b> and <a href='/x'>read on</a>.</p>" + b"</div>" * 30
    )
    body = b"<main>" + section * 180 + b"</main>"
    assert len(html_of(a_page(body)).css("p")) == 180


def test_nested_sections_are_read_once() -> None:
    """Each section would repeat its content, and a hundred kilobytes would take minutes."""
    banner = (
        b"<h1>Norway</h1><div><h2 class='security-status-heading'></h2>"
        b"<h3 class='accordion__title'>Normal Precautions</h3></div>"
    )
    nested = b"<div class='accordion'>" * 2000 + b"<div class='rich-text'>" + b"word " * 40_000
    began = process_time()
    (problem,) = read(a_page(banner + b"<div class='accordions'>" + nested)).problems
    assert problem.reason.startswith("expected a security status in the advice")
    assert process_time() - began < 1


def test_nested_links_are_read_once() -> None:
    """Otherwise the name of each link would contain the text of all others."""
    link = b"<a href='/advice/norway'><table><td>"
    page = a_page(
        link * 2000 + b"word " * 40_000, target=a_target(url="https://example.org/advice/")
    )
    began = process_time()
    ((name, _),) = names_below(page, "https://example.org/advice/")
    assert name == "norway"
    assert process_time() - began < 1


@pytest.mark.parametrize(
    ("html", "prose"),
    [
        ("<meta charset=utf-7>+ADw-script+AD4-", "+ADw-script+AD4-"),
        ("<p>Level&#0; 4\x00</p>", "Level\ufffd 4"),
        ("<p>&#xd800;&#x110000;&#x202e;Level</p>", "\ufffd\ufffd\u202eLevel"),
        ("half \ud83d of a letter", "half ? of a letter"),
        ("<svg><style><script>alert(1)</script></style>Level 4</svg>", "Level 4"),
        ("<noscript><script>x</script><style>y</style></noscript>Level 4", "Level 4"),
        ("<template><p>Level 1</p></template>Level 4", "Level 4"),
        ("<plaintext>Level 4</plaintext><p>", "Level 4</plaintext><p>"),
        ("\ufeffLevel\u200b 4", "Level 4"),
    ],
)  # fmt: skip
def test_text_that_a_browser_hides_is_no_advice(html: str, prose: str) -> None:
    """Hidden text written into a page must not pass for the publisher's advice."""
    assert prose_of(html) == prose


@pytest.mark.parametrize(
    "start", [b"\xef\xbb\xbf", b"<meta charset=utf-16>", b"<?xml encoding='utf-7'?>"]
)
def test_a_page_is_read_as_utf_8_despite_its_declaration(start: bytes) -> None:
    """If bytes can be decoded in two ways, an attacker chooses the other one."""
    page = a_page(
        start + "<p>Türkiye".encode(), headers={"content-type": "text/html; charset=utf-7"}
    )
    assert page_of(page).prose == "Türkiye"
