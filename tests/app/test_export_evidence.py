"""The exhibit of one alert, which can be checked without any of our programs."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisory_watch.adapters.kms import KmsSigner
from advisory_watch.core.errors import ArchiveError, UsageError
from support.fakes.kms import FakeKms
from support.scenarios.verified_home import VerifiedHome

TOOLS = ("bash", "gunzip", "sha256sum", "jq", "python3", "openssl")

COMMAND = re.compile(r"^    \$ (.+)\n    (.+)$", re.MULTILINE)
"""A command in the instructions and its expected answer."""


@pytest.fixture
def proven(tmp_path: Path) -> Iterator[VerifiedHome]:
    """Open a home with two alerts."""
    proven = VerifiedHome(tmp_path / "home")
    yield proven
    proven.close()


def write(proven: VerifiedHome, alert_id: str, folder: Path) -> str:
    """Write an exhibit and return its instructions."""
    folder.mkdir()
    for file in proven.export_evidence().files(alert_id):
        (folder / file.path).write_bytes(file.body)
    return (folder / "README.txt").read_text()


def answers(folder: Path, instructions: str) -> list[tuple[str, str, str]]:
    """Run every command of the instructions; return it with its expected and real answer."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"needs {', '.join(missing)}")
    ran = []
    for command, answer in COMMAND.findall(instructions):
        found = subprocess.run(  # noqa: S603 - what our own instructions say
            ["bash", "-c", command],  # noqa: S607
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        ran.append((command, answer, found.stdout.strip() + found.stderr.strip()))
    return ran


def test_every_command_gives_the_answer_that_it_must(proven: VerifiedHome, tmp_path: Path) -> None:
    """The instructions are the proof: a command that fails proves nothing."""
    first, second = proven.live().alerts()
    for alert in (first, second):
        folder = tmp_path / alert.id
        ran = answers(folder, write(proven, alert.id, folder))
        assert len(ran) == 10
        assert [result for result in ran if result[1] != result[2]] == []


def test_a_signature_of_kms_is_checked_with_openssl_too(
    proven: VerifiedHome, tmp_path: Path
) -> None:
    """A court has openssl but no AWS account."""
    proven.signer = KmsSigner(FakeKms(), "arn")
    proven.live()
    assert proven.issue_lines() == []
    instructions = write(proven, proven.alerts()[0].id, tmp_path / "out")
    ran = answers(tmp_path / "out", instructions)
    assert [result for result in ran if result[1] != result[2]] == []
    assert [result for result in ran if result[1] == "Verified OK"]


def test_a_changed_exhibit_gives_another_answer(proven: VerifiedHome, tmp_path: Path) -> None:
    """Otherwise the commands might give the same answer for any input."""
    alert = proven.live().alerts()[0]
    instructions = write(proven, alert.id, tmp_path / "out")
    for name in ("version-000002.json", "manifest.json"):
        path = tmp_path / "out" / name
        path.write_bytes(path.read_bytes().replace(b"us_state", b"us_State", 1))
    wrong = [
        command
        for command, expected, found in answers(tmp_path / "out", instructions)
        if expected != found
    ]
    assert [line.partition(" ")[0] for line in wrong[:2]] == ["sha256sum", "sha256sum"]
    assert any("openssl pkeyutl" in line for line in wrong)


def test_without_a_manifest_it_says_so(proven: VerifiedHome, tmp_path: Path) -> None:
    """An unsigned version must not pass for a signed one."""
    alert = proven.live().alerts()[1]
    shutil.rmtree(proven.folder / "manifests")
    assert "4. No manifest names this version yet" in write(proven, alert.id, tmp_path / "out")


def test_a_manifest_without_a_signature_is_called_unsigned(
    proven: VerifiedHome, tmp_path: Path
) -> None:
    """A manifest without a signature must not pass for a signed one."""
    alert = proven.live().alerts()[0]
    (proven.folder / "manifests" / "2026-09-01.sig").unlink()
    instructions = write(proven, alert.id, tmp_path / "out")
    assert "It has no signature" in instructions
    assert "openssl dgst" not in instructions


def test_the_exhibit_has_all_versions_up_to_the_manifest(
    proven: VerifiedHome, tmp_path: Path
) -> None:
    """Another version may have been recorded between an alert and its manifest."""
    alert = proven.live().alerts()[0]
    (proven.folder / "manifests" / "2026-09-01.json").unlink()
    ran = answers(tmp_path / "out", write(proven, alert.id, tmp_path / "out"))
    assert len(list((tmp_path / "out").glob("version-*.json"))) == 3
    assert [result for result in ran if result[1] != result[2]] == []


def test_an_unknown_alert_id_is_refused(proven: VerifiedHome) -> None:
    """The error must name the expected input."""
    with pytest.raises(UsageError, match="expected the id of an alert"):
        list(proven.export_evidence().files("0123456789abcdef"))


def test_an_alert_without_its_version_or_page_is_no_exhibit(proven: VerifiedHome) -> None:
    """Half a proof proves nothing."""
    first, second = proven.live().alerts()
    proven.page_of(2).unlink()
    with pytest.raises(ArchiveError):
        list(proven.export_evidence().files(first.id))
    proven.run_sql("DELETE FROM version WHERE destination = 'KW' AND number = 3")
    with pytest.raises(UsageError, match="expected a version that owes"):
        list(proven.export_evidence().files(second.id))
