"""Keep the archive on a laptop: one WARC file a page, in a folder."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.originals import Packed
from advisory_watch.core.pages import Page

KEY = re.compile(r"[0-9a-f]{64}")
"""A SHA-256 in hexadecimal; other text must not become a path."""


SUFFIX = ".warc.gz"


class FolderArchive:
    """Implement `Archive` and `Vault` under `root`, in `<2 hex>/<sha256>.warc.gz`.

    `pack` and `unpack` turn a page into the bytes of a file and back (`adapters.warc.pack_page`,
    `adapters.warc.unpack_page`). Threads may share it: of two that keep the same page, the second
    replaces the file with an equal one.
    """

    def __init__(
        self, root: Path, pack: Callable[[Page], bytes], unpack: Callable[[bytes], Page]
    ) -> None:
        self._root = root
        self._pack = pack
        self._unpack = unpack

    def keep(self, page: Page) -> str:
        """Keep the page unless it is kept already; return its key."""
        path = self._path(page.sha256)
        if not path.exists():
            try:
                _write_whole(path, self._pack(page))
            except OSError as error:
                message = f"{path}: expected to write, found {error}"
                raise ArchiveError(message) from error
        return page.sha256

    def load(self, key: str) -> Page:
        """Return the page kept under a key. Raises `ArchiveError` if absent or another page."""
        packed = self.packed(key)
        page = self._unpack(packed.content)
        if page.sha256 != key:
            message = f"{packed.file}: expected the page of that name, found {page.sha256}"
            raise ArchiveError(message)
        return page

    def keys(self) -> Iterator[str]:
        """Yield the key of every page, in order; for a foreign file, yield its path."""
        for path in sorted(found for found in self._root.rglob("*") if found.is_file()):
            key = path.name.removesuffix(SUFFIX)
            is_ours = KEY.fullmatch(key) and self._path(key) == path
            yield key if is_ours else str(path.relative_to(self._root))

    def packed(self, key: str) -> Packed:
        """Return the file of a page, still packed."""
        path = self._path(key)
        try:
            return Packed(key=key, file=str(path), content=path.read_bytes())
        except OSError as error:
            message = f"{path}: expected a page, found {error.strerror}"
            raise ArchiveError(message) from error

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            message = f"archive key: expected 64 hexadecimal digits, found {key!r}"
            raise ArchiveError(message)
        return self._root / key[:2] / f"{key}{SUFFIX}"


def _write_whole(path: Path, content: bytes) -> None:
    """Write a temporary file, then rename it: a file of the final name is always complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as temporary:
        temporary.write(content)
        temporary.flush()
        os.fsync(temporary.fileno())
    Path(temporary.name).replace(path)
