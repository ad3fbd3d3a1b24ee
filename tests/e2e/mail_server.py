"""Deliver SNS messages for mailboxes and phones: by SMTP, and as a list of SMS.

The emulator only logs that it would send an email or an SMS. So each such subscription gets an HTTP
twin with the same filter policy, to which the emulator really delivers. SNS gives a twin the text
for HTTP. The text for email or SMS is in the published message, which passes through this server
too (`AWS_ENDPOINT_URL_SNS` of the sending function).
"""

import json
import smtplib
import ssl
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.etree import ElementTree as ET

import boto3
from aiosmtpd.controller import Controller

from e2e.emulator import Emulator, free_port
from e2e.messages import Email, Published, Sms
from e2e.progress import note, wait_for

FROM = "no-reply@sns.example.org"


@dataclass
class MailServer:
    """Delivers messages; `emails` and `texts` are the received ones, in order."""

    local: Emulator
    emails: list[Email] = field(default_factory=list)
    texts: list[Sms] = field(default_factory=list)
    published: dict[str, Published] = field(default_factory=dict)
    smtp_port: int = field(default_factory=free_port)
    http_twins: set[tuple[str, str]] = field(default_factory=set)
    url: str = ""
    _lock: Lock = field(default_factory=Lock)

    def emails_to(self, stack: str, address: str) -> list[Email]:
        """Return the emails from one stack to one mailbox."""
        return [email for email in self.emails if (email.stack, email.to) == (stack, address)]

    def texts_to(self, stack: str, number: str) -> list[Sms]:
        """Return the SMS from one stack to one phone."""
        return [sms for sms in self.texts if (sms.stack, sms.to) == (stack, number)]

    def serve(self, stack: str, topic_arn: str) -> None:
        """Subscribe an HTTP twin for every mailbox and phone that is subscribed to a topic."""
        sns: Any = boto3.client("sns")
        for subscription in sns.list_subscriptions_by_topic(TopicArn=topic_arn)["Subscriptions"]:
            twin = (subscription["SubscriptionArn"], subscription["Protocol"])
            if subscription["Protocol"] not in {"email", "sms"} or twin in self.http_twins:
                continue
            self.http_twins.add(twin)
            found = sns.get_subscription_attributes(SubscriptionArn=subscription["SubscriptionArn"])
            names = ("FilterPolicy", "FilterPolicyScope")
            kept = {n: v for n, v in found["Attributes"].items() if n in names and v}
            address = (
                f"{self.url}/{subscription['Protocol']}/{stack}/{quote(subscription['Endpoint'])}"
            )
            sns.subscribe(TopicArn=topic_arn, Protocol="http", Endpoint=address, Attributes=kept)

    def forget(self, topic_arn: str) -> None:
        """Remove the twins of a topic, because an upgrade may change the filters."""
        sns: Any = boto3.client("sns")
        for subscription in sns.list_subscriptions_by_topic(TopicArn=topic_arn)["Subscriptions"]:
            self.http_twins.discard((subscription["SubscriptionArn"], subscription["Protocol"]))
            if subscription["Protocol"] == "http":
                sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])

    def forward_to_sns(self, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """Forward a call unchanged, and record the message that it published."""
        context = ssl.create_default_context(cafile=str(self.local.certificate))
        connection = HTTPSConnection("127.0.0.1", self.local.port, context=context)
        connection.putrequest("POST", "/", skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)  # the host too: it is part of the signature
        connection.endheaders(body)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        request = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if request.get("Action") == "Publish" and answer.status == 200:
            forms = json.loads(request["Message"])
            self.published[_message_id(content)] = Published(forms=forms)
        return answer.status, content

    def deliver(self, kind: str, stack: str, address: str, notification: Mapping[str, str]) -> None:
        """Deliver one notification to the address of its subscription."""
        if notification["Type"] == "SubscriptionConfirmation":
            boto3.client("sns").confirm_subscription(
                TopicArn=notification["TopicArn"], Token=notification["Token"]
            )
            return
        wait_for(lambda: notification["MessageId"] in self.published, "what was published", 10)
        forms = self.published[notification["MessageId"]].forms
        text = forms.get(kind, forms["default"])
        if kind == "sms":
            with self._lock:
                self.texts.append(Sms(stack=stack, to=address, text=text))
            return
        message = EmailMessage(policy.default.clone(max_line_length=998))  # unfolded
        message["From"], message["To"] = FROM, address
        message["Subject"], message["X-Stack"] = notification["Subject"], stack
        message.set_content(text)
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as carrier:
            carrier.send_message(message)

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802, as aiosmtpd calls it
        """Accept a message from SMTP."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        email = Email(
            at=time.monotonic(),
            stack=message["X-Stack"],
            to=envelope.rcpt_tos[0],
            subject=message["Subject"],
            text=message.get_content().replace("\r\n", "\n"),
        )
        with self._lock:
            self.emails.append(email)
        return "250 OK"


def _message_id(answer: bytes) -> str:
    found = ET.fromstring(answer).iter()  # noqa: S314, our own emulator's answer
    return next(str(element.text) for element in found if element.tag.endswith("MessageId"))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    mail_server: MailServer

    def handle_error(self, _request: object, _client_address: object) -> None:
        """Write the reason of a failed delivery to the log of the run."""
        note(traceback.format_exc())


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """Distinguish a call to SNS from a delivery by SNS."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        path = urlsplit(self.path).path.strip("/")
        status, content = 200, b""
        if path:
            kind, stack, address = path.split("/", 2)
            self.server.mail_server.deliver(kind, stack, unquote(address), json.loads(body))
        else:
            status, content = self.server.mail_server.forward_to_sns(
                dict(self.headers.items()), body
            )
        self.send_response(status)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None: ...


@contextmanager
def run_mail_server(local: Emulator) -> Iterator[MailServer]:
    """Run the mail server for the duration of the block."""
    mail_server = MailServer(local)
    mailbox = Controller(mail_server, hostname="127.0.0.1", port=mail_server.smtp_port)
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.mail_server = mail_server
        mail_server.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        mailbox.start()
        try:
            yield mail_server
        finally:
            mailbox.stop()
            server.shutdown()
            thread.join()
