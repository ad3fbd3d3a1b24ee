"""Every command on a terminal that does not know all letters, or that cannot be written to."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest

from advisory_watch.cli import COMMANDS, main
from advisory_watch.cli.streams import prepare_streams
from advisory_watch.core.advisory import Severity
from support.builders import an_advisory
from support.publishers.http_publisher import Site
from support.scenarios.recorded_ledger import record, what
from support.terminal import Terminal

ENCODINGS = ("ascii", "cp1252", "latin-1", "cp437", "koi8-r", "shift_jis", "utf-16")

FOREIGN = "Avoid all travel → “Türkiye” … 危険 Ж"
"""Words of a publisher that no single code page has."""

TYPED = {
    "check": ["us_state"],
    "show": ["Türkiye"],
    "verify": ["--all"],
    "export": ["0123456789abcdef", "--out", "new"],
    "retract": ["0123456789abcdef", "--reason", FOREIGN],
    "replay": ["no-such-file-Ж.warc.gz"],
    "subscribe": ["email", "Ж@example.org"],
    "unsubscribe": ["Ж@example.org"],
    "watch": ["--install-hint"],
}
"""Arguments of the commands that need some."""

SILENT = {"serve", "departure"}
"""Commands that run until they are interrupted, or print nothing for an empty input."""


@pytest.fixture
def home(terminal: Terminal, site: Site, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Record advice in foreign letters, by two governments that differ."""
    assert site.url("/")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    record(terminal.home, an_advisory(Severity.NORMAL, destination="TR"))
    record(terminal.home, what("ca_gac", Severity.DO_NOT_TRAVEL, FOREIGN, destination="TR"))
    return terminal.home


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a command wrote to strict streams of an encoding."""

    status: int
    out: str
    err: str


Run = Callable[..., Printed]


@pytest.fixture
def run_in(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command whose output and error are strict streams of an encoding."""

    def run(encoding: str, *arguments: str) -> Printed:
        with monkeypatch.context() as patched:
            out = TextIOWrapper(BytesIO(), encoding=encoding)
            err = TextIOWrapper(BytesIO(), encoding=encoding, errors="backslashreplace")
            patched.setattr(sys, "stdout", out)
            patched.setattr(sys, "stderr", err)
            patched.setattr(sys, "stdin", StringIO(""))
            try:
                status = main(arguments)
            except SystemExit as ended:  # argparse ends the program itself
                status = int(ended.code or 0)
            for stream in (out, err):
                stream.seek(0)
            return Printed(status=status, out=out.read(), err=err.read())

    return run


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["person", "program"])
@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in SILENT])
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_no_command_fails_for_a_letter(
    run_in: Run, encoding: str, command: str, form: list[str]
) -> None:
    """A serial console or cron must not turn advice into a traceback."""
    printed = run_in(encoding, command, *TYPED.get(command, []), *form)
    assert printed.out + printed.err
    assert printed.status in {0, 1, 2}


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_words_stay_readable(run_in: Run, encoding: str) -> None:
    """Question marks in place of `Türkiye` would hide which country it is."""
    shown = run_in(encoding, "show", "TR").out
    assert shown.startswith(("Türkiye (TR)", "Turkiye (TR)"))
    assert "Avoid all travel" in shown


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_programs_lose_no_letter(run_in: Run, encoding: str) -> None:
    """JSON has an escape for every letter: the data must be the same in every encoding."""
    found = json.loads(run_in(encoding, "compare", "TR", "--json").out)
    assert found["name"] == "Türkiye"
    assert found["words"][1]["native_level"] == FOREIGN


@pytest.mark.parametrize("handler", ["backslashreplace", "replace", "xmlcharrefreplace"])
def test_a_chosen_handler_stays(handler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user who sets `PYTHONIOENCODING=ascii:replace` has a reason."""
    stream = TextIOWrapper(BytesIO(), encoding="ascii", errors=handler)
    monkeypatch.setattr(sys, "stdout", stream)
    prepare_streams()
    assert stream.errors == handler


def test_errors_stay_readable_too(run_in: Run) -> None:
    """An escape in place of a letter hides the name of the country."""
    err = run_in("ascii", "show", "Türkei").err
    assert "found 'Turkei'; did you mean Turkiye (TR)?" in err


def test_a_lone_surrogate_is_printed(run_in: Run) -> None:
    """A path may have bytes that are no text; Python's form of them is no UTF-8."""
    assert "/no/such/?" in run_in("utf-8", "show", "TR", "--home", "/no/such/\udcff").out


def test_a_table_keeps_its_columns_in_ascii(home: Path, run_in: Run) -> None:
    """A letter that becomes two must not push a row over the edge of the screen."""
    record(home, an_advisory(Severity.NORMAL, native_level="Straße " * 6, destination="AT"))
    table = run_in("ascii", "show", "AT").out.partition("* or before")[0].splitlines()
    assert any("Strasse" in line for line in table)
    assert max(map(len, table)) <= 80


def ran(command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a shell, in which `$0` is Python."""
    return subprocess.run(  # noqa: S603 - our own program
        ["/bin/sh", "-c", command, sys.executable],
        env={**os.environ, "NO_PROXY": "127.0.0.1", **variables},
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
    )


@pytest.mark.parametrize(
    "variables",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1252:strict"},
        {"PYTHONIOENCODING": ":strict"},
    ],
    ids=lambda variables: "-".join(variables.values()),
)
@pytest.mark.parametrize("arguments", ["demo", "show Türkei"])
def test_no_setting_of_the_encoding_ends_in_a_traceback(
    arguments: str, variables: dict[str, str]
) -> None:
    """The settings reach the streams before our code runs."""
    done = ran(f'"$0" -m advisory_watch.cli {arguments}', **variables)
    assert "Traceback" not in done.stderr
    assert done.returncode == (2 if "Türkei" in arguments else 0)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252:strict"])
def test_departure_reads_utf8_on_any_terminal(encoding: str) -> None:
    """JSON is UTF-8; a line in another encoding is named, and the others are answered."""
    text = 'printf \'{"id": "ü", "text": "Leave now."}\\n\\377\\n\''
    done = ran(f'{text} | "$0" -m advisory_watch.cli departure --json', PYTHONIOENCODING=encoding)
    assert json.loads(done.stdout)["id"] == "ü"
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "line 2: expected a JSON object in UTF-8" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ("show Rusia 2>&-", 2),
        ("show Rusia 2>/dev/full", 2),
        ("chek 2>/dev/full", 2),
        ("show 2>/dev/full", 2),
        ("departure 2>/dev/full <<E\n{\nE\n", 2),
        ("sources 2>&1 >/dev/full", 2),
    ],
)
def test_a_closed_or_full_stream_has_no_traceback(arguments: str, status: int) -> None:
    """The exit status still tells a script what happened."""
    done = ran(f'"$0" -m advisory_watch.cli {arguments}')
    assert (done.returncode, "Traceback" in done.stdout + done.stderr) == (status, False)


def test_a_closed_pipe_of_errors_is_quiet() -> None:
    """`advisory-watch show Rusia 2>&1 | true` ends without a traceback."""
    done = ran('{ "$0" -m advisory_watch.cli show Rusia 2>&1; echo $? >&3; } 3>&2 | true')
    assert done.stderr.strip() in {"2", "141"}
