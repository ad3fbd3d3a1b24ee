"""The series of CAP messages about a destination: what each replaces, and which hold.

A message is never changed once it is published: receivers read an address only once. So whether a
message is an `Update` depends only on what was known when it was sent.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from advisory_watch.core.change_log import ChangeLogEntry

ADVICE_LASTS = timedelta(days=180)
NOTICE_LASTS = timedelta(days=30)
CANCEL_LASTS = timedelta(days=7)
"""The least time for a `Cancel`; it lasts as long as what it cancels. Receivers poll every day."""


class MessageType(Enum):
    """The types of CAP message that we send (`msgType`)."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class CapMessage:
    """One CAP message. `refers_to` is the message that it replaces or cancels."""

    kind: MessageType
    id: str
    entry: ChangeLogEntry
    sent: datetime
    expires: datetime
    expires_because: str
    refers_to: "CapMessage | None" = None

    @property
    def is_cancel(self) -> bool:
        """Tell whether the message says that an earlier one was wrong."""
        return self.kind is MessageType.CANCEL


def was_sent(entry: ChangeLogEntry) -> bool:
    """Tell whether a change became an alert: others were cancelled first, and have no message."""
    return not entry.is_retracted or entry.correction is not None


def list_messages(entries: Iterable[ChangeLogEntry]) -> tuple[CapMessage, ...]:
    """Return the messages of all changes and corrections, newest first; `entries` may be mixed."""
    found: list[CapMessage] = []
    series: dict[tuple[str, str], list[CapMessage]] = {}
    for entry in sorted(filter(was_sent, entries), key=lambda entry: (entry.decided_at, entry.id)):
        earlier = series.setdefault((entry.source, entry.destination), [])
        message = _notice(entry) if entry.is_notice else _advice(entry, earlier)
        if not entry.is_notice:
            earlier.append(message)
        found.extend((message, *_cancel(message)))
    return tuple(sorted(found, key=lambda message: (message.sent, message.id), reverse=True))


def _advice(entry: ChangeLogEntry, earlier: Sequence[CapMessage]) -> CapMessage:
    known_wrong = (_retracted_by(message.entry, entry.decided_at) for message in reversed(earlier))
    pairs = zip(reversed(earlier), known_wrong, strict=True)
    replaced = next((message for message, is_wrong in pairs if not is_wrong), None)
    return CapMessage(
        kind=MessageType.UPDATE if replaced else MessageType.ALERT,
        id=entry.id,
        entry=entry,
        sent=entry.decided_at,
        expires=entry.decided_at + ADVICE_LASTS,
        expires_because=(
            "Advice has no end date: a later message replaces this one when the advice changes. "
            f"Without one, it is kept for {ADVICE_LASTS.days} days."
        ),
        refers_to=replaced,
    )


def _retracted_by(entry: ChangeLogEntry, at: datetime) -> bool:
    return entry.retracted_at is not None and entry.retracted_at <= at


def _notice(entry: ChangeLogEntry) -> CapMessage:
    return CapMessage(
        kind=MessageType.ALERT,
        id=entry.id,
        entry=entry,
        sent=entry.decided_at,
        expires=entry.decided_at + NOTICE_LASTS,
        expires_because=(
            "A notice has no end date, and no later notice replaces it. "
            f"It is kept for {NOTICE_LASTS.days} days."
        ),
    )


def _cancel(wrong: CapMessage) -> Iterator[CapMessage]:
    """Yield the message that cancels a wrong one, if a person corrected it."""
    entry = wrong.entry
    if entry.correction is None or entry.retracted_at is None:
        return
    yield CapMessage(
        kind=MessageType.CANCEL,
        id=entry.correction,
        entry=entry,
        sent=entry.retracted_at,
        expires=max(wrong.expires, entry.retracted_at + CANCEL_LASTS),
        expires_because="It is kept at least as long as the message that it cancels.",
        refers_to=wrong,
    )


def select_in_force(messages: Sequence[CapMessage]) -> Iterator[CapMessage]:
    """Yield the messages that a receiver should hold; `messages` are newest first, as the result.

    Of the advice of a source about a destination this is the newest that is not known to be wrong.
    A message that expired before the newest one was sent is left out: so the result changes only if
    a message is added.
    """
    cancelled = {message.entry.id for message in messages if message.is_cancel}
    replaced: set[tuple[str, str]] = set()
    for message in messages:
        entry = message.entry
        is_advice = not message.is_cancel and not entry.is_notice
        if message.id in cancelled or (is_advice and (entry.source, entry.destination) in replaced):
            continue
        if is_advice:
            replaced.add((entry.source, entry.destination))
        if message.expires > messages[0].sent:
            yield message
