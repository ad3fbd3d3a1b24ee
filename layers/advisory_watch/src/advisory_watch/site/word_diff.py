"""What changed between two texts: paragraph by paragraph, then word by word.

Words are compared only inside paragraphs that are still alike; one that was rewritten is
shown as wholly replaced, since a salad of single words helps nobody.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

ALIKE = 0.5
"""The share of words that two paragraphs must have in common to be the same one, edited."""

PAIRS_MAX = 144
"""Paragraphs of one rewritten stretch, old times new; beyond it they are not paired."""

WORDS_MAX = 90_000
"""Changed words of a paragraph, old times new; beyond it, it is shown as wholly replaced."""

LINES_MAX = 4_000_000
"""Paragraphs of two texts, old times new; beyond it the text is shown as wholly replaced."""

ISLAND_MAX_CHARS = 3
"""A word so short that stays between two changes is shown as changed with them."""

_WORD = re.compile(r"\s*(?:\w+|[^\w\s]+)|\s+")

Opcode = tuple[str, int, int, int, int]


class Mark(Enum):
    """What became of some words; the values are the elements of HTML that say so."""

    SAME = "span"
    TAKEN = "del"
    ADDED = "ins"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words with one fate."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph in the old text, in the new one, or in both."""

    pieces: tuple[Piece, ...]
    is_old: bool = True
    is_new: bool = True

    @property
    def is_same(self) -> bool:
        """Tell whether nothing in it changed."""
        return all(each.mark is Mark.SAME for each in self.pieces)

    @property
    def old(self) -> tuple[Piece, ...]:
        """What stood in the old text."""
        return tuple(each for each in self.pieces if each.mark is not Mark.ADDED)

    @property
    def new(self) -> tuple[Piece, ...]:
        """What stands in the new text."""
        return tuple(each for each in self.pieces if each.mark is not Mark.TAKEN)


def diff(old: str, new: str) -> tuple[Row, ...]:
    """Set two texts against each other; both have one paragraph a line."""
    return tuple(_rows(old.split("\n"), new.split("\n")))


def _rows(old: list[str], new: list[str]) -> Iterator[Row]:
    for tag, a, b, c, d in _opcodes(old, new, LINES_MAX):
        if tag == "equal":
            yield from (Row((Piece(Mark.SAME, line),)) for line in old[a:b])
        else:
            yield from _rewritten(old[a:b], new[c:d])


def _opcodes(old: Sequence[str], new: Sequence[str], limit: int) -> list[Opcode]:
    """Compare what lies between a common beginning and a common end, if it is not too much."""
    least = min(len(old), len(new))
    head = next((at for at in range(least) if old[at] != new[at]), least)
    most = least - head
    tail = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    a, b = len(old) - tail, len(new) - tail
    middle: list[Opcode] = [("replace", head, a, head, b)]
    if 0 < (a - head) * (b - head) <= limit:
        matcher = SequenceMatcher(None, old[head:a], new[head:b], autojunk=False)
        middle = [
            (tag, *(at + head for at in places)) for tag, *places in matcher.get_opcodes()
        ]
    found = [("equal", 0, head, 0, head), *middle, ("equal", a, len(old), b, len(new))]
    return [each for each in found if each[1] < each[2] or each[3] < each[4]]


def _rewritten(old: list[str], new: list[str]) -> Iterator[Row]:
    """Yield a stretch in its order, each old paragraph beside the new one that it became."""
    a = b = 0
    for i, j in [*_pairs(old, new), (len(old), len(new))]:
        yield from (Row((Piece(Mark.TAKEN, line),), is_new=False) for line in old[a:i])
        yield from (Row((Piece(Mark.ADDED, line),), is_old=False) for line in new[b:j])
        if i < len(old) and j < len(new):
            yield Row(tuple(_pieces(old[i], new[j])))
        a, b = i + 1, j + 1


def _pairs(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Return the chain of pairs that are alike, of the greatest likeness in all."""
    if not 0 < len(old) * len(new) <= PAIRS_MAX:
        return []
    ours, theirs = [Counter(_WORD.findall(one)) for one in old], [
        Counter(_WORD.findall(one)) for one in new
    ]
    best: list[list[tuple[float, list[tuple[int, int]]]]] = [
        [(0.0, [])] * (len(new) + 1) for _ in range(len(old) + 1)
    ]
    for i, mine in enumerate(ours):
        for j, other in enumerate(theirs):
            options = [best[i][j + 1], best[i + 1][j]]
            if (likeness := _likeness(mine, other)) >= ALIKE:
                total, chain = best[i][j]
                options.append((total + likeness, [*chain, (i, j)]))
            best[i + 1][j + 1] = max(options, key=lambda each: each[0])
    return best[-1][-1][1]


def _likeness(mine: Counter[str], other: Counter[str]) -> float:
    total = mine.total() + other.total()
    return 2 * sum(min(count, other[word]) for word, count in mine.items()) / total if total else 1


def _pieces(old: str, new: str) -> Iterator[Piece]:
    ours, theirs = _WORD.findall(old), _WORD.findall(new)
    taken, added = "", ""
    for tag, a, b, c, d in [*_opcodes(ours, theirs, WORDS_MAX), ("equal", 0, 0, 0, 0)]:
        words = "".join(ours[a:b])
        is_island = (taken or added) and words and len(words.strip()) <= ISLAND_MAX_CHARS
        if tag == "equal" and not (is_island and b < len(ours) and d < len(theirs)):
            yield from _changed(taken, added)
            taken, added = "", ""
            if words:
                yield Piece(Mark.SAME, words)
        else:
            taken, added = taken + words, added + "".join(theirs[c:d])


def _changed(taken: str, added: str) -> Iterator[Piece]:
    if taken:
        yield Piece(Mark.TAKEN, taken)
    if added:
        yield Piece(Mark.ADDED, added)
