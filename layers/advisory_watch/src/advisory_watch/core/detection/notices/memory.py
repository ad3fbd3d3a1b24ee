"""Remember notices with their words, and find what is known of one.

No single mark identifies a notice. Sites share one id or one link among items, give all items new
ids, write a new notice over an old page, and repeat titles word for word.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory
from advisory_watch.core.detection.notices.names import copy_name, guid_name, link_name
from advisory_watch.core.detection.notices.words import (
    WORDS_MAX,
    dangers_in,
    update_number,
    words_of,
)
from advisory_watch.core.fingerprint import normal_text
from advisory_watch.core.record import KnownNotice

CACHED_NOTICES = 256
"""Enough for the notices of one post; a check judges one post after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMarks:
    """The ids and links in one feed; those in `shared` belong to several notices at once."""

    shown: frozenset[str]
    shared: frozenset[str]


def trace_of(notice: Advisory) -> KnownNotice:
    """Return what is to be remembered of one copy of a notice."""
    title, text = notice.native_level, notice.text or ""
    words, dangers, update = _said(title, text)
    return KnownNotice(
        guid=guid_name(notice),
        link=link_name(notice),
        issued_at=notice.issued_at,
        title=normal_text(title),
        copies=(copy_name(notice),),
        words=words,
        departure=notice.departure,
        dangers=dangers,
        update=update,
    )


@lru_cache(maxsize=CACHED_NOTICES)
def _said(title: str, text: str) -> tuple[str, tuple[str, ...], int]:
    """Read the words once: a post files a notice under many destinations."""
    whole = f"{title}\n{text}"
    return " ".join(words_of(whole)), tuple(sorted(dangers_in(whole))), update_number(title, text)


def marks_of(notices: Iterable[KnownNotice]) -> FeedMarks:
    """Find the ids and links of a feed, and which of them name several notices."""
    issues: defaultdict[str, set[object]] = defaultdict(set)
    for notice in notices:
        for mark in filter(None, (notice.guid, notice.link)):
            issues[mark].add(notice.issued_at or notice.copies)
    shared = frozenset(mark for mark, found in issues.items() if len(found) > 1)
    return FeedMarks(shown=frozenset(issues), shared=shared)


def remember(
    known: Sequence[KnownNotice], notice: KnownNotice, marks: FeedMarks
) -> tuple[KnownNotice, ...]:
    """Add a notice, or a copy of one, and drop old ones that left the feed.

    A copy that says no more changes nothing, so that an unchanged feed is never written again.
    """
    place = next((at for at, other in enumerate(known) if _is_same_entry(other, notice)), None)
    if place is None:
        return _without_oldest((*known, notice), marks)
    if _says_no_more(notice, known[place]):
        return tuple(known)
    return (*known[:place], merge(known[place], notice), *known[place + 1 :])


def _without_oldest(known: Sequence[KnownNotice], marks: FeedMarks) -> tuple[KnownNotice, ...]:
    gone = [notice for notice in known if marks.shown.isdisjoint((notice.guid, notice.link))]
    dropped = gone[: -thresholds.GONE_NOTICES_MAX]
    kept = [notice for notice in known if notice not in dropped]
    return tuple(kept[-thresholds.KNOWN_NOTICES_MAX :])


def _is_same_entry(one: KnownNotice, other: KnownNotice) -> bool:
    return (one.guid, one.link, one.issued_at) == (other.guid, other.link, other.issued_at)


def _says_no_more(copy: KnownNotice, known: KnownNotice) -> bool:
    """Compare with what is remembered; a better reader may find more in the same words."""
    return (
        set(copy.copies) <= set(known.copies)
        and copy.departure <= known.departure
        and set(copy.dangers) <= set(known.dangers)
        and copy.update <= known.update
    )


def merge(before: KnownNotice, copy: KnownNotice) -> KnownNotice:
    """Combine two copies of one notice: the gravest and all that they said."""
    words = dict.fromkeys((*copy.words.split(), *before.words.split()))
    copies = dict.fromkeys((*before.copies, *copy.copies))
    return replace(
        copy,
        copies=tuple(copies)[-thresholds.NOTICE_COPIES_MAX :],
        words=" ".join(list(words)[:WORDS_MAX]),
        departure=max(before.departure, copy.departure),
        dangers=tuple(sorted({*before.dangers, *copy.dangers})),
        update=max(before.update, copy.update),
    )


def find_known(
    known: Sequence[KnownNotice], now: KnownNotice, marks: FeedMarks
) -> KnownNotice | None:
    """Return what is known of a notice under any of its marks, or None if it is another one.

    Copies of the same moment are combined. Of an older issue under the same id or link, the
    last one counts: the page may have been written over several times.
    """
    if same_moment := [notice for notice in known if _is_of_same_moment(notice, now)]:
        return reduce(merge, same_moment)
    if same_item := [notice for notice in known if _is_same_item(notice, now, marks)]:
        return reduce(merge, same_item) if now.issued_at is None else same_item[-1]
    return next((notice for notice in reversed(known) if _is_reposted(notice, now, marks)), None)


def _is_of_same_moment(known: KnownNotice, now: KnownNotice) -> bool:
    if now.issued_at is None or known.issued_at != now.issued_at:
        return False
    return bool(
        known.guid == now.guid
        or (now.link and known.link == now.link)
        or known.title == now.title
        or set(now.copies) & set(known.copies)
    )


def _is_same_item(known: KnownNotice, now: KnownNotice, marks: FeedMarks) -> bool:
    """Compare id and link. A shared one says nothing, except of the same words."""
    has_same_words = not set(now.copies).isdisjoint(known.copies)
    if now.link and known.link == now.link:
        return now.link not in marks.shared or has_same_words
    if known.guid != now.guid:
        return False
    is_undated = now.issued_at is None or known.issued_at is None
    return now.guid not in marks.shared or (has_same_words and is_undated)


def _is_reposted(known: KnownNotice, now: KnownNotice, marks: FeedMarks) -> bool:
    """Check for the same words under another id and link: posted twice, or moved with the site."""
    if known.issued_at is None or now.issued_at is None:
        return False
    if set(now.copies).isdisjoint(known.copies):
        return False
    distance = abs(now.issued_at - known.issued_at)
    is_gone = marks.shown.isdisjoint((known.guid, known.link))
    return distance < thresholds.REPOSTED_WITHIN or (
        is_gone and distance <= thresholds.MOVED_WITHIN
    )
