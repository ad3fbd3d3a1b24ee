"""The site of a laptop: written into a folder, by several processes."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from advisory_watch.adapters.filesystem import FolderSiteStorage
from advisory_watch.app.ports import Clock
from advisory_watch.app.ports_site import SiteBuilder
from advisory_watch.app.publish import PublishSite
from advisory_watch.app.publish_pages import CHRONICLE, BuiltPages, PageBuilder
from advisory_watch.bootstrap.local import Home, open_home
from advisory_watch.bootstrap.runtime import now
from advisory_watch.core.errors import LedgerError, UsageError
from advisory_watch.core.source import Source
from advisory_watch.site.build import StaticSiteBuilder
from advisory_watch.site.rendering.config import SiteConfig
from advisory_watch.sources import SOURCES

CHUNK = 8
"""Destinations that a process renders at once: some take ten times as long as others."""

MARK = ".advisory-watch-site"
"""An empty file that marks a folder as ours, even if the first run was interrupted."""

PROCESSES_MAX = 4
"""More processes would wait for the same disk."""


def site_folder(home: Path) -> Path:
    """Return the default folder of a home's site."""
    return home / "site"


def is_printed(folder: Path) -> bool:
    """Tell whether the folder has a whole site, which a run can update."""
    return (folder / CHRONICLE).exists()


def claim_folder(out: Path) -> None:
    """Mark a folder as one for a site. Raises `UsageError` if it has files of another kind.

    A site replaces files and is deleted as a whole: it must not be mixed with a user's documents.
    """
    try:
        others = sorted(path.name for path in out.iterdir()) if out.exists() else []
        if others and MARK not in others and not is_printed(out):
            raise UsageError(
                "site --out: expected a new folder, an empty one, or one with a site of this "
                f"program, found {out} with {others[0]!r} in it"
            )
        out.mkdir(parents=True, exist_ok=True)
        (out / MARK).touch()
    except OSError as error:
        expected = "expected a folder that can be written"
        raise UsageError(f"site --out: {expected}, found {out}: {error.strerror}") from error


def home_publisher(
    folder: Path, out: Path, home: Home, *, clock: Clock = now, banner: str = ""
) -> PublishSite:
    """Build the publisher that renders an open home into the folder `out`.

    `banner` is shown on every page. With a banner, all pages are rendered in this process.
    """
    pages = PageBuilder(
        ledger=home.ledger,
        outbox=home.outbox,
        storage=FolderSiteStorage(out),
        site_builder=laptop_site_builder(folder, out, banner),
        sources=tuple(SOURCES.values()),
    )
    spread = None if banner else partial(_side_by_side, folder, out)
    return PublishSite(pages=pages, clock=clock, spread=spread)


def revisions(home: Home, sources: Iterable[Source]) -> dict[tuple[str, str], int]:
    """Return the revision of each record, by source and destination.

    Sources that the ledger cannot read are left out: the publisher reports them itself.
    """
    found: dict[tuple[str, str], int] = {}
    for source in sources:
        with suppress(LedgerError):
            known = home.ledger.state(source.id).records
            found |= {(source.id, code): record.revision for code, record in known.items()}
    return found


def moved(
    before: Mapping[tuple[str, str], int], after: Mapping[tuple[str, str], int]
) -> tuple[str, ...]:
    """Return the destinations whose records changed in between, published or not."""
    return tuple(sorted({code for (_, code), _ in set(after.items()) - set(before.items())}))


def laptop_site_builder(folder: Path, out: Path, banner: str = "") -> SiteBuilder:
    """Build the site builder; a laptop offers no subscriptions."""
    sources, evidence_url = tuple(SOURCES.values()), _evidence_url(folder, out)
    config = SiteConfig(sources=sources, evidence_url=evidence_url, banner=banner)
    return StaticSiteBuilder(config=config)


def _evidence_url(folder: Path, out: Path) -> str:
    """Return the relative link from the site to the home folder; empty if `out` is outside it.

    A path through private folders is useless on another machine, and reveals their names.
    """
    try:
        below = out.resolve().relative_to(folder.resolve())
    except ValueError:
        return ""
    return "/".join(".." for _ in below.parts) or "."


def _side_by_side(
    folder: Path, out: Path, codes: Iterable[str], at: datetime
) -> Iterator[BuiltPages]:
    """Render destinations in several processes; each opens the ledger for itself."""
    wanted = list(codes)
    chunks = [wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK)]
    workers = min(os.cpu_count() or 1, PROCESSES_MAX, len(chunks))
    if workers < 2:  # noqa: PLR2004 - a single worker is this process
        yield from _chunk(folder, out, at, wanted)
        return
    # No check starts as many processes as the first site of a home.
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
    from multiprocessing import get_context  # noqa: PLC0415

    # Spawned, not forked: the parent may have threads, and a connection to the ledger.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for printed in pool.map(partial(_chunk, folder, out, at), chunks):
            yield from printed


def _chunk(folder: Path, out: Path, at: datetime, codes: list[str]) -> list[BuiltPages]:
    with open_home(folder) as home:
        return list(home_publisher(folder, out, home).one_by_one(codes, at))
