"""Where the recorded documents of the real publishers lie, outside the repository.

They are other people's captures (see their README), so the repository does not hold
them: a developer who has them tests against them, CI always does.
"""

import os
from pathlib import Path

import pytest

_BESIDE_THE_REPOSITORY = Path(__file__).resolve().parents[2] / "shared"


def shared(*parts: str) -> Path:
    """Return a path under the shared folder, or skip the test where there is none.

    The folder is `ADVISORY_WATCH_SHARED`, else `../shared` beside the repository. In CI
    (`CI` is set) its absence is a failure: a test that never runs protects nobody.
    """
    root = Path(os.environ.get("ADVISORY_WATCH_SHARED") or _BESIDE_THE_REPOSITORY)
    path = root.joinpath(*parts)
    if not path.exists():
        absent = f"no recorded documents at {path} (set ADVISORY_WATCH_SHARED)"
        if os.environ.get("CI"):
            pytest.fail(absent)
        pytest.skip(absent)
    return path
