"""Render the daily digest as an email; `digest_document` renders it for programs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from textwrap import fill

from advisory_watch.core.advisory import Severity
from advisory_watch.core.alert_batch import SUBJECT_MAX_CHARS
from advisory_watch.core.destinations import name_or
from advisory_watch.core.digest import Digest, FollowedAdvice, SourceDay, SourceVisibility
from advisory_watch.core.health import reads_since
from advisory_watch.core.messages.digest_document import HEADLINE_MAX_CHARS, render_digest_document
from advisory_watch.core.messages.headline import headline_in_ascii, render_headline
from advisory_watch.core.messages.parts import NAMES_MAX as PARTS_MAX
from advisory_watch.core.messages.parts import part_levels, severity_words
from advisory_watch.core.messages.plain_words import level_in_short
from advisory_watch.core.messages.quotation import quotations_of
from advisory_watch.core.text import cut_at_word, listed, readable

WIDTH = 76
"""A line quoted in a reply still fits into 78 characters."""

LINE_MAX_CHARS = 240
"""Three lines are enough for any piece of news; the alert or the ledger has the whole."""

INDENT = "  "

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
    subject = f"Advisory Watch {digest.at:%Y-%m-%d}: {_news(digest)}; {_visibility(digest)}"
    return DigestMessage(
        subject=cut_at_word(headline_in_ascii(subject), SUBJECT_MAX_CHARS),
        email=readable("\n\n".join(_sections(digest))) + "\n",
        document=render_digest_document(digest),
    )


def _news(digest: Digest) -> str:
    """Count the changes and the retracted alerts; claim `no change` only if all was read."""
    retracted = f", {len(digest.retracted)} retracted" if digest.retracted else ""
    if not digest.changes:
        period = "seen" if digest.is_partly_dark else "in 24 hours"
        return f"no change {period}{retracted}"
    urgent = sum(alert.is_urgent for _, alert in digest.changes)
    count_urgent = f", {urgent} urgent" if urgent else ""
    return f"{_count(len(digest.changes), 'change')}{count_urgent}{retracted}"


def _visibility(digest: Digest) -> str:
    watched, dark = len(digest.watched), len(digest.dark)
    if not watched:
        return "no source was ever checked"
    if dark:
        return f"{dark} of {watched} sources not read{_unread(digest)}"
    which = "the only source is" if watched == 1 else f"all {watched} sources are"
    in_part = sum(day.is_read_in_part for day in digest.watched)
    return f"{which} read, {in_part} in part{_unread(digest)}" if in_part else f"{which} read"


def _unread(digest: Digest) -> str:
    """Count the documents that could not be read, or were never read, in all sources."""
    healths = (day.health for day in digest.watched)
    unread = sum(len(health.unread) + health.never_read for health in healths)
    return f", {_count(unread, 'page')} not read" if unread else ""


def _sections(digest: Digest) -> Iterator[str]:
    summary = f"{_news(digest).capitalize()}; {_visibility(digest)}."
    span = f"From {digest.since:%Y-%m-%d %H:%M} to {digest.at:%Y-%m-%d %H:%M} UTC."
    yield f"{_wrap(summary)}\n{span}"
    sections = {
        "What changed": _change_lines(digest),
        "Retracted": _retraction_lines(digest),
        "Not told as an alert": _unalerted_lines(digest),
        "Destinations you follow": _followed_lines(digest),
        "How well we see": _source_lines(digest),
    }
    for heading, lines in sections.items():
        if section := _list_lines(lines):
            yield f"{heading.upper()}\n{section}"


def _list_lines(lines: Iterable[str]) -> str:
    whole = [_wrap(cut_at_word(_in_one_line(line), LINE_MAX_CHARS)) for line in lines]
    ends = accumulate(map(len, whole))
    kept = [line for line, end in zip(whole, ends, strict=True) if end <= SECTION_MAX_CHARS]
    more = len(whole) - len(kept)
    rest = [f"... and {more} more; the ledger has all of them"] if more else []
    return "\n".join([*kept, *rest])


def _in_one_line(line: str) -> str:
    """Reduce spaces to one, but keep the indent of a line that belongs to the line above."""
    return f"{INDENT if line.startswith(INDENT) else ''}{' '.join(line.split())}"


def _wrap(line: str) -> str:
    return fill(line, WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def _change_lines(digest: Digest) -> Iterator[str]:
    for day, alert in digest.changes:
        mark = "URGENT " if alert.is_urgent else ""
        yield f"{mark}{render_headline(alert, day.title)} ({_moment(alert.created_at)})"
        if alert.is_urgent and (quoted := quotations_of(alert)):
            yield f'{INDENT}They say: "{quoted[0]}"'


def _retraction_lines(digest: Digest) -> Iterator[str]:
    """Yield the retracted alerts with their reasons; only the reason may be cut."""
    for day, entry in digest.retracted:
        headline = cut_at_word(render_headline(entry.alert, day.title), HEADLINE_MAX_CHARS)
        decided = _moment(entry.alert.created_at)
        yield f"{headline} ({decided}) was wrong: {entry.status.reason}"


def _unalerted_lines(digest: Digest) -> Iterator[str]:
    for day in digest.days:
        for record in day.waiting:
            if record.pending is not None:
                yield (
                    f"{day.title}: {_name(record.destination)} unconfirmed "
                    f"{level_in_short(record.pending.advisory)} "
                    f"since {_moment(record.pending.since)}: {record.pending.reason}"
                )
        for code, since in sorted(day.health.absent.items()):
            yield f"{day.title}: {_name(code)} is missing since {_moment(since)}"
        if day.first_seen:
            yield f"{day.title}: read for the first time: {listed(map(_name, day.first_seen))}"
        if day.lost:
            yield f"{day.title}: our record cannot be read of {listed(map(_name, day.lost))}"


def _followed_lines(digest: Digest) -> Iterator[str]:
    for code in digest.followed:
        standings = [(day, day.standings[code]) for day in digest.days if code in day.standings]
        for day, followed in standings:
            yield f"{_name(code)} ({day.title}): {_followed_advice(digest, day, followed)}"
        if not standings:
            yield f"{_name(code)}: nothing is known of it"


def _followed_advice(digest: Digest, day: SourceDay, followed: FollowedAdvice) -> str:
    advice = followed.advice
    if advice.advisory is None:
        return "only an unconfirmed copy so far"
    level = level_in_short(advice.advisory)
    if parts := part_levels(advice.advisory, None, PARTS_MAX):
        level = f"{level} (in parts: {'; '.join(parts)})"
    if advice.is_unconfirmed:
        level = f"{level} (unconfirmed)"
    if advice.is_withdrawn:
        return f"no longer listed (last {level})"
    if day.visibility is not SourceVisibility.READ:
        return f"{level} when it was last read ({_moment(day.health.last_good_at)})"
    still = "still " if followed.since and followed.since < digest.since.date() else ""
    since = f" since {followed.since}" if followed.since else ""
    earlier = " or earlier" if since and advice.is_older else ""
    return f"{still}{level}{since}{earlier}, {_checks(digest, day)}"


def _checks(digest: Digest, day: SourceDay) -> str:
    """Count the checks; a source with many documents does not read every document each time."""
    reads = _times(reads_since(day.health, digest.since))
    if len(day.health.documents) <= 1:
        return f"checked {reads}"
    unread = len(day.unread_documents)
    but = f", but {unread} of its documents cannot be read" if unread else ""
    return f"source checked {reads}{but}"


def _source_lines(digest: Digest) -> Iterator[str]:
    for day in digest.watched:
        yield f"{day.title}: {_status(digest, day)}"
        yield from (f"{day.title}: {gap}" for gap in _gaps(day))
        if day.levels:
            yield f"{day.title}: {_level_counts(day)}"
    never = [day.title for day in digest.days if day.visibility is SourceVisibility.UNWATCHED]
    if never:
        yield f"Never checked: {', '.join(never)}"


def _level_counts(day: SourceDay) -> str:
    """Count the destinations at each level, the graver of whole and parts."""
    named: dict[Severity | None, str] = {None: "without a level"}
    named.update({severity: severity_words(severity) for severity in Severity})
    named[Severity.NORMAL] = "lowest level"
    return ", ".join(f"{count} {named[severity]}" for severity, count in day.levels.items())


def _gaps(day: SourceDay) -> Iterator[str]:
    """Yield the missing parts of a source that answers."""
    if unread := day.unread_documents:
        yield f"{_count(len(unread), 'document')} unread: {listed(unread)}"
    if entries := day.health.read_in_part:
        yield f"read in part, without {listed(entries)}"
    if never_read := day.health.never_read:
        yield f"{_count(never_read, 'document')} never read yet"
    if since := day.health.deferred_since:
        yield f"too little time for all documents since {_moment(since)}"


def _status(digest: Digest, day: SourceDay) -> str:
    health = day.health
    last = f"last read {_moment(health.last_good_at)}" if health.last_good_at else "never read"
    if day.visibility is SourceVisibility.UNKNOWN:
        return "our record of it cannot be read, so that we cannot say how it is"
    if day.visibility is SourceVisibility.FAILING:
        what = "not read in full" if health.never_read else "cannot be read"
        return f"{what} since {_moment(health.failing_since)}; {last}"
    if day.visibility is SourceVisibility.UNASKED or health.last_good_at is None:
        return f"{last}, and not asked since; is its schedule on?"
    age = digest.at - health.last_good_at
    hours, minutes = age // timedelta(hours=1), age // timedelta(minutes=1)
    ago = f"{hours} h" if hours > 0 else f"{max(0, minutes)} min"
    return f"read {ago} ago, {_times(reads_since(health, digest.since))} in the day"


def _name(code: str) -> str:
    return name_or(code, code)


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "never"
