"""`sources --live`: whether every endpoint answers, and which items cannot be parsed."""

import json
import re
from collections.abc import Callable

import pytest

from advisory_watch import __version__
from support.publishers.http_publisher import Site, an_answer
from support.publishers.us_feed import WORLD, a_feed
from support.terminal import CommandResult, Terminal

ATLANTIS = b"<item><title>Atlantis - Level 4: Do Not Travel</title></item></channel>"


@pytest.fixture
def live(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, site: Site
) -> Callable[..., CommandResult]:
    """Run the command against endpoints that are all on this machine."""
    monkeypatch.delenv("CI", raising=False)
    assert site

    def look(*arguments: str) -> CommandResult:
        return terminal.run("sources", "--live", *arguments)

    return look


def test_each_endpoint_is_a_line_with_its_answer(
    live: Callable[..., CommandResult], site: Site
) -> None:
    """A program that reads the lines learns which publisher refuses our requests."""
    site.play("/us_state/rss", an_answer(a_feed().replace(b"</channel>", ATLANTIS)))
    ran = live("us_state", "--json")
    assert ran.status == 1
    rss, api = ran.lines
    assert (rss["source"], rss["door"], rss["ok"], rss["http_status"]) == (
        "us_state",
        "rss",
        True,
        200,
    )
    assert rss["items"] == len(WORLD)
    (unknown,) = rss["problems"]
    assert unknown.startswith("Atlantis - Level 4: Do Not Travel: ")
    assert (api["ok"], api["http_status"], api["items"]) == (False, None, 0)
    assert "404" in api["reason"]


def test_a_source_is_one_line_for_an_issue(live: Callable[..., CommandResult], site: Site) -> None:
    """A maintainer must see from one pasted line what answers, and what is new in it."""
    site.play("/us_state/rss", an_answer(a_feed().replace(b"</channel>", ATLANTIS)))
    ran = live("us_state")
    (line,) = ran.out.splitlines()
    assert re.match(rf"us_state, \d{{4}}-\d\d-\d\d \d\d:\d\d UTC, {__version__}: rss 200, ", line)
    assert "150 items, 1 unread, such as Atlantis - Level 4: Do Not Travel: " in line
    assert "; api not_found: expected json from http://" in line
    assert "found HTTP 404" in line


def test_a_wall_is_called_one(live: Callable[..., CommandResult], site: Site) -> None:
    """An empty list from this API is what data centres get; it is no world without advice."""
    site.play("/us_state/rss", an_answer(a_html_page(), status=403))
    site.play("/us_state/api", an_answer(b"[]"))
    line = live("us_state").out
    assert "rss blocked: this network is refused: expected xml from" in line
    assert "page 'Access \\x1b<b>Denied'" in line
    assert line.count("\n") == 1
    assert "expected a list of destinations, found HTTP 200, an empty list (remedy: " in line
    assert live("us_state", "--json").lines[1]["documents"][0]["failure"] == "blocked"


def a_html_page() -> bytes:
    """Write the page of a wall, with a title that would break a line."""
    return b"<html><head><title>Access\n\x1b&lt;b>Denied</title></head></html>"


def a_british_page(slug: str) -> bytes:
    """Write a document in the format of GOV.UK, without a flag."""
    details = {"country": {"name": slug.title()}, "alert_status": [], "parts": []}
    path = f"/foreign-travel-advice/{slug}"
    said = {"base_path": path, "public_updated_at": "2026-09-01T12:00:00Z", "details": details}
    return json.dumps({"document_type": "travel_advice", **said}).encode()


def test_only_a_few_documents_of_an_index_are_read(
    live: Callable[..., CommandResult], site: Site
) -> None:
    """Two hundred requests are too many to see whether a format is unchanged."""
    slugs = ("brazil", "chile", "kenya", "kuwait", "norway")
    pages = {slug: a_british_page(slug) for slug in slugs}
    children = [json.loads(page) for page in pages.values()]
    index = json.dumps({"links": {"children": children}}).encode()
    site.play("/uk_fcdo/index", an_answer(index))
    for slug, page in pages.items():
        for path in (f"/uk_fcdo/{slug}", f"/uk_fcdo/index/{slug}"):
            site.play(path, an_answer(page))
    ran = live("uk_fcdo", "--documents", "2", "--json")
    (line,) = ran.lines
    assert (ran.status, line["ok"], line["listed"], line["items"]) == (0, True, 5, 2)
    assert len(site.asked) == 3
    assert [document["http_status"] for document in line["documents"]] == [200, 200]
    assert "index 3 x 200, 2 of 5 documents, 2 items\n" in live("uk_fcdo", "--documents", "2").out


def test_every_embassy_is_requested_once(live: Callable[..., CommandResult], site: Site) -> None:
    """Only a request to each embassy shows which of them refuse us."""
    ran = live("us_embassies", "--json")
    (line,) = ran.lines
    assert (ran.status, line["ok"], line["items"]) == (2, False, 0)
    assert len(line["documents"]) == line["listed"] == len(site.asked)
    assert all("404" in document["reason"] for document in line["documents"])


def test_all_answered_is_status_zero_and_none_is_two(
    live: Callable[..., CommandResult], site: Site
) -> None:
    """A script must distinguish partial failure from success and from total failure."""
    items = [{"Title": "Kuwait - Level 1: Exercise Normal Precautions"}]
    site.play("/us_state/api", an_answer(json.dumps(items).encode()))
    assert live("us_state").status == 0
    for endpoint in ("rss", "api"):
        site.play(f"/us_state/{endpoint}", an_answer(b"", status=404))
    assert live("us_state").status == 2


def test_a_probe_records_nothing(live: Callable[..., CommandResult], terminal: Terminal) -> None:
    """A probe that changes the ledger would make the next change go unnoticed."""
    live("us_state")
    assert not terminal.home.exists()


def test_no_request_is_sent_in_ci(
    live: Callable[..., CommandResult], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Publishers block readers that send requests with every push of every fork."""
    monkeypatch.setenv("CI", "true")
    ran = live("us_state")
    assert (ran.status, ran.out, site.asked) == (2, "", [])
    assert "environment variable CI" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("sources", "atlantis"),
        ("sources", "--live", "atlantis"),
        ("sources", "--live", "--documents", "0"),
        ("sources", "--live", "--documents", "few"),
        ("sources", "--live", "--markdown"),
        ("sources", "--markdown", "--json"),
    ],
    ids=" ".join,
)
def test_a_wrong_command_is_status_two_with_a_message(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    """No request may be sent before the command is valid."""
    monkeypatch.delenv("CI", raising=False)
    ran = terminal.run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert ran.err.strip()
