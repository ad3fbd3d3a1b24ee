"""Locate the recorded documents of the real publishers, which are outside the repository.

They are other people's captures (see their README), so the repository does not include them.
Developers who have them test against them; CI always does.
"""

import os
from pathlib import Path

import pytest

_BESIDE_THE_REPOSITORY = Path(__file__).resolve().parents[3] / "shared"


def shared(*parts: str) -> Path:
    """Return a path in the shared folder, or skip the test if it is absent.

    The folder is `ADVISORY_WATCH_SHARED`, by default `../shared` next to the repository. In CI
    (`CI` is set) a missing folder is a failure: a test that never runs protects no user.
    """
    root = Path(os.environ.get("ADVISORY_WATCH_SHARED") or _BESIDE_THE_REPOSITORY)
    path = root.joinpath(*parts)
    if not path.exists():
        absent = f"no recorded documents at {path} (set ADVISORY_WATCH_SHARED)"
        if os.environ.get("CI"):
            pytest.fail(absent)
        pytest.skip(absent)
    return path
