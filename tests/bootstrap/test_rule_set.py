"""The version of the rule set: what changes it, and what does not."""

import token
import tokenize
from io import BytesIO
from pathlib import Path
from shutil import copytree, ignore_patterns
from threading import Thread

import grimp
import pytest

from advisory_watch.bootstrap import rule_set
from advisory_watch.bootstrap.rule_set import (
    JUDGING,
    PACKAGE,
    code_of,
    judging_files,
    rule_set_version,
)
from advisory_watch.sources import SOURCES

SOURCE = "us_state"
FILES = sorted({file for source in SOURCES for file in judging_files(source)})


def edited_version(home: Path, file: str, old: str, new: str) -> int:
    """Return the version of a copy of the program in which a file was edited."""
    package = copytree(PACKAGE, home / "package", ignore=ignore_patterns("__pycache__"))
    before = (package / file).read_text()
    assert old in before
    (package / file).write_text(before.replace(old, new, 1))
    return rule_set_version(SOURCE, package)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("core/thresholds.py", "MASS_SHARE", "\n\n# a comment\nMASS_SHARE"),
        ("core/detection/rules/doubt.py", "Real case: the most", "Real case: many of the most"),
        ("core/detection/comparison.py", "True if the level of this copy is graver.", "Graver."),
        ("core/messages/sms.py", "HOST_MAX_CHARS = 60", "HOST_MAX_CHARS = 61"),
        ("sources/uk_fcdo.py", "order=", "order=1 + "),
    ],
    ids=["lines and comments", "docstring of a rule", "line of prose", "message", "other source"],
)
def test_what_no_page_depends_on_keeps_the_version(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    """After a correction of prose, two hundred pages must not be read again."""
    assert edited_version(tmp_path, file, old, new) == rule_set_version(SOURCE)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("core/thresholds.py", "MASS_SHARE = ", "MASS_SHARE = 2 * "),
        ("core/detection/rules/doubt.py", "if comparison.copy.is_stub", "if not comparison"),
        ("core/detection/rules/graver.py", 'WRONG_DATE = "wrong_date"\n', "\n"),
        ("core/destinations/fips10_4.csv", ",KW,", ",KP,"),
        ("core/departure/lexicon.csv", "leave,leave|depart", "leave,leave|go"),
        ("core/text.py", "return ", "return not "),
        ("parsing/html.py", "return text", "return not text"),
        ("sources/us_state/rss.py", "return ", "return not "),
    ],
    ids=[
        "threshold",
        "rule",
        "removed rule",
        "table",
        "phrase",
        "shared function",
        "shared parser",
        "parser",
    ],
)
def test_what_a_page_depends_on_changes_the_version(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    """Otherwise a page that is read wrongly stays so until its publisher changes it."""
    assert edited_version(tmp_path, file, old, new) != rule_set_version(SOURCE)


def test_the_version_is_the_same_in_every_place(tmp_path: Path) -> None:
    """Otherwise every check would read every page again."""
    assert edited_version(tmp_path, "__init__.py", "", "") == rule_set_version(SOURCE)


def test_every_source_has_a_version_of_its_own() -> None:
    """A page that the old parser could not read must be read by the new one."""
    assert len({rule_set_version(source) for source in SOURCES}) == len(SOURCES)


def test_all_that_judges_a_page_is_in_the_version() -> None:
    """A rule that used a file outside of it could change, and its pages stay as they are."""
    graph = grimp.build_graph("advisory_watch", exclude_type_checking_imports=True)
    roots = [f"advisory_watch.sources.{source}" for source in SOURCES]
    used = {"advisory_watch.core.detection.policy", *roots}
    for root in tuple(used):
        used |= graph.find_upstream_modules(root)
    modules = {".".join(file.relative_to(PACKAGE).with_suffix("").parts) for file in FILES}
    judging = {f"advisory_watch.{module}".removesuffix(".__init__") for module in modules}
    assert used - judging <= {"advisory_watch", "advisory_watch.sources"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_only_prose_is_left_out(file: Path) -> None:
    """A string that a rule uses must count, even if it has the quotes of a docstring."""
    text = file.read_bytes()
    if file.suffix == ".py":
        assert tokens_of(code_of(text)) == tokens_of(text)
    else:
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith(b"#")]
        assert code_of(text).split(b"\n")[1:] in (lines, [*lines, b""])


LAYOUT = {token.ENCODING, token.COMMENT, token.NL, token.NEWLINE, token.INDENT, token.DEDENT}


def tokens_of(code: bytes) -> list[str]:
    """Return the tokens of a program, without layout, comments and docstrings."""
    tokens = list(tokenize.tokenize(BytesIO(code).readline))
    kept = [found for found in tokens if found.type not in {token.COMMENT, token.NL}]
    return [
        found.string
        for before, found, after in zip(kept, kept[1:], kept[2:], strict=False)
        if found.type not in LAYOUT
        and not (
            found.type == token.STRING
            and before.type in LAYOUT
            and after.type == token.NEWLINE
            and found.string.startswith('"""')
        )
    ]


def test_sources_side_by_side_read_the_shared_files_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seven threads that read them at once took a fifth of a check."""
    reads: list[tuple[str, ...]] = []
    other = Thread(target=rule_set_version, args=("uk_fcdo", tmp_path))

    def read_program(patterns: tuple[str, ...], _package: Path) -> bytes:
        reads.append(patterns)
        if len(reads) == 1:
            other.start()
            other.join(timeout=0.05)  # it waits for this thread
        return b""

    monkeypatch.setattr(rule_set, "_read_program", read_program)
    rule_set_version("us_state", tmp_path)
    other.join()
    assert reads.count(JUDGING) == 1
