"""Run the command line as a person or a program uses it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from advisory_watch.cli import main


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult:
    """The exit status and output of a command."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The JSON objects that the command printed."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Runs commands in this process; they keep ledger and archive in `home`."""

    capsys: pytest.CaptureFixture[str]
    home: Path

    def run(self, *arguments: str) -> CommandResult:
        """Run one command."""
        self.capsys.readouterr()
        try:
            status = main(arguments)
        except SystemExit as ended:  # argparse ends the program itself
            status = int(ended.code or 0)
        out, err = self.capsys.readouterr()
        return CommandResult(status=status, out=out, err=err)
