"""Split a text into sentences, and a sentence into words of known classes.

Every step is linear: a word is read once, a phrase has few words, a sentence is cut at a limit.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from advisory_watch.core.departure.lexicon import (
    NOTHING,
    Entry,
    Table,
    Tag,
    lengths,
    names,
    vocabulary,
)
from advisory_watch.core.text import without_accents

WORDS_MAX = 120
"""A longer sentence is cut; the longest one of a recorded page has 96 words."""

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., p.m., z.B.
    r"|(?:St|Mr|Mrs|Ms|Dr|Nr|Gen|Sen|Lt|Col|ca|bzw|approx)\.(?=\s)"
    r"|No\.(?=\s\d)"
    r"|\d{1,2}\.(?=\s(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez))"
    r"|\d[\d.,:]*\d|\d"
    r"|[^\W\d_](?:[^\W\d_]|\.(?=[a-z])|['`\u00b4\u02bc\u2019])*"
    r"|[.!?;:,()\[\]\"“”„«»…–—•]"
    r"|(?<=\s)-(?=\s)"
)
_ENDS = ".!?…"
_QUOTES = '"“”„«»'
_BREAKS = ";:()[]•"
_DASHES = "–—-"
_SHORT_FORMS = {
    "can't": "can not", "won't": "will not", "cannot": "can not", "let's": "let us",
    "it's": "it is", "that's": "that is", "there's": "there is", "here's": "here is",
    "who's": "who is", "what's": "what is", "gibt's": "gibt es", "geht's": "geht es",
}  # fmt: skip
_ENDINGS = (("n't", "not"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'d", "would"))


class Token(NamedTuple):
    """A word, a phrase of the lexicon, a name or a sign."""

    word: str
    tags: frozenset[Tag]
    codes: frozenset[str]
    is_name: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its verbatim words, its tokens, and all classes of its tokens."""

    words: str
    tokens: tuple[Token, ...]
    tags: frozenset[Tag]
    is_question: bool

    def has(self, *tags: Tag) -> bool:
        """Tell whether a token has one of the classes."""
        return not self.tags.isdisjoint(tags)


class _Word(NamedTuple):
    word: str
    start: int
    end: int
    is_capital: bool


def sentences_of(line: str) -> Iterator[Sentence]:
    """Yield the sentences of a line in order."""
    for words in _split(line):
        said = line[words[0].start : words[-1].end]
        tokens = tuple(_tagged(words))
        tags = frozenset().union(*(token.tags for token in tokens))
        yield Sentence(said.strip(" -–—•*"), tokens, tags, "?" in said[-3:])


def _split(line: str) -> Iterator[list[_Word]]:
    words: list[_Word] = []
    may_end = False
    for match in _TOKEN.finditer(line):
        if may_end and _is_boundary(words, match):
            yield words
            words = []
        (start, end), said = match.span(), match.group()
        first, *others = _words_of(said)
        words.append(_Word(first, start, end, said[0].isupper()))
        for word in others:  # only the first can have a capital letter
            words.append(_Word(word, start, end, is_capital=False))
        may_end = not words[-1].word[-1].isalnum() or len(words) >= WORDS_MAX
    if any(word.word not in _BREAKS + _DASHES for word in words):
        yield words


def _is_boundary(words: list[_Word], match: re.Match[str]) -> bool:
    """Tell whether words without a letter at their end, or too many, are a sentence."""
    last = words[-1]
    if len(words) >= WORDS_MAX:
        return True
    if last.word in _QUOTES and len(words) > 1 and match.start() > last.end:
        last = words[-2]
    if last.word not in _ENDS or match.start() == last.end:
        return False
    first = match.group()[0]
    is_opening = first.isupper() or first.isdigit() or first in _QUOTES + "("
    return is_opening and first not in _ENDS


@lru_cache(maxsize=8192)
def _words_of(said: str) -> tuple[str, ...]:
    return tuple(_plain(said).split()) or (said,)


def _plain(said: str) -> str:
    """Return a word in lower case, without accents, with short forms spelled out.

    Signs stay, and apostrophes are unified first: NFKD makes `...` of `…`, and a space of U+00B4.
    """
    if said in _SIGN:
        return said
    word = without_accents(without_accents(said.translate(_APOSTROPHES)).casefold())
    if word in _SHORT_FORMS:
        return _SHORT_FORMS[word]
    for ending, full in _ENDINGS:
        if word.endswith(ending):
            return f"{word.removesuffix(ending)} {full}"
    for ending, plural in (("'s", ""), ("s'", "s")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return f"{word.removesuffix(ending)}{plural} {POSSESSIVE}"
    return word.replace("'", "").replace(".", "") if len(word) > 1 else word or said


POSSESSIVE = "his"
"""Stands for the ending of `Iran's`: a word of the class of articles."""

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u02bc`\u00b4", "'"))


class _Tables(NamedTuple):
    """All phrases and names, and how many words those with the same first word have at most."""

    known: Table
    named: Table
    known_lengths: Mapping[str, int]
    name_lengths: Mapping[str, int]


@cache
def _tables() -> _Tables:
    return _Tables(vocabulary(), names(), lengths("vocabulary"), lengths("names"))


def _tagged(words: list[_Word]) -> Iterator[Token]:
    tables = _tables()
    plain = [word.word for word in words]
    position = 0
    while position < len(words):
        entry, phrase, count = _longest_entry(words, plain, position, tables)
        first = words[position]
        tags = entry.tags or _tags_of_unknown(first, position)
        yield Token(phrase, tags, entry.codes, first.is_capital)
        position += count


def _longest_entry(
    words: list[_Word], plain: list[str], start: int, tables: _Tables
) -> tuple[Entry, str, int]:
    """Return the longest phrase at a place; a name must begin with a capital letter."""
    first = plain[start]
    is_name = words[start].is_capital or first in _COMMON_NAMES
    name_limit = tables.name_lengths.get(first, 0) if is_name else 0
    limit = max(tables.known_lengths.get(first, 0), name_limit)
    if not limit:  # as most words
        return NOTHING, first, 1
    for count in range(min(limit, len(plain) - start), 0, -1):
        phrase = first if count == 1 else " ".join(plain[start : start + count])
        if count <= name_limit and phrase in tables.named:
            return tables.named[phrase], phrase, count
        if phrase in tables.known:
            return tables.known[phrase], phrase, count
    return NOTHING, first, 1


_COMMON_NAMES = frozenset({"island", "islands"})
"""Names in the tables that are written in lower case."""

_SIGN = {sign: frozenset({Tag.STOP}) for sign in _ENDS + _BREAKS}
_SIGN |= {sign: frozenset({Tag.QUOTE}) for sign in _QUOTES}
_SIGN |= {sign: frozenset({Tag.COMMA}) for sign in f",{_DASHES}"}
_A_NAME = frozenset({Tag.NAME})
_UNKNOWN: frozenset[Tag] = frozenset()


def _tags_of_unknown(word: _Word, position: int) -> frozenset[Tag]:
    if word.word in _SIGN:
        return _SIGN[word.word]
    return _A_NAME if word.is_capital and position else _UNKNOWN
