"""Store the site on a laptop: a folder that a browser opens."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile

from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.files import File

PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
"""Names that mean the same on every system; no path that leads out of the folder matches."""

READABLE = 0o644
"""The web server must be able to read the files; temporary files are readable to the owner only."""


class FolderShelf:
    """Implement `Shelf` in the folder `root`, which is created if absent."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def get(self, path: str) -> bytes | None:
        """Return the content of a file, or None if absent."""
        place = self._place(path)
        try:
            return place.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ArchiveError(f"{place}: expected to read, found {error}") from error

    def put(self, file: File) -> bool:
        """Write a file if its content differs; return whether it did."""
        if self.get(file.path) == file.body:
            return False
        place = self._place(file.path)
        try:
            _write_whole(place, file.body)
        except OSError as error:
            raise ArchiveError(f"{place}: expected to write, found {error}") from error
        return True

    def replace(self, file: File, seen: bytes | None) -> bool:
        """Write a file if its content is still `seen`; return whether it was."""
        with self._alone():
            if self.get(file.path) != seen:
                return False
            self.put(file)
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Lock the folder against other processes; the lock ends with the process that holds it."""
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            held = os.open(self._root, os.O_RDONLY)
        except OSError as error:
            raise ArchiveError(f"{self._root}: expected a folder, found {error}") from error
        try:
            flock(held, LOCK_EX)
            yield
        finally:
            os.close(held)

    def _place(self, path: str) -> Path:
        if not PATH.fullmatch(path):
            raise ArchiveError(f"site: expected a path below its root, found {path!r}")
        return self._root / PurePosixPath(path)


def _write_whole(path: Path, content: bytes) -> None:
    """Write a temporary file, then rename it: a reader finds the old page or the new one.

    The site can be rebuilt at any time, so that there is no wait for the disk (no fsync).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as temporary:
        temporary.write(content)
    written = Path(temporary.name)
    written.chmod(READABLE)
    written.replace(path)
