"""`advisory-watch export`: write one alert with its evidence into a new folder."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from advisory_watch.cli.options import add_home, add_stack
from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.output_table import console, print_text
from advisory_watch.cli.verify import evidence_of
from advisory_watch.core.errors import UsageError


def add_arguments(parser: ArgumentParser) -> None:
    """Add the alert and the options."""
    parser.add_argument("alert", metavar="ALERT", help="its id, as the email ends with")
    parser.add_argument("--out", required=True, metavar="DIR", help="a new folder")
    add_home(parser)
    add_stack(parser)


def run(given: Namespace) -> int:
    """Write the folder; an existing one is never overwritten."""
    out = Path(given.out).expanduser()
    if out.exists():
        raise UsageError(f"export: expected a folder that is not there yet, found {out}")
    with evidence_of(given) as stores:
        files = tuple(stores.export().files(given.alert))
    out.mkdir(parents=True)
    for file in files:
        (out / file.path).write_bytes(file.body)
    if given.json:
        print_json(out=str(out), files=[file.path for file in files])
    else:
        written = f"Written: {out}, {len(files)} files; README.txt says how to check them."
        print_text(console(), written)
    return 0
