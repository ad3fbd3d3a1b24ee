"""The list of all changes, which two publishers may write at once without losing a line."""

from collections.abc import Generator, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.app.publish_pages import Outcome, Pages, Printed, Written
from advisory_watch.core.chronicle import Chronicle, Entry, with_entries
from advisory_watch.core.errors import CorruptLedger, StaleVersion
from advisory_watch.core.files import File

CHRONICLE = "changes.json"
"""The list as data: what the site remembers of itself between two runs."""

ATTEMPTS = 5
"""Publishers are two at most; whoever lost so often has another reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The list as it stands on the shelf; `chronicle` is None where there is none to go on from."""

    body: bytes | None
    chronicle: Chronicle | None


def standing(pages: Pages, known: Standing | None = None) -> Standing:
    """Read the list. One that cannot be read is made anew, like one that is not there.

    Where it still is what is `known`, years of it need not be read again.
    """
    body = pages.shelf.get(CHRONICLE)
    if known is not None and known.body == body:
        return known
    try:
        chronicle = None if body is None else pages.press.read_chronicle(body)
    except CorruptLedger:
        chronicle = None
    return Standing(body=body, chronicle=chronicle)


def chronicled(
    pages: Pages,
    printed: MutableMapping[str, Printed],
    begun: Standing,
    at: datetime,
    *,
    is_whole: bool,
) -> Generator[Outcome, None, Chronicle]:
    """Write the list with what was printed, and then what is made of it; return it.

    Where no line of it changed there is nothing to do, unless the whole site is wanted:
    that also mends what a run that was broken off left old.

    `begun` is the list as it stood before the ledger was read: a destination that another
    publisher wrote since is printed again, for ours may be the older one. What is made of
    the list is written again where another replaced the list meanwhile.
    """
    for _ in range(ATTEMPTS):
        now = standing(pages, begun)
        yield from _again(pages, printed, _moved(begun, now), at)
        begun, merged = now, _merged(now, printed)
        if merged == now.chronicle and not is_whole:
            return merged
        first, others = _divided(pages, merged)
        if first.body != now.body:
            if not pages.shelf.replace(first, now.body):
                continue
            yield Written(path=first.path)
        yield from written(pages, others)
        if pages.shelf.get(CHRONICLE) == first.body:
            return merged
    raise StaleVersion(f"{CHRONICLE}: expected to write it alone, found others at it: try again")


def written(pages: Pages, files: Iterator[File]) -> Iterator[Outcome]:
    """Put files, and report those whose content is new."""
    return (Written(path=each.path) for each in files if pages.shelf.put(each))


def _again(
    pages: Pages, printed: MutableMapping[str, Printed], moved: set[str], at: datetime
) -> Iterator[Outcome]:
    for code in sorted(moved & set(printed)):
        printed[code] = pages.of(code, at)
        yield from printed[code].outcomes


def _moved(begun: Standing, now: Standing) -> set[str]:
    """Name the destinations of which the list says something else than before."""
    if begun.body == now.body:
        return set()
    before, after = _by_destination(begun.chronicle), _by_destination(now.chronicle)
    return {each for each in before | after if before.get(each) != after.get(each)}


def _by_destination(chronicle: Chronicle | None) -> dict[str, list[Entry]]:
    sorted_out: dict[str, list[Entry]] = {}
    for each in chronicle.entries if chronicle else ():
        sorted_out.setdefault(each.destination, []).append(each)
    return sorted_out


def _merged(now: Standing, printed: Mapping[str, Printed]) -> Chronicle:
    """Put what was printed into the list; what could not be read stays as it was."""
    new = {code: each.entries for code, each in printed.items() if each.error is None}
    return with_entries(now.chronicle or Chronicle(), new)


def _divided(pages: Pages, chronicle: Chronicle) -> tuple[File, Iterator[File]]:
    """Take the list itself from what is printed of it."""
    files = {each.path: each for each in pages.press.chronicle(chronicle)}
    return files.pop(CHRONICLE), iter(files.values())
