"""Test that each engine is loaded when it is first needed."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "unloaded"),
    [
        ("advisory_watch.adapters.http", {"requests", "urllib3", "pycurl"}),
        ("advisory_watch.adapters.http.curl_engine", {"requests", "urllib3"}),
        ("advisory_watch.adapters.http.requests_engine", {"pycurl"}),
    ],
)
def test_an_engine_that_is_not_needed_is_not_loaded(module: str, unloaded: set[str]) -> None:
    """Loading requests takes as long as a thousand unchanged pages."""
    program = f"import sys, {module}; print(*sys.modules)"
    process = subprocess.run(  # noqa: S603, our own program
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert module in process.stdout.split()
    assert unloaded.isdisjoint(process.stdout.split())
