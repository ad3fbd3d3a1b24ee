"""Test responses that are not the document: walls, challenge pages, soft 404s, refusals."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from advisory_watch.core.errors import Blocked, NotFound, Unreachable
from advisory_watch.core.page import FetchRequest
from advisory_watch.parsing.classify import FEW_WORDS_MAX_CHARS, classify, is_html
from support.builders import a_page
from support.publishers.http_publisher import an_answer
from support.publishers.http_reader import BOTH_WAYS, Reader, a_target
from support.shared_data import shared

PROSE = "<p>Exercise normal precautions, and mind the traffic in the old town.</p>" * 20


def a_html(title: str = "", body: str = PROSE) -> bytes:
    """Build a web page."""
    head = f"<head><title>{title}</title></head>"
    return f"<!DOCTYPE html><html>{head}<body>{body}</body></html>".encode()


@pytest.mark.parametrize("status", [202, 401, 403, 406, 407, 429, 451, 503, 511])
def test_a_refusal_is_reported_with_its_evidence(reader: Reader, status: int) -> None:
    """A blocked source is not a quiet one: the owner must see that it is blind, and why."""
    wall = a_html("Access Denied " + "x" * 200)
    reader.site.play("/feed", an_answer(wall, status=status, Server="AkamaiGHost"))
    with pytest.raises(Blocked) as caught:
        reader.fetch()
    message = str(caught.value)
    assert message.startswith("us_state: blocked, ")
    assert f": expected xml from {reader.site.url('/feed')}, found HTTP" in message
    assert f"HTTP {status}, server 'AkamaiGHost', page 'Access Denied xxx" in message
    assert "x" * 120 not in message
    assert re.search(r"\(remedy: .*(read from another network|check less often)", message)


@BOTH_WAYS
def test_a_proxy_that_wants_a_login_is_a_wall(
    reader: Reader, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind an office network, the fault would be looked for at the publisher."""
    monkeypatch.setenv("https_proxy", reader.site.url("", host="me:secret@127.0.0.1"))
    reader.site.play("advice.example:443", an_answer(b"-", status=407))
    asks = [FetchRequest(target=a_target("https://advice.example/feed"))] * many
    (error, *_) = replace(reader, many=many).web.fetch_each(asks, None)
    assert isinstance(error, Blocked)
    assert "HTTP 407 of a proxy" in error.reason
    assert "HTTPS_PROXY" in error.reason
    assert "secret" not in error.reason


@pytest.mark.parametrize(
    "title",
    [
        "Just a moment...",
        "Attention Required! | Cloudflare",
        "Access Denied",
        "Pardon Our Interruption",
        "Request Rejected",
        "Captcha check",
        "403 Forbidden",
        "One moment, please...",
        "Client Challenge",
        "Bot Verification",
    ],
)
def test_a_challenge_page_with_status_200_is_a_wall(reader: Reader, title: str) -> None:
    """A challenge with HTTP 200 would be read as a page without any advice."""
    reader.site.play("/feed", an_answer(a_html(title)))
    with pytest.raises(Blocked, match="HTTP 200, page"):
        reader.fetch(media="html")


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Access denied</h1>" + PROSE,
        "<noscript>Are you a robot? Enable JavaScript.</noscript>",
        "<h1>travel.example</h1><p>Enable JavaScript and cookies to continue</p>",
        "<p>Request unsuccessful. Incapsula incident ID: 7-1</p>",
        "<script>var captcha;</script><p>Please complete the CAPTCHA.</p>",
    ],
)
def test_a_challenge_page_without_a_title_is_a_wall(reader: Reader, body: str) -> None:
    """Several walls give their page no title."""
    reader.site.play("/feed", an_answer(a_html(body=body)))
    with pytest.raises(Blocked):
        reader.fetch(media="html")


@pytest.mark.parametrize("header", ["cf-mitigated", "x-amzn-waf-action"])
def test_the_header_of_a_wall_is_recognised(reader: Reader, header: str) -> None:
    """Their status codes (202, 405) do not indicate a wall."""
    reader.site.play("/feed", an_answer(b"", status=202, **{header: "challenge"}))
    with pytest.raises(Blocked, match="HTTP 202, an empty body"):
        reader.fetch()


@pytest.mark.parametrize("media", ["xml", "json"])
@pytest.mark.parametrize(
    "page",
    [a_html("Welcome"), b"\xef\xbb\xbf \n<!-- hi --><HTML><p>hi", b"<script>challenge()</script>"],
)
def test_html_instead_of_data_is_a_wall(reader: Reader, media: str, page: bytes) -> None:
    """The American API responds with HTML and HTTP 200 whenever its wall rejects us."""
    reader.site.play("/feed", an_answer(page, Content_Type="application/json"))
    with pytest.raises(Blocked):
        reader.fetch(media=media)


def test_data_with_a_wrong_content_type_is_data(reader: Reader) -> None:
    """A publisher who mislabels the feed must not become unreadable."""
    reader.site.play("/feed", an_answer(b"<?xml version='1.0'?><rss/>", Content_Type="text/html"))
    assert reader.fetch_page().body.endswith(b"<rss/>")


UNSEEN = ["<script>captcha</script>", "<style>captcha</style>", "<template>captcha</template>"]


@given(st.lists(st.sampled_from([*UNSEEN, "<p>", "</p>", "<b>a word</b>", "\n", PROSE])))
def test_the_words_that_a_page_shows_first_are_read(pieces: list[str]) -> None:
    """A program that speaks of captchas must not make a wall of a page with little text."""
    page = a_page(a_html("A <b> title", "".join(pieces)))
    tree = LexborHTMLParser(page.body)
    tree.strip_tags(["script", "style", "template"])
    words = " ".join((tree.body.text(separator=" ") if tree.body else "").split())
    found = classify(page)
    assert found.title == "A <b> title"
    assert found.words == (words if len(words) <= FEW_WORDS_MAX_CHARS else "")


def test_advice_that_mentions_walls_is_advice(reader: Reader) -> None:
    """Advice also warns travellers of denied access and of captchas."""
    body = "<h1>Nepal</h1>" + PROSE + "<h2>Access denied</h2><p>Just a moment, 404 captcha.</p>"
    reader.site.play("/feed", an_answer(a_html("Nepal travel advice", body)))
    assert b"captcha" in reader.fetch_page(media="html").body


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize("media", ["xml", "html"])
def test_a_missing_page_is_not_found(reader: Reader, status: int, media: str) -> None:
    """The endpoint is gone, and a retry would not bring it back."""
    reader.site.play("/feed", an_answer(b"gone", status=status))
    with pytest.raises(NotFound, match=f"HTTP {status}, page 'gone'"):
        reader.fetch(media=media)


@pytest.mark.parametrize("media", ["xml", "json", "html"])
@pytest.mark.parametrize(
    "page",
    [
        a_html("Page Not Found"),
        a_html("404 - Travel"),
        a_html("Error 404"),
        a_html("Travel", "<h1>Page <b>not</b> found</h1>" + PROSE),
        a_html("Travel", "<h1>This page could not be found</h1>" + PROSE),
    ],
)
def test_a_soft_404_is_not_found(reader: Reader, page: bytes, media: str) -> None:
    """The old American pages respond like this: they would read as a country without advice."""
    reader.site.play("/feed", an_answer(page))
    with pytest.raises(NotFound, match="HTTP 200"):
        reader.fetch(media=media)


@pytest.mark.parametrize("status", [206, 400, 405, 418, 500])
def test_any_other_status_is_named(reader: Reader, status: int) -> None:
    """The owner needs the number to look it up."""
    reader.site.play("/feed", an_answer(b"<rss/>", status=status))
    with pytest.raises(Unreachable, match=f"HTTP {status}"):
        reader.fetch()
    assert len(reader.site.asked) == 1, "asking again mends none of these"


def test_endless_comments_are_sniffed_quickly() -> None:
    """A page must not be able to keep the program busy."""
    assert not is_html(b"<!---->" * 400)


@pytest.mark.parametrize("printed", [b"<script>x()</script>\n", b"<!-- cached --><title>x</title>"])
def test_a_feed_after_something_else_is_no_wall(printed: bytes) -> None:
    """A plugin that prints a script before the feed would block the post for weeks."""
    assert is_html(printed)
    assert not is_html(printed + b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>')


@pytest.mark.parametrize("source", ["us_state", "ca_gac", "ie_dfa", "nz_mfat"])
def test_a_real_page_is_neither_wall_nor_missing(reader: Reader, source: str) -> None:
    """A false wall blinds a source as well as a real one."""
    body = shared("samples", source, "destination_nepal_2026-07.html").read_bytes()
    reader.site.play("/feed", an_answer(body))
    assert reader.fetch_page(media="html").body == body
