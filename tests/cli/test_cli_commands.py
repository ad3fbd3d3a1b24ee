"""The list of commands: each is one module, and only the chosen one is loaded."""

import re
import subprocess
import sys
from pathlib import Path

import advisory_watch.cli
from advisory_watch.cli import COMMANDS
from support.terminal import Terminal

PROGRAM = """
import sys
from contextlib import suppress
from advisory_watch.cli import main
with suppress(SystemExit):
    main(["compare", "--help"])
print(*sorted(sys.modules))
"""


def test_every_module_with_a_parser_is_a_command() -> None:
    """A command that is missing from the list cannot be called."""
    modules = Path(advisory_watch.cli.__file__).parent.glob("*.py")
    found = {
        path.stem.replace("_", "-")
        for path in modules
        if "\ndef add_arguments(" in path.read_text()
    }
    assert found == set(COMMANDS)


def test_the_help_lists_every_command_in_order(terminal: Terminal) -> None:
    """New users learn the commands from `--help`."""
    lines = re.findall(r"^    ([\w-]+)", terminal.run("--help").out, re.MULTILINE)
    assert lines == list(COMMANDS)


def test_only_the_chosen_command_is_loaded() -> None:
    """`check` runs every few minutes on a laptop, and must not load the price list."""
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True
    )
    loaded = set(ran.stdout.split())
    assert "advisory_watch.cli.compare" in loaded
    assert {"advisory_watch.cli.cost", "advisory_watch.cli.check"} & loaded == set()


def test_an_unknown_command_is_refused_with_the_list(terminal: Terminal) -> None:
    """The list shows the right spelling."""
    ran = terminal.run("chek")
    assert ran.status == 2
    assert all(name in ran.err for name in COMMANDS)
