"""Adding a source takes the six steps of CONTRIBUTING, and no file is edited by hand.

The tests run the program of `make new-source` in a copy of the repository. Every part must then
support the invented publisher, from parsing to the template and the bill.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from new_source import ID_MAX_CHARS, TITLE_MAX_CHARS, Refused, files_of, require_new

from support.aws.template import ROOT
from support.publishers.http_publisher import an_answer, publisher

pytestmark = pytest.mark.slow

MODULES = Path("layers/advisory_watch/src/advisory_watch/sources")
IGNORED = shutil.ignore_patterns("__pycache__", "*.egg-info", ".*", "build")
WRITTEN = [
    "README.md",
    "docs/costs.md",
    "docs/sources.md",
    f"{MODULES}/qm_lighthouse.py",
    "template.yaml",
    "tests/sources/test_qm_lighthouse.py",
    *(
        f"tests/sources/qm_lighthouse/index/{case}{ending}"
        for case in ("example", "no-destinations", "traps")
        for ending in (".json", ".reading.json")
    ),
]
EXAMPLE = "tests/sources/qm_lighthouse/index/example.json"
YELLOW = '"Kuwait", "level": 2, "words": "Increased caution", "updated": "2026-11-20T08:00:00Z"'
RED = '"Kuwait", "level": 4, "words": "Do not travel", "updated": "2026-11-21T08:00:00Z"'
TESTS = (
    *("tests/test_template.py", "tests/test_template_parameters.py", "tests/test_generated.py"),
    *("tests/test_template_schedules.py", "tests/test_docs.py"),
    *("tests/sources/test_saved_pages.py", "tests/sources/test_qm_lighthouse.py"),
    *("tests/cli/test_cli_sources.py", "tests/costs/test_prices.py"),
    "tests/cli/test_cli_cost.py::test_the_readme_shows_what_the_command_prints",
    "tests/cli/test_cli_cost.py::test_the_default_costs_less_than_a_dollar_net",
    "tests/costs/test_cost_template.py::test_each_schedule_of_the_template_is_on_the_bill",
)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the repository, and write the source."""
    copy = tmp_path_factory.mktemp("new source") / "repository"
    shutil.copytree(ROOT, copy, ignore=IGNORED)
    shutil.copy(ROOT / ".importlinter", copy)
    run(copy, "python", "tools/new_source.py", "qm_lighthouse", "Lighthouse Board")
    return copy


def run(copy: Path, *command: str, **environment: str) -> str:
    """Run one of our tools on the copy, and require success."""
    tool = Path(sys.executable).with_name(command[0])
    done = subprocess.run(  # noqa: S603 - our own tools on our own files
        [tool, *command[1:]],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy / MODULES.parents[1]), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_only_new_and_generated_files_were_touched(repository: Path) -> None:
    """A contributor who must edit one more file for a new publisher will forget it."""
    touched = sorted(
        str(path.relative_to(repository))
        for path in files(repository)
        if is_new(path, ROOT / path.relative_to(repository))
    )
    assert touched == sorted(WRITTEN)


def files(folder: Path) -> Iterator[Path]:
    """Yield the files that belong to the repository, without caches."""
    for path in folder.rglob("*"):
        if path.is_file() and not any("cache" in part for part in path.parts):
            yield path


def is_new(path: Path, original: Path) -> bool:
    """Return whether a file of the copy is new or changed."""
    return not original.exists() or path.read_bytes() != original.read_bytes()


def test_its_golden_file_lists_unreadable_items(repository: Path) -> None:
    """The contributor reviews it before the commit, so unreadable items must show in it."""
    golden = repository / "tests/sources/qm_lighthouse/index/traps.reading.json"
    snapshot = json.loads(golden.read_text())
    assert [advisory["destination"] for advisory in snapshot["advisories"]] == ["NO", "KW"]
    assert [problem["subject"] for problem in snapshot["problems"]] == [
        f"entry {number}" for number in (2, 3, 4, 5)
    ]


def test_it_follows_the_import_rules_style_and_types(repository: Path) -> None:
    """A publisher's module must follow the import rules, for example not use the network."""
    assert "0 broken" in run(repository, "lint-imports", "--no-cache")
    written = [path for path in WRITTEN if path.endswith(".py")]
    run(repository, "ruff", "check", "--no-cache", *written)
    run(repository, "ruff", "format", "--check", "--no-cache", *written)
    run(repository, "mypy", "--cache-dir", os.devnull, *written)


def test_the_tests_support_it(repository: Path) -> None:
    """The template must schedule it, and no table in a test or a document may be stale."""
    run(repository, "pytest", "-q", "-p", "no:xdist", *TESTS)


def test_every_command_supports_it(repository: Path, tmp_path: Path) -> None:
    """A source must work in every command: check, show and the list of sources."""
    home = str(tmp_path / "home")
    example = (repository / EXAMPLE).read_text()
    raised = example.replace(YELLOW, RED)
    assert raised != example
    with publisher() as site:
        settings = {"ADVISORY_WATCH_DOOR_QM_LIGHTHOUSE_INDEX": site.url("/index.json")}
        site.play("/index.json", an_answer(example.encode()))
        check = ("advisory-watch", "check", "qm_lighthouse", "--json", "--home", home)
        (first,) = map(json.loads, run(repository, *check, **settings).splitlines())
        site.play("/index.json", an_answer(raised.encode()))
        _, change, *_ = map(json.loads, run(repository, *check, **settings).splitlines())
    assert (first["source"], first["ok"], first["destinations"]) == ("qm_lighthouse", True, 6)
    assert (change["destination"], change["kind"]) == ("KW", "level_raised")
    assert (change["from_native"], change["to_native"]) == ("Increased caution", "Do not travel")
    assert "Do not travel" in run(repository, "advisory-watch", "show", "KW", "--home", home)
    assert "Lighthouse Board" in run(repository, "advisory-watch", "sources", "--markdown")


@pytest.mark.parametrize(
    ("source_id", "title", "reason"),
    [
        ("", "Lighthouse Board", "expected <country>_<publisher>"),
        ("lighthouse", "Lighthouse Board", "expected <country>_<publisher>"),
        ("qm-lighthouse", "Lighthouse Board", "expected <country>_<publisher>"),
        ("QM_lighthouse", "Lighthouse Board", "expected <country>_<publisher>"),
        ("qm_../../lighthouse", "Lighthouse Board", "expected <country>_<publisher>"),
        ("qm_" + "h" * 30, "Lighthouse Board", "at most 20 characters"),
        ("us_state", "Lighthouse Board", "found 'us_state' in layers/"),
        ("ca_gac", "Lighthouse Board", "found 'ca_gac' in layers/"),
        ("qm_lighthouse", "", "TITLE: expected a name"),
        ("qm_lighthouse", 'The "Board"', "TITLE: expected a name"),
        ("qm_lighthouse", "Board: #1", "TITLE: expected a name"),
        ("qm_lighthouse", "Board\n", "TITLE: expected a name"),
        ("qm_lighthouse", "H" * 31, "at most 30 characters"),
    ],
)
def test_a_bad_or_taken_id_is_refused(source_id: str, title: str, reason: str) -> None:
    """It would overwrite another source, or break the template only at deployment."""
    with pytest.raises(Refused, match=reason):
        require_new(ROOT, source_id, title)


def test_the_longest_id_and_title_fit_into_the_lines() -> None:
    """Otherwise the new source would fail the style check before anything is filled in."""
    source_id, title = "qm_".ljust(ID_MAX_CHARS, "h"), "H" * TITLE_MAX_CHARS
    require_new(ROOT, source_id, title)
    texts = files_of(source_id, title, "2026-11-24")
    python = [texts[path] for path in texts if path.suffix == ".py"]
    assert max(len(line) for text in python for line in text.splitlines()) <= 100


def test_a_failure_leaves_no_file_behind(repository: Path, tmp_path: Path) -> None:
    """Half a source would fail tests that say nothing of the cause."""
    copy = shutil.copytree(repository, tmp_path / "repository", ignore=IGNORED)
    readme = copy / "README.md"
    readme.write_text(readme.read_text().replace("<!-- /sources -->", ""))
    before = sorted(files(copy))
    tool = [sys.executable, "tools/new_source.py", "qm_other", "Other Board"]
    done = subprocess.run(  # noqa: S603 - our own tool on our own files
        tool, cwd=copy, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "expected one part 'sources' between markers, found 0" in done.stderr
    assert sorted(files(copy)) == before
