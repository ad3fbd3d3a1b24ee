"""The site of a laptop: printed into a folder, by as many processes as there are processors."""

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from advisory_watch.adapters.site_folder import FolderShelf
from advisory_watch.app.ports import Clock
from advisory_watch.app.ports_site import Press as PressPort
from advisory_watch.app.publish import Publisher
from advisory_watch.app.publish_chronicle import CHRONICLE
from advisory_watch.app.publish_pages import Printed
from advisory_watch.core.errors import LedgerError
from advisory_watch.core.sources import Source
from advisory_watch.site.addresses import FRONT
from advisory_watch.site.edition import Edition
from advisory_watch.site.press import Press
from advisory_watch.sources.register import SOURCES
from advisory_watch.wiring.embedded import Home, open_home
from advisory_watch.wiring.moments import now

CHUNK = 8
"""Destinations that a process prints at once: some take ten times as long as others."""

PROCESSES_MAX = 4
"""More wait for one disk."""


def site_folder(home: Path) -> Path:
    """Return where the site of a home stands, unless somebody wants it elsewhere."""
    return home / "site"


def front_page(out: Path) -> Path:
    """Return the file that a browser opens first."""
    return out / FRONT


def is_printed(folder: Path) -> bool:
    """Tell whether a whole site stands there, to go on from."""
    return (folder / CHRONICLE).exists()


def home_publisher(
    folder: Path, out: Path, home: Home, *, clock: Clock = now, banner: str = ""
) -> Publisher:
    """Build the publisher of an open home that writes into the folder `out`.

    `banner` stands on every page: what is printed with one is printed by this process alone.
    """
    return Publisher(
        ledger=home.ledger,
        outbox=home.outbox,
        shelf=FolderShelf(out),
        press=laptop_press(folder, out, banner),
        sources=tuple(SOURCES.values()),
        clock=clock,
        spread=None if banner else partial(_side_by_side, folder, out),
    )


def revisions(home: Home, sources: Iterable[Source]) -> dict[tuple[str, str], int]:
    """Return how often what each source says of each destination was recorded.

    What of the ledger cannot be read is left out: the publisher says so itself.
    """
    found: dict[tuple[str, str], int] = {}
    for source in sources:
        with suppress(LedgerError):
            known = home.ledger.state(source.id).known
            found |= {(source.id, code): each.revision for code, each in known.items()}
    return found


def moved(
    before: Mapping[tuple[str, str], int], after: Mapping[tuple[str, str], int]
) -> tuple[str, ...]:
    """Name the destinations of which something was recorded in between, told or not."""
    return tuple(sorted({code for (_, code), _ in set(after.items()) - set(before.items())}))


def laptop_press(folder: Path, out: Path, banner: str = "") -> PressPort:
    """Build the press; nothing of a laptop can be subscribed to."""
    sources: tuple[Source, ...] = tuple(SOURCES.values())
    evidence_url = _evidence_url(folder, out)
    return Press(edition=Edition(sources=sources, evidence_url=evidence_url, banner=banner))


def _evidence_url(folder: Path, out: Path) -> str:
    """Lead from the site to the folder above `pages`; from outside of the home, nowhere.

    A path through somebody's folders means nothing on another machine, and tells their name.
    """
    try:
        below = out.resolve().relative_to(folder.resolve())
    except ValueError:
        return ""
    return "/".join(".." for _ in below.parts) or "."


def _side_by_side(folder: Path, out: Path, codes: Iterable[str], at: datetime) -> Iterator[Printed]:
    """Print destinations in processes of their own, each with the ledger opened for itself."""
    wanted = list(codes)
    chunks = [wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK)]
    workers = min(os.cpu_count() or 1, PROCESSES_MAX, len(chunks))
    if workers < 2:  # noqa: PLR2004 - one process is this one
        yield from _chunk(folder, out, at, wanted)
        return
    # Not forked: the parent may have threads, and a connection to the ledger.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for printed in pool.map(partial(_chunk, folder, out, at), chunks):
            yield from printed


def _chunk(folder: Path, out: Path, at: datetime, codes: list[str]) -> list[Printed]:
    with open_home(folder) as home:
        return list(home_publisher(folder, out, home).one_by_one(codes, at))
