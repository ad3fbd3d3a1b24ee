"""Parse a response over a persistent connection with llhttp, to know exactly where it ends.

llhttp is strict where other parsers guess: it rejects a response that violates the standard. If two
parsers see different ends of a body, one response can be taken for another's.
"""

from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead, RemoteDisconnected

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

HEAD_MAX_BYTES = 256 * 1024
"""Limit for the headers; no honest server needs a tenth of it."""

_RECEIVED_BYTES = 64 * 1024


class NotStrict(Exception):
    """A response that the standard forbids; a more lenient parser may be able to read it."""


class KeptAnswer:
    """One response: status and headers at once, the body as it arrives.

    `receive` returns some bytes from the wire, and none at its end. If they contain nothing that
    can be returned, it is called again while `left_s` seconds are left. Header names are as the
    host wrote them. `is_last` is set if the connection cannot be used again.
    """

    def __init__(self, receive: Callable[[int], bytes], left_s: Callable[[], float]) -> None:
        self.status = 0
        self.headers: list[tuple[str, str]] = []
        self.is_last = False
        self._receive, self._left_s = receive, left_s
        self._parser = HttpResponseParser(self)
        self._pieces: deque[bytes] = deque()
        self._is_begun = self._is_ended = False
        self._read_head()

    @property
    def is_read(self) -> bool:
        """Return whether the whole response was read."""
        return self._is_ended and not self._pieces

    def read1(self, amount: int, *, decode_content: bool = False) -> bytes:
        """Return some bytes of the body as they were sent, none at the end.

        Raises `IncompleteRead` if the body ends too early, `NotStrict` if it is invalid.
        """
        del decode_content  # the body is never decoded here
        while not self._pieces and not self._is_ended:
            self._take(self._receive(amount))
            if not self._pieces and not self._is_ended:
                self._require_time()
        return self._pieces.popleft() if self._pieces else b""

    def _read_head(self) -> None:
        received = 0
        while not self._is_begun:
            data = self._receive(_RECEIVED_BYTES)
            if not data and not received:
                raise RemoteDisconnected("")
            received += len(data)
            if received > HEAD_MAX_BYTES:
                raise HTTPException
            self._take(data)
            if not self._is_begun:
                self._require_time()

    def _require_time(self) -> None:
        """Raise `TimeoutError` after the limit: a trickle without content must not outlast it."""
        if self._left_s() <= 0:
            raise TimeoutError

    def _take(self, data: bytes) -> None:
        if not data:
            self._take_end()
            return
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            if not self._is_ended:
                raise NotStrict(str(error)) from error
            self.is_last = True  # the response is complete; bytes after it are ignored

    def _take_end(self) -> None:
        """Accept the end of the connection as the end of the body if no header defines one."""
        named = {name.lower(): value.lower() for name, value in self.headers}
        coding = named.get("transfer-encoding", "chunked").rpartition(",")[2].strip()
        if coding != "chunked":
            raise NotStrict(f"expected a body in chunks, found it {coding}")
        if not self._is_begun or named.keys() & {"content-length", "transfer-encoding"}:
            raise IncompleteRead(b"")
        self._is_ended = True

    # Callbacks of the parser. It also calls them for an unrequested second response, which is
    # ignored.

    def on_message_begin(self) -> None:
        """Notice that more bytes follow the requested response."""
        self.is_last = self.is_last or self._is_ended

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; trailers after the body are ignored."""
        if not self._is_begun:
            self.headers.append((name.decode("latin-1"), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        """Start the body, unless this is an interim response (1xx) before the real one."""
        if self._is_ended:
            return
        self.status = self._parser.get_status_code()
        if self.status < HTTPStatus.OK:
            self.headers.clear()
            return
        self._is_begun = True
        self.is_last = not self._parser.should_keep_alive()

    def on_body(self, piece: bytes) -> None:
        """Keep a piece of the body."""
        if not self._is_ended:
            self._pieces.append(piece)

    def on_message_complete(self) -> None:
        """End the response, unless only an interim response has ended."""
        self._is_ended = self._is_begun
