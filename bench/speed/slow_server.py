"""The same site from far away: every answer takes a tenth of a second.

usage: python bench/speed/slow_server.py PORT FOLDER

nginx cannot delay answers, so this is a small server with validators and persistent
connections. It listens on every host of the site.
"""

import asyncio
import sys
from functools import cache
from http import HTTPStatus
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from speed.hosts import HOST_OF

LATENCY_S = 0.1


async def _serve_connection(
    root: Path, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Answer requests one after the other until the connection ends."""
    try:
        while request := await reader.readuntil(b"\r\n\r\n"):
            await asyncio.sleep(LATENCY_S)
            writer.write(_answer(root, request.decode("latin-1")))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


def _answer(root: Path, request: str) -> bytes:
    first, *lines = request.split("\r\n")
    document = _read(root / first.split()[1].lstrip("/"))
    if document is None:
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    etag, kind, body = document
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    status = HTTPStatus.NOT_MODIFIED if headers.get("if-none-match") == etag else HTTPStatus.OK
    if status is HTTPStatus.NOT_MODIFIED:
        body = b""
    length = f"Content-Length: {len(body)}\r\n" if status is HTTPStatus.OK else ""
    head = (
        f"HTTP/1.1 {status} {status.phrase}\r\nETag: {etag}\r\nContent-Type: {kind}\r\n{length}\r\n"
    )
    return head.encode() + body


@cache  # else reading the file would add to the latency of the answers to all hosts
def _read(path: Path) -> tuple[str, str, bytes] | None:
    """Return the ETag, the type and the body of a document, or None if there is none."""
    file = path / "index.html" if path.is_dir() else path
    if not file.is_file():
        return None
    body = file.read_bytes()
    etag = f'"{file.stat().st_mtime_ns:x}-{len(body):x}"'
    kind = "application/json" if body[:1] == b"{" else "text/html; charset=utf-8"
    return etag, kind, body


async def main() -> None:
    """Serve until the process is terminated."""
    port, root = int(sys.argv[1]), Path(sys.argv[2])
    for host in HOST_OF.values():
        await asyncio.start_server(
            lambda r, w: _serve_connection(root, r, w), host, port, backlog=512
        )
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
