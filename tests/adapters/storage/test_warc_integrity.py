"""Test that no byte of an archived file can change unnoticed, even outside the checksum."""

import gzip
import zlib

import pytest

from advisory_watch.adapters.warc.page import examine_page, pack_page
from advisory_watch.core.errors import ArchiveError
from support.builders import a_page

PAGE = a_page(b"".join(b"<item>Kuwait, %d</item>" % number for number in range(40)))
PACKED = pack_page(PAGE)


def is_noticed(packed: bytes) -> bool:
    """Return whether a file is refused, or has a flaw."""
    try:
        return examine_page(packed).flaw != ""
    except ArchiveError:
        return True


def test_a_file_of_pack_page_has_no_flaw() -> None:
    """People stop reading a verification that reports something every day."""
    examined = examine_page(PACKED)
    assert (examined.page, examined.flaw) == (PAGE, "")


def test_every_flipped_bit_is_noticed() -> None:
    """The header of a gzip file has bytes that no checksum covers."""
    missed = [
        (at, bit)
        for at in range(len(PACKED))
        for bit in range(8)
        if not is_noticed(PACKED[:at] + bytes([PACKED[at] ^ 1 << bit]) + PACKED[at + 1 :])
    ]
    assert missed == []


@pytest.mark.parametrize(
    "found",
    [b"", PACKED[:-1], PACKED + b"\0", PACKED * 2, gzip.compress(b"", mtime=0)],
    ids=["empty", "shorter", "longer", "twice", "nothing packed"],
)
def test_a_truncated_or_extended_file_is_refused(found: bytes) -> None:
    """Some tools read the bytes after a record, and others do not."""
    with pytest.raises(ArchiveError):
        examine_page(found)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"WARC-Date: 2026-09-01T12", b"WARC-Date: 2026-09-01T11"),
        (b"WARC-Target-URI: https://travel", b"WARC-Target-URI: https://trivel"),
        (b"Digest: sha256:", b"Digest: sha256:0"),
        (b"WARC-Record-ID: <urn:uuid:", b"WARC-Record-ID: <urn:uuid:0"),
        (b"Kuwait, 39", b"Kuwait, 40"),
    ],
)
def test_a_changed_and_repacked_record_contradicts_itself(was: bytes, becomes: bytes) -> None:
    """A forger who changes a word and packs the record again has a valid checksum."""
    whole = gzip.decompress(PACKED)
    assert was in whole
    assert is_noticed(repacked(whole.replace(was, becomes)))


def test_another_version_of_zlib_is_no_flaw() -> None:
    """A stack packs on one machine, and is verified on another."""
    other = repacked(gzip.decompress(PACKED), level=3)
    assert len(other) != len(PACKED)
    assert examine_page(PACKED[:10] + other[10:]).flaw == ""


def test_a_foreign_gzip_header_is_a_flaw_for_any_zlib() -> None:
    """The header may have been changed together with the rest."""
    other = repacked(gzip.decompress(PACKED), level=3)
    assert examine_page(PACKED[:4] + b"\1" + PACKED[5:10] + other[10:]).flaw.startswith("byte 4: ")


def repacked(whole: bytes, level: int = 9) -> bytes:
    """Pack a record as gzip does."""
    packing = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return packing.compress(whole) + packing.flush()
