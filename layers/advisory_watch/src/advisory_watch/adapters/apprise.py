"""Send messages through Apprise: email, chats, push services, SMS and a hundred more.

Apprise logs whole URLs with their passwords at its finest level, and addresses of recipients at
others. Its loggers are therefore switched off, and reasons of failures are put into our own words.
"""

from __future__ import annotations

import logging
import re
import warnings
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from advisory_watch.core.alert_batch import SMS_MAX_CHARS, Channel, Message, Publication
from advisory_watch.core.errors import DeliveryFailed, UsageError
from advisory_watch.core.text import cut_at_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apprise import NotifyBase

NO_APPRISE = (
    "messages to channels need Apprise, found none; install it: "
    "`.venv/bin/python -m pip install apprise` (the extra `notify` of the package)"
)

SERVICES = "https://appriseit.com/services/"

SHORT_BELOW_CHARS = 4 * SMS_MAX_CHARS
"""A service with less room than this carries SMS: it gets the text that is made for them."""

SCHEMA = re.compile(r"([A-Za-z0-9.+-]{1,20})://")

HTTP_STATUS = re.compile(r"error=(\d{3})\b")

REASONS = (
    (re.compile("connection error|connection failed|timed? ?out", re.IGNORECASE),
     "no connection to the service, or no answer in time"),
    (re.compile("refused|rejected|sending email", re.IGNORECASE),
     "the service refused the message"),
)  # fmt: skip
"""What Apprise logs, and our words for it: its own contain addresses and hosts."""

LIBRARIES = ("urllib3", "requests_oauthlib", "oauthlib", "slixmpp")
"""Libraries through which Apprise sends, and which log addresses or URLs."""

THREADS_HOST = "advisory-watch.alt"
"""A host of message ids that no one can register (RFC 9476)."""

NOT_ACCEPTED = "the service did not accept the message"


class Silenced(logging.Filter):
    """Drops all records of a logger; keeps why the send of the present thread failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        reasons = _reasons.get()
        if reasons is not None and record.levelno >= logging.WARNING:
            reasons.append(_reason(record.getMessage()))
        return False


_reasons: ContextVar[list[str] | None] = ContextVar("reasons", default=None)
_silenced = Silenced()


def silence() -> None:
    """Drop what Apprise and its libraries log of URLs, and their warnings; again is harmless."""
    logging.getLogger("apprise").addFilter(_silenced)
    for library in LIBRARIES:
        logging.getLogger(library).setLevel(logging.CRITICAL + 1)
    warnings.filterwarnings(
        "ignore", module="urllib3"
    )  # of a host whose certificate is not checked


@contextmanager
def _noted() -> Iterator[list[str]]:
    found: list[str] = []
    token = _reasons.set(found)
    try:
        yield found
    finally:
        _reasons.reset(token)


def _reason(logged: str) -> str:
    """Return a reason in our own words: only a status number is copied."""
    if status := HTTP_STATUS.search(logged):
        return f"the service answered with HTTP status {status[1]}"
    return next((words for pattern, words in REASONS if pattern.search(logged)), NOT_ACCEPTED)


def why_not_usable(url: str) -> str:
    """Return why Apprise cannot use a URL, without the URL; empty if it can.

    Raises `UsageError` if Apprise is not installed.
    """
    schema = SCHEMA.match(url)
    if schema is None:
        return f"expected a URL of Apprise such as 'ntfy://my-topic' ({SERVICES}), found none"
    service = _service(url)
    if service is None:
        return (
            f"expected a whole URL of a service that Apprise knows ({SERVICES}), "
            f"found one with {schema[1]}:// that it cannot use"
        )
    if len(service) != 1:
        return (
            f"expected one recipient, found {len(service)}; write an entry for each, "
            "so that each has its own delivery state"
        )
    return ""


class AppriseNotifier:
    """Implement `Notifier` for one URL: a message is accepted as a whole, or not at all.

    Messages that only programs get are left out. Raises `UsageError` if Apprise is not installed.
    """

    def __init__(self, name: str, url: str) -> None:
        service = _service(url)
        if service is None:
            raise UsageError(f"channel {name!r}: {why_not_usable(url)}")
        self._name, self._service = name, service

    @property
    def service_name(self) -> str:
        """The name of the service, such as `Slack`."""
        return str(self._service.service_name)

    def send(self, publication: Publication) -> None:
        if publication.is_for(Channel.EMAIL):
            is_urgent = any(alert.is_urgent for alert in publication.alerts)
            self._join_thread(publication)
            self._send(*self._form(publication.message), kind="warning" if is_urgent else "info")

    def _join_thread(self, publication: Publication) -> None:
        """Put the email of a correction into the thread of the alert that it corrects.

        Both refer to one message id that no message has: Apprise makes the ids of the messages.
        """
        from apprise.plugins.email import NotifyEmail  # noqa: PLC0415 - as in `_service`

        if isinstance(self._service, NotifyEmail) and publication.alerts:
            thread = publication.alerts[0].corrects or publication.id
            self._service.headers["References"] = f"<{thread}@{THREADS_HOST}>"

    def send_text(self, title: str, text: str) -> None:
        """Send a text that is no alert. Raises `DeliveryFailed`."""
        self._send(title, text, kind="info")

    def _form(self, message: Message) -> tuple[str, str]:
        """Return title and body in the room of the service; what decides comes first in a text."""
        room = int(self._service.body_maxlen) - len(message.subject) - 2
        if room < SHORT_BELOW_CHARS:
            return "", message.sms
        return message.subject, cut_at_word(message.email, room)

    def _send(self, title: str, body: str, kind: str) -> None:
        with _noted() as reasons:
            try:
                is_accepted = self._service.notify(
                    title=title, body=body, notify_type=kind, body_format="text"
                )
            except Exception as error:  # noqa: BLE001 - 189 services raise what they like
                reasons.append(f"Apprise failed with {type(error).__name__}")
                is_accepted = False
        if not is_accepted:
            reason = reasons[0] if reasons else NOT_ACCEPTED
            raise DeliveryFailed(
                f"{self._name}: expected {self.service_name} to accept it, found: {reason}"
            )


def _service(url: str) -> NotifyBase | None:
    try:
        from apprise import Apprise, AppriseAsset  # noqa: PLC0415 - optional, and 0.2 s to import
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "apprise":
            raise
        raise UsageError(NO_APPRISE) from error
    silence()
    asset = AppriseAsset(
        app_id="Advisory Watch",
        app_desc="Advisory Watch",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
    )
    try:
        service = Apprise.instantiate(url, asset=asset)
    except Exception:  # noqa: BLE001 - its text may contain the URL
        return None
    if service is not None:
        service.retry = 0  # the dispatcher tries again: later, and without delaying others
    return service
