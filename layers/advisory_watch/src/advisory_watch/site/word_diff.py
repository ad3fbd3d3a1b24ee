"""The difference between two texts, by paragraph, and by word within a paragraph."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

WORDS_MAX = 400
"""Comparing takes quadratic time; a longer paragraph is shown as removed and added."""

SIMILARITY_MIN = 0.4
"""Paragraphs less similar than this are shown as removed and added, not as rewritten."""

_WORD = re.compile(r"\S+\s*|\s+")


class DiffMark(Enum):
    """What happened to some words."""

    KEPT = "kept"
    REMOVED = "del"
    ADDED = "ins"


@dataclass(frozen=True, slots=True)
class DiffRun:
    """Consecutive words with the same mark."""

    mark: DiffMark
    text: str


@dataclass(frozen=True, slots=True)
class DiffParagraph:
    """One paragraph as a sequence of runs."""

    runs: tuple[DiffRun, ...]


@dataclass(frozen=True, slots=True)
class UnchangedParagraphs:
    """A number of unchanged paragraphs, which are left out."""

    count: int


ParagraphDiff = DiffParagraph | UnchangedParagraphs


def diff_words(old: str, new: str) -> Iterator[ParagraphDiff]:
    """Compare two texts with one paragraph a line; unchanged paragraphs are only counted."""
    before, after = old.splitlines(), new.splitlines()
    lines = SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in lines.get_opcodes():
        if tag == "equal":
            yield UnchangedParagraphs(old_to - old_from)
        else:
            yield from _changed(before[old_from:old_to], after[new_from:new_to])


def _changed(old: list[str], new: list[str]) -> Iterator[DiffParagraph]:
    """Pair rewritten paragraphs in order; the rest is removed or added."""
    paired = min(len(old), len(new))
    for before, after in zip(old, new, strict=False):
        yield from _rewritten(before, after)
    yield from (DiffParagraph((DiffRun(DiffMark.REMOVED, line),)) for line in old[paired:])
    yield from (DiffParagraph((DiffRun(DiffMark.ADDED, line),)) for line in new[paired:])


def _rewritten(before: str, after: str) -> Iterator[DiffParagraph]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    words = SequenceMatcher(a=old, b=new, autojunk=False)
    if (
        max(len(old), len(new)) > WORDS_MAX
        or words.real_quick_ratio() < SIMILARITY_MIN
        or words.quick_ratio() < SIMILARITY_MIN
    ):
        yield DiffParagraph((DiffRun(DiffMark.REMOVED, before),))
        yield DiffParagraph((DiffRun(DiffMark.ADDED, after),))
        return
    yield DiffParagraph(tuple(_runs(words, old, new)))


def _runs(words: SequenceMatcher[str], old: list[str], new: list[str]) -> Iterator[DiffRun]:
    for tag, old_from, old_to, new_from, new_to in words.get_opcodes():
        if tag == "equal":
            yield DiffRun(DiffMark.KEPT, "".join(old[old_from:old_to]))
            continue
        yield from _marked(DiffMark.REMOVED, "".join(old[old_from:old_to]))
        yield from _marked(DiffMark.ADDED, "".join(new[new_from:new_to]))


def _marked(mark: DiffMark, text: str) -> Iterator[DiffRun]:
    """Mark words without the space after them, which would be underlined."""
    words = text.rstrip()
    if words:
        yield DiffRun(mark, words)
    if len(words) < len(text):
        yield DiffRun(DiffMark.KEPT, text[len(words) :])
