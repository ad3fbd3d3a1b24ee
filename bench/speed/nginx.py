"""Runs nginx as a child process: the site with validators on one port, without on the next.

The served state of the site is a symbolic link, so that URLs stay the same.
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from speed.hosts import HOST_OF

BINARY = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or "/usr/sbin/nginx"
CONFIG = """daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
worker_processes 1;
{user}
events {{ worker_connections 1024; }}
http {{
  log_format sent '$bytes_sent';
  access_log {folder}/access.log sent;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  types {{ application/json json; application/rss+xml xml; }}
  default_type "text/html; charset=utf-8";
  root {folder}/current;
  index index.html;
  keepalive_requests 100000;
  if_modified_since before;  # as the standard wants it: no program is punished for its clock
  server {{ {with_validators} }}
  server {{ {without} etag off; if_modified_since off; add_header Last-Modified ""; }}
}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NginxServer:
    """A running nginx: its port and its folder."""

    port: int
    folder: Path

    @property
    def port_without(self) -> int:
        """The port on which no answer carries a validator."""
        return self.port + 1

    def serve(self, state: Path) -> None:
        """Serve another state of the site from now on."""
        new = self.folder / "new"
        new.symlink_to(state)
        new.replace(self.folder / "current")

    def take_bytes(self) -> tuple[int, int]:
        """Return the number of answers and bytes since the last call, headers included."""
        log = self.folder / "access.log"
        sent = [int(line) for line in log.read_text().split()]
        os.truncate(log, 0)
        return len(sent), sum(sent)


@contextmanager
def nginx(folder: Path) -> Iterator[NginxServer]:
    """Start nginx with its own configuration in its own folder."""
    folder.mkdir()
    server = NginxServer(port=_free_pair(), folder=folder)
    (folder / "nginx.conf").write_text(
        CONFIG.format(
            folder=folder,
            user="user root;" if os.geteuid() == 0 else "",
            with_validators=_listens(server.port),
            without=_listens(server.port_without),
        )
    )
    command = [BINARY, "-p", str(folder), "-c", "nginx.conf", "-e", str(folder / "error.log")]
    program = subprocess.Popen(command)
    try:
        yield server
    finally:
        program.terminate()
        program.wait(10)


def _listens(port: int) -> str:
    return " ".join(f"listen {host}:{port};" for host in HOST_OF.values())


def _free_pair() -> int:
    """Return the first of two consecutive ports that are probably free."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port if port % 2 == 0 else port - 1
