"""`advisory-watch cost`: the bill of the real template, for people and programs."""

from pathlib import Path

import pytest

from support.aws.template import ROOT
from support.terminal import Terminal


@pytest.fixture(autouse=True)
def repository(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in the folder of the template."""
    monkeypatch.chdir(ROOT)


def test_the_readme_shows_what_the_command_prints(terminal: Terminal) -> None:
    """Readers decide by this table; update it with the output of the command."""
    ran = terminal.run("cost", "--markdown")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.strip() in (ROOT / "docs" / "costs.md").read_text()


def test_the_default_costs_less_than_a_dollar_net(terminal: Terminal) -> None:
    """The README promises it on its first page."""
    *lines, month = terminal.run("cost", "--json").lines
    assert sum(line["usd"] for line in lines) == pytest.approx(month["usd"])
    assert month["usd"] - month["free_usd"] < 1


def test_a_line_says_where_its_price_is_from(terminal: Terminal) -> None:
    """A reader who doubts a price needs the page it comes from."""
    for line in terminal.run("cost", "--json", "--sms", "DE=1").lines[:-1]:
        assert line["price_from"].startswith("https://aws.amazon.com/")
        assert line["driver"]
        assert line["price_certainty"] in ("sure", "likely", "unsure")


def test_the_table_names_uncertain_prices(terminal: Terminal) -> None:
    """A person sees the total first, so its uncertainty must be shown with it."""
    out = " ".join(terminal.run("cost", "--sms", "us=2", "--sms", "US=1").out.split())
    assert "3 × " in out
    assert "changes every few months" in out
    assert "dollars a month at list price" in out


def test_settings_change_the_bill(terminal: Terminal) -> None:
    """Owners use the command to choose settings."""

    def usd(*settings: str) -> float:
        return float(terminal.run("cost", "--json", *settings).lines[-1]["usd"])

    default = usd()
    assert usd("--site") > default
    assert usd("--email", "1000") > default
    assert usd("--webhook", "1000") > default
    assert usd("--changes", "5000") > default
    assert usd("--interval", "60") < default
    assert usd("--sources", "us_state") < default
    assert usd("--sources", "none") < usd("--sources", "us_state")
    assert usd("--sms", "US=1") > default + 2
    assert usd("--sms", "US=1", "--us-number", "10dlc") > default + 3


def test_the_readme_has_the_cost_of_partitions(terminal: Terminal) -> None:
    """Few need this mode, and a wrong figure would be the reason to use it."""
    summary = terminal.run("cost", "--markdown", "--parameter", "WideFromDocuments=100").out
    assert summary.splitlines()[-1].strip("*") in (ROOT / "docs" / "costs.md").read_text()


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (["--sms", "ZZ=1"], "with a known price (CA, DE, FR, GB, US), found 'ZZ=1'"),
        (["--sources", "utopia"], "found 'utopia'"),
        (["--parameter", "Nothing=1"], "found Nothing"),
        (
            ["--parameter", "WideFromDocuments=many"],
            "expected a number, 0 or more, found 'many'",
        ),
        (["--template", "nowhere.yaml"], "expected the template at nowhere.yaml"),
        (["--sms", "US"], "expected COUNTRY=N"),
        (["--parameter", "Site"], "expected NAME=VALUE"),
        (["--email", "-1"], "expected 0 or more"),
        (["--email", "x"], "expected 0 or more, found 'x'"),
        (["--parameter", "CheckSchedules=off"], "CheckSchedules: expected 2 rates, found 1"),
        (["--interval", "0"], "expected 1 minute or more"),
    ],
)
def test_a_mistake_is_reported(settings: list[str], reason: str, terminal: Terminal) -> None:
    """A bill for other settings than requested is worse than an error."""
    ran = terminal.run("cost", *settings)
    assert ran.status == 2
    assert reason in ran.err


def test_without_a_repository_the_template_must_be_named(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The installed library does not include the template."""
    monkeypatch.chdir(tmp_path)
    assert "or name it with --template" in terminal.run("cost").err
    assert terminal.run("cost", "--template", str(ROOT / "template.yaml")).status == 0
