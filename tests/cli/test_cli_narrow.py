"""Tables on a narrow terminal: a phone, a split screen, a serial console."""

import pytest

from advisory_watch.cli.demo import LABEL
from advisory_watch.core.advisory import Severity
from support.builders import an_advisory
from support.publishers.http_publisher import Site
from support.scenarios.recorded_ledger import AVOID_ALL, record
from support.terminal import Terminal

WORDS = "Level 1: Exercise Normal Precautions"


@pytest.fixture
def narrow(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Return a terminal 40 columns wide, and a home with the advice of two governments."""
    record(terminal.home, an_advisory(Severity.NORMAL))
    record(terminal.home, AVOID_ALL)
    monkeypatch.setenv("COLUMNS", "40")
    return terminal


def words_of(text: str) -> str:
    """Join the lines of an output."""
    return " ".join(text.split())


def test_show_keeps_the_words(narrow: Terminal) -> None:
    """The publisher's words are the answer: they must not be squeezed out by dates."""
    table = narrow.run("show", "KW").out.partition("They differ")[0]
    assert f"their words {WORDS}" in words_of(table)
    assert "their words Avoid all travel" in words_of(table)
    assert max(map(len, table.splitlines())) <= 40


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("command", "row"),
    [
        (["compare"], "Kuwait (KW) steps 3 highest Canada: Avoid all travel lowest US: Level 1"),
        (["check", "us_state"], "us_state door rss read yes destinations 150"),
        (["cost"], "sum dollars"),
    ],
    ids=lambda value: value[0],
)
def test_every_table_becomes_a_list(narrow: Terminal, command: list[str], row: str) -> None:
    """A column without its words is worse than a long list."""
    assert row in words_of(narrow.run(*command).out)


def test_the_label_of_the_demonstration_is_never_cut(narrow: Terminal) -> None:
    """No reader may leave a country because of an invented warning."""
    shown = words_of(narrow.run("demo").out)
    assert shown.startswith(LABEL)
    assert shown.endswith(LABEL)


def test_a_wide_terminal_keeps_the_table(
    narrow: Terminal, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table is quicker to read where it fits."""
    assert site.url("/")
    monkeypatch.setenv("COLUMNS", "80")
    assert "us_state rss yes 150" in words_of(narrow.run("check", "us_state").out)
