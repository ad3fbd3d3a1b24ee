"""One manifest a day records the end of every chain, and is never rewritten."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.evidence.manifest import (
    ChainHead,
    Manifest,
    manifest_hash,
    read_manifest,
    write_manifest,
)
from support.aws.template import ROOT
from support.scenarios.verified_home import GRAVER, VerifiedHome
from support.scenarios.watched_source import WORLD, a_raise

SCHEMA = json.loads((ROOT / "docs" / "schema" / "manifest-1.json").read_text())


@pytest.fixture
def proven(tmp_path: Path) -> Iterator[VerifiedHome]:
    """Open a home after its first check."""
    proven = VerifiedHome(tmp_path / "home")
    proven.check()
    yield proven
    proven.close()


def sealed(proven: VerifiedHome) -> Manifest:
    """Seal, and return the new manifest."""
    manifest = proven.sign_manifest().manifest
    assert manifest is not None
    return manifest


class Offline:
    """A signer that shows its key and then cannot be reached."""

    algorithm = "Ed25519"

    def __init__(self, pem: bytes) -> None:
        self._pem = pem

    def public_key(self) -> bytes:
        """Return the key."""
        return self._pem

    def sign(self, content: bytes) -> bytes:
        """Raise `ArchiveError`."""
        raise ArchiveError(f"no signature for {len(content)} bytes")


def test_a_manifest_names_the_end_of_every_chain(proven: VerifiedHome) -> None:
    """The hashes must equal the ones in the records, in the published form."""
    manifest = sealed(proven)
    known = proven.ledger.state("us_state").records
    assert manifest.tips == {
        "us_state": {code: ChainHead(number=1, hash=known[code].head_hash) for code in WORLD}
    }
    content = proven.manifests.get("2026-09-01.json") or b""
    jsonschema.validate(json.loads(content), SCHEMA)
    assert read_manifest(content) == manifest
    assert (manifest.previous, manifest.day) == ("", date(2026, 9, 1))


def test_a_manifest_does_not_depend_on_the_order_of_the_sources(proven: VerifiedHome) -> None:
    """Its bytes are hashed, and the program may list sources by id or as readers see them."""
    manifest = sealed(proven)
    tips = dict.fromkeys(("us_state", "ca_gac", "uk_fcdo"), manifest.tips["us_state"])
    by_id = dict(sorted(tips.items()))
    assert list(by_id) != list(tips)
    assert write_manifest(replace(manifest, tips=by_id)) == write_manifest(
        replace(manifest, tips=tips)
    )


def test_a_day_has_one_manifest_named_by_the_next(proven: VerifiedHome) -> None:
    """Otherwise a manifest could be removed from the middle."""
    first = sealed(proven)
    proven.check(a_raise())
    assert proven.sign_manifest().manifest is None
    proven.watch.time.passes(days=1)
    second = sealed(proven)
    assert second.previous == manifest_hash(write_manifest(first))
    assert second.tips["us_state"]["KW"].number == 2


def test_without_changes_nothing_is_signed(proven: VerifiedHome) -> None:
    """Otherwise it would repeat a hundred kilobytes a day, for years."""
    sealed(proven)
    proven.watch.time.passes(days=1)
    proven.check()
    assert proven.sign_manifest().manifest is None
    assert len(proven.manifests.names()) == 3


def test_an_empty_ledger_has_nothing_to_sign(tmp_path: Path) -> None:
    """Not even a key is created for it."""
    proven = VerifiedHome(tmp_path / "home")
    assert proven.sign_manifest().manifest is None
    assert not (proven.folder / "signing-key.pem").exists()
    proven.close()


def test_a_failed_signature_is_retried_on_the_same_day(proven: VerifiedHome) -> None:
    """Lambda retries; the manifest of the first attempt stays unchanged."""
    good = proven.signer
    proven.signer = Offline(good.public_key())
    with pytest.raises(ArchiveError, match="no signature"):
        proven.sign_manifest()
    proven.signer = good
    assert "2026-09-01.sig" not in proven.manifests.names()
    assert proven.sign_manifest().manifest is None
    assert "2026-09-01.sig" in proven.manifests.names()
    assert proven.issue_lines() == []


def test_a_manifest_of_another_day_is_never_signed(proven: VerifiedHome) -> None:
    """Otherwise an attacker with write access could get any content signed, with any date."""
    sealed(proven)
    (proven.folder / "manifests" / "2026-09-01.sig").unlink()
    proven.watch.time.passes(days=1)
    proven.check(GRAVER)
    sealed(proven)
    assert "2026-09-01.sig" not in proven.manifests.names()
    assert "2026-09-02.sig" in proven.manifests.names()


def test_a_manifest_of_another_key_is_never_signed(proven: VerifiedHome) -> None:
    """A manifest names the key that has to sign it."""
    good = sealed(proven)
    (proven.folder / "manifests" / "2026-09-01.sig").unlink()
    other = replace(good, key="ab" * 32)
    (proven.folder / "manifests" / "2026-09-01.json").write_bytes(write_manifest(other))
    proven.sign_manifest()
    assert "2026-09-01.sig" not in proven.manifests.names()


def test_a_source_that_cannot_be_read_is_left_out_and_named(proven: VerifiedHome) -> None:
    """One broken record must not prevent signing all others."""
    proven.run_sql("UPDATE known SET record = 'x' WHERE destination = 'KW'")
    proven.watch.time.passes(days=1)
    outcome = proven.sign_manifest()
    assert outcome.manifest is None
    assert list(outcome.lost) == ["us_state"]


def test_an_unreadable_last_manifest_is_followed_by_a_good_one(proven: VerifiedHome) -> None:
    """The broken manifest stays and is reported; the following days are covered again."""
    (proven.folder / "manifests").mkdir()
    (proven.folder / "manifests" / "2026-08-31.json").write_bytes(b"{")
    assert sealed(proven).previous == manifest_hash(b"{")
