"""Tell orders to leave from rules of stay, in a section about visas or entry.

A rule of stay says `you must leave` too, but of one whose visa ends. It names what leaving follows
from, in its sentence or before it. An order is of the moment in which it is written.
"""

from collections.abc import Sequence
from functools import lru_cache

from advisory_watch.core.advisory import Departure
from advisory_watch.core.departure.directive import Addressee, Directive, Time
from advisory_watch.core.departure.leaving import HEADS
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.sentences import Sentence, Token, sentences_of

_SECTIONS = {
    "entry", "visa", "visas", "immigration", "overstay", "overstays", "overstaying", "residency",
}  # fmt: skip
"""A section with one of these words in its heading has rules of stay."""


def has_rules_of_stay(heading: str) -> bool:
    """Tell whether a heading begins a section about visas or entry."""
    return not _SECTIONS.isdisjoint(heading.rstrip(":").casefold().split())


def is_order(said: Directive, home: frozenset[str], section: Sequence[str]) -> bool:
    """Tell whether a sentence in a section about visas is an order, and no rule of stay.

    Words to staff, or that name citizens, are orders: rules of stay say `you`. Other words are
    orders if they hold now. `section` has the lines from the heading to the line of the sentence.
    """
    if said.addressee is Addressee.MISSION:
        return False
    tokens = tuple(token for sentence in sentences_of(said.words) for token in sentence.tokens)
    if said.addressee is Addressee.STAFF or any(_is_citizen(token, home) for token in tokens):
        return True
    is_hurried = said.departure is Departure.DEPART_IMMEDIATELY and said.time is Time.NOW
    return is_hurried and not _is_rule_of_stay(said.words, tokens, section)


def _is_citizen(token: Token, home: frozenset[str]) -> bool:
    return bool(token.codes & home and token.tags & {Tag.NATIONALITY, Tag.DEMONYM})


def _is_rule_of_stay(words: str, tokens: Sequence[Token], section: Sequence[str]) -> bool:
    """Tell whether leaving follows from what ends a stay.

    `Leave now` is of the moment of the writer, but `leave immediately` may be of an event named
    before. It is an order if it names a way out (`by any safe means`), or if it names the country
    and the paragraph has no such event. A duty (`must`), and advice to leave `the country`, may
    follow from any line of the section.
    """
    head = next((at for at, token in enumerate(tokens) if not token.tags.isdisjoint(_LEAVING)), 0)
    lead, rest = tokens[:head], tokens[head:]
    is_duty = any(token.word in _DUTIES for token in lead)
    hurries = [at for at, token in enumerate(rest) if Tag.NOW in token.tags]
    if _names_condition(lead, rest, hurries) or (is_duty and not hurries):
        return True  # `now` before `leave` is no hurry: you must now leave every 90 days
    if any(not _MOMENTS.isdisjoint(rest[at].word.split()) for at in hurries):
        return False
    if _is_consequence(lead, is_duty=is_duty):
        return True
    if any(Tag.COMMERCIAL in token.tags for token in rest):
        return False
    if any(token.tags & {Tag.COUNTRY, Tag.THERE} for token in tokens):
        return _is_event_named(words, section, is_only_near=not is_duty)
    is_of_country = not is_duty and any(Tag.WHOLE in token.tags for token in tokens)
    return not is_of_country or _is_event_named(words, section, is_only_near=False)


def _is_event_named(words: str, section: Sequence[str], *, is_only_near: bool) -> bool:
    """Tell whether the section says before some words, or right before them, how a stay ends.

    The heading, and a line that leads to a list, are near.
    """
    line, before = section[-1], section[-LINES_MAX:-1]
    if 0 <= _end_of_stay(line) < line.find(words):
        return True
    leading = [text for text in before if text.endswith(":")] if is_only_near else before
    return any(_end_of_stay(text) >= 0 for text in (section[0], *leading))


LINES_MAX = 40
"""How many lines of a section may name the event that a sentence follows."""


def _names_condition(lead: Sequence[Token], rest: Sequence[Token], hurries: Sequence[int]) -> bool:
    """Tell whether the sentence itself names a formality, or an event that leaving follows."""
    if any(token.word in _FORMALITIES for token in (*lead, *rest)):
        return True
    if any(token.word in _EVENTS for at in hurries for token in rest[at + 1 : at + 2]):
        return True
    condition = next((at for at, token in enumerate(lead) if Tag.COND in token.tags), len(lead))
    event = lead[condition:]
    return bool(event) and all(token.tags.isdisjoint(_PRESENCE) for token in event)


def _is_consequence(lead: Sequence[Token], *, is_duty: bool) -> bool:
    """Tell whether the words before leaving name the end of a stay, or point back to an event."""
    if any(Tag.EVEN in token.tags for token in lead):
        return False  # even if your visa has expired, leave
    words = [token.word for token in lead]
    is_pointing = is_duty and not _POINTERS.isdisjoint(words)
    return is_pointing or any(word.startswith(_ENDINGS) for word in words)


_PRESENCE = {Tag.COUNTRY, Tag.WHOLE, Tag.THERE}
"""`If you are in Mali` is no event."""

_LEAVING = HEADS - {Tag.STAY, Tag.LEFT}

_DUTIES = {
    "must", "shall", "need to", "needs to", "have to", "has to", "have got to", "is required to",
    "are required to", "is obliged to", "are obliged to", "required", "ordered", "forced",
}  # fmt: skip

_FORMALITIES = {"apply", "applying", "reapply", "renew", "renewing", "re-enter", "reenter"}
"""Leaving is a step of these: `leave and apply again`."""

_EVENTS = {"after", "when", "once", "upon", "following"}
"""`Immediately after …`: the moment of an event."""

_POINTERS = {"then", "otherwise", "case"}
"""`You must then leave`, `in that case you must leave`: because of what was said before."""

_MOMENTS = {"now", "today", "tonight"}


CACHED_LINES = 1024


@lru_cache(maxsize=CACHED_LINES)
def _end_of_stay(line: str) -> int:
    """Return where a line says when or how a stay ends, or -1."""
    return next((line.find(said.words) for said in sentences_of(line) if _ends_stay(said)), -1)


def _ends_stay(sentence: Sentence) -> bool:
    """Tell whether a sentence says when or how a stay ends, and not when a passport does."""
    words = [token.word for token in sentence.tokens]
    if not _PASSPORTS.isdisjoint(words) and not any(word.startswith(_STAYS) for word in words):
        return False
    if any(word.startswith(_ENDINGS) for word in words):
        return True
    if not sentence.has(Tag.VISA) or not _WISHES.isdisjoint(words):
        return False
    limits = (at for at, word in enumerate(words) if word in _LIMITS)
    is_limited = any(_ARRIVALS.isdisjoint(words[at + 1 : at + 3]) for at in limits)
    return is_limited or sentence.has(Tag.COND)


_ENDINGS = (
    "overstay", "expir", "refus", "reject", "revok", "unlawful", "illegal", "deport", "amnest",
    "undocumented",
)  # fmt: skip
_LIMITS = {"after", "before", "until", "till", "beyond"}
_ARRIVALS = {
    "travel", "arrive", "enter", "travelling", "traveling", "arriving", "entering", "arrival",
}  # fmt: skip
"""`Before you travel` is no limit of a stay."""
_WISHES = {"want", "want to", "wish", "intend", "plan", "would like to", "sure"}
"""`If you want to work`, `if you are not sure whether this applies to you`: no event."""
_PASSPORTS = {"passport", "passports"}
_STAYS = ("visa", "permit", "residen", "overstay", "deport")
"""Words of a sentence about passports that is about a stay too."""
