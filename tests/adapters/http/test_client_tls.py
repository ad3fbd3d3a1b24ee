"""Test that TLS checks the certificate of the name, although the gate connects to an address."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

import certifi
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

from advisory_watch.adapters.http import AddressGuard
from advisory_watch.core.errors import Unreachable
from advisory_watch.core.http_message import Limits
from advisory_watch.core.page import FetchRequest, Page
from support.publishers.http_publisher import Site, an_answer, kept, publisher
from support.publishers.http_reader import BOTH_WAYS, FakeTime, Reader, a_target, fetch_one

FEED = b"<rss/>"
MIRROR = "mirror.example"


def certificate(folder: Path, name: str, ends_in: timedelta = timedelta(days=1)) -> Path:
    """Write a self-signed certificate for a name, with its key, valid since two days ago."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=2))
        .not_valid_after(today + ends_in)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    written = folder / f"{name}.pem"
    written.write_bytes(signed.public_bytes(Encoding.PEM) + private)
    return written


def server_context(pem: Path) -> Any:
    """Return what a server needs to know for TLS with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


@contextmanager
def over_tls(pem: Path, context: Any = None) -> Iterator[tuple[Site, list[str | None]]]:
    """Open a publisher with that certificate; collect the names that clients request (SNI)."""
    named: list[str | None] = []

    def note(_connection: object, name: str | None, _context: object) -> None:
        named.append(name)

    context = context or server_context(pem)
    context.sni_callback = note
    with publisher() as site:
        site.socket = context.wrap_socket(site.socket, server_side=True)
        yield site, named


def fetch(site: Site, trusted: Path, many: int) -> object:
    """Fetch the feed of the mirror, whose name leads to this machine."""
    gate = AddressGuard(resolve=lambda *_: ["127.0.0.1"], own_hosts=frozenset({MIRROR}))
    reader = Reader(site=site, gate=gate, time=FakeTime(), many=many)
    url = f"https://{MIRROR}:{site.server_port}/feed"
    with reader.opened, pytest.MonkeyPatch.context() as patch:
        patch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
        return fetch_one(reader.web, a_target(url))


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


@BOTH_WAYS
def test_an_expired_certificate_is_refused(tmp_path: Path, many: int) -> None:
    """Its key may have been stolen since, and no list of revoked certificates names it any more."""
    pem = certificate(tmp_path, MIRROR, ends_in=-timedelta(days=1))
    with over_tls(pem) as (site, _named):
        site.play("/feed", an_answer(FEED))
        with pytest.raises(Unreachable, match="certificate"):
            fetch(site, trusted=pem, many=many)
    assert site.asked == []


@BOTH_WAYS
@pytest.mark.parametrize("trusted", ["other.pem", certifi.where()], ids=["another", "usual ones"])
def test_a_certificate_that_only_signs_itself_is_refused(
    tmp_path: Path, many: int, trusted: str
) -> None:
    """An attacker in the way can write one for any name."""
    pem = certificate(tmp_path, MIRROR)
    certificate(tmp_path, "other")
    with over_tls(pem) as (site, _named):
        site.play("/feed", an_answer(FEED))
        with pytest.raises(Unreachable, match="certificate"):
            fetch(site, trusted=tmp_path / trusted, many=many)
    assert site.asked == []


@BOTH_WAYS
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_an_old_protocol_is_refused(tmp_path: Path, many: int) -> None:
    """An attacker who changes what is sent can break TLS 1.1 (RFC 8996)."""
    pem = certificate(tmp_path, MIRROR)
    old = server_context(pem)
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with over_tls(pem, old) as (site, _named):
        site.play("/feed", an_answer(FEED))
        with pytest.raises(Unreachable, match=r"(?i)(ssl|tls|protocol)"):
            fetch(site, trusted=pem, many=many)
    assert site.asked == []


@BOTH_WAYS
@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl names the files in a folder")
def test_a_folder_of_authorities_is_trusted(tmp_path: Path, many: int) -> None:
    """`REQUESTS_CA_BUNDLE` may name a folder, as OpenSSL's `rehash` writes it."""
    pem = certificate(tmp_path, MIRROR)
    trusted = tmp_path / "authorities"
    trusted.mkdir()
    (trusted / pem.name).write_bytes(pem.read_bytes())
    subprocess.run(["openssl", "rehash", str(trusted)], check=True)  # noqa: S603, S607, a tool
    with over_tls(pem) as (site, _named):
        site.play("/feed", an_answer(FEED))
        assert isinstance(fetch(site, trusted=trusted, many=many), Page)


def test_http_2_is_used_where_the_host_offers_it(tmp_path: Path) -> None:
    """Large hosts speak it, with smaller heads."""
    pem = certificate(tmp_path, MIRROR)
    modern = server_context(pem)
    modern.set_alpn_protocols(["h2"])
    with over_tls(pem, modern) as (site, _named), pytest.raises(Unreachable):
        fetch(site, trusted=pem, many=1)
    assert site.greetings[0] == b"PRI * HTTP/2.0\r\n", "the site itself speaks no HTTP/2"


def fetch_each(urls: list[str], trusted: Path, limits: Limits) -> list[object]:
    """Fetch pages of the mirror over one connection."""
    gate = AddressGuard(resolve=lambda *_: ["127.0.0.1"], own_hosts=frozenset({MIRROR}))
    time = FakeTime(step_s=0.001)
    reader = Reader(site=Site(), gate=gate, time=time, many=1, limits=limits)
    asks = [FetchRequest(target=a_target(url)) for url in urls]
    with reader.site, reader.opened, pytest.MonkeyPatch.context() as patch:
        patch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
        return list(reader.web.fetch_each(asks, None))


def test_bytes_that_tls_already_holds_are_read_at_once(tmp_path: Path) -> None:
    """The wire is silent then; a wait for it lasts as long as a host may be silent."""
    pem, limits, sizes = (
        certificate(tmp_path, MIRROR),
        Limits(read_s=5),
        range(180_000, 390_000, 7_000),
    )
    with over_tls(pem) as (site, _named):
        for size in sizes:
            site.play(f"/{size}", kept(an_answer(b"<rss>%s</rss>" % (b"x" * size))))
        urls = [f"https://{MIRROR}:{site.server_port}/{size}" for size in sizes]
        begun_at = monotonic()
        pages = fetch_each(urls, pem, limits)
    assert monotonic() - begun_at < limits.read_s
    assert {type(page) for page in pages} == {Page}


SETTINGS = bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])
REFUSED_STREAM = bytes([0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 7])
"""Frames of HTTP/2: no wishes, and a refusal of the first request (RFC 9113, 6.4 and 6.5)."""


def test_a_host_that_refuses_every_request_is_not_flooded(tmp_path: Path) -> None:
    """Otherwise libcurl connects again at once, for as long as the fetch may last."""
    pem = certificate(tmp_path, MIRROR)
    modern, begun = server_context(pem), list[bytes]()
    modern.set_alpn_protocols(["h2"])

    def refuse_all() -> None:
        with suppress(OSError):  # the listener is closed
            while True:
                with modern.wrap_socket(listener.accept()[0], server_side=True) as connection:
                    begun.append(connection.recv(3))
                    connection.sendall(SETTINGS)
                    while connection.recv(4096):
                        connection.sendall(REFUSED_STREAM)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=refuse_all, daemon=True).start()
        url = f"https://{MIRROR}:{listener.getsockname()[1]}/feed"
        (refused,) = fetch_each([url], pem, Limits(total_s=5))
        listener.shutdown(socket.SHUT_RDWR)
    assert isinstance(refused, Unreachable)
    assert "every connection ended without an answer" in refused.reason
    assert len(begun) == 9, "three connections for each of three tries"
