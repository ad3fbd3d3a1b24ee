"""Whatever is done to ledger, archive or manifests, a verification finds it and names it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import pytest

from advisory_watch.core.chain import record_hash
from advisory_watch.core.manifests import read_manifest, write_manifest
from advisory_watch.core.proofs.remarks import Weight
from builders import an_alert
from proven import GRAVER, Proven
from watch import a_document, a_doubtful_raise, a_raise

KUWAIT = "source = 'us_state' AND destination = 'KW'"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the story once: three versions of Kuwait, two alerts, two manifests."""
    folder = tmp_path_factory.mktemp("story") / "home"
    proven = Proven(folder).live()
    proven.close()
    return folder


@pytest.fixture
def proven(story: Path, tmp_path: Path) -> Iterator[Proven]:
    """Open a copy of the story."""
    proven = Proven(copytree(story, tmp_path / "home"))
    proven.watch.time.passes(days=2)
    yield proven
    proven.close()


def test_where_nothing_was_done_nothing_is_said(proven: Proven) -> None:
    """A verification that always finds something is read by nobody."""
    remarks, tally = proven.verify()
    assert remarks == []
    assert (tally.destinations, tally.versions, tally.chained) == (12, 14, 14)
    assert (tally.files, tally.manifests, tally.status) == (3, 2, 0)
    assert tally.signed_by == proven.verify(key=tally.signed_by)[1].signed_by != ""


def flip(path: Path, at: int) -> None:
    """Change one bit of a file."""
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("at", [0, 4, 9, 60, -9, -1])
def test_one_byte_of_a_page_is_found(proven: Proven, at: int) -> None:
    """The page is what everybody can look at."""
    page = proven.page_of(2)
    flip(page, at)
    (remark,), tally = proven.verify()
    assert (remark.about, remark.weight, tally.status) == (str(page), Weight.BROKEN, 1)


def test_a_page_that_is_gone_is_missed_by_its_version(proven: Proven) -> None:
    """Without the page, a version is a claim."""
    proven.page_of(2).unlink()
    (line,) = proven.said()
    assert line.startswith("us_state/KW version 2: BROKEN: its page -> ")


def test_a_page_that_nobody_needs_is_looked_at_too(proven: Proven) -> None:
    """What was refused is evidence as well: of what was not told, and why."""
    other = proven.folder / "pages" / "ab" / f"{'ab' * 32}.warc.gz"
    other.parent.mkdir(exist_ok=True)
    other.write_bytes(proven.page_of(1).read_bytes())
    (proven.folder / "pages" / "notes.txt").touch()
    first, second = proven.said()
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
    proven: Proven, number: int, change: Callable[[dict[str, Any]], Any]
) -> None:
    """Whoever changes what was said yesterday must be caught by what was written today."""
    proven.edit("version", f"{KUWAIT} AND number = {number}", change)
    said = proven.said()
    assert f"us_state/KW version {number}: BROKEN: the record of hash" in said[0]
    assert all("us_state/KW" in line for line in said)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_version_that_was_deleted_is_found(proven: Proven, number: int) -> None:
    """What is left reads like a story that never had it."""
    proven.run_sql(f"DELETE FROM version WHERE {KUWAIT} AND number = {number}")  # noqa: S608
    said = proven.said()
    assert said[0] == f"us_state/KW version {number}: BROKEN: versions 1 to 3 -> none"
    assert all("us_state/KW" in line or "alert" in line for line in said)


def test_a_destination_that_was_deleted_altogether_is_found(proven: Proven) -> None:
    """Only the manifests still know of it, and its alerts."""
    for table in ("version", "known"):
        proven.run_sql(f"DELETE FROM {table} WHERE {KUWAIT}")  # noqa: S608
    said = proven.said()
    assert said[0].startswith("us_state/KW version 2: BROKEN: the record ")
    assert "which manifests/2026-09-01.json names -> no such version" in said[0]
    assert [line for line in said if line.startswith("alert ")]


def test_a_ledger_put_back_to_yesterday_is_found(proven: Proven) -> None:
    """Chain and destination agree then; what was told and what was signed do not."""
    (alert,) = [each for each in proven.alerts() if each.after and each.after.severity == 4]
    last = proven.originals.of("us_state", "KW")[1]
    proven.run_sql(f"DELETE FROM version WHERE {KUWAIT} AND number = 3")  # noqa: S608

    def back(record: dict[str, Any]) -> None:
        version = json.loads(last.text)
        record.update(number=2, tip=record_hash(last.text), recorded_at=version["decided_at"])
        record.update({each: version[each] for each in ("advisory", "rule", "evidence")})

    proven.edit("known", KUWAIT, back)
    named, orphan = proven.said()
    assert named.startswith("us_state/KW version 3: BROKEN: the record")
    assert named.endswith("which manifests/2026-09-02.json names -> no such version")
    assert orphan.startswith(f"alert {alert.id}: BROKEN: a version of us_state/KW that owes it")


def test_a_version_put_in_at_the_end_is_found(proven: Proven) -> None:
    """A story is forged by going on with it, too."""
    put = f"SELECT source, destination, 4, record FROM version WHERE {KUWAIT} AND number = 3"  # noqa: S608
    proven.run_sql(f"INSERT INTO version {put}")
    said = proven.said()
    assert "us_state/KW version 4: BROKEN: 3 versions -> one more" in said
    assert [line for line in said if "the version of this place" in line]


def test_a_record_that_cannot_be_read_hides_no_other(proven: Proven) -> None:
    """One spoilt row must not end the search for the others."""
    proven.run_sql(f"UPDATE version SET record = 'x' WHERE {KUWAIT} AND number = 2")  # noqa: S608
    proven.run_sql("UPDATE version SET record = CAST(X'FF' AS TEXT) WHERE destination = 'RU'")
    said = "\n".join(proven.said())
    assert "us_state/KW version 2: BROKEN: a version that can be read -> Version: " in said
    assert "us_state/RU version 1: BROKEN: a record in UTF-8 -> " in said


def rewrite(proven: Proven) -> None:
    """Change the first version of Kuwait, and all that depends on it, as its owner could."""
    tip = ""
    for number in (1, 2, 3):

        def change(record: dict[str, Any], tip: str = tip) -> None:
            record.update(previous=tip)
            record["advisory"].update(url="https://example.org/never")

        proven.edit("version", f"{KUWAIT} AND number = {number}", change)
        tip = record_hash(proven.originals.of("us_state", "KW")[number - 1].text)

    def end(record: dict[str, Any]) -> None:
        record.update(tip=tip)
        record["advisory"].update(url="https://example.org/never")

    proven.edit("known", KUWAIT, end)


def test_a_chain_written_anew_is_found_by_the_manifests(proven: Proven) -> None:
    """Whoever has the ledger can hash as we do; the day's signature they do not have."""
    rewrite(proven)
    broken = [each for each in proven.said() if "manifests/" in each]
    assert [line[:22] for line in broken] == ["us_state/KW version 2:", "us_state/KW version 3:"]


def test_without_manifests_a_chain_written_anew_still_contradicts_its_pages(
    proven: Proven,
) -> None:
    """The pages are of other words; and it is said that there is nothing more."""
    rmtree(proven.folder / "manifests")
    rewrite(proven)
    remarks, tally = proven.verify()
    assert {each.weight for each in remarks if each.version} >= {Weight.REREAD}
    assert tally.manifests == 0


def test_what_is_known_now_is_held_against_the_newest_version(proven: Proven) -> None:
    """The site and every comparison are made of it."""
    proven.edit("known", KUWAIT, lambda record: record["advisory"].update(name="Kuweit"))
    (line,) = proven.said()
    assert line == (
        "us_state/KW: BROKEN: what is known now as in version 3 -> another words"
    ) or line.startswith("us_state/KW: BROKEN: what is known now")


def test_what_is_known_now_that_cannot_be_read_is_named(proven: Proven) -> None:
    """Its versions are looked at all the same."""
    proven.run_sql("UPDATE known SET record = 'x' WHERE destination = 'RU'")
    said = proven.said()
    assert said[0].startswith("us_state: BROKEN: what is known now -> Known: expected JSON")
    assert "us_state/KW: BROKEN: what is known of it now -> none" in said


def test_an_alert_that_was_changed_is_named(proven: Proven) -> None:
    """What people were told is part of the proof."""
    alert = proven.alerts()[0]
    where = f"id = '{alert.id}'"
    proven.edit("alert", where, lambda record: record["after"].update(native_level="Level 1"))
    (line,) = proven.said()
    assert line.startswith(f"us_state/KW version 2: BROKEN: after of alert {alert.id}")


def test_an_alert_that_is_gone_and_one_that_never_was_are_named(proven: Proven) -> None:
    """Nobody can be told of what did not happen, nor not have been told of what did."""
    alert = proven.alerts()[0]
    proven.run_sql("DELETE FROM alert WHERE id = ?", alert.id)
    proven.outbox.owe(an_alert(owed_at=proven.watch.time()))
    said = proven.said()
    assert f"us_state/KW version 2: BROKEN: its alert {alert.id} -> none" in said
    assert any(line.startswith("outbox: NOTE: every alert sent -> 1 still owed") for line in said)
    assert "alert 0123456789abcdef: BROKEN: a version of us_state/KW that owes it -> none" in said


def test_an_alert_that_cannot_be_read_hides_no_other(proven: Proven) -> None:
    """It is named, and the others are compared."""
    first, second = proven.alerts()
    proven.run_sql("UPDATE alert SET record = 'x' WHERE id = ?", first.id)
    said = proven.said()
    assert any(
        line.startswith(f"alert {first.id}: BROKEN: an alert that can be read") for line in said
    )
    assert not any(second.id in line for line in said)


def test_today_s_reader_may_see_something_else(proven: Proven) -> None:
    """A reader that was mended is no tampering, and must not look like it."""
    (door,) = proven.watch.source.doors

    def read(page: Any) -> Any:
        reading = door.read(page)
        said = (replace(each, name="Kuweit") for each in reading.advisories)
        return replace(reading, advisories=tuple(said))

    proven.watch.source = replace(proven.watch.source, doors=(replace(door, read=read),))
    remarks, tally = proven.verify((("us_state", "KW"),))
    assert [(each.version, each.weight) for each in remarks] == [
        (1, Weight.REREAD),
        (2, Weight.REREAD),
        (3, Weight.REREAD),
    ]
    assert (remarks[0].expected, remarks[0].found) == ("name 'KW'", "name 'Kuweit'")
    assert tally.status == 3


def test_words_that_another_door_gave_are_found_on_its_page(tmp_path: Path) -> None:
    """A doubt that was settled by a second door has two pages, and they do not say the same."""
    proven = Proven(tmp_path / "home", "rss", "api")
    proven.check()
    proven.watch.serve(a_document(a_doubtful_raise()), "rss")
    proven.watch.serve(a_document(a_raise(text="In other words.")), "api")
    proven.watch.check(proven.ledger, proven.archive)
    version = proven.ledger.history("us_state", "KW")[-1]
    assert (version.number, version.evidence.note[:13]) == (2, "second door: ")
    assert [each for each in proven.said() if "outbox" not in each] == []
    proven.close()


def test_a_source_that_is_read_no_more_is_a_note(proven: Proven) -> None:
    """Its record is as good as ever; only its pages have no reader."""
    proven.watch.source = replace(proven.watch.source, doors=())
    remarks, tally = proven.verify()
    assert {(each.weight, each.found) for each in remarks} == {
        (Weight.NOTE, "no door us_state/rss any more")
    }
    assert tally.status == 0


def test_one_destination_is_verified_by_itself(proven: Proven) -> None:
    """Whoever doubts one alert need not read the whole archive."""
    proven.run_sql("DELETE FROM version WHERE destination = 'RU'")
    remarks, tally = proven.verify((("us_state", "KW"),))
    assert remarks == []
    assert (tally.destinations, tally.versions, tally.files) == (1, 3, 3)


MANIFEST = "2026-09-01.json"


def test_one_byte_of_a_manifest_is_found(proven: Proven) -> None:
    """It is what everything else is held against."""
    path = proven.folder / "manifests" / MANIFEST
    path.write_text(path.read_text().replace('"number": 2', '"number": 1'))
    said = "\n".join(proven.said())
    assert f"manifests/{MANIFEST}: BROKEN: a good signature -> one that does not fit" in said
    assert "manifests/2026-09-02.json: BROKEN: as hash of the manifest before it" in said


@pytest.mark.parametrize("name", ["2026-09-01.sig", "2026-09-02.sig"])
def test_a_signature_that_was_changed_or_deleted_is_found(proven: Proven, name: str) -> None:
    """A manifest without its signature could be anybody's."""
    path = proven.folder / "manifests" / name
    flip(path, 7)
    assert proven.said() == [
        f"manifests/{name[:-4]}.json: BROKEN: a good signature -> one that does not fit"
    ]
    path.unlink()
    assert proven.said() == [
        f"manifests/{name[:-4]}.json: BROKEN: a good signature -> no file {name}"
    ]


def test_a_manifest_that_was_deleted_is_missed_by_the_next(proven: Proven) -> None:
    """Of the last one, only a copy elsewhere tells."""
    (proven.folder / "manifests" / MANIFEST).unlink()
    (line,) = proven.said()
    assert line.startswith("manifests/2026-09-02.json: BROKEN: as hash of the manifest before it")


def test_a_manifest_that_cannot_be_read_is_named(proven: Proven) -> None:
    """Half a file is none."""
    (proven.folder / "manifests" / MANIFEST).write_text("{")
    assert f"manifests/{MANIFEST}: BROKEN: a manifest -> none that can be read" in proven.said()


def test_a_manifest_put_under_another_day_is_named(proven: Proven) -> None:
    """Or an old one could be shown as of today."""
    folder = proven.folder / "manifests"
    for suffix in (".json", ".sig"):
        (folder / f"2026-09-03{suffix}").write_bytes((folder / f"2026-09-02{suffix}").read_bytes())
    said = "\n".join(proven.said())
    assert "the manifest of 2026-09-03 -> that of 2026-09-02" in said


def test_a_signature_that_ends_is_found(proven: Proven) -> None:
    """Whoever has no key could put an unsigned manifest at the end."""
    path = proven.folder / "manifests" / "2026-09-02.json"
    path.with_suffix(".sig").unlink()
    good = read_manifest(path.read_bytes())
    path.write_bytes(write_manifest(replace(good, key="")))
    line, *_ = proven.said()
    assert line == "manifests/2026-09-02.json: BROKEN: a good signature -> no file 2026-09-02.sig"
    path.write_bytes(write_manifest(replace(good, key="../../signing")))
    line, *_ = proven.said()
    assert line.startswith("manifests/2026-09-02.json: BROKEN: a good signature -> manifests: ")


def test_another_key_is_told_and_refused_where_one_is_demanded(proven: Proven) -> None:
    """Whoever holds the folder can sign with a key of their own."""
    _, tally = proven.verify()
    (proven.folder / "signing-key.pem").unlink()
    proven.check(GRAVER, a_raise("RU"))
    assert proven.seal().manifest is not None
    (line,) = proven.said()
    assert line.startswith("manifests/2026-09-03.json: NOTE: the key ")
    remarks, again = proven.verify(key=tally.signed_by)
    assert [each.weight for each in remarks] == [Weight.BROKEN]
    assert again.status == 1


@pytest.mark.parametrize(
    "pem", [b"", b"-----BEGIN PUBLIC KEY-----\nYWJj\n-----END PUBLIC KEY-----"]
)
def test_a_public_key_that_was_replaced_is_found(proven: Proven, pem: bytes) -> None:
    """The file is known by the hash of what is in it."""
    (key,) = (proven.folder / "manifests").glob("key-*.pem")
    key.write_bytes(pem)
    assert all("BROKEN: a good signature -> " in line for line in proven.said())
    key.unlink()
    assert all(f"no file {key.name}" in line for line in proven.said())


def without_chain(record: dict[str, Any]) -> None:
    """Leave out what an older program did not write."""
    record.pop("previous", None)
    record.pop("tip", None)


def test_a_ledger_from_before_the_chain_goes_on_and_is_not_called_chained(tmp_path: Path) -> None:
    """Nobody loses their record for having begun early, and nobody is promised too much."""
    proven = Proven(tmp_path / "home")
    proven.check()
    proven.edit("version", "true", without_chain)
    proven.edit("known", "true", without_chain)
    remarks, tally = proven.verify()
    assert {each.weight for each in remarks} == {Weight.NOTE}
    assert (tally.versions, tally.chained) == (12, 0)
    proven.live()
    remarks, tally = proven.verify((("us_state", "KW"),))
    assert [(each.weight, each.found[:34]) for each in remarks] == [
        (Weight.NOTE, "version 1 was recorded before ther")
    ]
    assert (tally.versions, tally.chained, tally.status) == (3, 2, 0)
    assert json.loads(proven.originals.of("us_state", "KW")[1].text)["previous"] == ""
    proven.close()
