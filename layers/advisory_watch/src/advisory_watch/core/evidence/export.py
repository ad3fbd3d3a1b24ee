"""Export one alert with its evidence and with instructions for checking it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from advisory_watch.core.alert import Alert
from advisory_watch.core.evidence.chain import ArchiveFile
from advisory_watch.core.evidence.manifest import ECDSA, ED25519, Manifest, manifest_hash
from advisory_watch.core.record import Version, exact_text_hash
from advisory_watch.core.serialization import to_json
from advisory_watch.core.web_file import WebFile

SUMS = "SHA256SUMS"
MANIFEST, SIGNATURE, KEY = "manifest.json", "manifest.sig", "key.pem"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestFiles:
    """A manifest as stored in the archive.

    `signature` and `key` are None if their file is missing.
    """

    manifest: Manifest
    content: bytes
    signature: bytes | None = None
    key: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceBundle:
    """All evidence for one alert.

    `records` are versions as they are stored, by their numbers: the previous version, the
    version of the alert, and later ones up to the version that the manifest names.
    """

    alert: Alert
    version: Version
    records: Mapping[int, str]
    pages: tuple[ArchiveFile, ...]
    signed: ManifestFiles | None = None

    def files(self) -> Iterator[WebFile]:
        """Yield the files, except the instructions."""
        files = tuple(self._files())
        yield from files
        sums = "".join(f"{sha256(file.body).hexdigest()}  {file.path}\n" for file in files)
        yield WebFile(path=SUMS, body=sums.encode())

    def _files(self) -> Iterator[WebFile]:
        yield WebFile(path="alert.json", body=to_json(self.alert).encode())
        for number, text in sorted(self.records.items()):
            yield WebFile(path=version_path(number), body=text.encode())
        for page in self.pages:
            yield WebFile(path=page_path(page.key), body=page.content)
        if self.signed is not None:
            yield WebFile(path=MANIFEST, body=self.signed.content)
            if self.signed.signature is not None and self.signed.key is not None:
                yield WebFile(path=SIGNATURE, body=self.signed.signature)
                yield WebFile(path=KEY, body=self.signed.key)


def version_path(number: int) -> str:
    """Return the file name of a version."""
    return f"version-{number:06}.json"


def page_path(key: str) -> str:
    """Return the file name of a page."""
    return f"{key}.warc.gz"


BODY = (
    "python3 -c 'import sys; sys.stdout.buffer.write("
    'sys.stdin.buffer.read().split(b"\\r\\n\\r\\n", 2)[2][:-4])\''
)
"""Print the body of a WARC record.

A record consists of its own head, the head of the response, the body, and two empty lines.
"""

VERIFYING = {
    ECDSA: (
        f"openssl dgst -sha256 -verify {KEY} -signature {SIGNATURE} {MANIFEST}",
        "Verified OK",
    ),
    ED25519: (
        f"openssl pkeyutl -verify -pubin -inkey {KEY} -rawin -in {MANIFEST} -sigfile {SIGNATURE}",
        "Signature Verified Successfully",
    ),
}
"""The openssl command (3.0 or newer) that checks a signature, and its expected answer."""

HEAD = """\
Evidence of one alert of Advisory Watch
=======================================

Alert {alert}: {source} about {destination}, decided {decided}.

You need gunzip, sha256sum, jq, python3 and openssl, and none of our programs. Each command
below stands after a $ sign, with the answer that it must give. Run them in this folder.
"""

LIMITS = """\
What this shows, and what not
-----------------------------

If every answer is the same, the page is the one that the version was decided on, and the
version has not changed since the manifest was signed, if the key is that of whoever gave
you this: ask them, or look where they published its hash.

It does not show that the publisher sent this page: it came over HTTPS, which proves that to
whoever receives it, and to nobody else. Compare it with other archives of that day, such as
web.archive.org. Nor does it show that nothing was made up before the manifest was signed: a
copy of that manifest, in the hands of somebody else on that day, would.
"""


def instructions(exhibit: EvidenceBundle) -> str:
    """Return the instructions for an exhibit."""
    version = exhibit.version
    head = HEAD.format(
        alert=exhibit.alert.id,
        source=version.source,
        destination=version.destination,
        decided=f"{version.decided_at:%Y-%m-%d %H:%M:%S} UTC",
    )
    return "\n".join([head, *_steps(exhibit), LIMITS])


def _steps(exhibit: EvidenceBundle) -> Iterator[str]:
    version, file = exhibit.version, version_path(exhibit.version.number)
    page = version.evidence.page_key
    yield _titled("1. No file is damaged", "")
    yield _asked(f"sha256sum --check --quiet {SUMS} && echo whole", "whole")
    yield _titled(
        "2. The page as it was received",
        f"A WARC file (ISO 28500): `gunzip -c {page_path(page)} | less`\n"
        "shows it, with the address and the moment. The SHA-256 of the body is its name,\n"
        "and stands in the version.\n",
    )
    yield _asked(f"gunzip -c {page_path(page)} | {BODY} | sha256sum", f"{page}  -")
    yield _asked(f"jq -r .evidence.page_key {file}", page)
    yield _titled(
        "3. The version, and the one before it", f"`jq . {file}` shows what was decided.\n"
    )
    yield from _links(exhibit)
    if exhibit.signed is None:
        yield _titled("4. No manifest names this version yet", "Ask for one of the next day.\n")
    else:
        yield from _signature(exhibit, exhibit.signed)


def _links(exhibit: EvidenceBundle) -> Iterator[str]:
    """Yield the commands that compare each version with the hash in the next one."""
    for number, text in sorted(exhibit.records.items()):
        if number + 1 in exhibit.records:
            digest = exact_text_hash(text)
            yield _asked(f"sha256sum {version_path(number)}", f"{digest}  {version_path(number)}")
            yield _asked(f"jq -r .previous {version_path(number + 1)}", digest)


def _signature(exhibit: EvidenceBundle, signed: ManifestFiles) -> Iterator[str]:
    source, code = exhibit.version.source, exhibit.version.destination
    head_hash = signed.manifest.tips[source][code]
    last = version_path(head_hash.number)
    yield _titled(
        f"4. The manifest of {signed.manifest.day}",
        f"It names version {head_hash.number} as the newest that there was.\n",
    )
    yield _asked(f"sha256sum {last}", f"{head_hash.hash}  {last}")
    yield _asked(f'jq -r \'.tips["{source}"]["{code}"].hash\' {MANIFEST}', head_hash.hash)
    if signed.signature is None or signed.key is None:
        yield "It has no signature: whoever holds the archive could have written it anew.\n"
        return
    yield _titled("5. Its signature", "The key is known by the hash of its DER form.\n")
    yield _asked(*VERIFYING[signed.manifest.algorithm])
    yield _asked(
        f"openssl pkey -pubin -in {KEY} -outform DER | sha256sum", f"{signed.manifest.key}  -"
    )
    yield _asked(f"jq -r .key {MANIFEST}", signed.manifest.key)
    yield (f"The next manifest names this one by its SHA-256, {manifest_hash(signed.content)}.\n")


def _titled(title: str, text: str) -> str:
    head = f"{title}\n{'-' * len(title)}\n"
    return f"{head}\n{text}" if text else head


def _asked(command: str, answer: str) -> str:
    return f"    $ {command}\n    {answer}\n"
