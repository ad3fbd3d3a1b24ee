"""`advisory-watch export`: write one alert with its evidence into a new folder."""

from argparse import Namespace
from pathlib import Path

from advisory_watch.cli.output_json import json_line
from advisory_watch.cli.output_table import console, say
from advisory_watch.cli.verify import stores_of
from advisory_watch.core.errors import UsageError


def run(given: Namespace) -> int:
    """Write the folder; an existing one is never overwritten."""
    out = Path(given.out).expanduser()
    if out.exists():
        raise UsageError(f"export: expected a folder that is not there yet, found {out}")
    with stores_of(given) as stores:
        files = tuple(stores.exhibiting().files(given.alert))
    out.mkdir(parents=True)
    for file in files:
        (out / file.path).write_bytes(file.body)
    if given.json:
        print(json_line({"out": str(out), "files": [exported.path for exported in files]}))
    else:
        say(console(), f"Written: {out}, {len(files)} files; README.txt says how to check them.")
    return 0
