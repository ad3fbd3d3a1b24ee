"""No byte of an archived file may change without being noticed, whatever its checksum covers."""

import gzip
import zlib

import pytest

from advisory_watch.adapters.warc import examine_page, pack_page
from advisory_watch.core.errors import ArchiveError
from builders import a_page

PAGE = a_page(b"".join(b"<item>Kuwait, %d</item>" % each for each in range(40)))
PACKED = pack_page(PAGE)


def is_noticed(packed: bytes) -> bool:
    """Tell whether a file is refused, or has a flaw."""
    try:
        return examine_page(packed).flaw != ""
    except ArchiveError:
        return True


def test_a_file_as_we_write_it_is_without_flaw() -> None:
    """A verification that finds something every day is read by nobody."""
    examined = examine_page(PACKED)
    assert (examined.page, examined.flaw) == (PAGE, "")


def test_every_single_bit_is_noticed() -> None:
    """The head of a gzip file has bytes that no checksum covers."""
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
def test_a_file_that_is_shorter_or_longer_is_refused(found: bytes) -> None:
    """Whatever follows a record is read by some tools, and not by others."""
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
def test_a_record_that_was_packed_anew_contradicts_itself(was: bytes, becomes: bytes) -> None:
    """Who changes a word and packs the record again has a good checksum."""
    whole = gzip.decompress(PACKED)
    assert was in whole
    assert is_noticed(repacked(whole.replace(was, becomes)))


def test_another_version_of_zlib_is_no_flaw() -> None:
    """A stack packs on one machine, and is verified on another."""
    other = repacked(gzip.decompress(PACKED), level=3)
    assert len(other) != len(PACKED)
    assert examine_page(PACKED[:10] + other[10:]).flaw == ""


def test_a_head_that_is_not_ours_is_a_flaw_whoever_packed_it() -> None:
    """It may have been changed together with the rest."""
    other = repacked(gzip.decompress(PACKED), level=3)
    assert examine_page(PACKED[:4] + b"\1" + PACKED[5:10] + other[10:]).flaw.startswith("byte 4: ")


def repacked(whole: bytes, level: int = 9) -> bytes:
    """Pack a record as gzip does."""
    packing = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return packing.compress(whole) + packing.flush()
