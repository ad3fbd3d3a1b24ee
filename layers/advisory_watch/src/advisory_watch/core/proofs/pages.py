"""Check that the page of a version is unchanged, and that today's parser agrees with it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from enum import Enum

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.pages import Page
from advisory_watch.core.proofs.remarks import Remark, broken, reread
from advisory_watch.core.versions import Evidence, Version

BESIDE = re.compile(r"(index|second door): ([0-9a-f]{64})")
"""The format in which the note of an evidence names the additional pages."""

SECOND_DOOR = "second door"

VALUE_MAX_CHARS = 40
"""A longer value is described, not quoted."""


def keys_of(evidence: Evidence) -> tuple[str, ...]:
    """Return the keys of all pages that an evidence names, its own page first."""
    return (evidence.page_key, *(key for _, key in BESIDE.findall(evidence.note)))


def keys_to_read(evidence: Evidence) -> tuple[str, ...]:
    """Return the keys of pages with advice: its own page, and the one of a second endpoint."""
    second = (key for role, key in BESIDE.findall(evidence.note) if role == SECOND_DOOR)
    return (evidence.page_key, *second)


def page_remarks(place: str, version: Version, page: Page) -> Iterator[Remark]:
    """Compare the source and capture time of a page with its version.

    An identical body that was archived earlier keeps its first capture, which may be older.
    """
    if page.target.source_id != version.source:
        yield broken(
            place, f"a page of {version.source}", f"one of {page.target.source_id}", version.number
        )
    if page.fetched_at > version.evidence.read_at:
        expected = f"a page received by {version.evidence.read_at:%Y-%m-%d %H:%M:%S} UTC"
        found = f"one received at {page.fetched_at:%Y-%m-%d %H:%M:%S} UTC"
        yield broken(place, expected, found, version.number)


def withdrawal_remarks(place: str, version: Version, *, is_named: bool) -> Iterator[Remark]:
    """Compare a withdrawal with today's reading of the page that listed all other destinations."""
    if is_named:
        yield reread(place, "a page without it: it was withdrawn", "it on the page", version.number)


def reading_remarks(place: str, version: Version, copies: Sequence[Advisory]) -> Iterator[Remark]:
    """Compare the recorded advisory with the copies that today's parser finds on the pages."""
    said = version.advisory
    if said is None or said in copies:
        return
    if not copies:
        expected = f"{said.native_level!r} on the page"
        yield reread(place, expected, "nothing about it", version.number)
        return
    nearest = min(copies, key=lambda copy: len(_unlike(said, copy)))
    names = _unlike(said, nearest)
    expected, found = (
        ", ".join(f"{name} {_shown(side, name)}" for name in names) for side in (said, nearest)
    )
    yield reread(place, expected, found, version.number)


def _unlike(one: Advisory, other: Advisory) -> list[str]:
    names = (field.name for field in fields(Advisory))
    return [name for name in names if getattr(one, name) != getattr(other, name)]


def _shown(advisory: Advisory, name: str) -> str:
    """Quote a short value; give only the length of a long one."""
    value = getattr(advisory, name)
    quoted = value.name if isinstance(value, Enum) else repr(value)
    return quoted if len(quoted) <= VALUE_MAX_CHARS else f"of {len(quoted)} characters"
