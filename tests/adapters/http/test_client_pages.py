"""Test the page made from a good response, and the request that is sent."""

from pathlib import Path
from urllib.parse import quote

import pytest

from advisory_watch import __version__
from advisory_watch.app.polite_fetcher import user_agent
from advisory_watch.core.errors import Unreachable, UsageError
from advisory_watch.core.page import NotModified, Page, Validators
from support.publishers.http_publisher import Answer, an_answer, chunked, zipped
from support.publishers.http_reader import NOON, Reader, a_target, fetch_one

FEED = b"<?xml version='1.0'?><rss/>"
HELD = Validators(etag='"abc"', last_modified="Tue, 01 Sep 2026 08:00:00 GMT")


def test_a_page_keeps_every_byte_and_its_headers(reader: Reader) -> None:
    """The page is the evidence for an alert: a changed byte would spoil it."""
    reader.site.play("/feed?a=1", an_answer(FEED, ETag='"abc"', Last_Modified="yesterday"))
    page = reader.fetch_page("/feed?a=1")
    assert page.body == FEED
    assert page.validators == Validators(etag='"abc"', last_modified="yesterday")
    assert page.fetched_at == NOON
    assert page.final_url == reader.site.url("/feed?a=1")


@pytest.mark.parametrize("answer", [zipped(FEED), chunked(FEED[:7], FEED[7:])])
def test_transport_encodings_are_undone(reader: Reader, answer: Answer) -> None:
    """A hash of gzip bytes changes with the server's version, not with the advice."""
    reader.site.play("/feed", answer)
    assert reader.fetch_page().body == FEED


def test_a_gzip_stream_of_two_members_is_read_to_its_end(reader: Reader) -> None:
    """If only the first member were read, half the destinations would seem to have vanished."""
    halves = [zipped(half).pieces[0] for half in (FEED[:9], FEED[9:])]
    reader.site.play("/feed", an_answer(b"".join(halves), Content_Encoding="gzip"))
    assert reader.fetch_page().body == FEED


def test_the_publisher_can_see_who_sends_requests(reader: Reader) -> None:
    """A publisher who cannot contact us can only block us."""
    reader.site.play("/feed", an_answer(FEED))
    reader.fetch()
    agent = reader.site.asked[0].headers["user-agent"]
    assert agent == f"AdvisoryWatch/{__version__} (+https://example.org/watch)"


@pytest.mark.parametrize("contact", ["", "me\r\nX-Evil: 1", "mé@example.org"])
def test_a_contact_that_cannot_be_sent_is_refused_at_once(contact: str) -> None:
    """It would fail at every fetch, or inject a header into each of them."""
    with pytest.raises(UsageError, match="contact"):
        user_agent(contact)


def test_validators_are_sent(reader: Reader) -> None:
    """Without validators every check would cost the publisher a whole document."""
    reader.site.play("/feed", Answer(status=304))
    outcome = reader.fetch(validators=HELD)
    assert outcome == NotModified(target=a_target(reader.site.url("/feed")), fetched_at=NOON)
    headers = reader.site.asked[0].headers
    assert (headers["if-none-match"], headers["if-modified-since"]) == (
        HELD.etag,
        HELD.last_modified,
    )


@pytest.mark.parametrize("path", ["/a b", "/caf\u00e9"])
def test_an_odd_url_is_kept_as_it_was_sent(reader: Reader, path: str) -> None:
    """The archive holds the address in ASCII, without spaces."""
    sent = quote(path)
    reader.site.play(sent, an_answer(FEED))
    assert reader.fetch_page(path).final_url == reader.site.url(sent)


def test_not_modified_without_validators_is_an_error(reader: Reader) -> None:
    """A broken cache that always says "unchanged" would silence a source permanently."""
    reader.site.play("/feed", Answer(status=304))
    with pytest.raises(Unreachable, match="HTTP 304"):
        reader.fetch()


def test_no_cookie_is_kept(reader: Reader) -> None:
    """A visitor with cookies may be served another page than the public."""
    reader.site.play("/feed", an_answer(FEED, Set_Cookie="session=1; Path=/"))
    web, target = reader.web, a_target(reader.site.url("/feed"))
    for _ in range(2):
        fetch_one(web, target)
    assert "cookie" not in reader.site.asked[1].headers


def test_no_password_from_netrc_is_sent(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner's ~/.netrc must not reach a publisher."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    reader.site.play("/feed", an_answer(FEED))
    reader.fetch()
    assert "authorization" not in reader.site.asked[0].headers


def test_a_password_in_the_url_is_used_and_never_repeated(reader: Reader) -> None:
    """A private mirror needs it; a log or the archive must not hold it."""
    reader.site.play("/feed", an_answer(FEED))
    page = fetch_one(reader.web, a_target(reader.site.url("/feed", host="me:secret@127.0.0.1")))
    assert reader.site.asked[0].headers["authorization"].startswith("Basic ")
    assert isinstance(page, Page)
    assert page.final_url == reader.site.url("/feed")


def test_the_proxy_of_the_environment_is_used(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind a company's firewall there is no other way out."""
    monkeypatch.setenv("http_proxy", reader.site.url(""))
    reader.site.play("http://advice.example/feed", an_answer(FEED))
    page = fetch_one(reader.web, a_target("http://advice.example/feed"))
    assert isinstance(page, Page)
    assert page.body == FEED
