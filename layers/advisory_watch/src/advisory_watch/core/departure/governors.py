"""Find the word that governs a word of leaving, and the clause around both."""

from dataclasses import dataclass

from advisory_watch.core.departure.clauses import GOVERNORS, Parsed
from advisory_watch.core.departure.directive import Addressee, Time
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.people import NOBODY, People
from advisory_watch.core.departure.sentences import Token

LIGHT = {Tag.ADVERB, Tag.NOW, Tag.SOON, Tag.SOON_IF, Tag.TODAY, Tag.QUOTE, Tag.AND, Tag.REMAINS}
VERBAL = {Tag.BE, Tag.HAVE, Tag.DO, Tag.CAN, Tag.WILL, *LIGHT} - {Tag.AND}
PEOPLE = {
    Tag.EVERYONE, Tag.VISITORS, Tag.NATIONALS, Tag.PEOPLE, Tag.DEMONYM, Tag.NATIONALITY, Tag.NARROW,
    Tag.STAFF, Tag.ALL, Tag.THEY,
}  # fmt: skip
NO_LONGER = {"no longer", "no more", "nicht mehr", "not any longer", "nicht langer"}
VERBS = {Tag.LEAVE, Tag.GO, Tag.DO_SO, Tag.BOARD, Tag.ABOARD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A word of leaving at a position, the word that governs it (or -1), and the people around."""

    parsed: Parsed
    position: int
    governor: int
    people: People = NOBODY
    addressee: Addressee = Addressee.EVERYONE

    @property
    def start(self) -> int:
        """The first token of the part of the sentence."""
        return self.parsed.start_of_part(self.position)

    @property
    def end(self) -> int:
        """The position after the part of the sentence."""
        return self.parsed.end_of_part(self.position)

    @property
    def word(self) -> str:
        """The word or phrase of leaving."""
        return self.parsed.tokens[self.position].word

    @property
    def governing_word(self) -> str:
        """The governing word, or nothing."""
        return self.parsed.tokens[self.governor].word if self.governor >= 0 else ""

    def has(self, *tags: Tag) -> bool:
        """Tell whether the word has one of the classes."""
        return self.parsed.has(self.position, tags)

    def is_under(self, *tags: Tag) -> bool:
        """Tell whether the governing word has one of the classes."""
        return self.parsed.has(self.governor, tags)


def governor_of(parsed: Parsed, position: int) -> int:
    """Return the position of the word that governs a head, or -1 for an imperative or a mention."""
    start = parsed.start_of_part(position)
    governor = parsed.before(position, GOVERNORS, start)
    if parsed.has(governor, {Tag.DELAY}) and has_neg_before(parsed, governor, LIGHT | {Tag.DO}):
        earlier = parsed.before(governor, GOVERNORS - {Tag.DELAY, Tag.HINDER}, start)
        governor = earlier if earlier >= 0 else governor
    is_joined = parsed.has(position - 1, {Tag.AND}) and parsed.tokens[position - 1].word != "or"
    is_plan = parsed.has(governor, {Tag.PREPARE}) and parsed.has(governor - 1, {Tag.DET})
    if is_joined and (is_plan or parsed.has(governor, {Tag.CONSIDER})):
        governor = parsed.before(governor, GOVERNORS - {Tag.CONSIDER, Tag.PREPARE}, start)
    while is_trying(parsed, governor):
        governor = parsed.before(governor, GOVERNORS, start)
    if governor >= 0 and _starts_anew(parsed, governor, position):
        governor = -1
    if governor >= 0:
        return governor
    end = parsed.end_of_part(position)
    if parsed.has(position, {Tag.DEPARTURE}):
        return parsed.after(position, {Tag.URGED, Tag.CONSIDER, Tag.AUTHORIZE}, end)
    is_german = parsed.tokens[position].word.endswith("en")  # das Land verlassen sollten
    if parsed.has(position, {Tag.LEAVE}) and is_german and not is_first(parsed, position):
        return parsed.after(position, {Tag.URGED, Tag.URGE, Tag.MODAL, Tag.CONSIDER}, end)
    return -1


def is_trying(parsed: Parsed, index: int) -> bool:
    """Tell whether a word is `try` or `attempt`, which leave the rest as it is: `try to leave`."""
    return parsed.has(index, {Tag.WISH}) and parsed.has(index, {Tag.ARRANGE})


def _starts_anew(parsed: Parsed, governor: int, position: int) -> bool:
    """Tell whether an imperative follows a clause that has a governor of its own.

    `The airport could close, so leave now`: `could` says nothing about leaving.
    """
    if parsed.has(
        governor,
        {Tag.MODAL, Tag.URGE, Tag.URGED, Tag.NEED_NOT, Tag.AUTHORIZE, Tag.PREPARE, Tag.CONSIDER},
    ):
        return False
    return (
        parsed.has(position, {Tag.LEAVE, Tag.SPLIT, Tag.GO, Tag.DO_SO})
        and is_first(parsed, position, needs_comma=True)
        and parsed.tokens[position - 1].word not in {"or", "oder"}
    )


def is_first(parsed: Parsed, position: int, *, needs_comma: bool = False) -> bool:
    """Tell whether a verb opens its clause, apart from words such as `please` and `now`."""
    index, is_joined = position - 1, False
    while index >= 0:
        if not parsed.is_main[index] or parsed.has(index, {Tag.COMMA, Tag.STOP}):
            return True
        if not parsed.has(index, LIGHT):
            return is_joined and not needs_comma
        is_joined = is_joined or parsed.tokens[index].word in {"and", "but", "or", "then", "und"}
        index -= 1
    return True


def clause_start(parsed: Parsed, governor: int, position: int) -> int:
    """Return where the subject of a governor may begin."""
    start = parsed.start_of_part(position)
    limit = min(governor, position) if governor >= 0 else position
    earlier = parsed.before(limit, {Tag.MODAL, Tag.URGE, Tag.URGED}, start)
    return earlier + 1 if earlier >= 0 else start


def end_of_clause(parsed: Parsed, position: int) -> int:
    """Return where a further main clause begins: `…, and U.S. citizens should`."""
    end = parsed.end_of_part(position)
    comma = parsed.after(position, {Tag.COMMA}, end)
    is_joined = parsed.has(comma + 1, {Tag.AND}) and parsed.after(comma, {Tag.MODAL}, end) >= 0
    return comma if comma >= 0 and is_joined else end


def main_tokens(parsed: Parsed, start: int, end: int) -> list[Token]:
    """Return the tokens of a range that are outside subordinate clauses."""
    return [parsed.tokens[index] for index in range(start, end) if parsed.is_main[index]]


def is_active(parsed: Parsed, governor: int) -> bool:
    """Tell whether `advised` is a past tense and not a passive."""
    if not parsed.has(governor, {Tag.URGED}):
        return False
    index = governor - 1
    while index >= 0 and parsed.has(index, VERBAL | {Tag.NEG, Tag.LIFT}):
        if parsed.has(index, {Tag.BE}):
            return False
        index -= 1
    start = parsed.start_of_part(governor)
    subject = parsed.tokens[start:governor]
    is_people = parsed.has(start, PEOPLE) and not parsed.has(start, {Tag.THEY})
    is_headline = is_people and all(token.tags & _TITLE for token in subject)
    if is_headline and subject[0].word != "you" and parsed.has(governor + 1, {Tag.TO}):
        return False  # U.S. Citizens Urged to Leave
    # German: werden Deutsche aufgefordert
    is_german = parsed.before(governor, {Tag.BE}, start) >= 0 and parsed.tokens[
        governor
    ].word.startswith(("auf", "ge", "emp", "ang", "nahe", "rats"))
    return not is_german and index >= 0 and not parsed.has(index, {Tag.COMMA, Tag.STOP})


_TITLE = {*PEOPLE, Tag.PREP, Tag.COUNTRY, Tag.CAPITAL, Tag.LOCATED, Tag.WHOLE, Tag.AND}
"""Words of a subject without a verb: `U.S. Citizens in Mali`."""


def has_neg_before(parsed: Parsed, position: int, through: set[Tag]) -> bool:
    """Tell whether a negation stands before a word, with only words of some classes between."""
    index = position - 1
    while index >= 0 and parsed.is_main[index]:
        if parsed.has(index, {Tag.NEG}):
            return True
        if not parsed.has(index, through):
            return False
        index -= 1
    return False


def has_before(parsed: Parsed, position: int, tags: set[Tag]) -> bool:
    """Tell whether an auxiliary before a verb has one of the classes."""
    index = position - 1
    while index >= 0 and parsed.has(index, VERBAL):
        if parsed.has(index, tags):
            return True
        index -= 1
    return False


def _is_hurried(phrase: str) -> bool:
    """Read `think today about`, which is one phrase."""
    return not {"now", "today", "tonight"}.isdisjoint(phrase.split())


def time_of(parsed: Parsed, position: int) -> Time:
    """Return NOW for a word of hurry near the head."""
    is_hurried = any(
        parsed.has(index, {Tag.NOW})
        or (parsed.has(index, {Tag.CONSIDER}) and _is_hurried(parsed.tokens[index].word))
        for index in range(parsed.start_of_part(position), parsed.end_of_part(position))
    )
    return Time.NOW if is_hurried else Time.OPEN


def rule_of(head: Head) -> int:
    """Return the position of `mandatory` or `voluntary` said of a departure, or -1."""
    if not head.has(Tag.DEPARTURE):
        return -1
    return head.parsed.after(head.position, {Tag.MANDATORY}, head.end)
