"""Pages, manifests and the site in folders."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile

from advisory_watch.core.errors import ArchiveError
from advisory_watch.core.evidence.chain import ArchiveFile
from advisory_watch.core.page import Page
from advisory_watch.core.web_file import WebFile

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

    def packed(self, key: str) -> ArchiveFile:
        """Return the file of a page, still packed."""
        path = self._path(key)
        try:
            return ArchiveFile(key=key, file=str(path), content=path.read_bytes())
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


NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")
"""Names of manifests, signatures and keys; no path that leads out of the folder matches."""


class FolderManifestStore:
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


PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
"""Names that mean the same on every system; no path that leads out of the folder matches."""

READABLE = 0o644
"""The web server must be able to read the files; temporary files are readable to the owner only."""


class FolderSiteStorage:
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

    def put(self, file: WebFile) -> bool:
        """Write a file if its content differs; return whether it did."""
        if self.get(file.path) == file.body:
            return False
        place = self._place(file.path)
        try:
            _replace_whole(place, file.body)
        except OSError as error:
            raise ArchiveError(f"{place}: expected to write, found {error}") from error
        return True

    def replace(self, file: WebFile, seen: bytes | None) -> bool:
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
            pending = os.open(self._root, os.O_RDONLY)
        except OSError as error:
            raise ArchiveError(f"{self._root}: expected a folder, found {error}") from error
        try:
            flock(pending, LOCK_EX)
            yield
        finally:
            os.close(pending)

    def _place(self, path: str) -> Path:
        if not PATH.fullmatch(path):
            raise ArchiveError(f"site: expected a path below its root, found {path!r}")
        return self._root / PurePosixPath(path)


def _replace_whole(path: Path, content: bytes) -> None:
    """Write a temporary file, then rename it: a reader finds the old page or the new one.

    The site can be rebuilt at any time, so that there is no wait for the disk (no fsync).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as temporary:
        temporary.write(content)
    written = Path(temporary.name)
    written.chmod(READABLE)
    written.replace(path)
