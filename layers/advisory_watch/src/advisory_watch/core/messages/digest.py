"""Render the daily digest as an email and as a JSON document."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from textwrap import fill
from typing import Any

from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import SUBJECT_MAX_CHARS
from advisory_watch.core.destinations import name_of
from advisory_watch.core.digest import Digest, FollowedAdvice, SourceDay, SourceVisibility
from advisory_watch.core.errors import UnknownDestination
from advisory_watch.core.health import reads_since
from advisory_watch.core.messages.headline import headline, short_level
from advisory_watch.core.text import WORDS_MAX_CHARS, cut_at_word, readable, step_of, to_ascii

NAMED_MAX = 10
"""People read this many names in a row; beyond that, a count is enough."""

HEADLINE_MAX_CHARS = 120
"""For headlines that are followed by text which must not be cut."""


def news_lines(digest: Digest) -> Iterator[str]:
    """Yield the changes, urgent ones first."""
    for day, alert in digest.changes:
        mark = "URGENT " if alert.is_urgent else ""
        yield f"{mark}{headline(alert, day.title)} ({_moment(alert.created_at)})"


def retraction_lines(digest: Digest) -> Iterator[str]:
    """Yield the retracted alerts with their reasons; only the reason may be cut."""
    for day, entry in digest.retracted:
        said = cut_at_word(headline(entry.alert, day.title), HEADLINE_MAX_CHARS)
        yield f"{said} ({_moment(entry.alert.created_at)}) was wrong: {entry.status.reason}"


def footer_lines(digest: Digest) -> Iterator[str]:
    """Yield facts without an alert: pending candidates, missing and new destinations."""
    for day in digest.days:
        for known in day.waiting:
            if known.pending is not None:
                yield (
                    f"{day.title}: {place(known.destination)} unconfirmed "
                    f"{short_level(known.pending.advisory.native_level)} "
                    f"since {_moment(known.pending.since)}: {known.pending.reason}"
                )
        for code, since in sorted(day.health.absent.items()):
            yield f"{day.title}: {place(code)} is missing since {_moment(since)}"
        if day.first_seen:
            yield f"{day.title}: read for the first time: {_named(map(place, day.first_seen))}"
        if day.lost:
            yield f"{day.title}: our record cannot be read of {_named(map(place, day.lost))}"


def followed_advice_lines(digest: Digest) -> Iterator[str]:
    """Yield the current advice of each followed destination, and how often it was checked."""
    for code in digest.followed:
        standings = [(day, day.standings[code]) for day in digest.days if code in day.standings]
        for day, followed in standings:
            yield f"{place(code)} ({day.title}): {_stands(digest, day, followed)}"
        if not standings:
            yield f"{place(code)}: nothing is known of it"


def _stands(digest: Digest, day: SourceDay, followed: FollowedAdvice) -> str:
    word = followed.advice
    if word.advisory is None:
        return "only an unconfirmed copy so far"
    level = short_level(word.advisory.native_level)
    if word.is_withdrawn:
        return f"no longer listed (last {level})"
    if day.visibility is not SourceVisibility.READ:
        return f"{level} when it was last read ({_moment(day.health.last_good_at)})"
    still = "still " if followed.since and followed.since < digest.since.date() else ""
    since = f" since {followed.since}" if followed.since else ""
    earlier = " or earlier" if since and word.is_older else ""
    return f"{still}{level}{since}{earlier}, {_checked(digest, day)}"


def _checked(digest: Digest, day: SourceDay) -> str:
    """Count the checks; a source with many documents does not read every document each time."""
    count = _times(reads_since(day.health, digest.since))
    if len(day.health.documents) <= 1:
        return f"checked {count}"
    unread = len(day.unread_documents)
    but = f", but {unread} of its documents cannot be read" if unread else ""
    return f"source checked {count}{but}"


def visibility_lines(digest: Digest) -> Iterator[str]:
    """Yield the status of every source, and the distribution of its levels."""
    for day in digest.watched:
        yield f"{day.title}: {_sight(digest, day)}"
        if unread := day.unread_documents:
            what = "1 document" if len(unread) == 1 else f"{len(unread)} documents"
            yield f"{day.title}: {what} unread: {_named(iter(unread))}"
        if day.levels:
            counts = ", ".join(f"{count} {step_of(step)}" for step, count in day.levels.items())
            yield f"{day.title}: {counts}"
    never = [day.title for day in digest.days if day.visibility is SourceVisibility.UNWATCHED]
    if never:
        yield f"Never checked: {', '.join(never)}"


def _sight(digest: Digest, day: SourceDay) -> str:
    health = day.health
    last = f"last read {_moment(health.last_good_at)}" if health.last_good_at else "never read"
    if day.visibility is SourceVisibility.UNKNOWN:
        return "our record of it cannot be read, so that we cannot say how it is"
    if day.visibility is SourceVisibility.FAILING:
        return f"cannot be read since {_moment(health.failing_since)}; {last}"
    if day.visibility is SourceVisibility.UNASKED or health.last_good_at is None:
        return f"{last}, and not asked since; is its schedule on?"
    ago = _ago(digest.at - health.last_good_at)
    return f"read {ago} ago, {_times(reads_since(health, digest.since))} in the day"


def place(code: str) -> str:
    """Return the ISO name of a destination, or its code if ISO has no entry."""
    try:
        return name_of(code)
    except UnknownDestination:
        return code


def _named(names: Iterator[str]) -> str:
    whole = list(names)
    more = len(whole) - NAMED_MAX
    return ", ".join(whole) if more <= 0 else f"{', '.join(whole[:NAMED_MAX])} and {more} more"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _ago(span: timedelta) -> str:
    hours = span // timedelta(hours=1)
    return f"{hours} h" if hours > 0 else f"{max(0, span // timedelta(minutes=1))} min"


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "never"


DIGEST_SCHEMA_VERSION = 1
"""Incremented when a member is renamed or removed; new members may be added at any time."""

CHANGES_MAX = 60
"""Only the first changes; a program that needs every change reads the alerts themselves."""

RETRACTED_MAX = 10
"""Enough: a person retracts alerts one at a time."""

REASON_MAX_CHARS = 120

DOCUMENTS_MAX = 20
"""Per source; many unreadable documents have one cause."""


def digest_document(digest: Digest) -> str:
    """Return one JSON object on one line of ASCII, its members in a fixed order."""
    members = {
        "schema": DIGEST_SCHEMA_VERSION,
        "kind": "digest",
        "since": digest.since.isoformat(),
        "at": digest.at.isoformat(),
        "changes": len(digest.changes),
        "urgent": sum(alert.is_urgent for _, alert in digest.changes),
        "retracted": len(digest.retracted),
        "sources": [_source(digest, day) for day in digest.days],
    }
    return json.dumps(members)


def _source(digest: Digest, day: SourceDay) -> dict[str, Any]:
    """Return the day of a source; the cause of a failure goes to the operators' log only."""
    health = day.health
    return {
        "source": day.source,
        "sight": day.visibility.value,
        "last_good_at": health.last_good_at.isoformat() if health.last_good_at else None,
        "failing_since": health.failing_since.isoformat() if health.failing_since else None,
        "reads": reads_since(health, digest.since),
        "unread_documents": list(day.unread_documents[:DOCUMENTS_MAX]),
        "changes": _changes_by_source(digest, day),
        "retracted": _retracted(digest, day),
        "first_seen": list(day.first_seen),
        "unconfirmed": [known.destination for known in day.waiting],
        "missing": {code: at.isoformat() for code, at in sorted(day.health.absent.items())},
        "record_unreadable": list(day.lost),
        "levels": {str(step) if step else "none": n for step, n in _steps(day)},
        "followed": {code: _standing(advice) for code, advice in day.standings.items()},
    }


def _steps(day: SourceDay) -> list[tuple[int | None, int]]:
    return [(None if step is None else int(step), count) for step, count in day.levels.items()]


def _changes_by_source(digest: Digest, day: SourceDay) -> list[dict[str, Any]]:
    """Return the changes of a source, in the order of the email."""
    alerts = [alert for of, alert in digest.changes[:CHANGES_MAX] if of is day]
    return [_change(day, alert) for alert in alerts]


def _change(day: SourceDay, alert: Alert) -> dict[str, Any]:
    return {
        "alert": alert.id,
        "destination": alert.destination,
        "kinds": list(alert.kinds),
        "urgent": alert.is_urgent,
        "decided_at": alert.created_at.isoformat(),
        "headline": cut_at_word(headline(alert, day.title), HEADLINE_MAX_CHARS),
    }


def _retracted(digest: Digest, day: SourceDay) -> list[dict[str, Any]]:
    """Return the alerts of a source that were sent and retracted, with their wording."""
    entries = [entry for of, entry in digest.retracted[:RETRACTED_MAX] if of is day]
    return [
        {
            **_change(day, entry.alert),
            "corrected_at": entry.status.corrected_at and entry.status.corrected_at.isoformat(),
            "reason": cut_at_word(entry.status.reason, REASON_MAX_CHARS),
        }
        for entry in entries
    ]


def _standing(followed: FollowedAdvice) -> dict[str, Any]:
    word = followed.advice
    level = word.advisory.native_level if word.advisory else None
    return {
        "native_level": level if level is None else cut_at_word(level, WORDS_MAX_CHARS),
        "severity": word.severity,
        "since": str(followed.since) if followed.since else None,
        "or_earlier": word.is_older,
        "withdrawn": word.is_withdrawn,
    }


DIGEST_WIDTH = 76
"""A line quoted in a reply still fits into 78 characters."""

LINE_MAX_CHARS = 240
"""Three lines are enough for any piece of news; the alert or the ledger has the whole."""

SECTION_MAX_CHARS = 8_000
"""A hundred lines; five sections and the document stay below the 256 kB of Amazon SNS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMessage:
    """A digest rendered for people and programs; phones get none.

    `subject` is one line of ASCII of at most `SUBJECT_MAX_CHARS`, `email` plain text,
    `document` a JSON object.
    """

    subject: str
    email: str = field(repr=False)
    document: str = field(repr=False)


def render_digest(digest: Digest) -> DigestMessage:
    """Render a digest for every channel."""
    return DigestMessage(
        subject=cut_at_word(to_ascii(_subject(digest)), SUBJECT_MAX_CHARS),
        email=readable("\n\n".join(_parts(digest))) + "\n",
        document=digest_document(digest),
    )


def _subject(digest: Digest) -> str:
    return f"Advisory Watch {digest.at:%Y-%m-%d}: {_news(digest)}; {_seen(digest)}"


def _news(digest: Digest) -> str:
    """Sum up the changes and the retracted alerts."""
    retracted = len(digest.retracted)
    return _changes(digest) + (f", {retracted} retracted" if retracted else "")


def _changes(digest: Digest) -> str:
    """Count the changes; claim `no change` only if every source was read."""
    changes = digest.changes
    if not changes:
        return "no change seen" if digest.is_partly_dark else "no change in 24 hours"
    urgent = sum(alert.is_urgent for _, alert in changes)
    said = "1 change" if len(changes) == 1 else f"{len(changes)} changes"
    return f"{said}, {urgent} urgent" if urgent else said


def _seen(digest: Digest) -> str:
    watched, dark = len(digest.watched), len(digest.dark)
    if not watched:
        return "no source was ever checked"
    if dark:
        return f"{dark} of {watched} sources cannot be seen"
    return "the only source is read" if watched == 1 else f"all {watched} sources are read"


def _parts(digest: Digest) -> Iterator[str]:
    """Yield the sections; empty ones are left out."""
    first = f"{_news(digest).capitalize()}; {_seen(digest)}."
    span = f"From {digest.since:%Y-%m-%d %H:%M} to {digest.at:%Y-%m-%d %H:%M} UTC."
    yield f"{_wrapped(first)}\n{span}"
    sections = {
        "What changed": news_lines(digest),
        "Retracted": retraction_lines(digest),
        "Not told as an alert": footer_lines(digest),
        "Destinations you follow": followed_advice_lines(digest),
        "How well we see": visibility_lines(digest),
    }
    for heading, lines in sections.items():
        if shown := tuple(lines):
            yield f"{heading.upper()}\n{_listed(shown)}"


def _listed(lines: Iterable[str]) -> str:
    """Return as many lines as a section may have, and the number of lines left out."""
    whole = [_wrapped(cut_at_word(" ".join(entry.split()), LINE_MAX_CHARS)) for entry in lines]
    ends = accumulate(map(len, whole))
    shown = [entry for entry, end in zip(whole, ends, strict=True) if end <= SECTION_MAX_CHARS]
    more = len(whole) - len(shown)
    rest = [f"... and {more} more; the ledger has all of them"] if more else []
    return "\n".join([*shown, *rest])


def _wrapped(line: str) -> str:
    return fill(line, DIGEST_WIDTH, subsequent_indent="  ", break_on_hyphens=False)
