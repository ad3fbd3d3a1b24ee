"""The layers of the package: each import contract detects a violation."""

import ast
import configparser
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.aws.template import ROOT

LIBRARY = ROOT / "layers" / "advisory_watch"
PACKAGE = LIBRARY / "src" / "advisory_watch"
CONTRACTS = ROOT / ".importlinter"

PLANTS = {
    "rooms": ("core/advisory.py", "advisory_watch.parsing.documents"),
    "core": ("core/advisory.py", "time"),
    "core-packages": ("core/advisory.py", "advisory_watch.core.detection.engine"),
    "parsing": ("parsing/documents.py", "socket"),
    "sources": ("sources/us_state/rss.py", "selectolax"),
    "sources-apart": ("sources/us_state/rss.py", "advisory_watch.sources.another"),
    "app": ("app/dispatcher.py", "logging"),
    "site": ("site/rendering/config.py", "time"),
    "adapters-apart": ("adapters/sns.py", "advisory_watch.adapters.s3"),
    "adapters": ("adapters/sqs.py", "advisory_watch.core.detection.engine"),
    "cli": ("cli/show.py", "advisory_watch.adapters.sqlite"),
    "aws-clients": ("cli/show.py", "boto3"),
    "aws-errors": ("app/dispatcher.py", "botocore"),
    "web": ("sources/us_state/rss.py", "requests"),
    "greenlet": ("app/check.py", "greenlet"),
    "documents": ("sources/us_state/rss.py", "defusedxml"),
    "stored-values": ("core/record.py", "msgspec"),
    "templates": ("cli/show.py", "jinja2"),
    "warc": ("adapters/sqs.py", "warcio"),
    "sqlite": ("adapters/filesystem.py", "sqlite3"),
    "yaml": ("cli/show.py", "yaml"),
    "signatures": ("adapters/filesystem.py", "cryptography"),
    "terminal": ("app/check.py", "rich"),
    "apprise": ("cli/show.py", "apprise"),
    "powertools": ("app/check.py", "aws_lambda_powertools"),
}
"""For each contract, a file of the package and an import that the contract must reject."""

MODULES = {"pyyaml": "yaml"}
"""The import names of distributions whose import name differs."""

NOT_IMPORTED = {"tzdata"}
"""Data that the standard library finds by itself."""

HANDLERS_MAY_IMPORT = (
    "advisory_watch.app",
    "advisory_watch.core.errors",
    "advisory_watch.bootstrap",
    "aws_lambda_powertools",
    "collections",
    "typing",
)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Copy the library with one more source, so that a test can break its contracts."""
    ignored = shutil.ignore_patterns("__pycache__")
    copy = shutil.copytree(PACKAGE, tmp_path / "advisory_watch", ignore=ignored)
    (copy / "sources" / "another.py").touch()
    return tmp_path


def lint(house: Path, contract: str) -> subprocess.CompletedProcess[str]:
    """Check the copy of the library against one contract."""
    command = Path(sys.executable).with_name("lint-imports")
    options = ("--no-cache", "--no-logo", "--config", str(CONTRACTS), "--contract", contract)
    environment = {**os.environ, "PYTHONPATH": str(house)}
    return subprocess.run(  # noqa: S603, our own tool on our own files
        [str(command), *options],
        cwd=house,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("contract", PLANTS)
def test_a_planted_import_breaks_its_contract(house: Path, contract: str) -> None:
    """A contract that no import can break protects nothing."""
    place, forbidden = PLANTS[contract]
    path = house / "advisory_watch" / place
    path.write_text(f"{path.read_text()}\nimport {forbidden}\n")
    result = lint(house, contract)
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"-> {forbidden} (l." in result.stdout


def test_every_contract_has_its_plant() -> None:
    """A misspelt contract checks nothing; only a planted import shows it."""
    config = configparser.ConfigParser()
    config.read(CONTRACTS)
    prefix = "importlinter:contract:"
    written = {
        section.removeprefix(prefix) for section in config.sections() if section.startswith(prefix)
    }
    assert written == set(PLANTS)


def test_every_dependency_has_one_place() -> None:
    """A library that is used everywhere cannot be replaced, and its failures appear everywhere."""
    project = tomllib.loads((LIBRARY / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    declared = [*project["dependencies"], *(name for extra in extras for name in extra)]
    named = (requirement.partition(">")[0].replace("-", "_") for requirement in declared)
    names = {MODULES.get(name, name) for name in named}
    config = configparser.ConfigParser()
    config.read(CONTRACTS)
    places = [config.get(section, "protected_modules", fallback="") for section in config]
    places.append(config["importlinter:contract:powertools"]["forbidden_modules"])  # the handlers
    placed = " ".join(places)
    assert names - NOT_IMPORTED <= set(placed.split())


@pytest.mark.parametrize("path", sorted(ROOT.glob("functions/*/*.py")), ids=str)
def test_a_handler_imports_only_what_is_allowed(path: Path) -> None:
    """A handler that calls AWS itself contains code that no other test reaches."""
    assert forbidden_in_a_handler(path.read_text()) == []


@pytest.mark.parametrize(
    "name", ["boto3", "advisory_watch.core.detection", "advisory_watch.adapters"]
)
def test_a_forbidden_import_of_a_handler_is_found(name: str) -> None:
    """The rule for handlers must be able to fail, too."""
    assert forbidden_in_a_handler(f"from {name} import anything") == [f"{name}.anything"]


def forbidden_in_a_handler(source: str) -> list[str]:
    """Return the imports of a source text that a handler may not have."""
    return [name for name in imported(source) if not name.startswith(HANDLERS_MAY_IMPORT)]


def imported(source: str) -> Iterator[str]:
    """Yield the full name of every import of a source text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
