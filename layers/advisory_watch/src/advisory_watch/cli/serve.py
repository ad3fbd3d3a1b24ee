"""`advisory-watch serve`: serve the site of a home folder to a browser on this machine only."""

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from advisory_watch.bootstrap.local_site import is_printed, site_folder
from advisory_watch.cli.options import add_home, home_of
from advisory_watch.cli.output_table import console, print_no_home, print_text
from advisory_watch.cli.site import print_whole
from advisory_watch.core.errors import UsageError
from advisory_watch.core.web_file import SECURITY_HEADERS, content_type
from advisory_watch.site.rendering.config import FRONT

PORT_MAX = 65535

HERE = "127.0.0.1"
"""Loopback only: others in the same network must not see which pages are read."""

PAGE = re.compile(r"pages/[0-9a-f]{2}/[0-9a-f]{64}\.warc\.gz")
"""The only files of a home folder outside the site that may be read."""

NOT_FOUND = "404.html"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    add_home(parser)
    parser.add_argument("--port", type=_port, default=8321, metavar="N", help="8321 if none")


def _port(text: str) -> int:
    """Parse a port number; 0 takes any free port."""
    number = int(text)
    if not 0 <= number <= PORT_MAX:
        raise ArgumentTypeError(f"expected 0 to {PORT_MAX}, found {number}")
    return number


class Server(ThreadingHTTPServer):
    """Serves the home `folder`; a hanging connection ends with the program."""

    daemon_threads = True

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__((HERE, port), Handler)
        self.folder = folder


class Handler(BaseHTTPRequestHandler):
    """Answers with existing files; lists no folder, and writes nothing."""

    server_version = "advisory-watch"
    sys_version = ""
    server: Server

    def do_GET(self) -> None:
        """Send a file."""
        self._answer(is_whole=True)

    def do_HEAD(self) -> None:
        """Send the headers of a file."""
        self._answer(is_whole=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing: which pages are read is private."""

    def _answer(self, *, is_whole: bool) -> None:
        found = file_of(self.server.folder, self.path)
        status = HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
        shown = found or site_folder(self.server.folder) / NOT_FOUND
        body = shown.read_bytes() if shown.is_file() else b"Not found\n"
        self.send_response(status)
        kind = content_type(shown.name) if shown.is_file() else "text/plain"
        headers = {"Content-Type": kind, "Content-Length": str(len(body))}
        for name, value in {**headers, "Cache-Control": "no-cache", **SECURITY_HEADERS}.items():
            self.send_header(name, value)
        self.end_headers()
        if is_whole:
            self.wfile.write(body)


def file_of(folder: Path, address: str) -> Path | None:
    """Return the file of the site or the archive page that a URL path names, or None."""
    path = unquote(urlsplit(address).path).lstrip("/") or FRONT
    root = folder if PAGE.fullmatch(path) else site_folder(folder)
    try:
        named = (root / path).resolve()
        is_inside = named.is_relative_to(root.resolve())
        return named if is_inside and named.is_file() else None
    except (OSError, ValueError):  # no file can have such a name
        return None


def run(given: Namespace) -> int:
    """Serve until the program is interrupted."""
    folder = home_of(given)
    if not folder.exists():
        return print_no_home(folder)
    if not is_printed(site_folder(folder)):
        print_whole(folder, site_folder(folder))
    try:
        server = Server(folder, given.port)
    except OSError as error:
        raise UsageError(f"--port: expected one that is free, found {error.strerror}") from error
    with server:
        print_text(console(), f"Site: http://{HERE}:{server.server_port}/ (Ctrl-C ends it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print_text(console(), "Ended.")
    return 0
