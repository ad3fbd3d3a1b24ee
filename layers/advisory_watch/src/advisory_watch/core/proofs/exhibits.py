"""One alert with its evidence, as files that can be checked without this program."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from advisory_watch.core.alerts import Alert
from advisory_watch.core.files import File
from advisory_watch.core.manifests import Manifest
from advisory_watch.core.originals import Packed
from advisory_watch.core.records import to_json
from advisory_watch.core.versions import Version

SUMS = "SHA256SUMS"
MANIFEST, SIGNATURE, KEY = "manifest.json", "manifest.sig", "key.pem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A manifest as stored in the archive.

    `signature` and `key` are None if their file is missing.
    """

    manifest: Manifest
    content: bytes
    signature: bytes | None = None
    key: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """All evidence for one alert.

    `records` are versions as they are stored, by their numbers: the previous version, the
    version of the alert, and later ones up to the version that the manifest names.
    """

    alert: Alert
    version: Version
    records: Mapping[int, str]
    pages: tuple[Packed, ...]
    signed: Signed | None = None

    def files(self) -> Iterator[File]:
        """Yield the files, except the instructions."""
        files = tuple(self._files())
        yield from files
        sums = "".join(f"{sha256(file.body).hexdigest()}  {file.path}\n" for file in files)
        yield File(path=SUMS, body=sums.encode())

    def _files(self) -> Iterator[File]:
        yield File(path="alert.json", body=to_json(self.alert).encode())
        for number, text in sorted(self.records.items()):
            yield File(path=version_path(number), body=text.encode())
        for page in self.pages:
            yield File(path=page_path(page.key), body=page.content)
        if self.signed is not None:
            yield File(path=MANIFEST, body=self.signed.content)
            if self.signed.signature is not None and self.signed.key is not None:
                yield File(path=SIGNATURE, body=self.signed.signature)
                yield File(path=KEY, body=self.signed.key)


def version_path(number: int) -> str:
    """Return the file name of a version."""
    return f"version-{number:06}.json"


def page_path(key: str) -> str:
    """Return the file name of a page."""
    return f"{key}.warc.gz"
