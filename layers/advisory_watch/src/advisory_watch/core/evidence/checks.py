"""Compare alerts, pages and versions with each other, and state the conclusions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import Enum

from advisory_watch.core.advisory import Advisory, Change
from advisory_watch.core.alert import CORRECTION, Alert, build_alert, is_notice
from advisory_watch.core.evidence.chain import (
    Chain,
    IssueSeverity,
    VerificationIssue,
    broken_issue,
    reread_issue,
)
from advisory_watch.core.evidence.manifest import CheckedManifest
from advisory_watch.core.fingerprint import differences
from advisory_watch.core.page import Page
from advisory_watch.core.record import Evidence, Version


def alerts_due(chain: Chain) -> dict[int, Alert]:
    """Return the alert that each version requires, by the number of the version."""
    due = {
        number: build_alert(chain.words_at(number - 1), version)
        for number, version in sorted(chain.versions.items())
    }
    return {number: alert for number, alert in due.items() if alert is not None}


def alert_issues(chain: Chain, found: Mapping[str, Alert]) -> Iterator[VerificationIssue]:
    """Compare the required alerts with all alerts that were ever in the outbox, by id."""
    for number, due in alerts_due(chain).items():
        alert = found.get(due.id)
        if alert is None:
            yield broken_issue(chain.place, f"its alert {due.id}", "none", number)
            continue
        is_first = chain.words_at(number - 1) is None
        for name in _unlike(due, _comparable(alert, due, is_first=is_first)):
            yield broken_issue(
                chain.place, f"{name} of alert {due.id} as in the version", "another", number
            )
        if alert.is_urgent != due.is_urgent:
            words = {True: "urgent", False: "not urgent"}
            yield reread_issue(
                chain.place,
                f"alert {due.id} {words[alert.is_urgent]}",
                words[due.is_urgent],
                number,
            )


def change_issues(chain: Chain) -> Iterator[VerificationIssue]:
    """Compare the recorded changes of each version with the result of today's rules."""
    for number, version in sorted(chain.versions.items()):
        before, after = chain.words_at(number - 1), version.advisory
        is_first = not version.changes or Change.FIRST_SEEN in version.changes
        if before is None or after is None or is_first or is_notice(after):
            continue
        # Only the whole feed decides `is_new_wording`, so both results are possible.
        possible = [
            differences(before, after, is_new_wording=is_new_wording)
            for is_new_wording in (False, True)
        ]
        if version.changes not in possible:
            yield reread_issue(chain.place, _words(version.changes), _words(possible[0]), number)


def orphan_issues(
    alert: Alert, due: frozenset[str], ever: frozenset[str]
) -> Iterator[VerificationIssue]:
    """Report an alert about a destination that no version requires.

    `due` are the ids of the required alerts, `ever` the ids of all that were in the outbox.
    """
    about = f"alert {alert.id}"
    if alert.kind == CORRECTION:
        if alert.corrects not in ever:
            yield broken_issue(about, f"the alert {alert.corrects} that it corrects", "none")
    elif alert.destination is not None and alert.id not in due:
        place = f"{alert.source}/{alert.destination}"
        yield broken_issue(about, f"a version of {place} that owes it", "none")


def _comparable(alert: Alert, due: Alert, *, is_first: bool) -> Alert:
    """Ignore legitimate differences: delivery state, urgency, and `before` of a first version."""
    alike = replace(alert, is_cancelled=False, is_partially_sent=False, is_urgent=due.is_urgent)
    return replace(alike, before=due.before) if is_first else alike


def _unlike(one: Alert | Advisory, other: Alert | Advisory) -> list[str]:
    """Return the names of the fields in which two values differ."""
    names = (field.name for field in fields(one))
    return [name for name in names if getattr(one, name) != getattr(other, name)]


def _words(changes: tuple[Change, ...]) -> str:
    return ", ".join(change.value for change in changes) or "no change"


BESIDE = re.compile(r"(index|second door): ([0-9a-f]{64})")
"""The format in which the note of an evidence names the additional pages."""

SECOND_DOOR = "second door"

VALUE_MAX_CHARS = 40
"""A longer value is described, not quoted."""


def keys_of(evidence: Evidence) -> tuple[str, ...]:
    """Return the keys of all pages that an evidence names, its own page first."""
    return (evidence.page_key, *(key for _, key in BESIDE.findall(evidence.note)))


def keys_to_read(evidence: Evidence) -> tuple[str, ...]:
    """Return the keys of pages with advice: its own page, and the one of a second endpoint."""
    second = (key for role, key in BESIDE.findall(evidence.note) if role == SECOND_DOOR)
    return (evidence.page_key, *second)


def page_issues(place: str, version: Version, page: Page) -> Iterator[VerificationIssue]:
    """Compare the source and capture time of a page with its version.

    An identical body that was archived earlier keeps its first capture, which may be older.
    """
    if page.target.source_id != version.source:
        yield broken_issue(
            place, f"a page of {version.source}", f"one of {page.target.source_id}", version.number
        )
    if page.fetched_at > version.evidence.read_at:
        expected = f"a page received by {version.evidence.read_at:%Y-%m-%d %H:%M:%S} UTC"
        found = f"one received at {page.fetched_at:%Y-%m-%d %H:%M:%S} UTC"
        yield broken_issue(place, expected, found, version.number)


def snapshot_issues(
    place: str, version: Version, copies: Sequence[Advisory]
) -> Iterator[VerificationIssue]:
    """Compare the recorded advisory with the copies that today's parser finds on the pages."""
    recorded = version.advisory
    if recorded is None or recorded in copies:
        return
    if not copies:
        expected = f"{recorded.native_level!r} on the page"
        yield reread_issue(place, expected, "nothing about it", version.number)
        return
    nearest = min(copies, key=lambda copy: len(_unlike(recorded, copy)))
    names = _unlike(recorded, nearest)
    expected, found = (
        ", ".join(f"{name} {_shown(side, name)}" for name in names) for side in (recorded, nearest)
    )
    yield reread_issue(place, expected, found, version.number)


def _shown(advisory: Advisory, name: str) -> str:
    """Quote a short value; give only the length of a long one."""
    value = getattr(advisory, name)
    quoted = value.name if isinstance(value, Enum) else repr(value)
    return quoted if len(quoted) <= VALUE_MAX_CHARS else f"of {len(quoted)} characters"


STATUS = {IssueSeverity.NOTE: 0, IssueSeverity.REREAD: 3, IssueSeverity.BROKEN: 1}
"""Exit statuses; 2 means wrong usage, as in every command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationSummary:
    """The counts of a verification, and its most serious finding.

    `chained` counts the versions whose hash is stored elsewhere. `signed_by` is the hash of
    the key of the newest manifest with a good signature, `signed_at` its time.
    """

    destinations: int = 0
    versions: int = 0
    chained: int = 0
    files: int = 0
    manifests: int = 0
    signed_by: str = ""
    signed_at: datetime | None = None
    worst: IssueSeverity = IssueSeverity.NOTE

    @property
    def status(self) -> int:
        """The exit status: 0 all valid, 1 something broken, 3 only read differently today."""
        return STATUS[self.worst]


def summarize(
    manifests: Sequence[CheckedManifest], chains: Sequence[Chain], *, files: int
) -> VerificationSummary:
    """Count what was verified; `files` is the number of examined files."""
    signed = [
        manifest for checked in manifests if (manifest := checked.manifest) and not checked.trouble
    ]
    return VerificationSummary(
        destinations=sum(1 for chain in chains if chain.newest),
        versions=sum(len(chain.hashes) for chain in chains),
        chained=sum(max(0, chain.newest - chain.begins_at + 1) for chain in chains),
        files=files,
        manifests=len(manifests),
        signed_by=signed[-1].key if signed else "",
        signed_at=signed[-1].made_at if signed else None,
    )


def what_it_shows(summary: VerificationSummary) -> Iterator[str]:
    """Yield the conclusions for a reader who trusts neither this program nor its owner."""
    if summary.worst is IssueSeverity.BROKEN:
        yield (
            "What is named above does not hold, and nothing follows from it or from what builds "
            "on it."
        )
        return
    if not summary.versions:
        yield "Nothing: there is nothing here to be looked at."
        return
    if summary.files:
        yield (
            f"Each of {summary.files} files is, byte for byte, the page whose SHA-256 its name and "
            "the versions have, and each version says when it was received, and from which door."
        )
    if summary.chained:
        yield (
            f"{summary.chained} of {summary.versions} versions are in a chain: none of them was "
            "changed, put in or left out later without all that follow it being written anew."
        )
    if summary.signed_by and summary.signed_at:
        yield (
            f"What the manifests name was not even written anew since the last of them was signed, "
            f"{summary.signed_at:%Y-%m-%d %H:%M} UTC, with the key {summary.signed_by}: if that "
            "is the key that its owner published, or you noted, at that time."
        )


def what_it_does_not_show(summary: VerificationSummary) -> Iterator[str]:
    """Yield what the evidence does not prove, even if all of it is valid."""
    if not summary.signed_by:
        yield (
            "That the whole was not written anew: there is no signed manifest. Whoever holds "
            "ledger and archive could have replaced both."
        )
    else:
        yield (
            "That nothing was made up before a manifest was signed: its key is the owner's. A copy "
            "of the manifest in somebody else's hands, on that day, is what bounds it."
        )
    if summary.worst is IssueSeverity.REREAD:
        yield (
            "That what was recorded is what today's rules would record: the lines above name "
            "where they read otherwise, and the pages tell who is right."
        )
    if summary.versions > summary.chained:
        yield (
            f"That the {summary.versions - summary.chained} versions outside of a chain are as "
            "they were recorded: only their pages speak for them."
        )
    yield (
        "That the publisher sent these bytes: they came over HTTPS, which proves it to the "
        "receiver and leaves nothing that others could check. Other archives of the same day may."
    )
    yield (
        "That an alert was sent, and when: only the outbox says so, and no hash covers it. Its "
        "urgency is compared with today's rules, not with those of its day."
    )
    yield "That nothing was missed: what was never fetched, or was refused, leaves no version."
