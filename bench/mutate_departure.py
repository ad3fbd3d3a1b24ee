#!/usr/bin/env python3
"""Disables each field of a directive in turn, and names the first test that fails without it.

usage: mutate_departure.py [MUTATION …]

Prints a table `mutation | first failing test`. The exit status is 1 if a field can be ignored
without a failing test. Each mutation runs in a separate process.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

import pytest
from mutate_rules import ROOT, TESTS, FirstFailure, is_caught, say

from advisory_watch.core.departure import leaving, missions, parse
from advisory_watch.core.departure.directive import (
    Addressee,
    Directive,
    Place,
    Polarity,
    Reality,
    Speaker,
    Time,
)

FOLDER = TESTS / "core" / "departure"
APPLY = "--apply"


def _ignore(name: str, value: object) -> Callable[[], None]:
    """Return a mutation after which every directive has one value in a field."""

    def mutate() -> None:
        def build(**fields: object) -> Directive:
            return Directive(**(fields | {name: value}))  # type: ignore[arg-type]

        for module in (leaving, missions):
            module.Directive = build  # type: ignore[attr-defined]

    return mutate


def _keep_all() -> None:
    """Drop nothing that a later sentence ends or denies."""
    parse.in_force = lambda found: [
        finding for _, finding in found if isinstance(finding, Directive)
    ]


MUTATIONS: Mapping[str, Callable[[], None]] = {
    "none": lambda: None,
    "speaker": _ignore("speaker", Speaker.PUBLISHER),
    "addressee": _ignore("addressee", Addressee.EVERYONE),
    "polarity": _ignore("polarity", Polarity.AFFIRMED),
    "reality": _ignore("reality", Reality.INSTRUCTION),
    "place": _ignore("place", Place.WHOLE),
    "time": _ignore("time", Time.OPEN),
    "words": _ignore("words", ""),
    "in_force": _keep_all,
}


def mutate(name: str) -> int:
    """Apply one mutation, run the tests up to the first failure, and print the result."""
    MUTATIONS[name]()
    plugin = FirstFailure()
    options = ["-x", "-q", "--tb=no", "-p", "no:xdist", f"--rootdir={ROOT}"]
    status = pytest.main([*options, str(FOLDER)], plugins=[plugin])
    say(json.dumps({"changed": 1, "status": int(status), "failed": plugin.name}))
    return 0


def main(names: Sequence[str]) -> int:
    """Ignore each field, or only the named ones, and print the table."""
    survived = 0
    for name in list(names) or list(MUTATIONS):
        command = [sys.executable, __file__, APPLY, name]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        result = json.loads(done.stdout.strip().splitlines()[-1])
        expected = is_caught(result) is not (name == "none")
        survived += not expected
        say(f"{name:<10} | {result['failed'] or 'no test fails'}")
    return int(bool(survived))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(mutate(arguments[1]) if arguments[:1] == [APPLY] else main(arguments))
