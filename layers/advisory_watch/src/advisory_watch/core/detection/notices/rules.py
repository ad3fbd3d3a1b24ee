"""Rules for notices: dated one-off items; each is news once, and again when it says more."""

from dataclasses import dataclass
from datetime import datetime

from advisory_watch.core import thresholds
from advisory_watch.core.advisory import Advisory, Departure, is_possible
from advisory_watch.core.detection.notices.words import (
    is_new_content,
    new_dangers,
    new_words,
    words_of,
)
from advisory_watch.core.detection.rules.rule import Finding, changed, rule, unchanged
from advisory_watch.core.detection.types import RuleName
from advisory_watch.core.record import DestinationRecord, KnownNotice


class NoticeRule(RuleName):
    """The first that applies decides; the last rule always applies."""

    ISSUED_BEFORE_WATCH = "issued_before_watch"
    NEW_NOTICE = "new_notice"
    SAME_WORDS = "same_words"
    GRAVER_NOTICE = "graver_notice"
    NEWLY_NAMED_DANGER = "newly_named_danger"
    UPDATED_NOTICE = "updated_notice"
    RETITLED_NOTICE = "retitled_notice"
    REWRITTEN_PAGE = "rewritten_page"
    SEEN_NOTICE = "seen_notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeComparison:
    """One notice in one snapshot, with what is known of it.

    `now` is the notice as it is remembered, `before` what was remembered of it. `is_named` is
    set if only a name of it is known: it was in the feed long ago, or before an upgrade.
    """

    notice: Advisory
    record: DestinationRecord | None
    read_at: datetime
    now: KnownNotice
    before: KnownNotice | None
    is_named: bool

    @property
    def is_seen(self) -> bool:
        """True if the notice was seen before, in any copy."""
        return self.is_named or self.before is not None

    @property
    def added(self) -> frozenset[str]:
        """The words that it did not have before; corrected spelling and numbers do not count."""
        before = self.before.words.split() if self.before else ()
        return new_words(self.now.words.split(), before)

    @property
    def added_to_text(self) -> frozenset[str]:
        """The added words that are not in the title: a title alone says nothing new."""
        return self.added - frozenset(words_of(self.now.title))

    @property
    def has_new_content(self) -> bool:
        """True if the text has a new sentence."""
        return is_new_content(self.added_to_text, self.now.words.split())


def believed_moment(notice: Advisory, read_at: datetime) -> datetime | None:
    """Return when a notice was issued, or None if that time is impossible.

    The date of a notice never makes it news.
    """
    issued_at = notice.issued_at
    if issued_at is None or not is_possible(issued_at.date(), read_at):
        return None
    return issued_at


@rule(NoticeRule.ISSUED_BEFORE_WATCH)
def notice_before_watch(comparison: NoticeComparison) -> Finding | None:
    """A notice from well before the watch began has returned to the feed.

    A feed shows the newest ten notices: when newer ones are deleted, older ones return.
    Without a record, no notice of the destination was ever seen, and the read is the beginning.
    """
    record = comparison.record
    issued_at = believed_moment(comparison.notice, comparison.read_at)
    if issued_at is None or comparison.is_seen:
        return None
    watched_since = record.watched_since if record else comparison.read_at
    if issued_at >= watched_since - thresholds.PUBLISHING_LAG_MAX:
        return None
    return unchanged(f"issued on {issued_at:%Y-%m-%d}, watched since {watched_since:%Y-%m-%d}")


@rule(NoticeRule.NEW_NOTICE)
def new_notice(comparison: NoticeComparison) -> Finding | None:
    """A notice that was not seen before is news, with any title and any date.

    Titles repeat word for word, and a date may be mistyped or missing.
    """
    if comparison.is_seen:
        return None
    return changed("its id, link and moment of issue are new")


@rule(NoticeRule.SAME_WORDS)
def same_words(comparison: NoticeComparison) -> Finding | None:
    """The same words are the same notice, under another id, another hour or both.

    Sites move, and then give all items new ids. The words are also the same when only our own
    reading of them changed, which is not news. A notice of which only the name is known is
    learnt silently.
    """
    before = comparison.before
    if before is None or not set(comparison.now.copies).isdisjoint(before.copies):
        return unchanged("the same words were seen before")
    return None


@rule(NoticeRule.GRAVER_NOTICE)
def graver_notice(comparison: NoticeComparison) -> Finding | None:
    """A notice was edited and now advises people to leave: that is news in itself, at any age.

    Each level of departure advice is reported once per notice. So two alternating versions
    are not reported without end.
    """
    now, before = comparison.now.departure, comparison.before
    if before is None or now <= max(before.departure, Departure.LIMITED_SERVICES):
        return None
    return changed(f"the same notice now says: {now.words}")


@rule(NoticeRule.NEWLY_NAMED_DANGER)
def newly_named_danger(comparison: NoticeComparison) -> Finding | None:
    """A notice was edited and now names a danger that it did not name: shelter, missiles.

    A danger that is over or denied does not count, and neither does a corrected spelling.
    Advice for the case of an attack is often there for years: the attack itself is graver.
    """
    before, now = comparison.before, comparison.now
    new = new_dangers(now.dangers, before.dangers if before else ())
    if not new or not comparison.added:
        return None
    return changed(f"the same notice now speaks of: {', '.join(new).replace('_', ' ')}")


@rule(NoticeRule.UPDATED_NOTICE)
def updated_notice(comparison: NoticeComparison) -> Finding | None:
    """The publisher calls it an update: `Update 2`, or an update with a new sentence.

    Posts rewrite a notice under its old link as the situation moves.
    """
    before, now = comparison.before, comparison.now.update
    if before is None or now == 0:
        return None
    if now > before.update:
        return changed("the same notice is marked as an update")
    return changed("an update has new sentences") if comparison.has_new_content else None


@rule(NoticeRule.RETITLED_NOTICE)
def retitled_notice(comparison: NoticeComparison) -> Finding | None:
    """A notice has a new title, and a text that says more: it is about something else.

    A title alone is corrected after publishing, and adds nothing to the same text.
    """
    added_to_text = comparison.added_to_text
    if added_to_text and added_to_text != comparison.added:
        return changed("the same notice has a new title and a new text")
    return None


@rule(NoticeRule.REWRITTEN_PAGE)
def rewritten_page(comparison: NoticeComparison) -> Finding | None:
    """A new notice was written over the page of an old one: another moment, other sentences.

    Its title may be the same word for word. A new moment alone is a correction of the date.
    """
    before = comparison.before
    if before is None or before.issued_at == comparison.now.issued_at:
        return None
    return changed("the same page, with new sentences") if comparison.has_new_content else None


@rule(NoticeRule.SEEN_NOTICE)
def seen_notice(_comparison: NoticeComparison) -> Finding:
    """An edit that says no more is not news: a telephone number, a spelling, a shorter text."""
    return unchanged("the same notice says no more than before")
