"""The wire between the functions and the local AWS, which fails as often as it is told to.

It passes signed requests on as they are, and logs what it did to each.
"""

import ssl
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from e2e.emulator import Emulator
from e2e.waiting import note
from load.calls import call_of
from load.faults import Dice, Kind, Refusal, broken
from load.wire import Entry, Wire

IDLE_MAX_S = 1.0
"""The local AWS hangs up on connections that are silent for some seconds: that is no fault of
this run, and so a connection is not used again after so long."""

HOP_BY_HOP = frozenset({"connection", "expect", "keep-alive", "transfer-encoding"})
"""Headers that are about one connection, which no signature covers."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    wire: Wire
    local: Emulator

    def handle_error(self, _request: object, _client_address: object) -> None:
        """Write into the log of the run what went wrong against its will."""
        note(traceback.format_exc())


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        """Open one connection to the local AWS for each that is opened to us."""
        super().setup()
        local = self.server.local
        context = ssl.create_default_context(cafile=str(local.certificate))
        self.upstream = HTTPSConnection("127.0.0.1", local.port, context=context)
        self.used_at = 0.0

    def finish(self) -> None:
        """Close it with the other."""
        self.upstream.close()
        super().finish()

    def do_POST(self) -> None:
        """Take a call of DynamoDB or SNS."""
        self._attempt()

    def do_PUT(self) -> None:
        """Take an object for S3."""
        self._attempt()

    def _attempt(self) -> None:
        """Pass an attempt on, or let it fail."""
        wire = self.server.wire
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        call = call_of(self.command, self.headers, body)
        entry = wire.entry(call)
        fault = entry.fault if _strikes(entry) else None
        if fault and not fault.kind.has_acted:
            self._refuse(wire.dice.refusal(call.service))
            return
        status, headers, said = self._passed_on(body)
        entry.acts += status < 300
        if fault and fault.kind is Kind.CUT:
            self.close_connection = True
        elif fault:
            self._refuse(broken(call.service))
        else:
            entry.is_answered = True
            self._answer(status, headers, said)

    def _passed_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if time.monotonic() - self.used_at > IDLE_MAX_S:
            self.upstream.close()
        self.upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in HOP_BY_HOP:
                self.upstream.putheader(name, value)  # the host too: it is part of the signature
        self.upstream.endheaders(body)
        answer = self.upstream.getresponse()
        said = answer.status, dict(answer.getheaders()), answer.read()
        self.used_at = time.monotonic()
        return said

    def _refuse(self, refusal: Refusal) -> None:
        headers = {"Content-Type": refusal.content_type}
        self._answer(refusal.status, headers, refusal.body)

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in HOP_BY_HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Stay quiet."""


def _strikes(entry: Entry) -> bool:
    """Tell whether the fault of a call is on this attempt too."""
    return entry.fault is not None and (entry.fault.is_lasting or entry.attempts == 1)


@contextmanager
def faulty_wire(local: Emulator, dice: Dice) -> Iterator[Wire]:
    """Stretch it for a while, without faults at first."""
    wire = Wire(dice)
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.wire, server.local = wire, local
        wire.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield wire
        finally:
            server.shutdown()
            thread.join()
