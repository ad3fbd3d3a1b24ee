"""One alert, taken elsewhere: whoever has none of our programs can check it."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisory_watch.adapters.kms import KmsSigner
from advisory_watch.core.errors import ArchiveError, UsageError
from kms import HonestKms
from proven import Proven

TOOLS = ("bash", "gunzip", "sha256sum", "jq", "python3", "openssl")

COMMAND = re.compile(r"^    \$ (.+)\n    (.+)$", re.MULTILINE)
"""A command of the instructions, and the answer it must give."""


@pytest.fixture
def proven(tmp_path: Path) -> Iterator[Proven]:
    """Open a home with two alerts."""
    proven = Proven(tmp_path / "home")
    yield proven
    proven.close()


def write(proven: Proven, alert_id: str, folder: Path) -> str:
    """Write an exhibit, and return its instructions."""
    folder.mkdir()
    for file in proven.exhibiting().files(alert_id):
        (folder / file.path).write_bytes(file.body)
    return (folder / "README.txt").read_text()


def answers(folder: Path, instructions: str) -> list[tuple[str, str, str]]:
    """Run every command as a person types it; return each with both answers."""
    missing = [each for each in TOOLS if shutil.which(each) is None]
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


def test_every_command_gives_the_answer_that_it_must(proven: Proven, tmp_path: Path) -> None:
    """The instructions are the proof: one that does not work proves nothing."""
    first, second = proven.live().alerts()
    for alert in (first, second):
        folder = tmp_path / alert.id
        ran = answers(folder, write(proven, alert.id, folder))
        assert len(ran) == 10
        assert [each for each in ran if each[1] != each[2]] == []


def test_a_signature_of_kms_is_checked_with_openssl_too(proven: Proven, tmp_path: Path) -> None:
    """A court has openssl, and no account at AWS."""
    proven.signer = KmsSigner(HonestKms(), "arn")
    proven.live()
    assert proven.said() == []
    instructions = write(proven, proven.alerts()[0].id, tmp_path / "out")
    ran = answers(tmp_path / "out", instructions)
    assert [each for each in ran if each[1] != each[2]] == []
    assert [each for each in ran if each[1] == "Verified OK"]


def test_what_was_changed_in_an_exhibit_gives_another_answer(
    proven: Proven, tmp_path: Path
) -> None:
    """Or the commands could say the same whatever they are shown."""
    alert = proven.live().alerts()[0]
    instructions = write(proven, alert.id, tmp_path / "out")
    for name in ("version-000002.json", "manifest.json"):
        path = tmp_path / "out" / name
        path.write_bytes(path.read_bytes().replace(b"us_state", b"us_State", 1))
    wrong = [
        command for command, said, found in answers(tmp_path / "out", instructions) if said != found
    ]
    assert [each.partition(" ")[0] for each in wrong[:2]] == ["sha256sum", "sha256sum"]
    assert any("openssl pkeyutl" in each for each in wrong)


def test_without_a_manifest_it_says_so(proven: Proven, tmp_path: Path) -> None:
    """Nobody may take for signed what is not."""
    alert = proven.live().alerts()[1]
    shutil.rmtree(proven.folder / "manifests")
    assert "4. No manifest names this version yet" in write(proven, alert.id, tmp_path / "out")


def test_a_manifest_without_its_signature_is_called_one(proven: Proven, tmp_path: Path) -> None:
    """Likewise."""
    alert = proven.live().alerts()[0]
    (proven.folder / "manifests" / "2026-09-01.sig").unlink()
    instructions = write(proven, alert.id, tmp_path / "out")
    assert "It has no signature" in instructions
    assert "openssl dgst" not in instructions


def test_versions_up_to_the_one_that_the_manifest_names_go_along(
    proven: Proven, tmp_path: Path
) -> None:
    """Between an alert and its manifest another may have been recorded."""
    alert = proven.live().alerts()[0]
    (proven.folder / "manifests" / "2026-09-01.json").unlink()
    ran = answers(tmp_path / "out", write(proven, alert.id, tmp_path / "out"))
    assert len(list((tmp_path / "out").glob("version-*.json"))) == 3
    assert [each for each in ran if each[1] != each[2]] == []


def test_what_is_no_alert_about_a_destination_is_refused(proven: Proven) -> None:
    """The message says what is to be given."""
    with pytest.raises(UsageError, match="expected the id of an alert"):
        list(proven.exhibiting().files("0123456789abcdef"))


def test_an_alert_without_its_version_or_page_is_no_exhibit(proven: Proven) -> None:
    """Half a proof is none."""
    first, second = proven.live().alerts()
    proven.page_of(2).unlink()
    with pytest.raises(ArchiveError):
        list(proven.exhibiting().files(first.id))
    proven.run_sql("DELETE FROM version WHERE destination = 'KW' AND number = 3")
    with pytest.raises(UsageError, match="expected a version that owes"):
        list(proven.exhibiting().files(second.id))
