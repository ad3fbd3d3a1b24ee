"""The modules that each function may load before its first event.

The test checks a list, because load times vary from day to day.
"""

import json
import os
import subprocess
import sys

import pytest

from support.aws.template import ROOT

SDK = {"boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3", "certifi"}
"""The session and its clients, which every function needs."""

LOGGING = {"aws_lambda_powertools", "typing_extensions"}
READING = {"defusedxml", "selectolax"}
"""Packages to parse what publishers write; requests and libcurl come with the first fetch."""

STORED = {"msgspec"}
"""What reads and writes stored values."""

SPEEDUPS = {"simplejson", "_cython_3_3_0", "cython_runtime", "chardet"}
"""Optional packages that others load if installed."""

PACKAGES = {
    "channels": SDK | LOGGING | STORED | READING,
    "check": SDK | LOGGING | STORED,
    "notify": SDK | LOGGING | STORED,
    "seal": SDK | LOGGING | STORED,
    "site": SDK | LOGGING | STORED | READING | {"jinja2", "markupsafe"},
}
"""The third-party packages of each function."""

ROOMS = {
    "check": {
        *("core", "parsing", "sources"),
        *("adapters.dynamodb", "adapters.http", "adapters.s3", "adapters.threads"),
        *(
            "app.check",
            "app.check_mark",
            "app.document_fetcher",
            "app.fetch_batch",
            "app.fetch_result",
            "app.polite_fetcher",
            "app.politeness",
            "app.ports",
        ),
        *(
            "app.results",
            "app.server_clock",
            "app.source_fetcher",
            "app.source_health",
            "app.stored_state",
        ),
        *("bootstrap.check_function", "bootstrap.runtime", "bootstrap.settings", "bootstrap.web"),
        *("bootstrap.pages", "bootstrap.rule_set"),
    },
    "notify": {
        *("core", "adapters.dynamodb", "adapters.sns", "adapters.sqs"),
        *(
            "app.alert_queue",
            "app.delivery",
            "app.dispatcher",
            "app.ports",
            "app.system_check",
        ),
        *("bootstrap.messages", "bootstrap.notify_function", "bootstrap.runtime"),
        *("bootstrap.schedules", "bootstrap.settings"),
    },
}
"""Our own modules, by prefix, for the two functions whose speed people notice."""

UNUSED = {
    "check": {
        *("core.messages", "core.digest", "core.change_log", "core.views", "core.subscription"),
        *("core.departure", "core.doctor_facts", "core.evidence.chain"),
        *("core.detection.engine", "core.detection.rules", "core.detection.snapshot"),
        *("core.alert", "core.record", "core.partition", "core.ingest", "core.system_health"),
        *("parsing", "sources.uk_fcdo"),
    },
    "notify": {
        *("core.detection", "core.doctor_facts", "core.evidence.chain", "core.departure"),
        *("core.change_log", "core.web_file", "core.messages", "core.source", "core.partition"),
    },
}
"""Modules that they must not load: those of others, and the readers of texts, until one comes."""

PROGRAM = "import json, sys, app; print(json.dumps(sorted(sys.modules)))"

BATCH = "from aws_lambda_powertools.utilities import batch; "
"""What a handler loads with the first batch."""

LEFT_OUT = {"aws_lambda_powertools.event_handler"}
"""What the build removes from installed packages (`functions/Makefile`)."""


def loaded(function: str, program: str = PROGRAM) -> set[str]:
    """Import a handler in a new Python process; return the names of all loaded modules."""
    process = subprocess.run(  # noqa: S603, our own program
        [sys.executable, "-c", program],
        cwd=ROOT / "functions" / function,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([".", *sys.path])},
        capture_output=True,
        check=True,
    )
    return set(json.loads(process.stdout))


def within(names: set[str], beginnings: set[str]) -> set[str]:
    """Return the names that equal a prefix or are below one."""
    return {
        name for name in names if any(f"{name}.".startswith(f"{prefix}.") for prefix in beginnings)
    }


@pytest.mark.parametrize("function", sorted(PACKAGES))
def test_a_function_loads_no_package_it_does_not_use(function: str) -> None:
    """Each package adds milliseconds to every cold start, and the cause is hard to find later."""
    ours = {"__main__", "__mp_main__", "app", "advisory_watch", "sitecustomize"}  # Debian's
    packages = {name.partition(".")[0] for name in loaded(function)}
    foreign = packages - set(sys.stdlib_module_names) - SPEEDUPS - ours
    assert {package for package in foreign if not package.startswith("_")} - PACKAGES[
        function
    ] == set()


@pytest.mark.parametrize("function", sorted(ROOMS))
def test_a_function_loads_no_module_it_does_not_use(function: str) -> None:
    """A check runs three hundred times a day, and must not load the modules of the digest."""
    named = within(loaded(function), {"advisory_watch"})
    ours = {name.removeprefix("advisory_watch.") for name in named}
    houses = {"advisory_watch", "adapters", "app", "bootstrap"}
    assert ours - houses - within(ours, ROOMS[function]) == set()
    assert within(ours, UNUSED[function]) == set()


@pytest.mark.parametrize("function", sorted(PACKAGES))
def test_a_function_does_without_what_the_build_leaves_out(function: str) -> None:
    """Here everything is installed, so that only a deployed function would fail."""
    assert within(loaded(function, BATCH + PROGRAM), LEFT_OUT) == set()
    rules = (ROOT / "functions" / "Makefile").read_text()
    assert all(f"$(ARTEFACT)/{name.replace('.', '/')}\n" in rules for name in LEFT_OUT)


def test_every_function_has_a_list_of_packages() -> None:
    """A new function without a list could load anything."""
    assert set(PACKAGES) == {path.parent.name for path in ROOT.glob("functions/*/app.py")}
