"""An answer over a kept connection, taken apart by llhttp: where it ends is what matters.

llhttp is strict where others guess: what is not written as the standard wants is not read by
it, since a body of which two readers see different ends is how one answer is taken for another's.
"""

from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead, RemoteDisconnected

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

HEAD_MAX_BYTES = 256 * 1024
"""Of headers; nobody who means well needs a tenth of it."""

_RECEIVED_BYTES = 64 * 1024


class NotStrict(Exception):
    """An answer that the standard forbids; somebody more lenient may be able to read it."""


class KeptAnswer:
    """One answer: status and headers at once, the body as it arrives.

    `receive` returns some bytes from the wire, and none at its end; where they bring nothing
    that can be read, it is asked again while `left_s` seconds are left. Header names are as
    the host wrote them. `is_last` is set where the connection cannot be used again.
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
        """Tell whether all of it was taken."""
        return self._is_ended and not self._pieces

    def read1(self, amount: int, *, decode_content: bool = False) -> bytes:
        """Return some bytes of the body as they were sent, none at the end.

        Raises `IncompleteRead` where it ends too early, `NotStrict` where it is none.
        """
        del decode_content  # nothing is ever decoded here
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
        """Let no trickle of what is no body outlast the time."""
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
            self.is_last = True  # the answer is whole, and what follows is nobody's

    def _take_end(self) -> None:
        """Believe that it is over only where nothing else says where it would be."""
        named = {name.lower(): value.lower() for name, value in self.headers}
        coding = named.get("transfer-encoding", "chunked").rpartition(",")[2].strip()
        if coding != "chunked":
            raise NotStrict(f"expected a body in chunks, found it {coding}")
        if not self._is_begun or named.keys() & {"content-length", "transfer-encoding"}:
            raise IncompleteRead(b"")
        self._is_ended = True

    # What the parser calls; also of an answer that follows unasked, and is nobody's.

    def on_message_begin(self) -> None:
        """Notice that something follows an answer that was asked for."""
        self.is_last = self.is_last or self._is_ended

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; one that comes after the body says nothing of it."""
        if not self._is_begun:
            self.headers.append((name.decode("latin-1"), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        """Wait on where this announces the real answer."""
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
        """Know the end of the answer from that of what announced it."""
        self._is_ended = self._is_begun
