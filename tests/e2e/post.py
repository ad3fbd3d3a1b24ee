"""What SNS brings to mailboxes and phones, made visible: by SMTP, and as a list of SMS.

The emulator only notes that it would send an email or an SMS. So each such subscription gets
an HTTP twin with the same filter policy, which the emulator really delivers to. SNS gives a
twin the words for HTTP; what it would have mailed or texted stands in what was published, and
that passes through here too (`AWS_ENDPOINT_URL_SNS` of the function that sends).
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
from e2e.letters import Email, Published, Sms
from e2e.waiting import note, wait_for

FROM = "no-reply@sns.example.org"


@dataclass
class PostOffice:
    """Delivers; `emails` and `texts` are what arrived, in order."""

    local: Emulator
    emails: list[Email] = field(default_factory=list)
    texts: list[Sms] = field(default_factory=list)
    published: dict[str, Published] = field(default_factory=dict)
    smtp_port: int = field(default_factory=free_port)
    twins: set[tuple[str, str]] = field(default_factory=set)
    url: str = ""
    _turn: Lock = field(default_factory=Lock)

    def emails_to(self, stack: str, address: str) -> list[Email]:
        """Return what one mailbox got from one stack."""
        return [each for each in self.emails if (each.stack, each.to) == (stack, address)]

    def texts_to(self, stack: str, number: str) -> list[Sms]:
        """Return what one phone got from one stack."""
        return [each for each in self.texts if (each.stack, each.to) == (stack, number)]

    def serve(self, stack: str, topic_arn: str) -> None:
        """Give every mailbox and phone that hears a topic a twin that really hears it."""
        sns: Any = boto3.client("sns")
        for each in sns.list_subscriptions_by_topic(TopicArn=topic_arn)["Subscriptions"]:
            place = (each["SubscriptionArn"], each["Protocol"])
            if each["Protocol"] not in {"email", "sms"} or place in self.twins:
                continue
            self.twins.add(place)
            found = sns.get_subscription_attributes(SubscriptionArn=each["SubscriptionArn"])
            names = ("FilterPolicy", "FilterPolicyScope")
            kept = {n: v for n, v in found["Attributes"].items() if n in names and v}
            address = f"{self.url}/{each['Protocol']}/{stack}/{quote(each['Endpoint'])}"
            sns.subscribe(TopicArn=topic_arn, Protocol="http", Endpoint=address, Attributes=kept)

    def forget(self, topic_arn: str) -> None:
        """Take the twins of a topic away, for the filters of an upgrade."""
        sns: Any = boto3.client("sns")
        for each in sns.list_subscriptions_by_topic(TopicArn=topic_arn)["Subscriptions"]:
            self.twins.discard((each["SubscriptionArn"], each["Protocol"]))
            if each["Protocol"] == "http":
                sns.unsubscribe(SubscriptionArn=each["SubscriptionArn"])

    def hand_to_sns(self, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """Pass a call on as it is, and remember what it published."""
        context = ssl.create_default_context(cafile=str(self.local.certificate))
        connection = HTTPSConnection("127.0.0.1", self.local.port, context=context)
        connection.putrequest("POST", "/", skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)  # the host too: it is part of the signature
        connection.endheaders(body)
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if asked.get("Action") == "Publish" and answer.status == 200:
            forms = json.loads(asked["Message"])
            self.published[_message_id(said)] = Published(forms=forms)
        return answer.status, said

    def deliver(self, kind: str, stack: str, address: str, told: Mapping[str, str]) -> None:
        """Bring one notification where its subscription says."""
        if told["Type"] == "SubscriptionConfirmation":
            boto3.client("sns").confirm_subscription(TopicArn=told["TopicArn"], Token=told["Token"])
            return
        wait_for(lambda: told["MessageId"] in self.published, "what was published", 10)
        forms = self.published[told["MessageId"]].forms
        text = forms.get(kind, forms["default"])
        if kind == "sms":
            with self._turn:
                self.texts.append(Sms(stack=stack, to=address, text=text))
            return
        message = EmailMessage(policy.default.clone(max_line_length=998))  # unfolded
        message["From"], message["To"] = FROM, address
        message["Subject"], message["X-Stack"] = told["Subject"], stack
        message.set_content(text)
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as carrier:
            carrier.send_message(message)

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802, as aiosmtpd calls it
        """Take a message out of the hands of SMTP."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        email = Email(
            at=time.monotonic(),
            stack=message["X-Stack"],
            to=envelope.rcpt_tos[0],
            subject=message["Subject"],
            text=message.get_content().replace("\r\n", "\n"),
        )
        with self._turn:
            self.emails.append(email)
        return "250 OK"


def _message_id(answer: bytes) -> str:
    found = ET.fromstring(answer).iter()  # noqa: S314, our own emulator's answer
    return next(str(each.text) for each in found if each.tag.endswith("MessageId"))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    office: PostOffice

    def handle_error(self, _request: object, _client_address: object) -> None:
        """Write into the log of the run why something was not delivered."""
        note(traceback.format_exc())


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """Tell a call of SNS from a delivery by it."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        path = urlsplit(self.path).path.strip("/")
        status, said = 200, b""
        if path:
            kind, stack, address = path.split("/", 2)
            self.server.office.deliver(kind, stack, unquote(address), json.loads(body))
        else:
            status, said = self.server.office.hand_to_sns(dict(self.headers.items()), body)
        self.send_response(status)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_args: object) -> None:
        """Stay quiet."""


@contextmanager
def post_office(local: Emulator) -> Iterator[PostOffice]:
    """Open it for a while."""
    office = PostOffice(local)
    mailbox = Controller(office, hostname="127.0.0.1", port=office.smtp_port)
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.office = office
        office.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        mailbox.start()
        try:
            yield office
        finally:
            mailbox.stop()
            server.shutdown()
            thread.join()
