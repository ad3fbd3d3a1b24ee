"""`advisory-watch sources`: list publishers, endpoints and licences."""

from argparse import Namespace

from rich.console import Console
from rich.text import Text

from advisory_watch.cli import live
from advisory_watch.cli.lines import json_line
from advisory_watch.cli.publishers import documents_of, markdown
from advisory_watch.cli.screen import console, say
from advisory_watch.cli.tables import coloured
from advisory_watch.core.errors import UsageError
from advisory_watch.core.sources import Level, Source
from advisory_watch.core.wording import as_shown, step_of
from advisory_watch.wiring.settings import sources


def run(given: Namespace) -> int:
    """List the sources with the endpoint URLs in force; with `--live`, survey them."""
    if given.live:
        return live.run(given)
    if given.markdown:
        return _as_markdown(given)
    wanted = sources(given.sources)
    if given.json:
        for registered in wanted:
            print(json_line(_members(registered)))
        return 0
    screen = console()
    for registered in wanted:
        _print(screen, registered)
    return 0


def _as_markdown(given: Namespace) -> int:
    """Print docs/sources.md, which shows the registered endpoints and ignores the settings."""
    if given.json:
        raise UsageError("sources: expected --markdown or --json, found both")
    print(markdown(sources(given.sources, environment={})), end="")
    return 0


def _print(screen: Console, source: Source) -> None:
    screen.print(f"{source.id}: {source.publisher}", style="bold")
    for door in source.doors:
        screen.print(f"  {door.id:<8}{door.target.url} ({documents_of(door)})", soft_wrap=True)
    for level in source.levels:
        words = coloured(level.words, level.severity)
        screen.print(Text.assemble("  ", words, f" → {standing_of(level)}"), soft_wrap=True)
    origin = "mapped by" if source.levels else "no levels"
    say(screen, f"  {origin}: {source.levels_from}", hanging="    ")
    screen.print(f"  {source.licence}\n")


def standing_of(level: Level) -> str:
    """Return the place of a level on our scale: `reconsider, for parts`."""
    return step_of(level.severity) + (", for parts" if level.is_partial else "")


def _members(source: Source) -> dict[str, object]:
    return {
        "source": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "homepage": source.homepage,
        "doors": {door.id: door.target.url for door in source.doors},
        "scale": "; ".join(as_shown(level.words) for level in source.levels),
        "licence": source.licence,
        "expected": list(source.expected),
        "levels": [_level(native_level) for native_level in source.levels],
        "levels_from": source.levels_from,
    }


def _level(level: Level) -> dict[str, object]:
    return {"words": level.words, "severity": level.severity, "is_partial": level.is_partial}
