"""The drawer of manifests on a laptop: a folder beside the pages."""

import os
import re
from pathlib import Path

from advisory_watch.core.errors import ArchiveError

NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")
"""The names of manifests, signatures and keys; nothing that leads out of the folder is one."""


class FolderSeals:
    """Keep the promises of `Seals` in `root`, made where there is none."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self) -> tuple[str, ...]:
        """Return the names of all files, sorted."""
        try:
            return tuple(sorted(each.name for each in self._root.iterdir()))
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise ArchiveError(f"{self._root}: expected a folder, found {error}") from error

    def get(self, name: str) -> bytes | None:
        """Return what is in a file, None where there is none."""
        path = self._path(name)
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ArchiveError(f"{path}: expected to read, found {error}") from error

    def put_new(self, name: str, content: bytes) -> bool:
        """Write a file unless there is one; whoever finds its name finds all of it."""
        path = self._path(name)
        beside = path.with_name(f"{name}.{os.getpid()}.part")
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(content)
            return _moved_new(beside, path)
        except OSError as error:
            raise ArchiveError(f"{path}: expected to write, found {error}") from error

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ArchiveError(f"manifests: expected the name of a file, found {name!r}")
        return self._root / name


def _moved_new(beside: Path, path: Path) -> bool:
    """Give a file its name, unless there is one of that name; tell whether there was none."""
    try:
        os.link(beside, path)
    except FileExistsError:
        return False
    finally:
        beside.unlink()
    return True
