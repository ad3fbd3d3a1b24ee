"""`site` and `serve`, and the site that a check writes."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from shutil import copytree
from threading import Thread

import pytest

from advisory_watch.bootstrap.local_site import site_folder
from advisory_watch.cli.serve import Server, file_of
from advisory_watch.core.web_file import SECURITY_HEADERS
from advisory_watch.sources import SOURCES
from support.aws.template import resources
from support.publishers.http_publisher import Site, an_answer
from support.publishers.us_feed import a_feed, a_raise
from support.publishers.warc_files import write_warc
from support.terminal import Terminal

US = ("check", "us_state")


@pytest.fixture
def checked(terminal: Terminal, raised: bytes) -> Terminal:
    """Check twice; the second check records a raise of Kuwait."""
    del raised
    return terminal


@pytest.fixture
def server(checked: Terminal) -> Iterator[Server]:
    """Serve the home on a free port."""
    with Server(checked.home, 0) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def ask(server: Server, path: str, method: str = "GET") -> tuple[HTTPResponse, bytes]:
    """Send a request like a browser, but with the path unchanged."""
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.putrequest(method, path)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def moments(folder: Path) -> dict[str, int]:
    """Return the modification time of every file."""
    return {path.name: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_a_check_ends_with_the_address_of_the_site(terminal: Terminal, site: Site) -> None:
    """A user who ran one command should not need another one to see the site."""
    del site
    ran = terminal.run(*US)
    page = site_folder(terminal.home) / "index.html"
    assert ran.out.split()[-2:] == ["Site:", page.as_uri()]
    assert page.exists()


def test_json_output_has_no_site_address(terminal: Terminal, site: Site) -> None:
    """A line that is not JSON breaks the program that reads the output."""
    del site
    ran = terminal.run(*US, "--json")
    assert [line for line in ran.out.splitlines() if not isinstance(json.loads(line), dict)] == []
    assert site_folder(terminal.home).exists()


@pytest.mark.usefixtures("read_once")
def test_a_check_writes_only_changed_pages(terminal: Terminal, site: Site) -> None:
    """Writing the whole site takes seconds, and a check runs every few minutes."""
    before = moments(site_folder(terminal.home))
    site.play("/us_state/rss", an_answer(a_feed(KW=a_raise())))
    terminal.run(*US)
    after = moments(site_folder(terminal.home))
    written = {name for name, moment in after.items() if moment != before.get(name)}
    pages = {name for name in written if len(name) == len("kw.html") and name.endswith("html")}
    assert pages == {"kw.html"}
    assert "index.html" in written


def test_a_failed_first_check_writes_no_site(terminal: Terminal, site: Site) -> None:
    """An empty page would look like a world without warnings."""
    site.play("/us_state/rss", an_answer(b"", status=503))
    terminal.run(*US)
    assert not site_folder(terminal.home).exists()


def test_a_site_that_cannot_be_written_fails_no_check(terminal: Terminal, site: Site) -> None:
    """The alert matters most, and it must be sent even if the site cannot be written."""
    del site
    terminal.home.mkdir()
    site_folder(terminal.home).write_text("a file, not a folder")
    ran = terminal.run(*US)
    assert ran.status == 0
    assert "The site was not printed:" in ran.err
    assert "Site: " not in ran.out


def test_the_whole_site_can_be_written_elsewhere(checked: Terminal, tmp_path: Path) -> None:
    """A user with a web server needs the site in its folder."""
    out = tmp_path / "www"
    ran = checked.run("site", "--out", str(out))
    assert (ran.status, ran.out.split()) == (0, ["Site:", (out / "index.html").as_uri()])
    inside, outside = site_folder(checked.home), out
    assert "../pages/" in "".join(page.read_text() for page in inside.glob("c/*.html"))
    assert "../pages/" not in "".join(page.read_text() for page in outside.glob("c/*.html"))


def test_site_and_serve_create_no_home(terminal: Terminal) -> None:
    """A mistyped folder must not become an empty home."""
    for command in ("site", "serve"):
        assert "Nothing is known yet" in terminal.run(command).out
    assert not terminal.home.exists()


def test_a_replay_names_the_site_command(terminal: Terminal, tmp_path: Path) -> None:
    """A user who replays months of captures wants to see the pages."""
    feed = SOURCES["us_state"].endpoints[0].target.url
    captures = write_warc(tmp_path / "captures.warc", [(0, feed, a_feed())])
    ran = terminal.run("replay", str(captures), "--home", str(tmp_path / "again"))
    told = " ".join(ran.out.split())
    assert f"To look at it: advisory-watch site --home {tmp_path / 'again'}" in told
    assert "To look at it" not in terminal.run("replay", str(captures)).out


def test_pages_are_served_with_the_headers_of_the_distribution(server: Server) -> None:
    """A page that works here and is blocked by the distribution would fail for readers."""
    for path, kind in (("/", "text/html; charset=utf-8"), ("/changes.json", "application/json")):
        answer, body = ask(server, path)
        assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
        assert body
        assert SECURITY_HEADERS.items() <= dict(answer.headers).items()
    answer, body = ask(server, "/d/kw.html", "HEAD")
    assert (answer.status, body) == (200, b"")


def test_the_distribution_has_the_same_content_policy() -> None:
    """If the two policies differ, the laxer one is the one that protects."""
    (policy,) = resources("AWS::CloudFront::ResponseHeadersPolicy", "site.yaml").values()
    config = policy["ResponseHeadersPolicyConfig"]
    origins = config["CorsConfig"]["AccessControlAllowOrigins"]["Items"]
    assert origins == [SECURITY_HEADERS["Access-Control-Allow-Origin"]]
    headers = config["SecurityHeadersConfig"]
    said = headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    assert said == SECURITY_HEADERS["Content-Security-Policy"]


def test_the_evidence_is_served_with_the_site(server: Server) -> None:
    """The link from a page to its evidence must work."""
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
    """Any page open in the same browser can send requests to this port."""
    answer, body = ask(server, path)
    assert answer.status == 404
    assert b"SQLite format" not in body
    assert file_of(server.folder, path) is None


def test_a_link_that_leads_out_of_the_site_is_not_followed(server: Server) -> None:
    """A symbolic link must not lead out of the folder, like any other path."""
    (site_folder(server.folder) / "out.html").symlink_to(server.folder / "ledger.sqlite")
    assert file_of(server.folder, "/out.html") is None


def test_a_port_in_use_is_an_error_message(checked: Terminal, server: Server) -> None:
    """A user who has another server running needs a message, not a traceback."""
    ran = checked.run("serve", "--port", str(server.server_port))
    assert ran.status == 2
    assert "--port: expected one that is free" in ran.err


def test_ctrl_c_stops_the_server(checked: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is the normal way to stop; a missing site is written first."""

    def interrupted(_self: Server, _poll_interval: float = 0.5) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Server, "serve_forever", interrupted)
    (site_folder(checked.home) / "changes.json").unlink()
    ran = checked.run("serve", "--port", "0")
    assert ran.status == 0
    assert ran.out.startswith("Site: http://127.0.0.1:")
    assert (site_folder(checked.home) / "changes.json").exists()


@pytest.mark.parametrize("name", ["notes.txt", ".git", "index.html"])
def test_a_folder_of_other_files_is_refused(checked: Terminal, tmp_path: Path, name: str) -> None:
    """`--out ~` must not spread two hundred pages over a user's documents."""
    out = tmp_path / "out"
    out.mkdir()
    (out / name).write_text("mine")
    ran = checked.run("site", "--out", str(out))
    assert ran.status == 2
    assert f"found {out} with '{name}' in it" in ran.err
    assert [path.name for path in out.iterdir()] == [name]
    assert checked.run("site", "--out", str(checked.home)).status == 2


def test_a_folder_of_its_own_is_used_again(checked: Terminal, tmp_path: Path) -> None:
    """A run that was interrupted, or one of an earlier release, left a folder that is ours."""
    interrupted, earlier = tmp_path / "interrupted", tmp_path / "earlier"
    assert checked.run("site", "--out", str(interrupted)).status == 0
    copytree(interrupted, earlier)
    (interrupted / "changes.json").unlink()
    (earlier / ".advisory-watch-site").unlink()
    for out in (interrupted, earlier):
        assert checked.run("site", "--out", str(out)).status == 0
        assert (out / "changes.json").exists()


def test_a_file_is_no_folder(checked: Terminal, tmp_path: Path) -> None:
    """The message names the path, which may be mistyped."""
    (tmp_path / "file").touch()
    ran = checked.run("site", "--out", str(tmp_path / "file"))
    assert ran.status == 2
    assert "expected a folder that can be written" in ran.err
