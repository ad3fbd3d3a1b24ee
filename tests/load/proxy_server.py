"""A proxy between the functions and the local AWS that injects faults.

It forwards signed requests unchanged, and logs what it did to each.
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
from e2e.progress import note
from load.calls import call_of
from load.faults import ErrorResponse, FaultKind, RandomFaults, internal_error
from load.proxy_log import LoggedCall, Proxy

IDLE_MAX_S = 1.0
"""Seconds after which an idle connection is not reused.

The local AWS closes connections that are idle for some seconds; this must not count as a fault.
"""

HOP_BY_HOP = frozenset({"connection", "expect", "keep-alive", "transfer-encoding"})
"""Headers about a single connection; they are not signed."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    proxy: Proxy
    local: Emulator

    def handle_error(self, _request: object, _client_address: object) -> None:
        """Write unexpected errors to the log of the run."""
        note(traceback.format_exc())


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        """Open one connection to the local AWS for each client connection."""
        super().setup()
        local = self.server.local
        context = ssl.create_default_context(cafile=str(local.certificate))
        self.upstream = HTTPSConnection("127.0.0.1", local.port, context=context)
        self.used_at = 0.0

    def finish(self) -> None:
        """Close both connections."""
        self.upstream.close()
        super().finish()

    def do_POST(self) -> None:
        """Handle a call to DynamoDB or SNS."""
        self._attempt()

    def do_PUT(self) -> None:
        """Handle an upload to S3."""
        self._attempt()

    def _attempt(self) -> None:
        """Forward an attempt, or let it fail."""
        proxy = self.server.proxy
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        call = call_of(self.command, self.headers, body)
        logged_call = proxy.logged_call(call)
        fault = logged_call.fault if _applies(logged_call) else None
        if fault and not fault.kind.has_acted:
            self._send_error(proxy.faults.draw_error(call.service))
            return
        status, headers, content = self._forward(body)
        logged_call.acts += status < 300
        if fault and fault.kind is FaultKind.CUT:
            self.close_connection = True
        elif fault:
            self._send_error(internal_error(call.service))
        else:
            logged_call.is_answered = True
            self._answer(status, headers, content)

    def _forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if time.monotonic() - self.used_at > IDLE_MAX_S:
            self.upstream.close()
        self.upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in HOP_BY_HOP:
                self.upstream.putheader(name, value)  # the host too: it is part of the signature
        self.upstream.endheaders(body)
        answer = self.upstream.getresponse()
        content = answer.status, dict(answer.getheaders()), answer.read()
        self.used_at = time.monotonic()
        return content

    def _send_error(self, draw_error: ErrorResponse) -> None:
        headers = {"Content-Type": draw_error.content_type}
        self._answer(draw_error.status, headers, draw_error.body)

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in HOP_BY_HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None: ...


def _applies(logged_call: LoggedCall) -> bool:
    """Return whether the fault of a call applies to this attempt."""
    return logged_call.fault is not None and (
        logged_call.fault.is_lasting or logged_call.attempts == 1
    )


@contextmanager
def run_proxy(local: Emulator, faults: RandomFaults) -> Iterator[Proxy]:
    """Run a proxy for the duration of the block; it starts without faults."""
    proxy = Proxy(faults)
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.proxy, server.local = proxy, local
        proxy.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()
