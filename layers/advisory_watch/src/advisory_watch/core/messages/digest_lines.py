"""The lines of a digest, one fact per line."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from advisory_watch.core.destinations.names import name_of
from advisory_watch.core.digest import Digest, Sight, SourceDay, Standing
from advisory_watch.core.errors import UnknownDestination
from advisory_watch.core.health import reads_since
from advisory_watch.core.messages.alphabets import cut_at_word
from advisory_watch.core.messages.headline import headline, short_level
from advisory_watch.core.wording import step_of

NAMED_MAX = 10
"""People read this many names in a row; beyond that, a count is enough."""

HEADLINE_MAX_CHARS = 120
"""For headlines that are followed by text which must not be cut."""


def news(digest: Digest) -> Iterator[str]:
    """Yield the changes, urgent ones first."""
    for day, alert in digest.changes:
        mark = "URGENT " if alert.is_urgent else ""
        yield f"{mark}{headline(alert, day.title)} ({_moment(alert.owed_at)})"


def retractions(digest: Digest) -> Iterator[str]:
    """Yield the retracted alerts with their reasons; only the reason may be cut."""
    for day, entry in digest.retracted:
        said = cut_at_word(headline(entry.alert, day.title), HEADLINE_MAX_CHARS)
        yield f"{said} ({_moment(entry.alert.owed_at)}) was wrong: {entry.fate.reason}"


def below_the_line(digest: Digest) -> Iterator[str]:
    """Yield facts without an alert: pending candidates, missing and new destinations."""
    for day in digest.days:
        for known in day.waiting:
            if known.held is not None:
                yield (
                    f"{day.title}: {place(known.destination)} unconfirmed "
                    f"{short_level(known.held.advisory.native_level)} "
                    f"since {_moment(known.held.since)}: {known.held.reason}"
                )
        for code, since in sorted(day.health.absent.items()):
            yield f"{day.title}: {place(code)} is missing since {_moment(since)}"
        if day.first_seen:
            yield f"{day.title}: read for the first time: {_named(map(place, day.first_seen))}"
        if day.lost:
            yield f"{day.title}: our record cannot be read of {_named(map(place, day.lost))}"


def stands(digest: Digest) -> Iterator[str]:
    """Yield the current advice of each followed destination, and how often it was checked."""
    for code in digest.followed:
        standings = [(day, day.standings[code]) for day in digest.days if code in day.standings]
        for day, standing in standings:
            yield f"{place(code)} ({day.title}): {_stands(digest, day, standing)}"
        if not standings:
            yield f"{place(code)}: nothing is known of it"


def _stands(digest: Digest, day: SourceDay, standing: Standing) -> str:
    word = standing.word
    if word.advisory is None:
        return "only an unconfirmed copy so far"
    level = short_level(word.advisory.native_level)
    if word.is_withdrawn:
        return f"no longer listed (last {level})"
    if day.sight is not Sight.READ:
        return f"{level} when it was last read ({_moment(day.health.last_good_at)})"
    still = "still " if standing.since and standing.since < digest.since.date() else ""
    since = f" since {standing.since}" if standing.since else ""
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


def sights(digest: Digest) -> Iterator[str]:
    """Yield the status of every source, and the distribution of its levels."""
    for day in digest.watched:
        yield f"{day.title}: {_sight(digest, day)}"
        if unread := day.unread_documents:
            what = "1 document" if len(unread) == 1 else f"{len(unread)} documents"
            yield f"{day.title}: {what} unread: {_named(iter(unread))}"
        if day.levels:
            counts = ", ".join(f"{count} {step_of(step)}" for step, count in day.levels.items())
            yield f"{day.title}: {counts}"
    never = [day.title for day in digest.days if day.sight is Sight.UNWATCHED]
    if never:
        yield f"Never checked: {', '.join(never)}"


def _sight(digest: Digest, day: SourceDay) -> str:
    health = day.health
    last = f"last read {_moment(health.last_good_at)}" if health.last_good_at else "never read"
    if day.sight is Sight.UNKNOWN:
        return "our record of it cannot be read, so that we cannot say how it is"
    if day.sight is Sight.FAILING:
        return f"cannot be read since {_moment(health.failing_since)}; {last}"
    if day.sight is Sight.UNASKED or health.last_good_at is None:
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
