"""Adding a source takes the six steps of CONTRIBUTING, and no other change.

The tests add an invented publisher to a copy of the repository: its module, its entry in the
register, and its tests. Every part of the program must then support it, from parsing to replay.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.aws.template import ROOT
from support.publishers.http_publisher import an_answer, publisher

NEWCOMER = Path(__file__).parent / "newcomer"
SOURCES = Path("layers/advisory_watch/src/advisory_watch/sources")
NEEDED = (
    "layers",
    "tests",
    "docs",
    "functions",
    "pyproject.toml",
    ".importlinter",
    "template.yaml",
)
IGNORED = shutil.ignore_patterns("__pycache__", "*.egg-info", ".*_cache")

FLAGS = {
    **dict.fromkeys(("Norway", "Chad", "Peru", "Japan", "Kenya"), "green"),
    "Kuwait": "yellow",
}
"""Enough harbours for a plausible list. Their dates are fixed, whenever this test runs."""


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Take steps 2 to 5 in a copy of the repository; pytest writes the golden file."""
    copy = tmp_path_factory.mktemp("new source")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=IGNORED)
        else:
            shutil.copy(ROOT / name, copy / name)
    shutil.copy(NEWCOMER / "zz_harbour.py.txt", copy / SOURCES / "zz_harbour.py")
    register(copy / SOURCES / "__init__.py")
    documents = copy / "tests" / "sources" / "zz_harbour" / "list"
    documents.mkdir(parents=True)
    shutil.copy(NEWCOMER / "flags.json", documents / "flags.json")
    run(
        copy,
        "pytest",
        "-q",
        "-p",
        "no:xdist",
        "tests/sources/test_saved_pages.py",
        "--update-golden",
    )
    return copy


def register(path: Path) -> None:
    """Add the module to the two lists of the register."""
    text = path.read_text()
    for known, added in (
        ("    us_state,\n)", "    us_state,\n    zz_harbour,\n)"),
        ("us_state.SOURCE,", "us_state.SOURCE,\n            zz_harbour.SOURCE,"),
    ):
        assert known in text
        text = text.replace(known, added, 1)
    path.write_text(text)


def run(copy: Path, *command: str, **environment: str) -> str:
    """Run one of our tools on the copy, and require success."""
    tool = Path(sys.executable).with_name(command[0])
    done = subprocess.run(  # noqa: S603 - our own tools on our own files
        [tool, *command[1:]],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy / SOURCES.parents[1]), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_nothing_but_module_register_and_tests_was_touched(repository: Path) -> None:
    """A contributor who must edit one more file for a new publisher will forget it."""
    touched = sorted(
        str(path.relative_to(repository))
        for path in files(repository)
        if is_new(path, ROOT / path.relative_to(repository))
    )
    assert touched == [
        str(SOURCES / "__init__.py"),
        str(SOURCES / "zz_harbour.py"),
        "tests/sources/zz_harbour/list/flags.json",
        "tests/sources/zz_harbour/list/flags.reading.json",
    ]


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
    golden = repository / "tests/sources/zz_harbour/list/flags.reading.json"
    snapshot = json.loads(golden.read_text())
    assert [advisory["destination"] for advisory in snapshot["advisories"]] == ["NO", "KW"]
    assert [problem["subject"] for problem in snapshot["problems"]] == ["harbour 3", "harbour 4"]


def test_it_follows_the_import_rules(repository: Path) -> None:
    """A publisher's module must follow the import rules, for example not use the network."""
    assert "0 broken" in run(repository, "lint-imports", "--no-cache")
    run(repository, "ruff", "check", "--no-cache", str(SOURCES))
    run(repository, "pytest", "-q", "-p", "no:xdist", "tests/sources/test_saved_pages.py")


def test_every_command_supports_it(repository: Path, tmp_path: Path) -> None:
    """A source must work in every command: check, show and the list of sources."""
    home = str(tmp_path / "home")
    with publisher() as site:
        settings = {"ADVISORY_WATCH_DOOR_ZZ_HARBOUR_LIST": site.url("/harbours.json")}
        site.play("/harbours.json", an_answer(flags()))
        check = ("advisory-watch", "check", "zz_harbour", "--json", "--home", home)
        (first,) = map(json.loads, run(repository, *check, **settings).splitlines())
        site.play("/harbours.json", an_answer(flags(Kuwait="red")))
        _, raised, *_ = map(json.loads, run(repository, *check, **settings).splitlines())
    assert (first["source"], first["ok"], first["destinations"]) == ("zz_harbour", True, len(FLAGS))
    assert (raised["destination"], raised["kind"]) == ("KW", "level_raised")
    assert (raised["from_native"], raised["to_native"]) == ("yellow", "red")
    assert "red" in run(repository, "advisory-watch", "show", "KW", "--home", home)
    assert "Harbour Office" in run(repository, "advisory-watch", "sources", "--markdown")


def flags(**hoisted: str) -> bytes:
    """Write the list of harbours; `hoisted` names harbours that have changed their flag since."""
    return json.dumps(
        [
            {
                "harbour": name,
                "flag": hoisted.get(name, flag),
                "hoisted": f"2026-11-2{1 if name in hoisted else 0}T08:00:00Z",
            }
            for name, flag in FLAGS.items()
        ]
    ).encode()
