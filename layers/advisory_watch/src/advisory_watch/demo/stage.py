"""A web server on this machine that serves one document at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Stage(ThreadingHTTPServer):
    """Serves `document` on a port that the system chooses."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.document = b""

    @property
    def url(self) -> str:
        """The URL of the document."""
        return f"http://127.0.0.1:{self.server_port}/TAsTWs.xml"


class _Handler(BaseHTTPRequestHandler):
    server: Stage

    def do_GET(self) -> None:
        document = self.server.document
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml; charset=UTF-8")
        self.send_header("Content-Length", str(len(document)))
        self.end_headers()
        self.wfile.write(document)

    def log_message(self, *_: object) -> None:
        """Log nothing: it would disturb the output of the demonstration."""


@contextmanager
def open_stage() -> Iterator[Stage]:
    """Serve until the end of the block."""
    with Stage() as stage:
        thread = Thread(target=stage.serve_forever, daemon=True)
        thread.start()
        try:
            yield stage
        finally:
            stage.shutdown()
            thread.join()
