"""What each function may load before its first event: a list, since a time depends on the day."""

import json
import os
import subprocess
import sys

import pytest

from template import ROOT

SDK = {"boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3", "certifi"}
"""The session and its clients, which no function can do without."""

LOGGING = {"aws_lambda_powertools", "typing_extensions"}
READING = {"defusedxml", "httptools", "requests", "charset_normalizer", "idna", "selectolax"}
"""To fetch what publishers write, and to read it."""

SPEEDUPS = {"simplejson", "_cython_3_3_0", "cython_runtime", "chardet"}
"""What others load by themselves where it happens to be installed."""

PACKAGES = {
    "check": SDK | LOGGING | READING | {"warcio"},
    "notify": SDK | LOGGING,
    "digest": SDK | LOGGING | READING,
    "seal": SDK | LOGGING | READING,
    "site": SDK | LOGGING | READING | {"jinja2", "markupsafe"},
    "work": SDK | LOGGING | READING | {"warcio"},
}
"""The third parties of each function."""

ROOMS = {
    "check": {
        *("core", "parsing", "sources", "metrics"),
        *("adapters.dynamodb", "adapters.s3", "adapters.threads", "adapters.warc", "adapters.web"),
        *("app.asking", "app.check", "app.doors", "app.evidence", "app.gathered", "app.opinions"),
        *("app.outcomes", "app.ports", "app.recalling", "app.recording", "app.remembering"),
        *("wiring.cloud", "wiring.cloud_environment", "wiring.moments", "wiring.own_hosts"),
        *("wiring.settings", "adapters.parts_queue", "app.handing"),
    },
    "notify": {
        *("core", "metrics", "adapters.dynamodb", "adapters.sns"),
        *("app.deliveries", "app.pacing", "app.ports", "app.relay", "app.settling"),
        *("wiring.cloud_environment", "wiring.cloud_notify", "wiring.mail", "wiring.moments"),
    },
}
"""Our own modules by the beginnings of their names, for the two that people wait for."""

UNUSED = {
    "check": {"core.messages", "core.digest", "core.chronicle", "core.dossiers", "core.audience"},
    "notify": {"core.verdicts.judge", "core.departure", "core.digest", "core.chronicle"},
}
"""What of the core they must leave alone: `core` as such is free to grow."""

PROGRAM = "import json, sys, app; print(json.dumps(sorted(sys.modules)))"


def loaded(function: str) -> set[str]:
    """Import a handler in a Python of its own; return the names of all modules it then has."""
    told = subprocess.run(  # noqa: S603, our own program
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT / "functions" / function,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([".", *sys.path])},
        capture_output=True,
        check=True,
    )
    return set(json.loads(told.stdout))


def within(names: set[str], beginnings: set[str]) -> set[str]:
    """Return the names that are one of the beginnings, or lie below one."""
    return {name for name in names if any(f"{name}.".startswith(f"{each}.") for each in beginnings)}


@pytest.mark.parametrize("function", sorted(PACKAGES))
def test_a_function_loads_no_package_it_does_not_use(function: str) -> None:
    """Each costs every new function its milliseconds, and nobody sees which one it was."""
    ours = {"__main__", "__mp_main__", "app", "advisory_watch"}
    packages = {name.partition(".")[0] for name in loaded(function)}
    foreign = packages - set(sys.stdlib_module_names) - SPEEDUPS - ours
    assert {each for each in foreign if not each.startswith("_")} - PACKAGES[function] == set()


@pytest.mark.parametrize("function", sorted(ROOMS))
def test_a_function_loads_no_room_it_does_not_enter(function: str) -> None:
    """What the digest needs is no affair of a check that runs three hundred times a day."""
    named = within(loaded(function), {"advisory_watch"})
    ours = {name.removeprefix("advisory_watch.") for name in named}
    houses = {"advisory_watch", "adapters", "app", "wiring"}
    assert ours - houses - within(ours, ROOMS[function]) == set()
    assert within(ours, UNUSED[function]) == set()


def test_every_function_has_its_list() -> None:
    """A new one would be free to load everything."""
    assert set(PACKAGES) == {each.parent.name for each in ROOT.glob("functions/*/app.py")}
