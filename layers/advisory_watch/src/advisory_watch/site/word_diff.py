"""What changed between two texts: paragraph by paragraph, and word by word inside those."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

WORDS_MAX = 400
"""Comparing takes the square of it; a longer paragraph is shown as taken out and put in."""

ALIKE = 0.4
"""Two paragraphs that share less than this are two, not one that was rewritten."""

_WORD = re.compile(r"\S+\s*|\s+")


class Mark(Enum):
    """What became of some words."""

    KEPT = "kept"
    REMOVED = "del"
    ADDED = "ins"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that share a fate."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its runs, in order, and on which sides it stands."""

    runs: tuple[Run, ...]

    @property
    def old(self) -> tuple[Run, ...]:
        """What stood before."""
        return tuple(run for run in self.runs if run.mark is not Mark.ADDED)

    @property
    def new(self) -> tuple[Run, ...]:
        """What stands now."""
        return tuple(run for run in self.runs if run.mark is not Mark.REMOVED)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Paragraphs that stayed as they were, left out: how many."""

    count: int


Part = Paragraph | Unchanged


def word_diff(old: str, new: str) -> tuple[Part, ...]:
    """Compare two texts, a paragraph a line; what stayed is counted, not repeated."""
    return tuple(_parts(old.splitlines(), new.splitlines()))


def _parts(old: list[str], new: list[str]) -> Iterator[Part]:
    lines = SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in lines.get_opcodes():
        if tag == "equal":
            yield Unchanged(old_to - old_from)
        else:
            yield from _changed(old[old_from:old_to], new[new_from:new_to])


def _changed(old: list[str], new: list[str]) -> Iterator[Paragraph]:
    """Pair what was rewritten in its place; the rest was taken out or put in."""
    paired = min(len(old), len(new))
    for before, after in zip(old, new, strict=False):
        yield from _rewritten(before, after)
    yield from (Paragraph((Run(Mark.REMOVED, line),)) for line in old[paired:])
    yield from (Paragraph((Run(Mark.ADDED, line),)) for line in new[paired:])


def _rewritten(before: str, after: str) -> Iterator[Paragraph]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    words = SequenceMatcher(a=old, b=new, autojunk=False)
    if (
        max(len(old), len(new)) > WORDS_MAX
        or words.real_quick_ratio() < ALIKE
        or (words.quick_ratio() < ALIKE)
    ):
        yield Paragraph((Run(Mark.REMOVED, before),))
        yield Paragraph((Run(Mark.ADDED, after),))
        return
    yield Paragraph(tuple(_runs(words, old, new)))


def _runs(words: SequenceMatcher[str], old: list[str], new: list[str]) -> Iterator[Run]:
    for tag, old_from, old_to, new_from, new_to in words.get_opcodes():
        if tag == "equal":
            yield Run(Mark.KEPT, "".join(old[old_from:old_to]))
            continue
        yield from _marked(Mark.REMOVED, "".join(old[old_from:old_to]))
        yield from _marked(Mark.ADDED, "".join(new[new_from:new_to]))


def _marked(mark: Mark, text: str) -> Iterator[Run]:
    """Mark words, and not the space after them, which would be underlined."""
    words = text.rstrip()
    if words:
        yield Run(mark, words)
    if len(words) < len(text):
        yield Run(Mark.KEPT, text[len(words) :])
