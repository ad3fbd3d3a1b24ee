"""Find the sentences that decided a change, in the publisher's own words.

The departure advice keeps its sentences. The sentence of a level is found in the text. It has the
words with which publishers state that level, and the names of the parts that moved.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from advisory_watch.core.advisory import Advisory, Change, Departure, Region, Severity
from advisory_watch.core.alert import Alert, DocumentedAlert, original_alert
from advisory_watch.core.fingerprint import normal_text
from advisory_watch.core.kinds_of_place import KINDS_OF_PLACE
from advisory_watch.core.messages.sentences import passages_of, split_sentences
from advisory_watch.core.regions import lowered_regions, raised_regions
from advisory_watch.core.text import cut_at_word, in_short, without_accents

QUOTATIONS_MAX = 2
"""A change has one reason, or two: a level, and advice on leaving."""

QUOTATION_MAX_CHARS = 300
"""Four lines of an email."""

CANDIDATES_MAX = 300
"""Passages that are compared; no recorded page has half as many. It bounds the time."""

_WORDS = {
    Severity.DO_NOT_TRAVEL: r"do not travel|(?:should|must) not travel|not to travel|"
    r"avoid(?:ing)? (?:all|any) travel|against (?:all|any) travel|\bgewarnt\b|reisewarnung|"
    r"\brood\b|(?<!不要不急の)渡航は止め|渡航中止|退避",
    Severity.RECONSIDER: r"reconsider (?:your )?(?:need to )?travel|all but essential travel|"
    r"non[- ]?essential travel|unnecessary travel|\babgeraten\b|\boranje\b|不要不急の渡航",
    Severity.CAUTION: r"increased caution|high degree of caution|\bgeel\b|十分注意",
    Severity.NORMAL: r"normal (?:\w+ ){0,3}precautions?|\bgroen\b|危険情報を解除",
}
"""The words for each level, in the languages of the publishers."""

_STATED = {level: re.compile(words, re.IGNORECASE) for level, words in _WORDS.items()}

_ANY = "|".join(_WORDS.values())
_ADVICE = re.compile(_ANY, re.IGNORECASE)

_LEAD = re.compile(
    rf"^(?!.*\bwhere\b)(?:.*(?:{_ANY}).*:|.*(?:{_ANY})(?: (?:to|in|within|near))?)$", re.IGNORECASE
)
"""The heading of a list, or a line that breaks off: `Do not travel`, `Reconsider travel to:`."""

_REASON = re.compile(
    r"\bdue ?to\b|\bbecause\b|\bfollowing\b|\bgiven\b|\baufgrund\b|\bwegen\b|を受け", re.IGNORECASE
)
_NO_ADVICE = re.compile(
    r"\b(?:no longer|lifted|previously|against advice|nicht mehr|niet meer)\b|\?|^areas where\b",
    re.IGNORECASE,
)
"""Words of a sentence that speaks of a level without giving it."""

_NOTE = re.compile(
    r": |(?:re-?issued|updated?|(?:new |updated |addition of )?information)\b", re.IGNORECASE
)
"""The start of a note about an issue; the advice itself says it better."""

_LEAVING = re.compile(r"\b(?:verlaat|vertrek)\b|退避|退去|出国", re.IGNORECASE)
"""Advice to leave in languages whose readers keep no sentence of it."""

_ORDERING = re.compile(r"\b(?:order|authori[sz]|suspend|leav|depart|withdr)", re.IGNORECASE)
_HURRY = re.compile(r"\b(?:immediately|now|today|at once|sofort|umgehend|jetzt)\b", re.IGNORECASE)

_EVENT = re.compile(r"(?:events?|what happened|ereignis|lage):", re.IGNORECASE)
"""The label of what a notice is about."""

_OF_LEVEL = {Change.LEVEL_RAISED, Change.LEVEL_LOWERED}
_OF_SCOPE = {Change.SCOPE_CHANGED, Change.INDICATOR_ADDED, Change.INDICATOR_REMOVED}
"""Changes that the sentence of the level explains too; the American one names the risks."""

_SAID_AGAIN = {Change.TEXT_REVISED, Change.REISSUED}

SUMMED_UP_SHARE = 0.4
"""A note and the sentence that it sums up share this much of the words of the note."""

NAME_WORD_MIN_CHARS = 4
"""Shorter words (`the`, `and`) are in any sentence."""

NAMED_SHARE = 0.5
"""A sentence names a part if it has half of the words of the name."""

_WORD = re.compile(r"\w+")


def quotations_of(alert: Alert) -> tuple[str, ...]:
    """Return the sentences that decided an alert, the most important first.

    They are verbatim, but the heading of a list is joined to the item that decided. There are at
    most `QUOTATIONS_MAX`, each cut to `QUOTATION_MAX_CHARS`. The result is empty if the publisher
    gave no text, or if no sentence states what changed.
    """
    if isinstance(alert, DocumentedAlert):
        return alert.quotations
    found = _of_notice(alert.after) if alert.is_notice else _of_change(original_alert(alert))
    quoted = (cut_at_word(" ".join(words.split()), QUOTATION_MAX_CHARS) for words in found)
    return tuple(dict.fromkeys(filter(None, quoted)))[:QUOTATIONS_MAX]


def level_sentence(advisory: Advisory, before: Advisory | None = None) -> str:
    """Return the sentence that states the level of the whole destination, or an empty text.

    A sentence that `before` does not have is preferred. If no level is stated for the whole, this
    is the sentence of the gravest part.
    """
    if advisory.severity is None:
        return part_sentence(advisory, advisory.regions, before)
    return _stating(advisory, advisory.severity, before)


def part_sentence(
    advisory: Advisory, regions: Iterable[Region], before: Advisory | None = None
) -> str:
    """Return the sentence that gives the gravest of some parts its level, or an empty text."""
    parts = tuple(regions)
    level = max((part.severity for part in parts), default=advisory.partial_severity)
    names = [part.name for part in parts if part.severity is level]
    return _stating(advisory, level, before, names) if level else ""


def departure_sentence(advisory: Advisory, before: Advisory | None = None) -> str:
    """Return the sentence that decided the departure advice, or an empty text.

    A sentence that `before` does not have is preferred to an old one, and advice to a note.
    """
    kept = advisory.departure_words[:CANDIDATES_MAX]
    words = kept or tuple(_matching(advisory.text or "", _LEAVING))
    known = normal_text(before.text if before else None)
    best = min(words, key=lambda said: _departure_rank(said, known), default="")
    return (_said_better(advisory, best, known) if _is_note(best) else best).removeprefix(": ")


def _departure_rank(sentence: str, known: str) -> tuple[bool, bool, bool]:
    return (_is_old(sentence, known), _is_note(sentence), not _HURRY.search(sentence))


def _said_better(advisory: Advisory, note: str, known: str) -> str:
    """Return the new sentence of the text that a note sums up, or the note itself."""
    wanted = _name_words(note)
    sentences = (
        passage
        for passage in _matching(advisory.text or "", _ORDERING)
        if not _is_note(passage) and not _is_old(passage, known)
    )
    best = max(sentences, key=lambda said: len(wanted & _words_of(said)), default="")
    return best if len(wanted & _words_of(best)) >= SUMMED_UP_SHARE * len(wanted) else note


def _of_change(alert: Alert) -> Iterator[str]:
    """Yield advice to leave first, then the level, the part, and orders to staff."""
    before, after = alert.before, alert.after
    if after is None or alert.destination is None:
        return
    kinds = set(map(Change, alert.kinds))
    is_for_all = after.departure is Departure.DEPART_IMMEDIATELY
    is_about_leaving = Change.DEPARTURE_RAISED in kinds or kinds <= _SAID_AGAIN
    found = []
    if is_for_all and (is_about_leaving or alert.is_urgent):
        found.append(departure_sentence(after, before))
    if Change.LEVEL_RAISED in kinds and (after.severity or 0) >= Severity.RECONSIDER:
        found.append(level_sentence(after, before))
    if Change.PART_RAISED in kinds and before is not None:
        found.append(part_sentence(after, raised_regions(before, after), before))
    if not is_for_all and Change.DEPARTURE_RAISED in kinds:
        found.append(departure_sentence(after, before))
    if Change.PART_LOWERED in kinds and before is not None and not found:
        found.append(_lowered_part_sentence(before, after))
    if kinds & _OF_LEVEL or (kinds & _OF_SCOPE and not found):
        found.append(_gravest_sentence(after, before))
    yield from found


def _lowered_part_sentence(before: Advisory, after: Advisory) -> str:
    """Return the sentence that gives a milder level to a part that was graver, or an empty text."""
    for part in lowered_regions(before, after):
        for level in range(part.severity - 1, Severity.NORMAL, -1):
            milder = Region(name=part.name, severity=Severity(level))
            if sentence := part_sentence(after, [milder], before):
                return sentence
    return ""


def _gravest_sentence(after: Advisory, before: Advisory | None) -> str:
    """Return the sentence of the whole, or of the gravest part if the whole is at the lowest level.

    `Exercise normal precautions` says nothing of a country with a grave part.
    """
    part = after.partial_severity or 0
    if part >= Severity.RECONSIDER and (after.severity or 0) <= Severity.NORMAL:
        return part_sentence(after, after.regions, before)
    return level_sentence(after, before)


def _of_notice(notice: Advisory | None) -> Iterator[str]:
    """Yield the sentence that tells people to leave, or else what the notice is about."""
    if notice is None:
        return
    if notice.departure >= Departure.AUTHORIZED_DEPARTURE:
        yield departure_sentence(notice)
    lines = [line.strip() for line in (notice.text or "").splitlines()]
    labelled = [line.partition(":")[2].strip() for line in lines if _EVENT.match(line)]
    title = normal_text(notice.native_level)
    sentences = [line for line in lines if line[-1:] in ".!。" and normal_text(line) != title]
    about = next(filter(None, [*labelled, *sentences]), "")
    yield next(split_sentences(about.strip("●・ ")), "")


def _stating(
    advisory: Advisory, level: Severity, before: Advisory | None, names: Sequence[str] = ()
) -> str:
    """Return the passage that states a level best, for the whole or for parts with some names."""
    graver = [part.name for part in advisory.regions]
    known = normal_text(before.text if before else None)
    best, best_rank = "", tuple[int, ...]()
    for passage in _matching(advisory.text or "", _pattern_of(advisory, level, is_whole=not names)):
        named = sum(_names(passage, name) for name in names)
        if (names and not named) or _NO_ADVICE.search(passage):
            continue
        rank = (
            1 + named,
            bool(names) or not any(_names(passage, name) for name in graver),
            not _is_old(passage, known),
            not _is_note(passage),
            _names(passage, advisory.name),
            _REASON.search(passage) is not None,
        )
        if rank > best_rank:
            best, best_rank = passage, rank
    return best.removeprefix(": ")


def _pattern_of(advisory: Advisory, level: Severity, *, is_whole: bool) -> re.Pattern[str]:
    """Return the words for a level; the publisher's own words state the level of the whole."""
    own = in_short(advisory.native_level)
    is_distinctive = " " in own and (advisory.severity or 0) > Severity.NORMAL
    if not is_whole or not is_distinctive:
        return _STATED[level]
    return re.compile(rf"{_WORDS[level]}|\b{re.escape(own)}\b", re.IGNORECASE)


def _matching(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    found = (passage for passage in _passages(text) if pattern.search(passage))
    return islice(found, CANDIDATES_MAX)


def _passages(text: str) -> Iterator[str]:
    return passages_of(text, _LEAD, _ADVICE)


def _is_old(passage: str, known: str) -> bool:
    """Tell whether the text before has the same words; `known` is that text in normal form."""
    return normal_text(passage) in known


def _is_note(passage: str) -> bool:
    return _NOTE.match(passage) is not None


def _name_words(name: str) -> frozenset[str]:
    """Return the distinctive words of a name: `border with Chad` has one."""
    long = [word for word in _words_of(name) if len(word) >= NAME_WORD_MIN_CHARS]
    return frozenset(word for word in long if word not in KINDS_OF_PLACE) or frozenset(long)


def _words_of(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(without_accents(text).casefold()))


def _names(passage: str, name: str) -> bool:
    """Tell whether a passage names a place; a language without spaces has its whole name."""
    wanted = _name_words(name)
    is_shared = bool(wanted) and len(wanted & _words_of(passage)) >= NAMED_SHARE * len(wanted)
    return is_shared or (len(name) > 1 and name in passage)
