"""`site` and `serve`, and the site that a check leaves behind."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Thread

import pytest

from advisory_watch.cli.serve import Server, file_of
from advisory_watch.core.serving import SECURITY_HEADERS
from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring.site import site_folder
from archives import write_warc
from publisher import Site, an_answer
from template import resources
from terminal import Terminal
from us_feed import a_feed, a_raise

US = ("check", "us_state")


@pytest.fixture
def checked(terminal: Terminal, raised: bytes) -> Terminal:
    """Check twice: the second time Kuwait is at a graver level."""
    del raised
    return terminal


@pytest.fixture
def server(checked: Terminal) -> Iterator[Server]:
    """Serve the home on any port that is free."""
    with Server(checked.home, 0) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def ask(server: Server, path: str, method: str = "GET") -> tuple[HTTPResponse, bytes]:
    """Ask as a browser does, but send the path as it is."""
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.putrequest(method, path)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def moments(folder: Path) -> dict[str, int]:
    """Return when each file was written."""
    return {each.name: each.stat().st_mtime_ns for each in folder.rglob("*") if each.is_file()}


def test_a_check_ends_with_the_address_of_the_site(terminal: Terminal, site: Site) -> None:
    """Whoever typed one command wants to look, not to type another."""
    del site
    ran = terminal.run(*US)
    page = site_folder(terminal.home) / "index.html"
    assert ran.out.split()[-2:] == ["Site:", page.as_uri()]
    assert page.exists()


def test_a_program_reads_no_address(terminal: Terminal, site: Site) -> None:
    """One line that is no JSON stops whoever reads it."""
    del site
    ran = terminal.run(*US, "--json")
    assert [line for line in ran.out.splitlines() if not isinstance(json.loads(line), dict)] == []
    assert site_folder(terminal.home).exists()


def test_a_check_writes_what_it_touched_alone(terminal: Terminal, site: Site) -> None:
    """A whole site takes seconds, and a check is made every few minutes."""
    terminal.run(*US)
    before = moments(site_folder(terminal.home))
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    terminal.run(*US)
    after = moments(site_folder(terminal.home))
    written = {name for name, moment in after.items() if moment != before.get(name)}
    pages = {name for name in written if len(name) == len("kw.html") and name.endswith("html")}
    assert pages == {"kw.html"}
    assert "index.html" in written


def test_a_world_out_of_reach_prints_no_site(terminal: Terminal, site: Site) -> None:
    """An empty page about nothing looks like peace."""
    site.play("/us_state/rss", an_answer(b"", status=503))
    terminal.run(*US)
    assert not site_folder(terminal.home).exists()


def test_a_site_that_cannot_be_printed_spoils_no_check(terminal: Terminal, site: Site) -> None:
    """The alert is what counts, and it was told."""
    del site
    terminal.home.mkdir()
    site_folder(terminal.home).write_text("a file, not a folder")
    ran = terminal.run(*US)
    assert ran.status == 0
    assert "The site was not printed:" in ran.err
    assert "Site: " not in ran.out


def test_the_whole_site_can_be_printed_elsewhere(checked: Terminal, tmp_path: Path) -> None:
    """Whoever has a web server has a folder for it."""
    out = tmp_path / "www"
    ran = checked.run("site", "--out", str(out))
    assert (ran.status, ran.out.split()) == (0, ["Site:", (out / "index.html").as_uri()])
    inside, outside = site_folder(checked.home), out
    assert "../pages/" in "".join(each.read_text() for each in inside.glob("c/*.html"))
    assert "../pages/" not in "".join(each.read_text() for each in outside.glob("c/*.html"))


def test_to_ask_for_a_site_makes_no_home(terminal: Terminal) -> None:
    """A misspelt folder must not become an empty world."""
    for command in ("site", "serve"):
        assert "Nothing is known yet" in terminal.run(command).out
    assert not terminal.home.exists()


def test_a_replay_tells_how_to_look_at_it(terminal: Terminal, tmp_path: Path) -> None:
    """Who replayed months of captures wants to see them."""
    feed = SOURCES["us_state"].doors[0].target.url
    captures = write_warc(tmp_path / "captures.warc", [(0, feed, a_feed())])
    ran = terminal.run("replay", str(captures), "--home", str(tmp_path / "again"))
    told = " ".join(ran.out.split())
    assert f"To look at it: advisory-watch site --home {tmp_path / 'again'}" in told
    assert "To look at it" not in terminal.run("replay", str(captures)).out


def test_pages_are_served_with_what_the_distribution_sends(server: Server) -> None:
    """What works here and is refused there is found by readers."""
    for path, kind in (("/", "text/html; charset=utf-8"), ("/changes.json", "application/json")):
        answer, body = ask(server, path)
        assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
        assert body
        assert SECURITY_HEADERS.items() <= dict(answer.headers).items()
    answer, body = ask(server, "/d/kw.html", "HEAD")
    assert (answer.status, body) == (200, b"")


def test_the_distribution_says_the_same_of_what_a_page_may_do() -> None:
    """Two policies drift apart, and the laxer one is the true one."""
    (policy,) = resources("AWS::CloudFront::ResponseHeadersPolicy").values()
    headers = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    said = headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    assert said == SECURITY_HEADERS["Content-Security-Policy"]


def test_the_evidence_is_served_beside_the_site(server: Server) -> None:
    """The link from a page to what it is made of must work."""
    page, *_ = server.folder.glob("pages/*/*.warc.gz")
    answer, body = ask(server, f"/pages/{page.parent.name}/{page.name}")
    assert (answer.status, body) == (200, page.read_bytes())


@pytest.mark.parametrize(
    "path",
    [
        "/../ledger.sqlite",
        "/%2e%2e/ledger.sqlite",
        "/d/..%2f..%2fledger.sqlite",
        "//etc/passwd",
        "/pages/",
        "/pages/../ledger.sqlite",
        "/d/",
        "/ledger.sqlite",
        "/%00",
        "/..%5c..%5cledger.sqlite",
    ],
)
def test_nothing_else_of_the_home_is_served(server: Server, path: str) -> None:
    """A page open in the same browser may ask this port for anything."""
    answer, body = ask(server, path)
    assert answer.status == 404
    assert b"SQLite format" not in body
    assert file_of(server.folder, path) is None


def test_a_link_that_leads_out_of_the_site_is_not_followed(server: Server) -> None:
    """A link in a folder is as good as a path."""
    (site_folder(server.folder) / "out.html").symlink_to(server.folder / "ledger.sqlite")
    assert file_of(server.folder, "/out.html") is None


def test_a_port_that_is_taken_is_told_in_words(checked: Terminal, server: Server) -> None:
    """Whoever forgot the other window gets a sentence."""
    ran = checked.run("serve", "--port", str(server.server_port))
    assert ran.status == 2
    assert "--port: expected one that is free" in ran.err


def test_the_keyboard_ends_it_well(checked: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is how one leaves, and no mistake; a site that is missing is printed first."""

    def interrupted(_self: Server, _poll_interval: float = 0.5) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Server, "serve_forever", interrupted)
    (site_folder(checked.home) / "changes.json").unlink()
    ran = checked.run("serve", "--port", "0")
    assert ran.status == 0
    assert ran.out.startswith("Site: http://127.0.0.1:")
    assert (site_folder(checked.home) / "changes.json").exists()
