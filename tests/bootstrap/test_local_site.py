"""The site on a laptop: its links to evidence, and builds by several processes."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from advisory_watch.bootstrap.local import open_home
from advisory_watch.bootstrap.local_site import (
    home_publisher,
    laptop_site_builder,
    moved,
    revisions,
    site_folder,
)
from advisory_watch.bootstrap.settings import Settings
from advisory_watch.bootstrap.web import sources
from advisory_watch.core.advisory import Severity
from advisory_watch.site.build import StaticSiteBuilder
from support.builders import a_record, a_version, an_advisory

CODES = ("DE", "FR", "GB", "IE", "KW", "NP", "NZ", "RU", "UA", "US")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Record the US advice for ten destinations."""
    with open_home(tmp_path) as home:
        for code in CODES:
            advisory = an_advisory(Severity.CAUTION, destination=code)
            home.ledger.record(a_record(advisory), a_version(advisory), None)
    return tmp_path


def files(folder: Path) -> Mapping[str, bytes]:
    """Return the files of a folder."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("processors", [1, 2])
def test_any_number_of_processes_builds_every_page(
    home: Path, monkeypatch: pytest.MonkeyPatch, processors: int
) -> None:
    """Sites that depend on the machine could not be compared."""
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    with open_home(home) as opened:
        list(home_publisher(home, site_folder(home), opened).whole())
    printed = files(site_folder(home))
    assert {f"{code.lower()}.html" for code in CODES} <= set(printed)


@pytest.mark.parametrize(
    ("out", "url"), [("site", ".."), ("a/b", "../.."), (".", "."), ("../elsewhere", "")]
)
def test_evidence_is_linked_only_within_the_home(tmp_path: Path, out: str, url: str) -> None:
    """A path outside the home is useless on a server, and reveals the names of private folders."""
    site_builder = laptop_site_builder(tmp_path / "home", tmp_path / "home" / out)
    assert isinstance(site_builder, StaticSiteBuilder)
    assert (site_builder.config.evidence_url, site_builder.config.has_alerts) == (url, False)


def test_a_record_written_in_between_counts_as_moved(home: Path) -> None:
    """Records without an alert count too: a pending candidate is shown as unconfirmed."""
    wanted = sources(["us_state"], Settings())
    with open_home(home) as opened:
        before = revisions(opened, wanted)
        advisory = an_advisory(Severity.CAUTION, destination="KW")
        opened.ledger.record(a_record(advisory, revision=2), None, None)
        assert moved(before, revisions(opened, wanted)) == ("KW",)
