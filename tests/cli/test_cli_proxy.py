"""A proxy in the environment is named: the address guard does not see behind it."""

import pytest

from advisory_watch.bootstrap.web import proxies_of
from advisory_watch.sources import SOURCES
from support.publishers.http_publisher import Site
from support.terminal import Terminal

PROXY = "http://ann:secret@proxy.example:3128"


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_doctor_names_a_proxy(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The owner may not know that a login script set it. Its password is never shown."""
    monkeypatch.setenv(name, PROXY)
    terminal.home.mkdir()
    (line,) = [line for line in terminal.run("doctor", "--json").lines if line["about"] == "proxy"]
    assert line["concern"] == "look"
    assert "proxy.example" in line["found"]
    assert "secret" not in line["found"]
    assert "NO_PROXY" in line["todo"]


def test_without_a_proxy_doctor_says_nothing_of_it(terminal: Terminal) -> None:
    """Most computers have none."""
    terminal.home.mkdir()
    assert "proxy" not in [line["about"] for line in terminal.run("doctor", "--json").lines]


def test_a_check_names_a_proxy_that_it_uses(
    terminal: Terminal, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only for the sources of this check; hosts in `NO_PROXY` are reached directly."""
    monkeypatch.setenv("HTTP_PROXY", PROXY)
    assert "proxy" not in terminal.run("check", "us_state", "--json").err
    assert site.asked
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("HTTP_PROXY", site.url("/").replace("http://", "http://ann:secret@"))
    ran = terminal.run("check", "us_state", "--json")
    assert "the guard against private addresses cannot see" in ran.err
    assert "secret" not in ran.err


def test_hosts_without_a_proxy_are_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    """A company may route only some publishers through its proxy."""
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    assert proxies_of([SOURCES["us_state"]]) == ("proxy.example",)
    monkeypatch.setenv("NO_PROXY", ".state.gov")
    assert proxies_of([SOURCES["us_state"]]) == ()
