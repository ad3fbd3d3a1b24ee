"""The change log of the site, which two publishers can write at once without losing an entry."""

from collections.abc import Generator, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime

from advisory_watch.app.publish_pages import Outcome, Pages, Printed, Written
from advisory_watch.core.chronicle import Chronicle, Entry, with_entries
from advisory_watch.core.errors import CorruptLedger, StaleVersion
from advisory_watch.core.files import File

CHRONICLE = "changes.json"
"""The change log as data: the site's own state between two runs."""

ATTEMPTS = 5
"""There are at most two publishers, so more lost attempts have another cause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The stored change log; `chronicle` is None if it is missing or cannot be parsed."""

    body: bytes | None
    chronicle: Chronicle | None


def standing(pages: Pages, known: Standing | None = None) -> Standing:
    """Read the change log. One that is missing or cannot be parsed is rebuilt by the caller.

    If the stored content equals `known`, years of entries need not be parsed again.
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
    """Write the change log with the rendered entries, then the files made from it; return it.

    If no entry changed there is nothing to do, unless the whole site is wanted: that also repairs
    files which an interrupted run left outdated.

    `begun` is the change log before the ledger was read. A destination that another publisher wrote
    since is rendered again, because this version may be the older one. The files are written again
    if another publisher replaced the change log meanwhile.
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
    """Write files, and report those whose content is new."""
    return (Written(path=file.path) for file in files if pages.shelf.put(file))


def _again(
    pages: Pages, printed: MutableMapping[str, Printed], moved: set[str], at: datetime
) -> Iterator[Outcome]:
    for code in sorted(moved & set(printed)):
        printed[code] = pages.of(code, at)
        yield from printed[code].outcomes


def _moved(begun: Standing, now: Standing) -> set[str]:
    """Return the destinations whose entries changed."""
    if begun.body == now.body:
        return set()
    before, after = _by_destination(begun.chronicle), _by_destination(now.chronicle)
    return {code for code in before | after if before.get(code) != after.get(code)}


def _by_destination(chronicle: Chronicle | None) -> dict[str, list[Entry]]:
    sorted_out: dict[str, list[Entry]] = {}
    for entry in chronicle.entries if chronicle else ():
        sorted_out.setdefault(entry.destination, []).append(entry)
    return sorted_out


def _merged(now: Standing, printed: Mapping[str, Printed]) -> Chronicle:
    """Merge the rendered entries; a destination that could not be read keeps its old entries."""
    new = {code: result.entries for code, result in printed.items() if result.error is None}
    return with_entries(now.chronicle or Chronicle(), new)


def _divided(pages: Pages, chronicle: Chronicle) -> tuple[File, Iterator[File]]:
    """Separate the change log itself from the files that are made from it."""
    files = {file.path: file for file in pages.press.chronicle(chronicle)}
    return files.pop(CHRONICLE), iter(files.values())
