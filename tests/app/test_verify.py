"""Verification finds and names every change of ledger, archive and manifests."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import pytest

from advisory_watch.core.evidence.chain import IssueSeverity
from advisory_watch.core.evidence.manifest import read_manifest, write_manifest
from advisory_watch.core.record import exact_text_hash
from support.builders import an_alert
from support.scenarios.verified_home import GRAVER, VerifiedHome
from support.scenarios.watched_source import a_document, a_doubtful_raise, a_raise

KUWAIT = "source = 'us_state' AND destination = 'KW'"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the story once: three versions of Kuwait, two alerts, two manifests."""
    folder = tmp_path_factory.mktemp("story") / "home"
    proven = VerifiedHome(folder).live()
    proven.close()
    return folder


@pytest.fixture
def proven(story: Path, tmp_path: Path) -> Iterator[VerifiedHome]:
    """Open a copy of the story."""
    proven = VerifiedHome(copytree(story, tmp_path / "home"))
    proven.watch.time.passes(days=2)
    yield proven
    proven.close()


def test_an_untouched_home_has_no_remarks(proven: VerifiedHome) -> None:
    """Operators ignore a verification that always finds something."""
    issues, summary = proven.verify()
    assert issues == []
    assert (summary.destinations, summary.versions, summary.chained) == (12, 14, 14)
    assert (summary.files, summary.manifests, summary.status) == (3, 2, 0)
    assert summary.signed_by == proven.verify(key=summary.signed_by)[1].signed_by != ""


def flip(path: Path, at: int) -> None:
    """Change one bit of a file."""
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("at", [0, 4, 9, 60, -9, -1])
def test_one_byte_of_a_page_is_found(proven: VerifiedHome, at: int) -> None:
    """The page is the evidence that everyone can read."""
    page = proven.page_of(2)
    flip(page, at)
    (issue,), summary = proven.verify()
    assert (issue.about, issue.severity, summary.status) == (str(page), IssueSeverity.BROKEN, 1)


def test_a_page_that_is_gone_is_missed_by_its_version(proven: VerifiedHome) -> None:
    """Without its page, a version is only a claim."""
    proven.page_of(2).unlink()
    (line,) = proven.issue_lines()
    assert line.startswith("us_state/KW version 2: BROKEN: its page -> ")


def test_an_unreferenced_page_is_verified_too(proven: VerifiedHome) -> None:
    """A rejected page is evidence too: of an alert that was not made, and why."""
    other = proven.folder / "pages" / "ab" / f"{'ab' * 32}.warc.gz"
    other.parent.mkdir(exist_ok=True)
    other.write_bytes(proven.page_of(1).read_bytes())
    (proven.folder / "pages" / "notes.txt").touch()
    first, second = proven.issue_lines()
    assert f"{other}: BROKEN: the page of that name -> one of hash" in first
    assert "pages/notes.txt: BROKEN: a page under its hash" in second


@pytest.mark.parametrize(
    ("number", "change"),
    [
        (1, lambda record: record.update(rule="another")),
        (2, lambda record: record.update(rule="another")),
        (3, lambda record: record.update(rule="another")),
        (2, lambda record: record["advisory"].update(text="Said otherwise.")),
        (2, lambda record: record["evidence"].update(read_at="2026-08-31T12:05:00+00:00")),
        (2, lambda record: record.update(changes=["reissued"])),
        (2, lambda record: record.update(added="by hand")),
    ],
)
def test_one_attribute_of_a_version_is_found(
    proven: VerifiedHome, number: int, change: Callable[[dict[str, Any]], Any]
) -> None:
    """A change of yesterday's record must contradict today's record."""
    proven.edit("version", f"{KUWAIT} AND number = {number}", change)
    issues = proven.issue_lines()
    assert f"us_state/KW version {number}: BROKEN: the record of hash" in issues[0]
    assert all("us_state/KW" in line for line in issues)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_version_that_was_deleted_is_found(proven: VerifiedHome, number: int) -> None:
    """The remaining versions read like a complete history."""
    proven.run_sql(f"DELETE FROM version WHERE {KUWAIT} AND number = {number}")  # noqa: S608
    issues = proven.issue_lines()
    assert issues[0] == f"us_state/KW version {number}: BROKEN: versions 1 to 3 -> none"
    assert all("us_state/KW" in line or "alert" in line for line in issues)


def test_a_destination_that_was_deleted_altogether_is_found(proven: VerifiedHome) -> None:
    """Only the manifests and its alerts still mention it."""
    for table in ("version", "known"):
        proven.run_sql(f"DELETE FROM {table} WHERE {KUWAIT}")  # noqa: S608
    issues = proven.issue_lines()
    assert issues[0].startswith("us_state/KW version 2: BROKEN: the record ")
    assert "which manifests/2026-09-01.json names -> no such version" in issues[0]
    assert [line for line in issues if line.startswith("alert ")]


def test_a_ledger_reset_to_yesterday_is_found(proven: VerifiedHome) -> None:
    """Chain and record agree then; the sent alerts and the signed manifests do not."""
    (alert,) = [sent for sent in proven.alerts() if sent.after and sent.after.severity == 4]
    last = proven.raw_records.of("us_state", "KW")[1]
    proven.run_sql(f"DELETE FROM version WHERE {KUWAIT} AND number = 3")  # noqa: S608

    def back(record: dict[str, Any]) -> None:
        version = json.loads(last.text)
        record.update(number=2, tip=exact_text_hash(last.text), recorded_at=version["decided_at"])
        record.update({member: version[member] for member in ("advisory", "rule", "evidence")})

    proven.edit("known", KUWAIT, back)
    named, orphan = proven.issue_lines()
    assert named.startswith("us_state/KW version 3: BROKEN: the record")
    assert named.endswith("which manifests/2026-09-02.json names -> no such version")
    assert orphan.startswith(f"alert {alert.id}: BROKEN: a version of us_state/KW that owes it")


def test_a_version_added_at_the_end_is_found(proven: VerifiedHome) -> None:
    """A history can also be forged by adding to it."""
    put = f"SELECT source, destination, 4, record FROM version WHERE {KUWAIT} AND number = 3"  # noqa: S608
    proven.run_sql(f"INSERT INTO version {put}")
    issues = proven.issue_lines()
    assert "us_state/KW version 4: BROKEN: 3 versions -> one more" in issues
    assert [line for line in issues if "the version of this place" in line]


def test_a_record_that_cannot_be_read_hides_no_other(proven: VerifiedHome) -> None:
    """One broken row must not end the search for others."""
    proven.run_sql(f"UPDATE version SET record = 'x' WHERE {KUWAIT} AND number = 2")  # noqa: S608
    proven.run_sql("UPDATE version SET record = CAST(X'FF' AS TEXT) WHERE destination = 'RU'")
    issues = "\n".join(proven.issue_lines())
    assert "us_state/KW version 2: BROKEN: a version that can be read -> Version: " in issues
    assert "us_state/RU version 1: BROKEN: a record in UTF-8 -> " in issues


def rewrite(proven: VerifiedHome) -> None:
    """Change the first version of Kuwait and everything that depends on it, as an owner could."""
    head_hash = ""
    for number in (1, 2, 3):

        def change(record: dict[str, Any], head_hash: str = head_hash) -> None:
            record.update(previous=head_hash)
            record["advisory"].update(url="https://example.org/never")

        proven.edit("version", f"{KUWAIT} AND number = {number}", change)
        head_hash = exact_text_hash(proven.raw_records.of("us_state", "KW")[number - 1].text)

    def end(record: dict[str, Any]) -> None:
        record.update(head_hash=head_hash)
        record["advisory"].update(url="https://example.org/never")

    proven.edit("known", KUWAIT, end)


def test_a_rewritten_chain_is_found_by_the_manifests(proven: VerifiedHome) -> None:
    """The owner of the ledger can compute the hashes, but not the day's signature."""
    rewrite(proven)
    broken = [text for text in proven.issue_lines() if "manifests/" in text]
    assert [line[:22] for line in broken] == ["us_state/KW version 2:", "us_state/KW version 3:"]


def test_a_rewritten_chain_contradicts_its_pages(
    proven: VerifiedHome,
) -> None:
    """The pages have another text, and the report names the missing manifests."""
    rmtree(proven.folder / "manifests")
    rewrite(proven)
    issues, summary = proven.verify()
    assert {issue.severity for issue in issues if issue.version} >= {IssueSeverity.REREAD}
    assert summary.manifests == 0


def test_the_record_is_compared_with_the_newest_version(proven: VerifiedHome) -> None:
    """The site and every comparison are built from the record."""
    proven.edit("known", KUWAIT, lambda record: record["advisory"].update(name="Kuweit"))
    (line,) = proven.issue_lines()
    assert line == (
        "us_state/KW: BROKEN: what is known now as in version 3 -> another words"
    ) or line.startswith("us_state/KW: BROKEN: what is known now")


def test_an_unreadable_record_is_named(proven: VerifiedHome) -> None:
    """Its versions are verified all the same."""
    proven.run_sql("UPDATE known SET record = 'x' WHERE destination = 'RU'")
    issues = proven.issue_lines()
    assert issues[0].startswith(
        "us_state/RU: BROKEN: what is known now -> DestinationRecord: expected JSON"
    )
    assert not any("us_state/KW" in issue for issue in issues)


def test_an_alert_that_was_changed_is_named(proven: VerifiedHome) -> None:
    """The text sent to people is part of the proof."""
    alert = proven.alerts()[0]
    where = f"id = '{alert.id}'"
    proven.edit("alert", where, lambda record: record["after"].update(native_level="Level 1"))
    (line,) = proven.issue_lines()
    assert line.startswith(f"us_state/KW version 2: BROKEN: after of alert {alert.id}")


def test_a_deleted_and_an_invented_alert_are_named(proven: VerifiedHome) -> None:
    """An alert without a version and a version without its alert are both false."""
    alert = proven.alerts()[0]
    proven.run_sql("DELETE FROM alert WHERE id = ?", alert.id)
    proven.outbox.enqueue(an_alert(created_at=proven.watch.time()))
    issues = proven.issue_lines()
    assert f"us_state/KW version 2: BROKEN: its alert {alert.id} -> none" in issues
    assert any(line.startswith("outbox: NOTE: every alert sent -> 1 still owed") for line in issues)
    assert "alert 0123456789abcdef: BROKEN: a version of us_state/KW that owes it -> none" in issues


def test_an_alert_that_cannot_be_read_hides_no_other(proven: VerifiedHome) -> None:
    """It is named, and the others are compared."""
    first, second = proven.alerts()
    proven.run_sql("UPDATE alert SET record = 'x' WHERE id = ?", first.id)
    issues = proven.issue_lines()
    assert any(
        line.startswith(f"alert {first.id}: BROKEN: an alert that can be read") for line in issues
    )
    assert not any(second.id in line for line in issues)


def test_a_newer_reader_may_find_another_result(proven: VerifiedHome) -> None:
    """A corrected reader is not tampering, and must not look like it."""
    (endpoint,) = proven.watch.source.endpoints

    def read(page: Any) -> Any:
        snapshot = endpoint.read(page)
        renamed = (replace(item, name="Kuweit") for item in snapshot.advisories)
        return replace(snapshot, advisories=tuple(renamed))

    proven.watch.source = replace(proven.watch.source, endpoints=(replace(endpoint, read=read),))
    issues, summary = proven.verify((("us_state", "KW"),))
    assert [(item.version, item.severity) for item in issues] == [
        (1, IssueSeverity.REREAD),
        (2, IssueSeverity.REREAD),
        (3, IssueSeverity.REREAD),
    ]
    assert (issues[0].expected, issues[0].found) == ("name 'KW'", "name 'Kuweit'")
    assert summary.status == 3


def test_text_of_another_endpoint_is_found_on_its_page(tmp_path: Path) -> None:
    """A doubt settled by a second endpoint has two pages with different content."""
    proven = VerifiedHome(tmp_path / "home", "rss", "api")
    proven.check()
    proven.watch.serve(a_document(a_doubtful_raise()), "rss")
    proven.watch.serve(a_document(a_raise(text="In other words.")), "api")
    proven.watch.check(proven.ledger, proven.archive)
    version = proven.ledger.history("us_state", "KW")[-1]
    assert (version.number, version.evidence.note[:13]) == (2, "second door: ")
    assert [line for line in proven.issue_lines() if "outbox" not in line] == []
    proven.close()


def test_a_source_without_a_reader_is_a_note(proven: VerifiedHome) -> None:
    """Its records are as good as ever; only its pages have no reader."""
    proven.watch.source = replace(proven.watch.source, endpoints=())
    issues, summary = proven.verify()
    assert {(issue.severity, issue.found) for issue in issues} == {
        (IssueSeverity.NOTE, "no door us_state/rss any more")
    }
    assert summary.status == 0


def test_one_destination_is_verified_by_itself(proven: VerifiedHome) -> None:
    """A reader who doubts one alert need not read the whole archive."""
    proven.run_sql("DELETE FROM version WHERE destination = 'RU'")
    issues, summary = proven.verify((("us_state", "KW"),))
    assert issues == []
    assert (summary.destinations, summary.versions, summary.files) == (1, 3, 3)


MANIFEST = "2026-09-01.json"


def test_one_byte_of_a_manifest_is_found(proven: VerifiedHome) -> None:
    """Everything else is compared with the manifest."""
    path = proven.folder / "manifests" / MANIFEST
    path.write_text(path.read_text().replace('"number": 2', '"number": 1'))
    issues = "\n".join(proven.issue_lines())
    assert f"manifests/{MANIFEST}: BROKEN: a good signature -> one that does not fit" in issues
    assert "manifests/2026-09-02.json: BROKEN: as hash of the manifest before it" in issues


@pytest.mark.parametrize("name", ["2026-09-01.sig", "2026-09-02.sig"])
def test_a_signature_that_was_changed_or_deleted_is_found(proven: VerifiedHome, name: str) -> None:
    """A manifest without a signature can be by anyone."""
    path = proven.folder / "manifests" / name
    flip(path, 7)
    assert proven.issue_lines() == [
        f"manifests/{name[:-4]}.json: BROKEN: a good signature -> one that does not fit"
    ]
    path.unlink()
    assert proven.issue_lines() == [
        f"manifests/{name[:-4]}.json: BROKEN: a good signature -> no file {name}"
    ]


def test_a_manifest_that_was_deleted_is_missed_by_the_next(proven: VerifiedHome) -> None:
    """Each names the hash of the one before it."""
    (proven.folder / "manifests" / MANIFEST).unlink()
    (line,) = proven.issue_lines()
    assert line.startswith("manifests/2026-09-02.json: BROKEN: as hash of the manifest before it")


@pytest.mark.parametrize("has_others", [True, False])
def test_the_newest_manifest_is_missed_by_the_ledger(
    proven: VerifiedHome, *, has_others: bool
) -> None:
    """No other manifest names it. A person who deletes it could rewrite the versions in it."""
    newest = "2026-09-02"
    for path in (proven.folder / "manifests").iterdir():
        if not has_others or path.name.startswith(newest):
            path.unlink()
    (line,) = proven.issue_lines()
    assert line.startswith(f"manifests/{newest}.json: BROKEN: the manifest ")
    assert ("no manifest at all" in line) is not has_others


def test_a_loss_of_manifests_is_still_reported_after_the_next_one(proven: VerifiedHome) -> None:
    """A new manifest must not look like the first."""
    rmtree(proven.folder / "manifests")
    proven.watch.time.passes(days=1)
    proven.check(a_raise())
    assert proven.sign_manifest().manifest is not None
    (line,) = [line for line in proven.issue_lines() if line.startswith("manifests/")]
    assert "as hash of the manifest before it none: it is the first ->" in line


def test_a_replaced_newest_manifest_is_found(proven: VerifiedHome) -> None:
    """It would be signed well: the owner has the key."""
    path = proven.folder / "manifests" / "2026-09-02.json"
    path.write_text(path.read_text() + "\n")
    lines = proven.issue_lines()
    assert any("which the ledger remembers as signed -> the manifest " in line for line in lines)


def test_a_manifest_that_cannot_be_read_is_named(proven: VerifiedHome) -> None:
    """Half a file cannot be used."""
    (proven.folder / "manifests" / MANIFEST).write_text("{")
    assert (
        f"manifests/{MANIFEST}: BROKEN: a manifest -> none that can be read" in proven.issue_lines()
    )


def test_a_manifest_moved_to_another_day_is_named(proven: VerifiedHome) -> None:
    """Otherwise an old manifest could pass for today's."""
    folder = proven.folder / "manifests"
    for suffix in (".json", ".sig"):
        (folder / f"2026-09-03{suffix}").write_bytes((folder / f"2026-09-02{suffix}").read_bytes())
    issues = "\n".join(proven.issue_lines())
    assert "the manifest of 2026-09-03 -> that of 2026-09-02" in issues


def test_a_missing_last_signature_is_found(proven: VerifiedHome) -> None:
    """An attacker without the key could add an unsigned manifest at the end."""
    path = proven.folder / "manifests" / "2026-09-02.json"
    path.with_suffix(".sig").unlink()
    good = read_manifest(path.read_bytes())
    path.write_bytes(write_manifest(replace(good, key="")))
    line, *_ = proven.issue_lines()
    assert line == "manifests/2026-09-02.json: BROKEN: a good signature -> no file 2026-09-02.sig"
    path.write_bytes(write_manifest(replace(good, key="../../signing")))
    line, *_ = proven.issue_lines()
    assert line.startswith("manifests/2026-09-02.json: BROKEN: a good signature -> manifests: ")


def test_another_key_is_reported_and_refused_if_one_is_required(proven: VerifiedHome) -> None:
    """An attacker who owns the folder can sign with a different key."""
    _, summary = proven.verify()
    (proven.folder / "signing-key.pem").unlink()
    proven.check(GRAVER, a_raise("RU"))
    assert proven.sign_manifest().manifest is not None
    (line,) = proven.issue_lines()
    assert line.startswith("manifests/2026-09-03.json: NOTE: the key ")
    issues, again = proven.verify(key=summary.signed_by)
    assert [issue.severity for issue in issues] == [IssueSeverity.BROKEN]
    assert again.status == 1


@pytest.mark.parametrize(
    "pem", [b"", b"-----BEGIN PUBLIC KEY-----\nYWJj\n-----END PUBLIC KEY-----"]
)
def test_a_public_key_that_was_replaced_is_found(proven: VerifiedHome, pem: bytes) -> None:
    """The file name is the hash of its content."""
    (key,) = (proven.folder / "manifests").glob("key-*.pem")
    key.write_bytes(pem)
    assert all("BROKEN: a good signature -> " in line for line in proven.issue_lines())
    key.unlink()
    assert all(f"no file {key.name}" in line for line in proven.issue_lines())


def without_chain(record: dict[str, Any]) -> None:
    """Remove the fields that an older program did not write."""
    record.pop("previous", None)
    record.pop("tip", None)


def test_versions_from_before_the_chain_are_not_called_chained(tmp_path: Path) -> None:
    """An early start must not lose a record, nor make the verification promise too much."""
    proven = VerifiedHome(tmp_path / "home")
    proven.check()
    proven.edit("version", "true", without_chain)
    proven.edit("known", "true", without_chain)
    issues, summary = proven.verify()
    assert {issue.severity for issue in issues} == {IssueSeverity.NOTE}
    assert (summary.versions, summary.chained) == (12, 0)
    proven.live()
    issues, summary = proven.verify((("us_state", "KW"),))
    assert [(issue.severity, issue.found[:34]) for issue in issues] == [
        (IssueSeverity.NOTE, "version 1 was recorded before ther")
    ]
    assert (summary.versions, summary.chained, summary.status) == (3, 2, 0)
    assert json.loads(proven.raw_records.of("us_state", "KW")[1].text)["previous"] == ""
    proven.close()
