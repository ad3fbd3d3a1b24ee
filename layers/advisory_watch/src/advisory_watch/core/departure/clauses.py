"""Find what governs a word in a sentence, and the conditions under which the sentence holds."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from advisory_watch.core.departure.directive import Place
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.places import place_at
from advisory_watch.core.departure.sentences import Sentence, Token
from advisory_watch.core.departure.ways import with_ways_out

GOVERNORS = {
    Tag.MODAL, Tag.NEED_NOT, Tag.URGE, Tag.URGED, Tag.ADVICE, Tag.CONSIDER, Tag.PREPARE, Tag.WISH,
    Tag.CAN, Tag.HINDER, Tag.SAY, Tag.AUTHORIZE, Tag.WILL,
}  # fmt: skip
"""Words that decide what a head after them means: `should leave`, `ready to leave`."""

_OPENERS = {Tag.COND, Tag.EVEN, Tag.TIME}
_SUBJECTS = {
    Tag.EVERYONE, Tag.NATIONALS, Tag.VISITORS, Tag.PEOPLE, Tag.DEMONYM, Tag.ALL, Tag.THEY,
    Tag.PUBLISHER, Tag.WHOLE, Tag.COUNTRY, Tag.STAFF,
}  # fmt: skip
_AS_SOON_AS = {"as soon as", "as quickly as", "as fast as", "as early as", "sobald"}
_AS_LONG_AS = {"provided", "as long as", "so long as", "assuming", "solange"}
_WHEN = {"when", "once", "wenn"}
_RELATIVE = {"where", "when", "once"}
_INVERTED = {"should", "sollte", "sollten", "kommt es zu", "were", "had"}


MOVES = {Tag.MOTION, Tag.FINISH, Tag.MOVE}
"""Words that a way out after them makes a word of leaving: `drive to the border`."""


class Circumstance(Enum):
    """What a subordinate clause does to the main clause."""

    EVENT = "a condition that has not come"
    HARMLESS = "a condition that is no limit: if it is safe, if you are there"
    NONE = "a reason, a time or a concession"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subordinate:
    """A subordinate clause: tokens `start` to `end`, and what it says."""

    start: int
    end: int
    circumstance: Circumstance
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the sentences before say: the last place, whether of a spot, and the last words."""

    place: Place | None = None
    is_local: bool = False
    tags: frozenset[Tag] = frozenset()


NO_SETTING = Setting()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence with its subordinate clauses; `is_main` says which tokens are outside them.

    `setting` has what the line said before, for `there` and for `we ask the same of you`.
    """

    sentence: Sentence
    tokens: tuple[Token, ...]
    destination: str
    home: frozenset[str]
    subordinates: tuple[Subordinate, ...]
    is_main: tuple[bool, ...]
    setting: Setting

    def has(self, position: int, tags: Collection[Tag]) -> bool:
        """Tell whether a token exists and has one of the classes."""
        tokens = self.tokens
        return 0 <= position < len(tokens) and not tokens[position].tags.isdisjoint(tags)

    def before(self, position: int, tags: Collection[Tag], start: int = 0) -> int:
        """Return the last main token of a class before a position, or -1."""
        for index in range(position - 1, start - 1, -1):
            if self.is_main[index] and not self.tokens[index].tags.isdisjoint(tags):
                return index
        return -1

    def after(self, position: int, tags: Collection[Tag], end: int | None = None) -> int:
        """Return the first main token of a class after a position, or -1."""
        for index in range(position + 1, len(self.tokens) if end is None else end):
            if self.is_main[index] and not self.tokens[index].tags.isdisjoint(tags):
                return index
        return -1

    def start_of_part(self, position: int) -> int:
        """Return the first token after the last colon, semicolon or dash before a position."""
        return self.before(position, {Tag.STOP}) + 1

    def end_of_part(self, position: int) -> int:
        """Return the position of the next colon, semicolon or dash."""
        found = self.after(position, {Tag.STOP})
        return len(self.tokens) if found < 0 else found


def parse(
    sentence: Sentence, destination: str, home: frozenset[str], setting: Setting = NO_SETTING
) -> Parsed:
    """Separate the subordinate clauses of a sentence from its main clauses."""
    if sentence.has(*MOVES):
        sentence = replace(sentence, tokens=with_ways_out(sentence.tokens, destination))
    found = tuple(_subordinates(sentence.tokens, destination, home))
    is_main = [True] * len(sentence.tokens)
    for start, end in _insertions(sentence.tokens):
        is_main[start:end] = [False] * (end - start)
    for subordinate in found:
        for index in range(subordinate.start, subordinate.end):
            is_main[index] = False
    return Parsed(sentence, sentence.tokens, destination, home, found, tuple(is_main), setting)


def _insertions(tokens: tuple[Token, ...]) -> Iterator[tuple[int, int]]:
    """Yield the brackets that have no word of leaving: `citizens (including students) should`."""
    start = -1
    for position, token in enumerate(tokens):
        if token.word == "(":
            start = position
        elif token.word == ")" and start >= 0:
            if all(inner.tags.isdisjoint(_OF_LEAVING) for inner in tokens[start:position]):
                yield start, position + 1
            start = -1
    commas = [index for index, token in enumerate(tokens) if Tag.COMMA in token.tags]
    for first, last in pairwise(commas):
        inner = tokens[first + 1 : last]
        is_aside = 0 < len(inner) <= ASIDE_WORDS and inner[0].tags & {Tag.AND, Tag.NEG}
        if is_aside and any(Tag.NEG in token.tags for token in inner[:2]):
            yield first, last + 1  # has allowed, but not required, staff to leave


ASIDE_WORDS = 4
_OF_LEAVING = {Tag.LEAVE, Tag.LEAVING, Tag.DEPARTURE, Tag.GO, Tag.OUT, Tag.LEAVE_CALL}


def _subordinates(
    tokens: tuple[Token, ...], destination: str, home: frozenset[str]
) -> Iterator[Subordinate]:
    position = 0
    while position < len(tokens):
        if not _opens(tokens, position):
            position += 1
            continue
        end = _end(tokens, position)
        said = tokens[position + 1 : end]
        is_condition = Tag.COND in tokens[position].tags or tokens[position].word in _INVERTED
        if (
            tokens[position].word in _RELATIVE
            and position
            and Tag.COMMA in tokens[position - 1].tags
        ):
            is_condition = False
        is_added = position > 0 and bool(
            tokens[position - 1].tags & {Tag.INCLUDING}
            or (tokens[position - 1].word == "not" and position > 1)
        )
        if Tag.EVEN in tokens[position].tags or is_added or not is_condition:
            yield Subordinate(start=position, end=end, circumstance=Circumstance.NONE)
        else:
            circumstance, place = _circumstance(said, destination, home)
            if circumstance is Circumstance.EVENT and _is_opening(tokens[position].word, said):
                circumstance = Circumstance.HARMLESS
            yield Subordinate(start=position, end=end, circumstance=circumstance, place=place)
        position = end


def _opens(tokens: tuple[Token, ...], position: int) -> bool:
    token = tokens[position]
    if token.word in _INVERTED:
        before = tokens[position - 1].tags if position else {Tag.STOP}
        following = tokens[position + 1].tags if position + 1 < len(tokens) else frozenset()
        if token.word == "should" and Tag.DET in following:
            return True
        is_followed = position + 1 < len(tokens) and Tag.STOP not in tokens[position + 1].tags
        return is_followed and token.is_name and not {Tag.STOP, Tag.QUOTE}.isdisjoint(before)
    if token.word == "as" and position == 0:
        return _is_reason(tokens)
    return not token.tags.isdisjoint(_OPENERS) and token.tags.isdisjoint({Tag.SOON_IF, Tag.SOON})


def _is_reason(tokens: tuple[Token, ...]) -> bool:
    """Read `As flights may stop without notice, leave now`; not `As a precaution`."""
    commas = (index for index, token in enumerate(tokens) if Tag.COMMA in token.tags)
    said = tokens[: next(commas, 0)]
    return any(not token.tags.isdisjoint(_FINITE) for token in said)


_FINITE = {Tag.CAN, Tag.WILL, Tag.BE, Tag.HAVE, Tag.DO, Tag.REMAINS}


def _end(tokens: tuple[Token, ...], start: int) -> int:
    """Return the position after a subordinate clause."""
    is_hearsay = any(Tag.SAY in token.tags for token in tokens[start + 1 : start + 4])
    for position in range(start + 1, len(tokens)):
        tags = tokens[position].tags
        if is_hearsay and tags.isdisjoint({Tag.STOP, Tag.COMMA}):
            continue  # before you believe that you must leave
        is_end = Tag.COMMA in tags and not _is_list(tokens, position)
        if Tag.STOP in tags or (is_end and not _is_inserted(tokens, start, position)):
            return position
        is_time = Tag.MODAL in tags and tokens[position].word.startswith("it is")
        is_order = (Tag.LEAVE in tags or is_time) and _follows_place(tokens, position)
        is_reason = tokens[start].word in _GERMAN_REASONS
        if is_order or (is_reason and not tags.isdisjoint(_VERB_SECOND)):
            return position
        if position > start + 2 and _begins_main(tokens, start, position):
            return _subject_start(tokens, start, position)
        if (
            Tag.LEAVE in tags
            and Tag.AND in tokens[position - 1].tags
            and not any(token.tags & _ACTORS for token in tokens[start + 1 : position - 1])
        ):
            return position - 1  # before 2 p.m. and leave
        if Tag.MODAL in tags and Tag.AND in tokens[position - 1].tags:
            return position - 1
    return len(tokens)


_GERMAN_REASONS = {"aufgrund", "wegen", "angesichts", "trotz"}
_VERB_SECOND = {Tag.MODAL, Tag.BE, Tag.HAVE, Tag.URGE, Tag.LEAVE, Tag.SPLIT}
"""The verb follows a German reason without a comma: `wegen der Lage werden Deutsche`."""

_ACTORS = {Tag.EVERYONE, Tag.THEY, Tag.DEMONYM, Tag.NATIONALS, Tag.PUBLISHER, Tag.WISH}


def _is_list(tokens: tuple[Token, ...], comma: int) -> bool:
    places = {Tag.COUNTRY, Tag.CAPITAL, Tag.NAME}
    before, after = (
        tokens[comma - 1].tags,
        tokens[comma + 1].tags if comma + 1 < len(tokens) else (),
    )
    if before and before & places and after and not places.isdisjoint(after):
        return comma + 2 < len(tokens) and bool(tokens[comma + 2].tags & {Tag.COMMA, Tag.AND})
    return False


def _is_inserted(tokens: tuple[Token, ...], start: int, comma: int) -> bool:
    """Tell whether a comma belongs to words inserted after `if`: `If, despite our advice, you`."""
    if tokens[start].word not in {"if", "wenn"} or Tag.COMMA not in tokens[start + 1].tags:
        return False
    return not any(Tag.COMMA in token.tags for token in tokens[start + 2 : comma])


def _begins_main(tokens: tuple[Token, ...], start: int, verb: int) -> bool:
    """Tell whether a clause with its own subject begins without a comma.

    `If you are in Mali you should`, `we advise`, `you are urged`; but what others tell people
    belongs to the condition: `if shots are heard and you are told to leave`.
    """
    tags = tokens[verb].tags
    begin = _subject_start(tokens, start, verb)
    if Tag.URGE in tags and Tag.PUBLISHER not in tokens[begin].tags:
        return False
    is_joined = not tokens[begin - 1].tags.isdisjoint({Tag.AND, Tag.THAT})
    is_passive = Tag.URGED in tags and any(Tag.BE in token.tags for token in tokens[begin:verb])
    is_advised = is_passive and not is_joined and tokens[verb].word in _MILD
    is_verb = not tags.isdisjoint({Tag.MODAL, Tag.URGE})
    return (is_verb or is_advised) and _has_own_subject(tokens, start, verb)


_MILD = {"advised", "urged", "encouraged", "recommended"}


def _has_own_subject(tokens: tuple[Token, ...], start: int, modal: int) -> bool:
    begin = _subject_start(tokens, start, modal)
    return begin > start + 2 and begin < modal


def _subject_start(tokens: tuple[Token, ...], start: int, modal: int) -> int:
    """Return where the subject right before `should` begins."""
    position = modal
    while position - 1 > start and tokens[position - 1].tags & {Tag.ADVERB, Tag.BE}:
        position -= 1
    if position - 1 <= start or not tokens[position - 1].tags & _SUBJECTS:
        return modal
    position -= 1
    while position - 1 > start and tokens[position - 1].tags & {Tag.DET, Tag.NATIONALITY, Tag.ALL}:
        position -= 1
    return position


def _follows_place(tokens: tuple[Token, ...], position: int) -> bool:
    while tokens[position - 1].word in {"please", "then", "bitte", "dann"}:
        position -= 1
    before = tokens[position - 1].tags
    return bool(before & {Tag.COUNTRY, Tag.THERE, Tag.WHOLE, Tag.COMMA, Tag.NOW})


def _is_opening(opener: str, said: tuple[Token, ...]) -> bool:
    """Tell whether `as soon as`, `when` or `once` names a way out that opens, and not an event."""
    if any(Tag.EVENT in token.tags for token in said) and not any(
        Tag.OPENS in token.tags for token in said
    ):
        return False
    return (
        opener in _AS_SOON_AS
        or (opener in _AS_LONG_AS and any(Tag.OPENS in token.tags for token in said))
        or (opener in _WHEN and any(token.tags & {Tag.OPENS, Tag.BACK} for token in said))
    )


_BEING_THERE = {Tag.EVERYONE, Tag.BE, Tag.THEY, Tag.ADVERB, Tag.THERE, Tag.REMAINS}


def _circumstance(
    said: tuple[Token, ...], destination: str, home: frozenset[str]
) -> tuple[Circumstance, Place | None]:
    """Judge the words of a condition."""
    tags: set[Tag] = set().union(*(token.tags for token in said))
    place = _place_in(said, destination) if _is_presence(said) else None
    is_about_you = any(Tag.EVERYONE in token.tags for token in said[:8])
    if place is None and is_about_you and _place_in(said, destination) is Place.WHOLE:
        place = Place.WHOLE
    if all(token.tags and token.tags <= _BEING_THERE for token in said):
        return Circumstance.HARMLESS, place  # if you are,
    is_wish = Tag.WISH in tags and tags.isdisjoint({Tag.NEG, Tag.STAY})
    is_event = Tag.EVENT in tags and not _is_identity(said, home)
    if is_wish or is_event or {Tag.NEG, Tag.STAY, Tag.HAVE} <= tags:
        return Circumstance.EVENT, place  # if you have no essential reason to stay
    if place is not None or Tag.STAY in tags:
        return Circumstance.HARMLESS, place
    if tags & {Tag.HARMLESS, Tag.THERE} or _is_identity(said, home):
        return Circumstance.HARMLESS, place
    return Circumstance.EVENT, place


def _is_presence(said: tuple[Token, ...]) -> bool:
    """Tell whether the words say where people are: `you are still in Lebanon`."""
    for token in said[:6]:
        if Tag.PREP in token.tags:
            return True
        if token.tags.isdisjoint(_BEING):
            return False
    return False


_BEING = {
    Tag.BE, Tag.EVERYONE, Tag.LOCATED, Tag.ADVERB, Tag.ALL, Tag.THEY, Tag.STAY, Tag.REMAINS,
    Tag.NOW,
    Tag.TODAY, Tag.NATIONALITY, Tag.NATIONALS, Tag.VISITORS, Tag.DEMONYM, Tag.DET, Tag.AND,
    Tag.COMMA,
}  # fmt: skip


def _is_identity(said: tuple[Token, ...], home: frozenset[str]) -> bool:
    """Tell whether the words only say who is meant: `you are an American citizen`."""
    is_being = any(Tag.BE in token.tags for token in said[:3])
    return is_being and any(
        token.codes & home and token.tags & {Tag.NATIONALITY, Tag.DEMONYM} for token in said
    )


def _place_in(said: tuple[Token, ...], destination: str) -> Place | None:
    for position, token in enumerate(said):
        if Tag.PREP in token.tags:
            found = place_at(said, position + 1, destination).place
            if found is None and position + 2 < len(said) and Tag.DET in said[position + 1].tags:
                return Place.PART if not said[position + 2].tags else None
            if found is not None:
                return found
    return None
