"""`advisory-watch sources`: who is read, through which doors, under which licence."""

from argparse import Namespace

from rich.table import Table

from advisory_watch.cli.lines import json_line
from advisory_watch.cli.tables import console
from advisory_watch.core.sources import Source
from advisory_watch.wiring.settings import sources


def run(given: Namespace) -> int:
    """List every registered source, its doors where the settings lead them."""
    registered = sources()
    if given.json:
        for each in registered:
            print(json_line(_members(each)))
        return 0
    table = Table()
    for heading in ("source", "publisher", "doors", "scale", "licence"):
        table.add_column(heading, overflow="fold")
    for each in registered:
        doors = "\n".join(f"{door.id}: {door.target.url}" for door in each.doors)
        table.add_row(each.id, each.publisher, doors, each.scale.replace("; ", "\n"), each.licence)
    console().print(table)
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
