"""A publisher on 127.0.0.1 that serves scripted answers, good and bad.

Open it with `with publisher() as site:`. Script an answer with `site.play("/feed.xml",
an_answer(b"<rss/>"))`; its URL is `site.url("/feed.xml")`. `site.asked` lists the requests
received.
"""

import gzip
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread

ZERO = b"\0" * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response as sent over the wire; only the status line and `Connection` are added.

    `raw` is sent instead, if there is any, and the connection is closed after it. `hangs` leaves
    the connection open and silent after the pieces, until the site closes. `meanwhile` runs between
    the request and the first byte of the response.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: tuple[bytes, ...] = ()
    raw: bytes = b""
    hangs: bool = False
    meanwhile: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedRequest:
    """A received request; header names are in lower case."""

    path: str
    headers: Mapping[str, str]


def an_answer(body: bytes, status: int = 200, **headers: str) -> Answer:
    """Return a valid answer; `_` in header names is sent as `-`."""
    return Answer(status=status, headers={**_length(body), **_named(headers)}, pieces=(body,))


def kept(answer: Answer) -> Answer:
    """Keep the connection open for the next request."""
    return replace(answer, headers={**answer.headers, "Connection": "keep-alive"})


def after(meanwhile: Callable[[], object], answer: Answer) -> Answer:
    """Run `meanwhile` before the answer: wait for another thread, or let time pass."""
    return replace(answer, meanwhile=meanwhile)


def a_redirect(location: str, status: int = 302) -> Answer:
    """Redirect the reader to another location."""
    return Answer(status=status, headers={"Location": location, **_length(b"")})


def zipped(body: bytes) -> Answer:
    """Return the body compressed with gzip."""
    return an_answer(gzip.compress(body, mtime=0), Content_Encoding="gzip")


def cut_short(body: bytes, announced: int) -> Answer:
    """Announce more bytes than are sent, then close the connection."""
    return Answer(headers={"Content-Length": str(announced)}, pieces=(body,))


def chunked(*parts: bytes, is_whole: bool = True) -> Answer:
    """Send each part as a chunk; without the final empty chunk the body is incomplete."""
    pieces = [b"%x\r\n%s\r\n" % (len(part), part) for part in parts]
    end = [b"0\r\n\r\n"] if is_whole else []
    return Answer(headers={"Transfer-Encoding": "chunked"}, pieces=(*pieces, *end))


def a_gzip_bomb(megabytes: int) -> Answer:
    """Send zeros compressed to about a thousandth of their size."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    body = b"".join(packer.compress(ZERO) for _ in range(megabytes)) + packer.flush()
    return an_answer(body, Content_Encoding="gzip")


class Site(ThreadingHTTPServer):
    """The server, with its scripts and its statistics.

    `asked` lists the requests; `most_at_once` is the highest number of concurrent requests by host;
    `connections` counts the connections opened, and `greetings` has the first line of each request.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[ReceivedRequest] = []
        self.closing = Event()
        self.most_at_once: Counter[str] = Counter()
        self.connections = 0
        self.greetings: list[bytes] = []
        self._scripts: dict[str, list[Answer]] = {}
        self._walls: dict[str, Answer] = {}
        self._at_once: Counter[str] = Counter()
        self._counting = Lock()

    def play(self, path: str, *answers: Answer) -> None:
        """Answer a path with these answers in turn; the last one repeats."""
        self._scripts[path] = list(answers)

    def wall_off(self, agent: str, answer: Answer) -> None:
        """Answer all requests whose `User-Agent` contains a text with this answer."""
        self._walls[agent] = answer

    def wall_of(self, agent: str) -> Answer | None:
        """Return the answer to a client that is walled off."""
        return next((answer for text, answer in self._walls.items() if text in agent), None)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """Return the URL of a path."""
        return f"http://{host}:{self.server_port}{path}"

    def next_answer(self, path: str) -> Answer:
        """Take the next answer of the script; an unknown path gets a 404."""
        script = self._scripts.get(path) or [an_answer(b"", status=404)]
        return script.pop(0) if len(script) > 1 else script[0]

    @contextmanager
    def counted(self, host: str) -> Iterator[None]:
        """Count a request to a host as concurrent until its answer starts."""
        with self._counting:
            self._at_once[host] += 1
            self.most_at_once[host] = max(self.most_at_once[host], self._at_once[host])
        try:
            yield
        finally:
            with self._counting:
                self._at_once[host] -= 1

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that hang up: some tests do so on purpose."""


class _Handler(BaseHTTPRequestHandler):
    server: Site
    protocol_version = "HTTP/1.1"
    raw_requestline: bytes

    def setup(self) -> None:
        """Count the connection."""
        super().setup()
        self.server.connections += 1

    def parse_request(self) -> bool:
        """Note the first line, of whichever protocol."""
        self.server.greetings.append(self.raw_requestline)
        return super().parse_request()

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append(ReceivedRequest(path=self.path, headers=headers))
        wall = self.server.wall_of(headers.get("user-agent", ""))
        answer = wall or self.server.next_answer(self.path)
        with self.server.counted(headers.get("host", "")):
            answer.meanwhile()
        if answer.raw:
            self._send_raw(answer)
            return
        self.send_response_only(answer.status)
        for name, value in {"Connection": "close", **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        for piece in answer.pieces:
            self.wfile.write(piece)
        if answer.hangs:
            self.server.closing.wait()

    def _send_raw(self, answer: Answer) -> None:
        self.close_connection = True
        self.wfile.write(answer.raw)
        if answer.hangs:
            self.server.closing.wait()

    def do_CONNECT(self) -> None:
        """Answer like any other path: a proxy is asked for a tunnel to `host:port`."""
        self.do_GET()

    def log_message(self, *_args: object) -> None: ...


@contextmanager
def publisher() -> Iterator[Site]:
    """Run a site for the duration of the block."""
    with Site() as site:
        thread = Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield site
        finally:
            site.closing.set()
            site.shutdown()
            thread.join()


def _length(body: bytes) -> Mapping[str, str]:
    return {"Content-Length": str(len(body))}


def _named(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
