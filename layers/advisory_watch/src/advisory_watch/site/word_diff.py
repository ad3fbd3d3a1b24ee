"""The difference between two texts, by paragraph, and by word within a paragraph."""

import re
from collections.abc import Iterable, Iterator
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

CONTEXT_MAX_CHARS = 140
"""How much unchanged text is shown before and after a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffSummary:
    """The added and the removed text of a comparison; counts are of paragraphs.

    `added` has new paragraphs, then the changed places of rewritten ones, each in order.
    `removed` has the same of the old text. Unchanged words around a change are shortened.
    """

    added: tuple[DiffParagraph, ...]
    removed: tuple[DiffParagraph, ...]
    added_count: int
    removed_count: int
    rewritten_count: int

    @property
    def words(self) -> str:
        """The counts in words: `2 paragraphs added, 1 rewritten`."""
        counts = (
            (self.added_count, "added"),
            (self.removed_count, "removed"),
            (self.rewritten_count, "rewritten"),
        )
        said = [(count, verb) for count, verb in counts if count]
        if not said:
            return "No paragraph changed"
        (first, verb), *rest = said
        noun = "paragraph" if first == 1 else "paragraphs"
        return ", ".join([f"{first} {noun} {verb}", *(f"{count} {verb}" for count, verb in rest)])


def summarise(paragraphs: Iterable[ParagraphDiff]) -> DiffSummary:
    """Separate the added from the removed text of a comparison."""
    changed = [item for item in paragraphs if isinstance(item, DiffParagraph) and _marks(item)]
    new = [item for item in changed if _marks(item) == {DiffMark.ADDED}]
    gone = [item for item in changed if _marks(item) == {DiffMark.REMOVED}]
    rewritten = sorted(
        (item for item in changed if item not in new and item not in gone), key=_is_only_numbers
    )
    return DiffSummary(
        added=(*new, *_one_side(rewritten, DiffMark.ADDED)),
        removed=(*gone, *_one_side(rewritten, DiffMark.REMOVED)),
        added_count=len(new),
        removed_count=len(gone),
        rewritten_count=len(rewritten),
    )


def _marks(paragraph: DiffParagraph) -> set[DiffMark]:
    return {run.mark for run in paragraph.runs if run.text.strip()}


def _is_only_numbers(paragraph: DiffParagraph) -> bool:
    """Tell whether a paragraph has new numbers only, such as the date of an issue."""
    added = "".join(run.text for run in paragraph.runs if run.mark is DiffMark.ADDED)
    return not re.search(r"[^\W\d_]{2}", added)


def _one_side(paragraphs: Iterable[DiffParagraph], side: DiffMark) -> Iterator[DiffParagraph]:
    for paragraph in paragraphs:
        runs = [run for run in paragraph.runs if run.mark in {DiffMark.KEPT, side}]
        if any(run.mark is side for run in runs):
            yield DiffParagraph(tuple(_shortened(runs)))


def _shortened(runs: list[DiffRun]) -> Iterator[DiffRun]:
    """Shorten unchanged words to those next to a change."""
    for number, run in enumerate(runs):
        if run.mark is not DiffMark.KEPT:
            yield run
            continue
        has_before, has_after = number > 0, number + 1 < len(runs)
        if len(run.text) <= CONTEXT_MAX_CHARS * (has_before + has_after):
            yield run
            continue
        head = run.text[:CONTEXT_MAX_CHARS].rpartition(" ")[0] if has_before else ""
        tail = run.text[-CONTEXT_MAX_CHARS:].partition(" ")[2] if has_after else ""
        yield DiffRun(DiffMark.KEPT, f"{head} … {tail}")


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
