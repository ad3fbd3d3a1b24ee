"""`advisory-watch sources`: who is read, through which doors, under which licence."""

from argparse import Namespace

from advisory_watch.cli.lines import json_line
from advisory_watch.cli.screen import console
from advisory_watch.core.sources import Source
from advisory_watch.wiring.settings import sources


def run(given: Namespace) -> int:
    """List every registered source, its doors where the settings lead them."""
    registered = sources()
    if given.json:
        for each in registered:
            print(json_line(_members(each)))
        return 0
    screen = console()
    for each in registered:
        screen.print(f"{each.id}: {each.publisher}", style="bold")
        for door in each.doors:
            screen.print(f"  {door.id:<8}{door.target.url}", soft_wrap=True)
        for level in each.scale.split("; "):
            screen.print(f"  {level}")
        screen.print(f"  {each.licence}\n")
    return 0


def _members(source: Source) -> dict[str, object]:
    return {
        "source": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "homepage": source.homepage,
        "doors": {door.id: door.target.url for door in source.doors},
        "scale": source.scale,
        "licence": source.licence,
        "expected": list(source.expected),
    }
