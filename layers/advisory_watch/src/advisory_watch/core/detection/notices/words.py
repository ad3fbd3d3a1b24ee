"""Read what a notice says: its words, the dangers that it names, and the number of its update."""

import re
from collections.abc import Iterable
from enum import Enum

from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.text import has_swapped_letters

WORDS_MAX = 300
"""The most words of a notice that are compared; a long alert has about 200 distinct ones."""

WORD_MAX_CHARS = 12
"""More letters of a word do not help to recognise it, and take room in the ledger."""

NEW_WORDS_MIN = 4
"""So many new words are a new sentence; a corrected one has fewer."""

_WORD = lazy_pattern(r"[^\W\d_]{3,}")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "about alert alerts and are been but can citizen citizens consulate embassy event for "
        "from had has have her his its location may message more not notice now our out over "
        "security she should than that the their them then there these they this those was "
        "warning were which who will with you your monday tuesday wednesday thursday friday "
        "saturday sunday january february march april june july august september october november "
        "december",
    )
)
"""Words that any notice may gain without saying more."""


def words_of(text: str) -> tuple[str, ...]:
    """Return the distinct words that matter, without numbers, in the order of the text."""
    found = (word[:WORD_MAX_CHARS] for word in _WORD.findall(text.casefold()))
    return tuple(dict.fromkeys(word for word in found if word not in _COMMON))[:WORDS_MAX]


def new_words(now: Iterable[str], before: Iterable[str]) -> frozenset[str]:
    """Return the words that were added, without those that correct the spelling of another."""
    added, removed = frozenset(now) - frozenset(before), frozenset(before) - frozenset(now)
    return frozenset(
        word for word in added if not any(is_spelling_of(word, other) for other in removed)
    )


def is_spelling_of(word: str, other: str) -> bool:
    """Tell whether two words differ by one letter, or by two letters that changed places."""
    start = next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), None)
    if start is None:
        return abs(len(word) - len(other)) <= 1
    tail, other_tail = word[start:], other[start:]
    return (
        tail[1:] == other_tail
        or tail == other_tail[1:]
        or tail[1:] == other_tail[1:]
        or has_swapped_letters(word, other)
    )


def is_new_content(added: frozenset[str], now: Iterable[str]) -> bool:
    """Tell whether added words are a new sentence: several, or half of a short text."""
    return len(added) >= NEW_WORDS_MIN or 2 * len(added) >= max(2, len(frozenset(now)))


class Danger(Enum):
    """A danger that asks people to act, named by words of its own."""

    SHELTER = "shelter"
    ATTACK = "attack"
    BOMBARDMENT = "bombardment"
    GUNFIRE = "gunfire"
    CAPTURE = "capture"
    EMERGENCY_RULE = "emergency_rule"
    CLOSED_ROUTES = "closed_routes"
    EVACUATION = "evacuation"
    DISASTER = "disaster"
    CONTAMINATION = "contamination"
    DEATHS = "deaths"


_NAMES: dict[Danger, str] = {
    Danger.SHELTER: (
        r"shelter(?:ing)? in place|(?:seek|take|find) (?:\w+ ){0,2}?(?:shelter|cover)|"
        r"(?:stay|remain) (?:indoors|inside)|lock ?down"
    ),
    Danger.ATTACK: r"attack\w*|assaults?|ambush\w*|stabbings?",
    Danger.BOMBARDMENT: (
        r"missiles?|rockets?|drones?|air ?strikes?|air ?raids?|shelling|artillery|mortars?|"
        r"bomb\w*|explosi\w+|blasts?"
    ),
    Danger.GUNFIRE: (
        r"gun ?fire|gun ?m[ae]n|shots? (?:\w+ ){0,2}?fired|shootings?|shooter|(?:armed )?clashes|"
        r"fighting|combat"
    ),
    Danger.CAPTURE: r"kidnap\w*|abduct\w*|hostages?|arbitrar\w+ detain\w*|arbitrary detention",
    Danger.EMERGENCY_RULE: r"coup|martial law|state of emergency|curfews?|uprising",
    Danger.CLOSED_ROUTES: (
        r"(?:airports?|airspace|borders?|flights?|crossings?|roads?)[^.;]{0,40}"
        r"\b(?:closed|closing|shut|suspended|cancel\w+|blocked)|"
        r"(?:closure|suspension) of [^.;]{0,40}(?:airports?|airspace|borders?|flights?)|"
        r"last (?:\w+ )?flights?"
    ),
    Danger.EVACUATION: r"evacuat\w+",
    Danger.DISASTER: (
        r"tsunamis?|hurricanes?|cyclones?|typhoons?|earthquakes?|erupt\w+|wildfires?|flood\w*|"
        r"tornado\w*|landslides?"
    ),
    Danger.CONTAMINATION: r"nuclear|radiation|radioactive|chemical|toxic|outbreak|epidemic",
    Danger.DEATHS: r"killed|deaths?|dead|casualt\w+|fatalit\w+",
}
_DANGERS = lazy_pattern(
    "|".join(rf"(?P<{danger.name}>\b(?:{names})\b)" for danger, names in _NAMES.items())
)
_PAST_OR_DENIED = lazy_pattern(
    r"\b(?:no longer|lifted|ended|is over|all clear|drill|anniversary|resum\w+|reopen\w*|"
    r"no (?:\w+ ){0,2}(?:threats?|dangers?|risks?|reports?|indications?))\b"
)
_CONDITION = lazy_pattern(r"\b(?:if|in case|in the event|whenever|after (?:the|an?) attack)\b")
_SENTENCE_END = lazy_pattern(r"[.!?;]+(?:\s|$)|\n")

IN_CASE_OF = "in_case_of_"
"""The start of a danger that is named only as a condition: `if you hear an explosion`."""


def dangers_in(text: str) -> frozenset[str]:
    """Return the dangers that a text names, as they are stored."""
    plain = text.casefold()
    return frozenset(
        (IN_CASE_OF if _CONDITION.search(sentence) else "") + Danger[match.lastgroup or ""].value
        for sentence in _SENTENCE_END.split(plain)
        if not _PAST_OR_DENIED.search(sentence)
        for match in _DANGERS.finditer(sentence)
    )


def new_dangers(now: Iterable[str], before: Iterable[str]) -> tuple[str, ...]:
    """Return the dangers that were added; a danger covers the advice for its case."""
    known = frozenset(before)
    return tuple(
        danger
        for danger in sorted(now)
        if known.isdisjoint((danger, danger.removeprefix(IN_CASE_OF)))
    )


_NUMBERS = (
    "one first", "two second", "three third", "four fourth", "five fifth", "six sixth",
    "seven seventh", "eight eighth", "nine ninth", "ten tenth",
)  # fmt: skip
_NUMBER_OF = {word: at for at, words in enumerate(_NUMBERS, start=1) for word in words.split()}
_NUMBER_WORDS = "|".join(_NUMBER_OF)
_GAP = r"\s{0,3}"
_NOT_A_DATE = rf"(?!{_GAP}(?:on )?(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
_NUMBERED = lazy_pattern(
    rf"\bupdate{_GAP}(?:number|no\.?|nr\.?|#|-|–)?{_GAP}"
    rf"(?P<after>\d{{1,2}}\b(?![:/.]\d)|(?:{_NUMBER_WORDS})\b)"
    rf"|\b(?P<before>\d{{1,2}}(?:st|nd|rd|th)|{_NUMBER_WORDS}){_GAP}update\b"
)
_UPDATE_IN_TITLE = lazy_pattern(r"\bupdat(?:e|ed|ing)\b")
_UPDATE_IN_TEXT = lazy_pattern(
    r"^\W{0,9}(?:\w{1,20} (?:alert|message):? )?"
    rf"(?:update{_GAP}[:–—-]|updated{_GAP}[:–—-]{_NOT_A_DATE})"
    r"|\(updated?\)",
    re.MULTILINE,
)


def update_number(title: str, text: str) -> int:
    """Return the number of the update that a notice says it is: 0 for none, 1 without a number."""
    title, text = title.casefold(), text.casefold()
    numbers = [_number(match) for match in _NUMBERED.finditer(f"{title}\n{text}")]
    is_update = _UPDATE_IN_TITLE.search(title) or _UPDATE_IN_TEXT.search(text)
    return max(numbers, default=1 if is_update else 0)


def _number(match: re.Match[str]) -> int:
    said = match["after"] or match["before"]
    return _NUMBER_OF.get(said) or int(re.match(r"\d+", said)[0])  # type: ignore[index]
