"""Test that TLS checks the certificate of the name, although the gate connects to an address."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from advisory_watch.adapters.http import AddressGuard, new_session
from advisory_watch.core.errors import Unreachable
from advisory_watch.core.page import Page, Validators
from support.publishers.http_publisher import Site, an_answer, publisher
from support.publishers.http_reader import BOTH_WAYS, FakeTime, Reader, a_target

FEED = b"<rss/>"
MIRROR = "mirror.example"


def certificate(folder: Path, name: str) -> Path:
    """Write a self-signed certificate for a name, with its key, valid today."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    written = folder / f"{name}.pem"
    written.write_bytes(signed.public_bytes(Encoding.PEM) + private)
    return written


@contextmanager
def over_tls(pem: Path) -> Iterator[tuple[Site, list[str | None]]]:
    """Open a publisher with that certificate; collect the names that clients request (SNI)."""
    named: list[str | None] = []

    def note(_connection: object, name: str | None, _context: object) -> None:
        named.append(name)

    context: Any = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    context.sni_callback = note
    with publisher() as site:
        site.socket = context.wrap_socket(site.socket, server_side=True)
        yield site, named


def fetch(site: Site, trusted: Path, many: int) -> object:
    """Fetch the feed of the mirror, whose name leads to this machine."""
    gate = AddressGuard(resolve=lambda *_: ["127.0.0.1"], own_hosts=frozenset({MIRROR}))
    with new_session("https://example.org/watch", gate) as session:
        session.trust_env, session.verify = False, str(trusted)
        reader = Reader(site=site, session=session, gate=gate, time=FakeTime(), many=many)
        url = f"https://{MIRROR}:{site.server_port}/feed"
        return reader.web.fetch(a_target(url), Validators())


@BOTH_WAYS
def test_tls_and_the_host_header_keep_the_name(tmp_path: Path, many: int) -> None:
    """A server of many sites chooses the site by its name."""
    pem = certificate(tmp_path, MIRROR)
    with over_tls(pem) as (site, named):
        site.play("/feed", an_answer(FEED))
        page = fetch(site, trusted=pem, many=many)
    assert isinstance(page, Page)
    assert (page.body, named) == (FEED, [MIRROR])
    assert site.asked[0].headers["host"] == f"{MIRROR}:{site.server_port}"


@BOTH_WAYS
def test_a_certificate_of_another_name_is_refused(tmp_path: Path, many: int) -> None:
    """If the address is right and the name is not, another party answers."""
    pem = certificate(tmp_path, "other.example")
    with over_tls(pem) as (site, _named):
        site.play("/feed", an_answer(FEED))
        with pytest.raises(Unreachable, match="certificate"):
            fetch(site, trusted=pem, many=many)
    assert site.asked == []
