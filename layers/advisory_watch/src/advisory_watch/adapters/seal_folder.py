"""Store manifests on a laptop: a folder next to the pages."""

import os
import re
from pathlib import Path

from advisory_watch.core.errors import ArchiveError

NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")
"""Names of manifests, signatures and keys; no path that leads out of the folder matches."""


class FolderSeals:
    """Implement `Seals` in the folder `root`, which is created if absent."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self) -> tuple[str, ...]:
        """Return the names of all files, sorted."""
        try:
            return tuple(sorted(path.name for path in self._root.iterdir()))
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise ArchiveError(f"{self._root}: expected a folder, found {error}") from error

    def get(self, name: str) -> bytes | None:
        """Return the content of a file, or None if absent."""
        path = self._path(name)
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ArchiveError(f"{path}: expected to read, found {error}") from error

    def put_new(self, name: str, content: bytes) -> bool:
        """Write a file unless it exists; a file of the final name is always complete."""
        path = self._path(name)
        temporary = path.with_name(f"{name}.{os.getpid()}.part")
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(content)
            return _moved_new(temporary, path)
        except OSError as error:
            raise ArchiveError(f"{path}: expected to write, found {error}") from error

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ArchiveError(f"manifests: expected the name of a file, found {name!r}")
        return self._root / name


def _moved_new(beside: Path, path: Path) -> bool:
    """Link a file to its final name, unless that exists; return whether it was linked."""
    try:
        os.link(beside, path)
    except FileExistsError:
        return False
    finally:
        beside.unlink()
    return True
