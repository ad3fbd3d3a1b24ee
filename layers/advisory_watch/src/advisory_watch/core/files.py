"""A file of the site: its path and its content."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file.

    `path` is relative to the root of the site, with slashes: `c/37c1a420d6842886.html`.
    """

    path: str
    body: bytes = field(repr=False)
