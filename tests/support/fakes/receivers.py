"""A mailbox and a webhook on this machine: what people receive, and when."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller

from advisory_watch.bootstrap.runtime import now


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One message, as a person reads it.

    `kind` is the type that Apprise gives to a webhook. `thread` is the id of a message that an
    email refers to.
    """

    at: datetime
    title: str
    text: str
    kind: str = ""
    thread: str = ""


@dataclass
class Mailbox:
    """Accepts every email; with a `refusal`, it answers with that line instead."""

    clock: Callable[[], datetime] = now
    refusal: str = ""
    emails: list[Received] = field(default_factory=list)
    port: int = 0

    def url(self, address: str = "duty@example.org", password: str = "") -> str:
        """Return the URL of this mailbox for Apprise."""
        login = f"watch:{password}@" if password else ""
        return f"mailto://{login}127.0.0.1:{self.port}?from=watch@example.org&to={address}"

    @property
    def titles(self) -> list[str]:
        """The subjects, in the order of arrival."""
        return [email.title for email in self.emails]

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802, as aiosmtpd calls it
        """Accept or refuse one email."""
        if self.refusal:
            return self.refusal
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        assert message.get_content_type() == "text/plain"
        text = message.get_content().replace("\r\n", "\n")
        thread = str(message["References"] or "")
        received = Received(at=self.clock(), title=message["Subject"], text=text, thread=thread)
        self.emails.append(received)
        return "250 OK"


@contextmanager
def run_mailbox(clock: Callable[[], datetime] = now) -> Iterator[Mailbox]:
    """Run an SMTP server for the duration of the block."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    mailbox = Mailbox(clock=clock, port=port)
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


class Webhook(ThreadingHTTPServer):
    """Accepts every JSON message of Apprise while `status` is 200.

    `attempts` are the times of all requests, `messages` the accepted ones. `before_answer` runs
    after a message was accepted, and before the sender learns it.
    """

    daemon_threads = True

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.clock = clock
        self.status = 200
        self.attempts: list[datetime] = []
        self.messages: list[Received] = []
        self.before_answer: Callable[[], object] = lambda: None

    @property
    def titles(self) -> list[str]:
        """The titles, in the order of arrival."""
        return [message.title for message in self.messages]

    def url(self, path: str = "hook") -> str:
        """Return the URL of this webhook for Apprise."""
        return f"json://127.0.0.1:{self.server_port}/{path}"


class _Handler(BaseHTTPRequestHandler):
    server: Webhook

    def do_POST(self) -> None:
        hook, content = self.server, self.rfile.read(int(self.headers["Content-Length"]))
        at = hook.clock()
        hook.attempts.append(at)
        if hook.status == 200:
            message = json.loads(content)
            title, text, kind = (message[key] for key in ("title", "message", "type"))
            hook.messages.append(Received(at=at, title=title, text=text, kind=kind))
            hook.before_answer()
        self.send_response_only(hook.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@contextmanager
def run_webhook(clock: Callable[[], datetime] = now) -> Iterator[Webhook]:
    """Run a webhook for the duration of the block."""
    with Webhook(clock) as hook:
        thread = Thread(target=hook.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield hook
        finally:
            hook.shutdown()
            thread.join()
