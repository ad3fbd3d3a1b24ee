"""One alert with its evidence, as files that can be checked without any of our programs."""

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
    """A manifest as it lies in the archive; None where its signature or its key is gone."""

    manifest: Manifest
    content: bytes
    signature: bytes | None = None
    key: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """All that speaks for one alert.

    `records` are versions as they are stored, by their numbers: the one before it, its own,
    and those after it up to the one that the manifest names.
    """

    alert: Alert
    version: Version
    records: Mapping[int, str]
    pages: tuple[Packed, ...]
    signed: Signed | None = None

    def files(self) -> Iterator[File]:
        """Return the files, without the one that explains them."""
        files = tuple(self._files())
        yield from files
        sums = "".join(f"{sha256(each.body).hexdigest()}  {each.path}\n" for each in files)
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
    """Name the file of a version."""
    return f"version-{number:06}.json"


def page_path(key: str) -> str:
    """Name the file of a page."""
    return f"{key}.warc.gz"
