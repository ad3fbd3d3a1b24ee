"""Forty hosts in one process, which count their simultaneous requests.

`/stats` returns the counters. `/news` makes every host issue one notice, in its first feed.
"""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection

from portal_source import DEAD, FEEDS, HOSTS, INDEX, SLOW, SLOW_S, code_of

PROSE = "Avoid large crowds, monitor local media and keep a low profile. " * 30
"""A feed is 2 kB, or 4 kB with a notice."""


@dataclass(slots=True)
class PortalState:
    """The content of all hosts, and the counters of their requests."""

    began_at: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(days=30))
    news_at: datetime | None = None
    requests: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    at_once: Counter[str] = field(default_factory=Counter)
    at_once_max: Counter[str] = field(default_factory=Counter)

    def answer(self, host: str, path: str, etag: str) -> tuple[int, bytes, str]:
        """Return status, body and validator for a request."""
        match path:
            case "/stats":
                return 200, json.dumps(self.counters()).encode(), ""
            case "/news":
                self.news_at = datetime.now(UTC)
                return 200, json.dumps(self.news_at.isoformat()).encode(), ""
            case path if path == INDEX:
                return 200, json.dumps({name: self._change_times() for name in HOSTS}).encode(), ""
        number = int(path[1:])
        current = f'"{self._changed_at(number)}"'
        self.requests[host] += 1
        if etag == current:
            self.unchanged[host] += 1
            return 304, b"", current
        return 200, self._feed(host, number), current

    def counters(self) -> dict[str, dict[str, int]]:
        """Return the counters so far."""
        return {
            "asked": dict(self.requests),
            "unchanged": dict(self.unchanged),
            "at once": dict(self.at_once_max),
        }

    def _changed_at(self, number: int) -> str:
        is_news = self.news_at is not None and number == 0
        return (self.news_at if is_news and self.news_at else self.began_at).isoformat()

    def _change_times(self) -> list[str]:
        return [self._changed_at(number) for number in range(FEEDS)]

    def _feed(self, host: str, number: int) -> bytes:
        """Write a feed: every second one has a notice of last month, the first also the news."""
        notices_to_write = [("old", self.began_at)] if number % 2 else []
        if self.news_at is not None and number == 0:
            notices_to_write.insert(0, ("new", self.news_at))
        notices = [
            {
                "id": f"{host}/{number}/{name}",
                "about": code_of(host, number),
                "title": f"Security alert {name} {host} {number}",
                "issued": issued_at.isoformat(),
                "text": PROSE,
            }
            for name, issued_at in notices_to_write
        ]
        return json.dumps({"notices": notices, "about": PROSE}).encode()


async def serve(portals: PortalState, ready: Connection) -> None:
    """Listen on all loopback addresses; each address acts as a separate host."""

    async def serve_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
                path = lines[0].split(" ")[1]
                portals.at_once[host] += 1
                portals.at_once_max[host] = max(portals.at_once_max[host], portals.at_once[host])
                try:
                    await _delay(host, path, reader)
                    status, body, etag = portals.answer(
                        host, path, headers.get("if-none-match", "")
                    )
                finally:
                    portals.at_once[host] -= 1
                writer.write(_response(status, body, etag))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve_connection, "0.0.0.0", 0, limit=2**20, backlog=512)  # noqa: S104
    ready.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


async def _delay(host: str, path: str, reader: asyncio.StreamReader) -> None:
    """Delay as the host does; the dead host waits until the client disconnects."""
    if path in (INDEX, "/stats", "/news"):
        return
    if host in SLOW:
        await asyncio.sleep(SLOW_S)
    if host == DEAD:
        await reader.read()
        raise ConnectionResetError


def _response(status: int, body: bytes, etag: str) -> bytes:
    validator = f"ETag: {etag}\r\n" if etag else ""
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\n{validator}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def publish(ready: Connection) -> None:
    """Serve until the process is terminated."""
    asyncio.run(serve(PortalState(), ready))
