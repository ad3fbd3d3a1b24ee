"""The modules that a check on a laptop must not load; each adds milliseconds to every check."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from pathlib import Path
from advisory_watch.bootstrap.local import open_check, open_home
from advisory_watch.bootstrap.web import sources

wanted = sources(sys.argv[2:])
with open_home(Path(sys.argv[1])) as home, open_check(home, wanted) as check:
    for outcome in check.run(wanted):
        print(outcome.reason, file=sys.stderr)
print(*sys.modules)
"""

UNUSED = {
    *("requests", "urllib3", "http.client", "ssl"),  # libcurl fetches
    "certifi",  # only for https
    *("warcio", "advisory_watch.adapters.warc"),  # only to archive a new page
    *("email.utils", "xml.etree", "defusedxml", "_strptime"),  # only to parse
    *("advisory_watch.parsing.feed", "advisory_watch.sources.us_embassies"),  # of other sources
    "advisory_watch.core.departure",
    *("advisory_watch.app.recorder", "advisory_watch.app.snapshot_judge"),  # only to judge
    *("advisory_watch.core.detection.engine", "advisory_watch.core.detection.confirm"),
    *("advisory_watch.core.detection.rules", "advisory_watch.core.detection.snapshot"),
    *("advisory_watch.core.alert", "advisory_watch.core.record", "advisory_watch.core.fingerprint"),
    *("advisory_watch.app.partition_dispatcher", "advisory_watch.core.partition"),
    *("advisory_watch.core.messages", "advisory_watch.core.evidence", "advisory_watch.core.ingest"),
    *("advisory_watch.core.doctor_facts", "advisory_watch.core.system_health"),
    *("advisory_watch.adapters.memory", "advisory_watch.app.probe", "advisory_watch.app.ingest"),
}


def loaded(home: Path, *sources: str, **environment: str) -> set[str]:
    """Check sources that nobody serves; return the names of all loaded modules."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    doors = {f"ADVISORY_WATCH_DOOR_{door}": url for door in ("UK_FCDO_INDEX", "JP_MOFA_FEED")}
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM, str(home), *sources],
        env={"PYTHONPATH": os.pathsep.join(sys.path), **doors, **environment},
        capture_output=True,
        check=True,
        text=True,
    )
    assert ran.stderr.count("expected an answer from http://127.0.0.1") == len(sources)
    return set(ran.stdout.split())


def test_a_check_loads_only_what_it_uses(tmp_path: Path) -> None:
    """Loading requests takes as long as requesting a thousand pages.

    The first check reads the records; the second has nothing to judge.
    """
    loaded(tmp_path, "uk_fcdo", "jp_mofa")
    assert loaded(tmp_path, "uk_fcdo", "jp_mofa") & UNUSED == set()


@pytest.mark.parametrize(
    ("sources", "environment"),
    [(["jp_mofa"], {}), (["uk_fcdo"], {"http_proxy": "http://127.0.0.1:1"})],
    ids=["a single document", "a proxy"],
)
def test_requests_is_loaded_where_it_is_used(
    tmp_path: Path, sources: list[str], environment: dict[str, str]
) -> None:
    """A check of single documents and one behind a proxy go through requests."""
    assert "requests" in loaded(tmp_path, *sources, **environment)
