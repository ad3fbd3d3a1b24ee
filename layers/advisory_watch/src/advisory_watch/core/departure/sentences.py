"""Split a text into sentences, and a sentence into words of known classes.

Every step is linear: a word is read once, a phrase has few words, a sentence is cut at a limit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from advisory_watch.core.departure.lexicon import NOTHING, Table, Tag, names_from, phrases_from
from advisory_watch.core.text import without_accents

WORDS_MAX = 120
"""A longer sentence is cut; the longest one of a recorded page has 96 words."""

_TOKEN = re.compile(
    r"[^\W\d_]{2,}+(?=[\s,])"  # most words: only these need no look at the forms below
    r"|(?:[^\W\d_]\.){2,}"  # U.S., p.m., z.B.
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
    """A word: how it is read alone, and the phrases that begin with it.

    `tags` are the classes of the phrases, `seconds` their second words, and `longest` is the
    number of words of the longest one.
    """

    word: str
    token: Token
    phrases: Table
    tags: frozenset[Tag]
    seconds: frozenset[str]
    longest: int


def sentences_of(line: str) -> Iterator[Sentence]:
    """Yield the sentences of a line in order."""
    for said, words in _split(line):
        tokens = tuple(_tagged(words))
        tags = frozenset().union(*{token.tags for token in tokens})
        yield Sentence(said.strip(" -–—•*"), tokens, tags, "?" in said[-3:])


def tags_within(line: str) -> frozenset[Tag]:
    """Return the classes of all phrases that can begin in a line.

    Its tokens have no other classes, except signs and unknown names. This takes an eighth of the
    time of `sentences_of`: no word has a space in it, and what follows the space decides only
    whether a full stop belongs to the word.
    """
    return NOTHING.tags.union(*map(_tags_from, line.split()))


@lru_cache(maxsize=8192)
def _tags_from(chunk: str) -> frozenset[Tag]:
    tags = [word.tags for said in _TOKEN.findall(chunk) for word in _words_of(said)]
    return NOTHING.tags.union(*tags)


def _split(line: str) -> Iterator[tuple[str, list[_Word]]]:
    """Yield each sentence verbatim, with its words."""
    words: list[_Word] = []
    may_end, start, end = False, 0, 0
    for match in _TOKEN.finditer(line):
        said = match.group()
        if may_end and _is_boundary(words, said[0], is_after_space=match.start() > end):
            yield line[start:end], words
            words = []
        if not words:
            start = match.start()
        end = match.end()
        words += _words_of(said)
        may_end = not said[-1].isalnum() or len(words) >= WORDS_MAX
    if any(word.word not in _BREAKS + _DASHES for word in words):
        yield line[start:end], words


def _is_boundary(words: list[_Word], first: str, *, is_after_space: bool) -> bool:
    """Tell whether words without a letter at their end, or too many, are a sentence."""
    if len(words) >= WORDS_MAX:
        return True
    last = words[-1].word
    if last in _QUOTES and len(words) > 1:
        last = words[-2].word
    if last not in _ENDS or not is_after_space:
        return False
    is_opening = first.isupper() or first.isdigit() or first in _QUOTES + "("
    return is_opening and first not in _ENDS


@lru_cache(maxsize=8192)
def _words_of(said: str) -> tuple[_Word, ...]:
    first, *others = _plain(said).split() or (said,)
    is_capital = said[0].isupper()  # only the first word can have a capital letter
    return _word(first, is_capital=is_capital), *(_word(word, is_capital=False) for word in others)


def _plain(said: str) -> str:
    """Return a word in lower case, without accents, with short forms spelled out.

    Signs stay, and apostrophes are unified first: NFKD makes `...` of `…`, and a space of U+00B4.
    """
    if said in _SIGN:
        return said
    if said.isascii() and said.isalpha():  # as most words
        word = said.lower()
        return _SHORT_FORMS.get(word, word)
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


def _word(word: str, *, is_capital: bool) -> _Word:
    """Look a word up; a name must begin with a capital letter, and precedes an equal phrase."""
    phrases = phrases_from(word)
    if is_capital or word in _COMMON_NAMES:
        phrases = {**phrases, **names_from(word)}
    entry = phrases.get(word, NOTHING)
    tags = entry.tags or _SIGN.get(word) or (_A_NAME if is_capital else NOTHING.tags)
    token = Token(word, tags, entry.codes, is_capital)
    if not phrases:  # as for most words
        return _Word(word, token, phrases, NOTHING.tags, seconds=frozenset(), longest=1)
    begun = NOTHING.tags.union(*[entry.tags for entry in phrases.values()])
    longer = [phrase.split() for phrase in phrases if phrase != word]
    seconds = frozenset(second for _, second, *_ in longer)
    return _Word(word, token, phrases, begun, seconds, longest=max(map(len, longer), default=1))


def _tagged(words: list[_Word]) -> Iterator[Token]:
    position = 0
    while position < len(words):
        token, count = _longest(words, position)
        if not position and token.tags is _A_NAME:  # the first word of every sentence has a capital
            token = token._replace(tags=NOTHING.tags)
        yield token
        position += count


def _longest(words: list[_Word], start: int) -> tuple[Token, int]:
    """Return the longest phrase at a place, and its number of words."""
    first = words[start]
    if start + 1 == len(words) or words[start + 1].word not in first.seconds:
        return first.token, 1
    plain = [word.word for word in words[start : start + first.longest]]
    for count in range(len(plain), 1, -1):
        phrase = " ".join(plain[:count])
        if (entry := first.phrases.get(phrase)) is not None:
            return Token(phrase, entry.tags, entry.codes, first.token.is_name), count
    return first.token, 1


_COMMON_NAMES = frozenset({"island", "islands"})
"""Names in the tables that are written in lower case."""

_SIGN = {sign: frozenset({Tag.STOP}) for sign in _ENDS + _BREAKS}
_SIGN |= {sign: frozenset({Tag.QUOTE}) for sign in _QUOTES}
_SIGN |= {sign: frozenset({Tag.COMMA}) for sign in f",{_DASHES}"}
_A_NAME = frozenset({Tag.NAME})
