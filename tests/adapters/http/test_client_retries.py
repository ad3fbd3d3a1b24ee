"""Test which failures are retried, how often, and after which pause."""

from socket import gaierror

import pytest

from advisory_watch.adapters.http.outcome import describe_cause
from advisory_watch.adapters.http.requests_engine import new_session
from advisory_watch.core.errors import Blocked, Refused, SourceError, Unreachable
from advisory_watch.core.url import redact
from support.publishers.http_publisher import Answer, a_redirect, an_answer, cut_short, publisher
from support.publishers.http_reader import Reader, a_target, fetch_one

FEED = b"<rss/>"
BUSY = an_answer(b"busy", status=503)


@pytest.mark.parametrize(
    "fault",
    [
        cut_short(FEED, announced=99),
        *[an_answer(b"busy", status=status) for status in (429, 502, 503, 504)],
    ],
)
def test_a_passing_fault_is_retried(reader: Reader, fault: Answer) -> None:
    """A fault of one second must not make a source look blind."""
    reader.site.play("/feed", fault, fault, an_answer(FEED))
    assert reader.fetch_page().body == FEED


@pytest.mark.parametrize(
    ("status", "error"), [(429, Blocked), (502, Unreachable), (503, Blocked), (504, Unreachable)]
)
def test_after_two_retries_the_fetch_gives_up(
    reader: Reader, status: int, error: type[SourceError]
) -> None:
    """A client that hammers an overloaded server prolongs its trouble, and gets banned."""
    reader.site.play("/feed", an_answer(b"busy", status=status))
    with pytest.raises(error, match=f"HTTP {status}"):
        reader.fetch()
    assert len(reader.site.asked) == 3


def test_the_pauses_grow_and_are_random(reader: Reader) -> None:
    """If all instances retried in the same second, it would be an attack."""
    reader.site.play("/feed", BUSY)
    with pytest.raises(Blocked):
        reader.fetch()
    first_s, second_s = reader.time.waits
    assert 0 < first_s <= 1
    assert 0 < second_s <= 2
    assert first_s != second_s


@pytest.mark.parametrize(
    "asked", ["7", "Tue, 01 Sep 2026 12:00:07 GMT", "1 Sep 2026 12:00:07 -0000"]
)
def test_retry_after_is_respected(reader: Reader, asked: str) -> None:
    """A client that returns sooner than asked becomes a nuisance."""
    reader.site.play("/feed", an_answer(b"", status=429, Retry_After=asked), an_answer(FEED))
    reader.fetch()
    assert reader.time.waits == [7]


@pytest.mark.parametrize("asked", ["31", "Wed, 02 Sep 2026 12:00:00 GMT"])
def test_a_long_retry_after_is_left_to_the_next_check(reader: Reader, asked: str) -> None:
    """A check that waits for an hour is paid by the second and delays the others."""
    reader.site.play("/feed", an_answer(b"", status=429, Retry_After=asked))
    with pytest.raises(Blocked):
        reader.fetch()
    assert (len(reader.site.asked), reader.time.waits) == (1, [])


@pytest.mark.parametrize(
    "asked",
    [
        "soon",
        "-5",
        "",
        "Tue, 01 Sep 2020 12:00:00 GMT",
        "Tue, 01 Sep 292277026596 12:00:00 GMT",
        "Tue, 01 Sep 2026 12:00:00 +99999999999",
    ],
)
def test_a_senseless_retry_after_is_ignored(reader: Reader, asked: str) -> None:
    """A broken header must not stop the retry, nor produce a negative wait."""
    reader.site.play("/feed", an_answer(b"", status=503, Retry_After=asked), an_answer(FEED))
    reader.fetch()
    assert 0 < reader.time.waits[0] <= 1


def test_a_refusal_of_our_own_is_final(reader: Reader) -> None:
    """A forbidden redirect will still be forbidden in a second."""
    reader.site.play("/feed", a_redirect("https://evil.test/"))
    with pytest.raises(Refused):
        reader.fetch()
    assert len(reader.site.asked) == 1


def test_an_unreachable_host_is_named_without_secrets(reader: Reader) -> None:
    """The message goes to the log; it must contain the reason but not the password."""
    with publisher() as gone:
        url = gone.url("/feed?key=secret", host="me:secret@127.0.0.1")
    with pytest.raises(Unreachable) as caught:
        fetch_one(reader.web, a_target(url))
    expected = f"us_state: expected an answer from {redact(url)}, found Connection refused"
    assert str(caught.value) == expected


def test_an_unknown_name_differs_from_a_silent_host() -> None:
    """One is fixed at the resolver, the other at the publisher."""
    failure = ConnectionError("http://advice.example/?key=secret")
    failure.__cause__ = gaierror(-2, "Name or service not known")
    assert describe_cause(failure) == "no address for the name (Name or service not known)"


def test_a_dead_proxy_is_named_and_its_password_is_not(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the owner would look for the fault at the publisher."""
    with publisher() as gone:
        monkeypatch.setenv("http_proxy", gone.url("", host="me:secret@127.0.0.1"))
    with pytest.raises(Unreachable, match="the proxy in the way: Connection refused") as caught:
        fetch_one(reader.web, a_target("http://advice.example/feed"))
    assert "secret" not in str(caught.value)


def test_a_server_that_does_not_speak_tls_is_not_read(reader: Reader) -> None:
    """Anyone on the network path could forge a feed without TLS, and it would be believed."""
    url = reader.site.url("/feed").replace("http:", "https:")
    with pytest.raises(Unreachable, match="expected an answer"):
        fetch_one(reader.web, a_target(url))
    assert new_session(reader.gate).verify is True
