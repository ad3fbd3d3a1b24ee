"""Run the command line in this process, with a publisher on this machine."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisory_watch.core.advisory import Severity
from advisory_watch.sources import SOURCES
from support.builders import an_advisory
from support.publishers.http_publisher import Site, an_answer, publisher
from support.publishers.us_feed import a_feed, a_raise
from support.scenarios.home import start_from_copy
from support.scenarios.recorded_ledger import AVOID_ALL, CAUTION, LEVEL_1, record
from support.terminal import Terminal


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Open a publisher that serves every endpoint, with only the American feed."""
    with publisher() as site:
        for source in SOURCES.values():
            for endpoint in source.endpoints:
                variable = f"ADVISORY_WATCH_DOOR_{source.id}_{endpoint.id}".upper()
                monkeypatch.setenv(variable, site.url(f"/{source.id}/{endpoint.id}"))
        site.play("/us_state/rss", an_answer(a_feed(), ETag='"1"'))
        yield site


@pytest.fixture
def terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """Run commands at a new home, with output 80 characters wide that is not a terminal."""
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "XDG_DATA_HOME", "ADVISORY_WATCH_CONTACT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ADVISORY_WATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    # Sites in tests are small: starting worker processes takes longer than writing the pages.
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    return Terminal(capsys=capsys, home=tmp_path / "home")


@pytest.fixture(scope="session")
def kept_homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the homes that many tests start from."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def read_once(terminal: Terminal, site: Site, kept_homes: Path) -> None:
    """Check the feed for the first time, which writes the whole site."""
    assert site
    start_from_copy(kept_homes / "read", terminal.home, lambda: terminal.run("check", "us_state"))


@pytest.fixture
def raised(terminal: Terminal, site: Site, kept_homes: Path) -> bytes:
    """Record a raise of Kuwait today; return the document with the raise."""
    document = a_feed(KW=(issue := a_raise()))

    def watch() -> None:
        terminal.run("check", "us_state")
        site.play("/us_state/rss", an_answer(document))
        terminal.run("check", "us_state")

    start_from_copy(kept_homes / f"raised-{issue.issued_on}", terminal.home, watch)
    site.play("/us_state/rss", an_answer(document))
    return document


@pytest.fixture
def apart(terminal: Terminal) -> None:
    """Record a warning by Canada, three days after the US was first read at its lowest level."""
    record(terminal.home, LEVEL_1, an_advisory(Severity.NORMAL, text="Said again."))
    record(terminal.home, CAUTION, AVOID_ALL)
