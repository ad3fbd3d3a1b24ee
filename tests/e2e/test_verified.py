"""The stack signs a manifest with its own key, and its whole record verifies.

This file runs last, so that it verifies all alerts and corrections sent before.
"""

import json
import subprocess
from typing import Any

import pytest

from e2e.progress import note
from e2e.stack import Item, Stack
from support.aws.template import ROOT, event


@pytest.fixture(scope="session")
def verified(second_check: Item, watch: Stack) -> list[dict[str, Any]]:
    """Sign with the role of the template; verify with the operator's program."""
    del second_check
    sealed = watch.invoke("SealFunction", event("seal"))
    assert sealed["failures"] == 0  # a run at 23:15 UTC finds the manifest of the schedule
    program = str(ROOT / ".venv" / "bin" / "advisory-watch")
    command = [program, "verify", "--all", "--stack", "watch", "--json"]
    completed = subprocess.run(command, check=False, capture_output=True, text=True)
    note(f"verify: status {completed.returncode}, {completed.stdout.splitlines()[-1]}")
    return [json.loads(line) for line in completed.stdout.splitlines()]


def test_everything_holds_and_is_signed_by_the_key_of_the_stack(
    verified: list[dict[str, Any]],
) -> None:
    """A role with too few permissions writes no manifest, and moto does not check permissions."""
    *issues, total = verified
    assert [issue for issue in issues if issue["weight"] != "note"] == []
    assert (total["holds"], total["manifests"], len(total["signed_by"])) == (True, 1, 64)
    assert total["chained"] == total["versions"] > 200
