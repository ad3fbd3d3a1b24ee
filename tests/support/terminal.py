"""Run the command line as a person or a program uses it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from advisory_watch.cli import main


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
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

    def run(self, *arguments: str) -> Ran:
        """Run one command."""
        self.capsys.readouterr()
        try:
            status = main(arguments)
        except SystemExit as ended:  # argparse ends the program itself
            status = int(ended.code or 0)
        out, err = self.capsys.readouterr()
        return Ran(status=status, out=out, err=err)
