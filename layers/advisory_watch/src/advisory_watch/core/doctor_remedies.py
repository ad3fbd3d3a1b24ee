"""What to do about a finding, on a deployed stack or on a laptop: each has its own means."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedies:
    """The advice on findings that a stack and a laptop have in common."""

    never_read: str
    never_checked: str
    unread_items: str
    pending_alerts: str
    not_answering: str


OF_STACK = Remedies(
    never_read="the stack reads it by itself within the hour",
    never_checked="is it checked at all? Are its schedules enabled?",
    unread_items="in the log of check, `item.refused` names each",
    pending_alerts="SNS does not accept: the log of notify has `alert.failed`",
    not_answering="docs/runbook.md, Restore; or name another stack",
)

OF_HOME = Remedies(
    never_read="`advisory-watch check` reads it",
    never_checked="`advisory-watch check` reads it; nothing runs by itself on this computer",
    unread_items="`advisory-watch check` names each",
    pending_alerts="the next `advisory-watch check` prints them",
    not_answering="docs/runbook.md, Restore, has the steps; or name another folder with --home",
)
