"""Pages, manifests and the site in folders."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, flock
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from advisory_watch.core.errors import ArchiveError, CorruptLedger
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.page import Page
from advisory_watch.core.serialization import from_json, to_json

if TYPE_CHECKING:
    from advisory_watch.core.evidence.chain import ArchiveFile
    from advisory_watch.core.ingest.sent import SentPages
    from advisory_watch.core.web_file import WebFile

KEY = lazy_pattern(r"[0-9a-f]{64}")
"""A SHA-256 in hexadecimal; other text must not become a path."""

NAME = lazy_pattern(r"[a-z0-9][a-z0-9.-]*")
"""Names of manifests, signatures and keys; no path that leads out of the folder matches."""

PATH = lazy_pattern(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
"""Names that mean the same on every system; no path that leads out of the folder matches."""

SUFFIX = ".warc.gz"

READABLE = 0o644
"""The web server must be able to read the files; temporary files are readable to the owner only."""


@contextmanager
def _expected(path: Path, purpose: str) -> Iterator[None]:
    """Raise `ArchiveError` for an error of the file system."""
    try:
        yield
    except OSError as error:
        raise ArchiveError(f"{path}: expected {purpose}, found {error}") from error


def _read(path: Path) -> bytes | None:
    with _expected(path, "to read"):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def _write_temporary(path: Path, content: bytes, *, is_synced: bool) -> Path:
    """Write a file next to `path`, to be renamed: a file of the final name is always complete.

    Its name is random, since two containers may share a folder and have equal process numbers.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.urandom(8).hex()}.part")
    with open(temporary, "xb", opener=_open_privately) as file:
        file.write(content)
        if is_synced:
            file.flush()
            os.fsync(file.fileno())
    return temporary


def _open_privately(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


class FolderArchive:
    """Implement `Archive` and `RawArchive` under `root`, in `<2 hex>/<sha256>.warc.gz`.

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
        path = self._path(page.sha256)
        if not path.exists():
            with _expected(path, "to write"):
                _write_temporary(path, self._pack(page), is_synced=True).replace(path)
        return page.sha256

    def load(self, key: str) -> Page:
        return self.packed(key).unpack(self._unpack)

    def keys(self) -> Iterator[str]:
        """Yield the keys in order; for a foreign file, yield its path."""
        for path in sorted(found for found in self._root.rglob("*") if found.is_file()):
            key = path.name.removesuffix(SUFFIX)
            is_ours = KEY.fullmatch(key) and self._path(key) == path
            yield key if is_ours else str(path.relative_to(self._root))

    def packed(self, key: str) -> "ArchiveFile":
        from advisory_watch.core.evidence.chain import ArchiveFile  # noqa: PLC0415 - to verify

        path = self._path(key)
        try:
            return ArchiveFile(key=key, file=str(path), content=path.read_bytes())
        except OSError as error:
            raise ArchiveError(f"{path}: expected a page, found {error.strerror}") from error

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise ArchiveError(f"archive key: expected 64 hexadecimal digits, found {key!r}")
        return self._root / key[:2] / f"{key}{SUFFIX}"


class FolderManifestStore:
    """Implement `ManifestStore` in the folder `root`, which is created if absent."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self) -> tuple[str, ...]:
        with _expected(self._root, "a folder"):
            try:
                return tuple(sorted(path.name for path in self._root.iterdir()))
            except FileNotFoundError:
                return ()

    def get(self, name: str) -> bytes | None:
        return _read(self._path(name))

    def put_new(self, name: str, content: bytes) -> bool:
        path = self._path(name)
        temporary = path.with_name(f"{name}.{os.getpid()}.part")
        with _expected(path, "to write"):
            self._root.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(content)
            try:
                os.link(temporary, path)
            except FileExistsError:
                return False
            finally:
                temporary.unlink()
        return True

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ArchiveError(f"manifests: expected the name of a file, found {name!r}")
        return self._root / name


class SentFolder:
    """Implement `SentLog` with a JSON file for each source."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def load(self, source_id: str) -> "SentPages":
        """Return the pages; after damage none, so that all are sent whole again."""
        from advisory_watch.core.ingest.sent import SentPages  # noqa: PLC0415 - to read for others

        with suppress(CorruptLedger):
            return from_json(SentPages, _read(self._path(source_id)) or b"{}")
        return SentPages()

    def save(self, source_id: str, sent: "SentPages") -> None:
        path = self._path(source_id)
        with _expected(path, "to write"):
            _write_temporary(path, to_json(sent).encode(), is_synced=False).replace(path)

    def _path(self, source_id: str) -> Path:
        return self._root / f"{source_id}.json"


class FolderSiteStorage:
    """Implement `SiteStorage` in the folder `root`, which is created if absent.

    The site can be rebuilt at any time, so that no write waits for the disk (no fsync).
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def get(self, path: str) -> bytes | None:
        return _read(self._path(path))

    def put(self, file: "WebFile") -> bool:
        if self.get(file.path) == file.body:
            return False
        path = self._path(file.path)
        with _expected(path, "to write"):
            temporary = _write_temporary(path, file.body, is_synced=False)
            temporary.chmod(READABLE)
            temporary.replace(path)
        return True

    def replace(self, file: "WebFile", seen: bytes | None) -> bool:
        with self._locked():
            if self.get(file.path) != seen:
                return False
            self.put(file)
        return True

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Lock the folder against other processes; the lock ends with the process that holds it."""
        with _expected(self._root, "a folder"):
            self._root.mkdir(parents=True, exist_ok=True)
            folder = os.open(self._root, os.O_RDONLY)
        try:
            flock(folder, LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _path(self, path: str) -> Path:
        if not PATH.fullmatch(path):
            raise ArchiveError(f"site: expected a path below its root, found {path!r}")
        return self._root / PurePosixPath(path)
