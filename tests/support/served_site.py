"""The files of a site, in a folder and behind a server."""

import functools
import http.server
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from advisory_watch.core.web_file import WebFile


def write(files: Iterable[WebFile], folder_path: Path) -> None:
    """Write the files of a site into a folder."""
    for file in files:
        path = folder_path / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.body)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on the loopback interface; yield its URL."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    ).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
